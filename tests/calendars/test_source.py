from pathlib import Path

import pytest

from lapbell.calendars import Address, parse_source

SECRET = "a1b2c3d4"


@pytest.mark.parametrize("text", ["/home/anna/plan.ics", "plan.ics", "~/plan.ics", "C:plan.ics"])
def test_what_has_no_scheme_is_a_file(text: str) -> None:
    assert parse_source(text) == Path(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [("https://a.example/x.ics", "https://a.example/x.ics"),
     ("webcal://a.example/x.ics", "https://a.example/x.ics"),
     ("WEBCAL://a.example/x?token=1", "https://a.example/x?token=1"),
     ("webcals://a.example/x", "https://a.example/x"),
     (" https://a.example/x ", "https://a.example/x"),
     ("http://nas.lan/x", "http://nas.lan/x")],
)  # fmt: skip
def test_webcal_means_https(text: str, url: str) -> None:
    assert parse_source(text) == Address(url)


@pytest.mark.parametrize(
    "text",
    [f"ftp://a.example/{SECRET}.ics", f"https:///{SECRET}", f"https://a.example/{SECRET} b",
     f"https://[::1/{SECRET}", f"https://a.example:port/{SECRET}", f"file:///{SECRET}",
     f"https://anna:{SECRET}@a.example/x", f"webcal://a.example/\n{SECRET}"],
)  # fmt: skip
def test_any_other_address_gets_advice_that_does_not_repeat_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"calendar") as refusal:
        parse_source(text)
    assert SECRET not in str(refusal.value)


def test_an_address_shows_as_its_host() -> None:
    address = parse_source(f"webcal://cal.example/{SECRET}.ics?token={SECRET}")
    assert str(address) == "the calendar at cal.example"
    assert SECRET not in repr(address)
    assert str(Address(f"https://cal.example:8443/{SECRET}")) == "the calendar at cal.example:8443"
