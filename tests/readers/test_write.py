"""What we write, another decoder reads: Garmin's own."""

from datetime import timedelta
from typing import Any

import pytest
from garmin_fit_sdk import Decoder, Stream

from lapbell.readers import is_whole
from lapbell.readers.write import Message, write_fit
from making import SUNDAY_EVENING, Made, a_run, respelled


def second_opinion(fit: bytes) -> dict[str, list[dict[str, Any]]]:
    decoded: Any = Decoder(Stream.from_byte_array(bytearray(fit))).read()
    messages, errors = decoded
    assert errors == []
    return dict(messages)


def test_garmins_decoder_reads_what_we_wrote() -> None:
    messages = second_opinion(a_run(moving=timedelta(minutes=43)))
    (session,) = messages["session_mesgs"]
    assert session["start_time"] == SUNDAY_EVENING
    assert (session["total_elapsed_time"], session["total_timer_time"]) == (2650, 2580)
    assert (session["total_distance"], session["sport"]) == (8200, "running")
    assert messages["file_id_mesgs"][0]["garmin_product"] == "fr255"
    records = messages["record_mesgs"]
    assert len(records) == 531
    assert records[-1]["timestamp"] == SUNDAY_EVENING + timedelta(seconds=2650)
    assert records[-1]["distance"] == pytest.approx(8200, abs=0.01)


def test_garmins_decoder_reads_the_odd_spellings_too() -> None:
    plain = second_opinion(a_run())
    odd = second_opinion(respelled(a_run(), big_endian=True, define_always=True))
    assert odd == plain


def test_a_written_file_is_whole() -> None:
    assert is_whole(a_run())


def test_more_layouts_than_local_types_are_told_apart() -> None:
    values = next(Made().records())
    names = list(values)[:6]
    layouts = [[name for at, name in enumerate(names) if mask >> at & 1] for mask in range(1, 64)]
    messages: list[Message] = [
        ("record", {name: values[name] for name in layout}) for layout in layouts * 2
    ]
    records = second_opinion(write_fit(messages))["record_mesgs"]
    assert [set(record) for record in records] == [set(layout) for layout in layouts * 2]


@pytest.mark.parametrize(
    ("name", "value"),
    [("avg_heart_rate", 256), ("avg_heart_rate", -1), ("sport", "quidditch")],
)
def test_a_value_its_field_cannot_hold_is_refused(name: str, value: float | str) -> None:
    with pytest.raises(ValueError, match=name):
        write_fit([("session", {name: value})])


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(KeyError, match="mood"):
        write_fit([("session", {"mood": 1})])
