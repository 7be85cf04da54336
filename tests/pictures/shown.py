"""What the built-in routines show, by name."""

from collections.abc import Iterator

from lapbell.catalogue import built_in
from lapbell.core.figure import Figure, Pose
from lapbell.core.routine import Step


def _steps() -> Iterator[tuple[str, Step]]:
    for routine in built_in().values():
        for name, form in {"": routine.form, **routine.variants}.items():
            for number, step in enumerate(form.steps, start=1):
                yield f"{routine.id} {name} {number}".replace("  ", " "), step


STEPS = dict(_steps())
FIGURES: dict[str, Figure] = {name: step.figure for name, step in STEPS.items() if step.figure}
POSES: dict[str, Pose] = {
    name: pose
    for pose, name in {
        pose: f"{name} {'ab'[number]}"
        for name, figure in FIGURES.items()
        for number, pose in enumerate(figure.poses)
    }.items()
}
"""Every pose once."""

MOVEMENTS = {name: figure for name, figure in FIGURES.items() if len(figure.poses) == 2}
