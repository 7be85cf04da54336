from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes import BERLIN, SUNDAY, run
from lapbell.core.occasion import local_start
from lapbell.core.run import has_wrong_clock, is_better_recording, is_same_run

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("shift_min", "minutes", "same"),
    [(0, 42, True), (20, 42, True), (21, 42, True), (22, 42, False), (42, 42, False),
     (-5, 60, True), (30, 10, True), (60, 10, False), (39, 6, True), (40, 6, False)],
)  # fmt: skip
def test_two_recordings_are_one_run_from_half_of_the_shorter_on(
    shift_min: int, minutes: int, same: bool
) -> None:
    one = run(SUNDAY, minutes=42)
    other = run(SUNDAY + shift_min * MINUTE, minutes=minutes, content="b")
    assert is_same_run(one, other) is same
    assert is_same_run(other, one) is same


def test_a_run_of_unknown_length_is_the_same_as_none() -> None:
    assert not is_same_run(run(minutes=None), run())


def test_a_whole_file_is_better_than_a_cut_one_and_not_the_other_way_round() -> None:
    whole, cut = run(), run(whole=False)
    assert is_better_recording(whole, cut)
    assert not is_better_recording(cut, whole)
    assert not is_better_recording(whole, whole)


def test_a_form_that_tells_more_is_better_unless_its_file_is_cut() -> None:
    fit, tcx, gpx = (replace(run(), form=form) for form in ("fit", "tcx", "gpx"))
    cut = replace(fit, whole=False)
    for better, worse in ((fit, tcx), (tcx, gpx), (fit, gpx), (gpx, cut)):
        assert is_better_recording(better, worse)
        assert not is_better_recording(worse, better)
    assert not is_better_recording(gpx, gpx)


@pytest.mark.parametrize(("offset_h", "hour"), [(None, 18), (2, 18), (9, 1), (-7, 9), (0, 18)])
def test_the_runs_own_clock_counts_and_a_zero_offset_only_where_home_agrees(
    offset_h: int | None, hour: int
) -> None:
    offset = None if offset_h is None else timedelta(hours=offset_h)
    assert local_start(replace(run(SUNDAY), utc_offset=offset), BERLIN).hour == hour


@pytest.mark.parametrize(
    ("minutes_after", "same"), [(-119, True), (0, True), (120, True), (121, False)]
)
def test_a_tap_is_the_run_that_ended_around_it(minutes_after: int, same: bool) -> None:
    one = run(SUNDAY, minutes=42)
    tapped = SUNDAY + (42 + minutes_after) * MINUTE
    tap = replace(run(tapped, minutes=None, km=None, content="b"), form="tap")
    assert tap.ended_at == tapped
    assert is_same_run(one, tap) is same
    assert is_better_recording(one, tap)


@pytest.mark.parametrize(
    ("started_at", "wrong"),
    [
        (SUNDAY + timedelta(hours=24), False),
        (SUNDAY + timedelta(hours=24, seconds=1), True),
        (datetime(2000, 1, 1, tzinfo=UTC), False),
        (datetime(1999, 12, 31, 23, 59, tzinfo=UTC), True),
    ],
)
def test_a_start_over_a_day_ahead_or_before_2000_is_the_fault_of_a_clock(
    started_at: datetime, wrong: bool
) -> None:
    assert has_wrong_clock(run(started_at), SUNDAY) is wrong
