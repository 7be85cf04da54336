"""Letters to a real mail server, and to some that misbehave."""

import logging
import socket
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import ValidationError

from channels.mailroom import PASSWORD, Mailroom, mail_server, mailbox, rude_server
from channels.phones import BUTTONS, NUDGE, PICTURE
from lapbell.channels.mail import Settings
from lapbell.channels.protocol import (
    CannotTell,
    Misconfigured,
    Refused,
    Retry,
    Sent,
    answers_of,
)
from lapbell.channels.wire import Patience

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
HASTY = Patience(connect_s=5, read_s=0.2, whole_s=5)
HELLO = b"220 hello\r\n"
OK = b"250 OK\r\n"
UP_TO_DATA = (HELLO, OK, OK, OK)
"""Greeting, EHLO, MAIL and RCPT; what comes next answers DATA."""


@pytest.fixture
def room() -> Mailroom:
    return Mailroom()


def password_file(folder: Path, password: str = PASSWORD) -> str:
    (folder / "password").write_text(f"{password}\n", "utf-8")
    return str(folder / "password")


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


# The letter.


def test_a_letter_says_the_same_in_plain_text_and_html(room: Mailroom) -> None:
    with mail_server(room) as port:
        message = replace(NUDGE, body="Füße weit.\n5 < 6 & 7", click="https://pi/?a=1&b=2")
        assert mailbox(port).send(message) == Sent()
    (letter,) = room.letters
    assert letter["Subject"] == NUDGE.title
    assert part(letter, "plain") == "Füße weit.\n5 < 6 & 7\n\nhttps://pi/?a=1&b=2\n"
    assert "<p>Füße weit.</p><p>5 &lt; 6 &amp; 7</p>" in part(letter, "html")
    assert '<a href="https://pi/?a=1&amp;b=2">' in part(letter, "html")


def test_a_letter_names_sender_recipient_and_that_no_human_wrote_it(room: Mailroom) -> None:
    with mail_server(room) as port:
        mailbox(port, sender="bell@example.net").send(NUDGE)
    (letter,) = room.letters
    assert room.envelopes == [("bell@example.net", ["anna@example.org"])]
    assert (letter["From"], letter["To"]) == ("lapbell <bell@example.net>", "anna@example.org")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime is not None


def test_a_resend_has_the_same_id(room: Mailroom) -> None:
    with mail_server(room) as port:
        mailbox(port).send(NUDGE)
        mailbox(port).send(NUDGE)
        mailbox(port).send(replace(NUDGE, key="post-other"))
    ids = [letter["Message-ID"] for letter in room.letters]
    assert ids == [f"<{NUDGE.key}@example.org>"] * 2 + ["<post-other@example.org>"]


def test_a_picture_stands_in_the_letter(room: Mailroom) -> None:
    with mail_server(room) as port:
        mailbox(port).send(replace(NUDGE, picture=PICTURE, buttons=BUTTONS))
    (letter,) = room.letters
    (image,) = [one for one in letter.walk() if one.get_content_type() == "image/png"]
    assert image.get_content() == PICTURE.png
    assert image["Content-Disposition"].startswith("inline")
    assert f'src="cid:{image["Content-ID"].strip("<>")}"' in part(letter, "html")
    assert f'alt="{PICTURE.alt}"' in part(letter, "html")
    assert f"[{PICTURE.alt}]" in part(letter, "plain")
    assert BUTTONS[0].body not in part(letter, "html") + part(letter, "plain")


@pytest.mark.parametrize("title", ["🏃 " * 100, "two\r\nBcc: eve@example.org", "", "\udcff"])
def test_any_title_is_one_header(room: Mailroom, title: str) -> None:
    with mail_server(room) as port:
        assert mailbox(port).send(replace(NUDGE, title=title)) == Sent()
    (letter,) = room.letters
    assert letter["Bcc"] is None
    assert room.envelopes[0][1] == ["anna@example.org"]
    assert room.raw[0].isascii()
    assert b"\n" not in room.raw[0].replace(b"\r\n", b"")


def test_a_line_of_one_dot_does_not_end_the_letter(room: Mailroom) -> None:
    with mail_server(room) as port:
        mailbox(port).send(replace(NUDGE, body="one\n.\n..two\nRCPT TO:<eve@example.org>"))
    assert part(room.letters[0], "plain") == "one\n.\n..two\nRCPT TO:<eve@example.org>\n"


# Encryption and login.


def test_a_letter_is_encrypted_where_the_server_can(room: Mailroom) -> None:
    with mail_server(room, starttls=True) as port:
        assert mailbox(port).send(NUDGE) == Sent()
    assert room.were_secret == [True]


def test_tls_can_come_first(room: Mailroom) -> None:
    with mail_server(room, smtps=True) as port:
        assert mailbox(port, server="smtps://127.0.0.1:{port}").send(NUDGE) == Sent()
    assert room.were_secret == [True]


