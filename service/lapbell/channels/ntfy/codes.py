"""What an answer of an ntfy server means.

The codes are those of ntfy 2.13 to 2.16 (`server/errors.go`). Asking belongs to `channel`.
"""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from lapbell.channels.objects import object_of
from lapbell.channels.protocol import (
    UNTIL_MENDED,
    Absent,
    CannotTell,
    Found,
    Message,
    Misconfigured,
    Outcome,
    Refused,
    Retry,
    Sent,
    Trace,
)
from lapbell.channels.wire import Answer

_LATER_WITHOUT_DATE = timedelta(hours=1)
_AFTER_MIDNIGHT = timedelta(minutes=1)

_REFUSALS = {
    40009: "the topic's name is not valid there; choose another",
    40010: "the topic's name is reserved there; choose another",
    41303: "the push is too long",
}
_LIMITS = {
    42901: "too many requests at once",
    42908: "the messages of this day are used up",
    42909: "too many wrong logins",
}
_ADVICE = {
    401: "the login is not accepted; renew the channel's token or password",
    403: "the login has no right to do this with the topic; grant it on the server",
    404: "there is no ntfy at this address; it should be https://SERVER/TOPIC",
    429: "too much at once; try again in a minute",
}
_NOT_NTFY = "not what ntfy says; is the address right?"
_WEB_PAGE = "a web page, not ntfy; is the address right, or does a login page stand in between?"


def outcome(answer: Answer, host: str, key: str) -> Outcome:
    """Tell what became of a message that was published under `key`."""
    status, code = answer.status, error_code(answer)
    if status == 200:
        return _accepted(answer, host, key)
    if status == 408 or status >= 500:
        return Retry(reason=what_is_wrong(answer, host), maybe_sent=True)
    if status == 429:
        why = _LIMITS.get(code, "too much at once")
        return Retry(reason=f"{host} answered 429: {why}", after=wait_after(answer))
    if status in (400, 413) and code:
        why = _REFUSALS.get(code, f"ntfy's code {code}")
        return Refused(reason=f"{host} answered {status}: {why}")
    return Misconfigured(reason=what_is_wrong(answer, host))


def trace(answer: Answer, host: str, message: Message) -> Trace:
    """Look for a message in the answer to a poll of its topic."""
    if answer.status in (408, 429) or answer.status >= 500:
        return CannotTell(reason=what_is_wrong(answer, host))
    if answer.status != 200 or not (_is_cut(answer) or "ndjson" in answer.content_type):
        return CannotTell(reason=what_is_wrong(answer, host), lasting=True)
    for line in answer.body.splitlines():
        event = object_of(line)
        if _is_this(event, message):
            return Found(server_id=str(event.get("id", "")))
        if "event" not in event:
            return CannotTell(reason=_broke_off(host))
    return Absent() if answer.whole else CannotTell(reason=_broke_off(host))


def what_is_wrong(answer: Answer, host: str) -> str:
    """Say what an answer that does not help means, and what a person can do."""
    status = answer.status
    advice = _ADVICE.get(status)
    if advice is None and status >= 500:
        advice = "a fault of the server"
    elif advice is None and 300 <= status < 400:
        advice = "a redirect; write the final address into the config"
    elif advice is None:
        advice = _WEB_PAGE if "html" in answer.content_type else _NOT_NTFY
    return f"{host} answered {status}: {advice}"


def wait_after(answer: Answer) -> timedelta | None:
    """Return how long to leave a server alone that refused; None where its fault may pass soon."""
    if answer.status == 408 or answer.status >= 500:
        return None
    if answer.status != 429:
        return UNTIL_MENDED
    code = error_code(answer)
    if code == 42908:
        return _until_midnight(answer.date)
    return {42901: timedelta(seconds=5), 42909: timedelta(seconds=60)}.get(code)


def _broke_off(host: str) -> str:
    return f"the answer of {host} broke off"


def error_code(answer: Answer) -> int:
    """Return ntfy's own code, such as 40007; 0 where the answer has none."""
    code = object_of(answer.body).get("code")
    return code if isinstance(code, int) else 0


def says(answer: Answer, key: str) -> bool:
    """Tell whether this is a success in which `key` is true."""
    return answer.status == 200 and object_of(answer.body).get(key) is True


def _accepted(answer: Answer, host: str, key: str) -> Outcome:
    event = object_of(answer.body)
    if event.get("event") == "message" and isinstance(event.get("id"), str):
        return Sent(server_id=event["id"], keyed=event.get("sequence_id") == key)
    if not event and (_is_cut(answer) or answer.body.startswith(b"{")):
        return Retry(reason=_broke_off(host), maybe_sent=True)
    return Misconfigured(reason=what_is_wrong(answer, host))


def _is_cut(answer: Answer) -> bool:
    """Tell whether an answer that cannot be read may be the beginning of ntfy's."""
    return not answer.whole and "html" not in answer.content_type


def _is_this(event: dict[str, Any], message: Message) -> bool:
    """Tell whether an event is the message: by its key, or by its text on a server before 2.16."""
    if "sequence_id" in event:
        return bool(event["sequence_id"] == message.key)
    same = (event.get("title", ""), event.get("message", "")) == (message.title, message.body)
    return same and event.get("event") == "message"


def _until_midnight(date: str) -> timedelta:
    """Return the time to the server's next 00:00 UTC, by the server's own clock."""
    try:
        now = parsedate_to_datetime(date)
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    except (ValueError, OverflowError):
        return _LATER_WITHOUT_DATE
    return midnight - now + _AFTER_MIDNIGHT
