"""How fast pictures are drawn, and the sheets of all poses that are shown in docs/pictures.

`python tests/bench/bench_pictures.py` measures. `python tests/bench/bench_pictures.py sheets
docs/pictures` draws every pose at 240 and 96 px, light and dark, and the weekly picture.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lapbell.catalogue import built_in
from lapbell.core.figure import Pose
from lapbell.pictures.chart import Week, week_chart
from lapbell.pictures.picture import SHEET
from lapbell.pictures.png import to_png
from lapbell.pictures.solve import solve
from lapbell.pictures.svg import GRAIN, movement_svg, pose_svg
from lapbell.pictures.theme import DARK, LIGHT, Theme, Tone

THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}
COLUMNS = 7
SIDE = round(SHEET * GRAIN)
RUNS = (
    (3, 1),
    (4, 2),
    (2, 2),
    (0, 0),
    (3, 2),
    (4, 3),
    (4, 4),
    None,
    (2, 1),
    (4, 3),
    (3, 3),
    (4, 4),
)
WEEKS = [
    Week(run_days=days[0], with_routine=days[1]) if days else Week(paused=True) for days in RUNS
]
TITLE = "4 run days, 4 with a routine"


def poses() -> list[Pose]:
    """Return every pose that a step shows, once, in the order of the routines."""
    forms = [form for one in built_in().values() for form in (one.form, *one.variants.values())]
    steps = [step for form in forms for step in form.steps]
    return list(dict.fromkeys(pose for step in steps if step.figure for pose in step.figure.poses))


def sheet(theme: Theme) -> str:
    """Return all poses in one SVG."""
    shown = poses()
    rows = -(-len(shown) // COLUMNS)
    inner = "".join(_cell(number, pose, theme) for number, pose in enumerate(shown))
    size = f"{COLUMNS * SIDE} {rows * SIDE}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">{inner}</svg>'


def _cell(number: int, pose: Pose, theme: Theme) -> str:
    row, column = divmod(number, COLUMNS)
    place = f'x="{column * SIDE}" y="{row * SIDE}" width="{SIDE}" height="{SIDE}"'
    return re.sub(r"^<svg", f"<svg {place}", pose_svg(pose, theme=theme))


def sheets(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield the pictures of the documentation."""
    for name, theme in THEMES.items():
        drawn, paper = sheet(theme), theme[Tone.PAPER]
        for size in (240, 96):
            png = to_png(drawn, width=size * COLUMNS, paper=paper)
            yield folder / f"poses-{name}-{size}.png", png
        yield folder / f"week-{name}.png", to_png(week_chart(WEEKS, TITLE, theme=theme), width=640)


def milliseconds(what: Callable[[], object], times: int = 20) -> float:
    """Return the median time of a call."""
    taken = []
    for _ in range(times):
        solve.cache_clear()
        start = time.perf_counter()
        what()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2] * 1000


def measure() -> None:
    """Print what pictures cost."""
    shown = poses()
    pump = next(step.figure for step in built_in()["calf-pump"].form.steps[1:] if step.figure)
    drawn = [pose_svg(pose) for pose in shown]
    still = pose_svg(shown[3], theme=LIGHT)
    print(f"{len(shown)} poses, {max(map(len, drawn))} bytes at most")
    each = milliseconds(lambda: [pose_svg(pose) for pose in shown], 5) / len(shown)
    print(f"pose SVG       {each:6.1f} ms")
    print(f"movement SVG   {milliseconds(lambda: movement_svg(pump)):6.1f} ms")
    print(f"pose PNG 240   {milliseconds(lambda: to_png(still, width=240)):6.1f} ms")
    png = to_png(week_chart(WEEKS, TITLE), width=640)
    taken = milliseconds(lambda: to_png(week_chart(WEEKS, TITLE), width=640))
    print(f"week PNG 640   {taken:6.1f} ms, {len(png)} bytes")


if __name__ == "__main__":
    if sys.argv[1:2] == ["sheets"]:
        for path, data in sheets(Path(sys.argv[2])):
            path.write_bytes(data)
            print(path, len(data))
    else:
        measure()