def test_out_of_the_house_nothing_is_said_in_the_clear(room: Mailroom, tmp_path: Path) -> None:
    """127.1 is an address of this machine to the system, but not to the look of it."""
    with mail_server(room) as port:
        box = mailbox(
            port, server="smtp://anna@127.1:{port}", password_file=password_file(tmp_path)
        )
        outcome = box.send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert "127.1 offers no encryption (STARTTLS)" in outcome.reason
    assert room.letters == []


@pytest.mark.parametrize(("starttls", "scheme"), [(True, "smtp"), (False, "smtps")])
def test_out_of_the_house_the_certificate_counts(
    room: Mailroom, *, starttls: bool, scheme: str
) -> None:
    with mail_server(room, starttls=starttls, smtps=not starttls) as port:
        outcome = mailbox(port, server=f"{scheme}://127.1:{port}").send(NUDGE)
    assert isinstance(outcome, Retry)
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reason
    assert not outcome.maybe_sent
    assert room.letters == []


@pytest.mark.parametrize("starttls", [True, False])
def test_the_password_is_read_at_each_send(
    room: Mailroom, tmp_path: Path, *, starttls: bool
) -> None:
    with mail_server(room, login=True, starttls=starttls) as port:
        secret = password_file(tmp_path, "old")
        box = mailbox(port, server="smtp://anna@127.0.0.1:{port}", password_file=secret)
        outcome = box.send(NUDGE)
        assert isinstance(outcome, Misconfigured)
        assert "127.0.0.1 answered 535: the login is not accepted" in outcome.reason
        password_file(tmp_path)
        assert box.send(NUDGE) == Sent()


def test_a_server_that_wants_a_login_is_misconfigured_without(room: Mailroom) -> None:
    with mail_server(room, login=True) as port:
        outcome = mailbox(port).send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert "answered 530: the login" in outcome.reason


def test_a_server_that_offers_no_login_is_misconfigured_with_one(tmp_path: Path) -> None:
    with rude_server(HELLO, OK) as port:
        secret = password_file(tmp_path)
        box = mailbox(port, server="smtp://anna@127.0.0.1:{port}", password_file=secret)
        outcome = box.send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert "offers no login" in outcome.reason


@pytest.mark.parametrize("password", [None, "gehéim"])
def test_a_password_that_cannot_be_used_asks_nobody(
    room: Mailroom, tmp_path: Path, password: str | None
) -> None:
    secret = password_file(tmp_path, password) if password else str(tmp_path / "none")
    with mail_server(room) as port:
        box = mailbox(port, server="smtp://anna@127.0.0.1:{port}", password_file=secret)
        outcome = box.send(NUDGE)
    assert isinstance(outcome, Misconfigured)
    assert secret in outcome.reason


# What the server says, and what follows.


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [("451 try later", Retry), ("421 closing", Retry), ("550 no such user", Refused)],
)
def test_a_no_is_for_now_or_for_ever(
    command: str, answer: str, kind: type[Retry] | type[Refused]
) -> None:
    with mail_server(Mailroom(answers={command: answer})) as port:
        outcome = mailbox(port).send(NUDGE)
    assert isinstance(outcome, kind)
    assert f"127.0.0.1 answered {answer[:3]}: " in outcome.reason
    assert not (isinstance(outcome, Retry) and outcome.maybe_sent)


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_wrong_login_is_never_only_this_letters_fault(code: int) -> None:
    with mail_server(Mailroom(answers={"MAIL": f"{code} no"})) as port:
        assert isinstance(mailbox(port).send(NUDGE), Misconfigured)


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [
        (b"421 too busy\r\n", Retry),
        (b"554 go away\r\n", Misconfigured),
        (b"HTTP/1.1 400 Bad Request\r\n", Misconfigured),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", Misconfigured),
        (b"220 " + b"x" * 9000 + b"\r\n", Misconfigured),
    ],
)
def test_a_server_that_does_not_let_in_is_told_apart_from_a_busy_one(
    greeting: bytes, kind: type[Retry] | type[Misconfigured]
) -> None:
    with rude_server(greeting) as port:
        assert isinstance(mailbox(port).send(NUDGE), kind)


# Connections that break.


