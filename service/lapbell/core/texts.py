"""The words of a push. Title and first line carry the instruction, the facts come second.

About two lines show on a locked phone. Never scold, never diagnose, never promise.
"""

from collections.abc import Sequence
from datetime import datetime

from lapbell.core.routine import Form, Phase
from lapbell.core.run import Run
from lapbell.core.words import WEEKDAYS_IN_FULL, clock, day_and_time, kilometres

BIG_DAY_M = 21_000
"""From about a half marathon on, a squat may be too much: the nudge says so and can wait."""

NOT_ADVICE = (
    "General movement ideas, not medical advice. Injured, pregnant, or under a doctor's care? "
    "Ask first."
)
STOP_RULE = "Mild stretch or effort is fine. Sharp or rising pain: stop."
URGENT = (
    "Get urgent help today for one calf that is swollen, warm, tender or discoloured.",
    "Call emergency for sudden breathlessness, chest pain, or coughing blood.",
)
CLINICIAN = (
    "Stop running and see a clinician for pinpoint bone pain, pain at night or on walking, a pop "
    "with weakness, numbness, or calf tightness at the same point of each run."
)
"""On the page about pain and behind "It hurts", never in a push."""


def after_run_text(
    run: Run,
    routines: Sequence[tuple[str, Form]],
    *,
    started: datetime,
    keeps_until: datetime,
) -> tuple[str, str]:
    """Return title and body of the nudge after a run.

    `routines` are names and forms in order; both times are on the runner's own clock. The body
    names the run's day, time and distance, so that no two runs get the same text.
    """
    big_day = run.distance_m is not None and run.distance_m >= BIG_DAY_M
    facts = f"{run_in_words(run)}, {day_and_time(started)}."
    if big_day:
        note = f"Drink first; this keeps until {keeps_until:%H:%M}."
    else:
        note = routines[0][1].note if len(routines) == 1 else ""
    title = _title(routines)
    return (
        f"Big day. {title}" if big_day else title,
        "\n".join([*_cues(routines, started), f"{facts} {note}".rstrip()]),
    )


def expected_run_text(
    phase: Phase, routines: Sequence[tuple[str, Form]], *, starts: datetime
) -> tuple[str, str]:
    """Return title and body of a nudge before or during an expected run.

    `starts` is the expected start on the athlete's clock. For the pocket of a runner under way
    the body is one line.
    """
    if phase is Phase.DURING:
        return _title(routines), " ".join(form.cue_on(starts.date()) for _, form in routines)
    day = WEEKDAYS_IN_FULL[starts.weekday()]
    return _title(routines), "\n".join([*_cues(routines, starts), f"{day} run, {starts:%H:%M}."])


def run_line(run: Run) -> str:
    """Name a run in a line: "8.2 km in 44:10", as far as it is known."""
    far = "" if run.distance_m is None else kilometres(run.distance_m)
    long = "" if run.elapsed is None else clock(run.elapsed)
    return " in ".join(word for word in (far, long) if word) or "unknown length"


def run_in_words(run: Run) -> str:
    """Name a run by what was recorded: "8.2 km done", "44:10 done", "25.3 km, 480 m down"."""
    if run.distance_m is None:
        return f"{clock(run.elapsed)} done" if run.elapsed else "Run done"
    if run.distance_m >= BIG_DAY_M and run.descent_m:
        return f"{kilometres(run.distance_m)}, {run.descent_m:.0f} m down"
    return f"{kilometres(run.distance_m)} done"


def _title(routines: Sequence[tuple[str, Form]]) -> str:
    if len(routines) == 1:
        return routines[0][1].title
    first, *rest = (name for name, _ in routines)
    return ", then ".join([first, *(name[:1].lower() + name[1:] for name in rest)])


def _cues(routines: Sequence[tuple[str, Form]], at: datetime) -> list[str]:
    cues = [form.cue_on(at.date()) for _, form in routines]
    if len(cues) == 1:
        return cues
    return [f"{number}. {cue}" for number, cue in enumerate(cues, start=1)]
