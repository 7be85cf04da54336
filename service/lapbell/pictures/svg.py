"""Pictures as SVG: whole numbers, relative steps, presentation attributes, no script.

A movement is animated by SMIL: there and back, eased like a cosine, in the beat of the count.
For those who want less motion there are `stills`.
"""

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from lapbell.core.figure import Figure, Pose
from lapbell.pictures.blend import blend
from lapbell.pictures.picture import SHEET, in_the_middle, picture
from lapbell.pictures.strokes import Stroke
from lapbell.pictures.theme import PAGE, Theme, Tone

GRAIN = 10
"""Steps of the SVG's grid in one percent of body height."""

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The frames of a movement one way."""

EASE = (".33 0 .67 .4", ".33 .3 .67 .65", ".33 .35 .67 .7", ".33 .6 .67 1")
"""A cosine between these frames, in pieces of Bezier curves (0.2 percent off at most)."""


def pose_svg(pose: Pose, *, theme: Theme = PAGE, mirrored: bool = False, label: str = "") -> str:
    """Return a pose that stands still. Without a label, screen readers pass over it."""
    return _still(pose, in_the_middle([pose]), theme, mirrored, label)


def stills(figure: Figure, *, theme: Theme = PAGE, label: str = "") -> tuple[str, ...]:
    """Return the key poses of a figure, one or two, placed alike so that they can be compared."""
    across = in_the_middle(figure.poses)
    return tuple(_still(pose, across, theme, figure.mirrored, label) for pose in figure.poses)


def movement_svg(figure: Figure, *, theme: Theme = PAGE, label: str = "") -> str:
    """Return a figure in motion; one with a single pose stands still."""
    start, end = figure.poses[0], figure.poses[-1]
    if len(figure.poses) == 1:
        return pose_svg(end, theme=theme, mirrored=figure.mirrored, label=label)
    across = in_the_middle(figure.poses)
    frames = [picture(blend(start, end, share), across, scene=end) for share in SHARES]
    drawn = "".join(
        _path(strokes, theme, timing(figure.beat_s)) for strokes in zip(*frames, strict=True)
    )
    return _sheet(drawn, theme, figure.mirrored, label)


def _still(pose: Pose, across: float, theme: Theme, mirrored: bool, label: str) -> str:
    drawn = "".join(_path([stroke], theme) for stroke in picture(pose, across))
    return _sheet(drawn, theme, mirrored, label)


def _sheet(drawn: str, theme: Theme, mirrored: bool, label: str) -> str:
    side = round(SHEET * GRAIN)
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    turned = f' transform="matrix(-1 0 0 1 {side} 0)"' if mirrored else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 {side} {side}" '
        f'{named}><g fill="none" stroke="{theme[Tone.INK]}" stroke-linecap="round" '
        f'stroke-linejoin="round"{turned}>{drawn}</g></svg>'
    )


def _path(frames: Sequence[Stroke], theme: Theme, timing: str = "") -> str:
    """Return a stroke, animated where its frames differ."""
    stroke, lines = frames[0], [_line(frame) for frame in frames]
    colour = theme[stroke.tone]
    attributes = [f'd="{lines[0]}"', f'stroke-width="{round(stroke.width * GRAIN)}"']
    if stroke.tone is not Tone.INK:
        attributes.append(f'stroke="{colour}"')
    if stroke.filled:
        attributes.append(f'fill="{colour}"')
    if stroke.dotted:
        attributes.append('stroke-dasharray="1 34"')
    head = f"<path {' '.join(attributes)}"
    if len(set(lines)) == 1:
        return f"{head}/>"
    values = ";".join([*lines, *lines[-2::-1]])
    return f'{head}><animate attributeName="d" values="{values}" {timing}/></path>'


def _line(stroke: Stroke) -> str:
    """Write a line: where it begins, then relative steps."""
    top = SHEET * GRAIN
    places = [(round(at.x * GRAIN), round(top - at.y * GRAIN)) for at in stroke.line]
    text = "M{} {}l".format(*places[0])
    for (x, y), (next_x, next_y) in pairwise(places):
        text += f" {next_x - x} {next_y - y}"
    return text.replace("l ", "l").replace(" -", "-") + ("z" if stroke.filled else "")


def timing(beat_s: tuple[float, float]) -> str:
    """Return the attributes that make an animation go there and back in these seconds."""
    there, back = beat_s
    whole = there + back
    eased = [math.acos(1 - 2 * share) / math.pi for share in SHARES]
    times = [time * there for time in eased] + [there + time * back for time in eased[1:]]
    key_times = ";".join(f"{time / whole:.3g}" for time in times)
    return (
        f'dur="{whole:g}s" repeatCount="indefinite" calcMode="spline" '
        f'keyTimes="{key_times}" keySplines="{";".join(EASE * 2)}"'
    )