@pytest.mark.parametrize("said", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("silent", [True, False])
def test_before_the_letter_has_left_it_is_certainly_not_sent(said: int, *, silent: bool) -> None:
    lines = (*UP_TO_DATA[:said], None) if silent else UP_TO_DATA[:said]
    with rude_server(*lines) as port:
        outcome = mailbox(port, patience=HASTY).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert not outcome.maybe_sent


@pytest.mark.parametrize("silent", [True, False])
def test_once_the_letter_has_left_it_may_have_been_sent(*, silent: bool) -> None:
    lines = (*UP_TO_DATA, b"354 go on\r\n")
    with rude_server(*lines, *([None] if silent else [b""])) as port:
        outcome = mailbox(port, patience=HASTY).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert outcome.maybe_sent
    assert outcome.reason.startswith("127.0.0.1 broke off: ")


def test_a_server_that_takes_too_long_in_all_is_cut() -> None:
    with rude_server(*UP_TO_DATA, b"354 go on\r\n", None) as port:
        outcome = mailbox(port, patience=Patience(whole_s=0.3)).send(NUDGE)
    assert outcome == Retry(reason="127.0.0.1 took too long to answer", maybe_sent=True)


def test_no_connection_is_certainly_not_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        outcome = mailbox(closed.getsockname()[1]).send(NUDGE)
    assert outcome == Retry(reason="no connection to 127.0.0.1: Connection refused")


# The rest of a channel.


def test_a_mailbox_can_never_tell_and_never_answers() -> None:
    trace = mailbox(25).find(NUDGE, timedelta(seconds=9))
    assert isinstance(trace, CannotTell)
    assert trace.lasting
    assert answers_of(mailbox(25)) is None


def test_the_preflight_hands_nothing_over(room: Mailroom) -> None:
    with mail_server(room) as port:
        (finding,) = mailbox(port).probe()
    assert finding.ok
    assert finding.what == "127.0.0.1 takes mail to anna@example.org"
    assert room.letters == []


def test_the_preflight_says_what_is_wrong() -> None:
    with mail_server(Mailroom(answers={"RCPT": "550 who?"})) as port:
        (finding,) = mailbox(port).probe()
    assert not finding.ok
    assert "answered 550" in finding.advice


@pytest.mark.parametrize("answers", [{}, {"RCPT": f"550 {PASSWORD}"}])
def test_no_log_and_no_outcome_tells_the_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, answers: dict[str, str]
) -> None:
    caplog.set_level(logging.DEBUG, "lapbell")
    with mail_server(Mailroom(answers=answers), login=True) as port:
        secret = password_file(tmp_path)
        box = mailbox(port, server="smtp://anna@127.0.0.1:{port}", password_file=secret)
        said = [box, box.send(NUDGE), box.probe()]
    assert PASSWORD not in f"{said!r} {caplog.text}"


# The table.


def trouble(**table: str) -> str:
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(table)
    return "; ".join(error["msg"] for error in caught.value.errors())


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mail.example.org", "begins with smtp://"),
        ("https://mail.example.org", "begins with smtp://"),
        ("smtp://", "begins with smtp://"),
        ("smtp://mail.example.org:port", "its port cannot be read"),
        ("smtp://anna:geheim@mail.example.org", "write password_file instead"),
        ("smtp://anna@mail.example.org", "the user needs password_file or password_env or"),
        ("smtp://mail.example.org/inbox", "behind the server's name and port"),
        ("smtp://mail.example.org?tls=no", "behind the server's name and port"),
        ("smtp://mail.example.org\n", "leave out spaces"),
    ],
)
def test_a_server_that_cannot_work_is_refused_with_advice(address: str, says: str) -> None:
    assert says in trouble(mail=address, to="anna@example.org")


@pytest.mark.parametrize(
    "address",
    [
        "anna",
        "anna@",
        "@example.org",
        "Anna <anna@example.org>",
        "a@b.c, d@e.f",
        "a b@c.d",
        "ä@b.c",
    ],
)
def test_an_address_is_one_plain_address(address: str) -> None:
    assert "one plain mail address" in trouble(mail="smtp://nas", to=address)
    assert "one plain mail address" in trouble(mail="smtp://nas", to="a@b.c", **{"from": address})


def test_a_password_needs_a_user() -> None:
    said = trouble(mail="smtp://nas", to="a@b.c", password_env="P")
    assert "password_env needs a user: write smtp://USER@SERVER" in said
    assert "exclude each other" in trouble(
        mail="smtp://a@nas", to="a@b.c", password_env="P", password_file="/p"
    )


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"mail": "smtp://nas"}, ("nas", 587, None, "to@b.c")),
        ({"mail": "smtps://nas"}, ("nas", 465, None, "to@b.c")),
        ({"mail": "smtp://a@nas:25"}, ("nas", 25, "a", "to@b.c")),
        ({"mail": "smtp://a%40b.c@nas"}, ("nas", 587, "a@b.c", "a@b.c")),
        ({"mail": "smtp://a@b.c@nas"}, ("nas", 587, "a@b.c", "a@b.c")),
        ({"mail": "smtp://[::1]:25", "from": "f@b.c"}, ("::1", 25, None, "f@b.c")),
    ],
)
def test_an_address_comes_apart(
    table: dict[str, str], expected: tuple[str, int, str | None, str]
) -> None:
    password = {"password_env": "P"} if "@" in table["mail"] else {}
    settings = Settings.model_validate({"to": "to@b.c", **table, **password})
    found = (settings.host, settings.port, settings.user, settings.from_address)
    assert found == expected
