from io import BytesIO

import pytest

from lapbell.web.add import LARGEST
from lapbell.web.source import Dropped
from web.samples import SUNDAY, Listed, client_of


def test_a_file_lands_under_its_name_and_the_page_is_shown_again() -> None:
    source = Listed()

    added = client_of(source).post("/add", data={"file": (BytesIO(b"bytes"), "run.fit")})

    assert (added.status_code, added.headers["Location"]) == (303, "/add")
    assert source.landed == [("run.fit", b"bytes")]


def test_several_files_land_together() -> None:
    source = Listed()
    files = [(BytesIO(b"1"), "a.fit"), (BytesIO(b"2"), "b.gpx")]

    client_of(source).post("/add", data={"file": files})

    assert source.landed == [("a.fit", b"1"), ("b.gpx", b"2")]


@pytest.mark.parametrize("data", [{}, {"file": "no file"}, {"file": (BytesIO(), "")}])
def test_no_file_is_told(data: dict[str, object]) -> None:
    source = Listed()

    told = client_of(source).post("/add", data=data, content_type="multipart/form-data")

    assert (told.status_code, "Choose a file first." in told.text) == (400, True)
    assert source.landed == []


@pytest.mark.parametrize("body", [b"--x\r\nbroken", b"", b"\0" * 1000])
def test_a_broken_form_lands_nothing(body: bytes) -> None:
    source = Listed()

    client_of(source).post("/add", data=body, content_type="multipart/form-data; boundary=x")

    assert source.landed == []


def test_a_larger_file_than_any_run_is_refused() -> None:
    source = Listed()

    refused = client_of(source).post(
        "/add", data={"file": (BytesIO(b"x" * (LARGEST + 1)), "run.fit")}
    )

    assert refused.status_code == 413
    assert "A run file has at most" in refused.text
    assert source.landed == []


def test_what_became_of_an_added_file_is_told() -> None:
    files = [
        Dropped(name="new.fit", at=SUNDAY),
        Dropped(name="run.fit", at=SUNDAY, state="run", run_id="r1"),
        Dropped(name="odd.fit", at=SUNDAY, state="unreadable", reason="cut short <here>"),
    ]

    html = client_of(Listed(files=files)).get("/add").text

    assert "Waits to be read" in html
    assert '<a href="/runs/r1">' in html
    assert "Cannot be read: cut short &lt;here&gt;" in html
