"""The picture of a week, drawn when it is asked for: twelve columns of dots.

What it shows is `core.summary`'s, how it looks is `pictures`'.
"""

from collections.abc import Callable
from datetime import date

from lapbell.channels.protocol import Picture
from lapbell.core.decision import Nudge
from lapbell.core.plan import Plan
from lapbell.core.routine import Kind
from lapbell.core.summary import Column, WeekSummary
from lapbell.core.week_text import picture_title
from lapbell.core.weeks import week_name, when
from lapbell.jobs.context import Context
from lapbell.jobs.events import Trouble
from lapbell.jobs.past import summary_of
from lapbell.pictures.chart import WIDTH, Week, week_chart, week_text
from lapbell.pictures.png import to_png
from lapbell.pictures.theme import LIGHT, Theme


class WeekPictures:
    """Draws the picture of a weekly summary that is about to be sent; no other push has one."""

    def __init__(
        self,
        plan: Plan,
        context: Context,
        draw: Callable[[WeekSummary, date], Picture] | None = None,
    ) -> None:
        self._plan = plan
        self._draw = draw or picture_of
        self._store, self._clock, self._tell = context.store, context.clock, context.tell

    def __call__(self, nudge: Nudge) -> Picture | None:
        """Return the picture of a nudge's week; None where there is none, or it cannot be drawn."""
        if nudge.kind is not Kind.WEEK:
            return None
        monday, now = nudge.about.astimezone(self._plan.timezone).date(), self._clock.now()
        with self._store.read() as db:
            week = summary_of(db, monday, self._plan, now)
        try:
            return self._draw(week, nudge.due_at.astimezone(self._plan.timezone).date())
        except Exception as error:  # whatever a drawing does, the words must go out
            self._tell(Trouble(what=f"the week's picture: {error}; its words go out without it"))
            return None


def picture_of(week: WeekSummary, today: date) -> Picture:
    """Return the picture of a week as a PNG, as seen from `today`."""
    return Picture(
        png=to_png(picture_as_svg(week, today), width=WIDTH),
        name=f"week-{week_name(week.monday)}.png",
        alt=f"{picture_title(week)}. Run days of each week up to it: {_in_words(week.columns)}.",
    )


def picture_as_svg(week: WeekSummary, today: date, theme: Theme = LIGHT) -> str:
    """Return the same picture as SVG, for a page."""
    return week_chart(_columns(week), picture_title(week), theme=theme, latest=_label(week, today))


def picture_in_text(week: WeekSummary, today: date) -> str:
    """Return the same picture in letters, for a terminal."""
    return week_text(_columns(week), picture_title(week), latest=_label(week, today))


def _columns(week: WeekSummary) -> list[Week]:
    return [
        Week(run_days=one.run_days, with_routine=one.with_routine, paused=one.paused)
        for one in week.columns
    ]


def _label(week: WeekSummary, today: date) -> str:
    return when(week.monday, today).removeprefix("in ")


def _in_words(columns: tuple[Column, ...]) -> str:
    return ", ".join(
        "paused" if one.paused and not one.run_days else str(one.run_days) for one in columns
    )
