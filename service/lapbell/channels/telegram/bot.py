"""Calls of the Bot API: how they are written, and what their answers mean.

The address of every call holds the token, and so no reason holds an address. Descriptions are
those of Bot API 7 to 9 (core.telegram.org/bots/api), which may change: what is new counts by its
status alone.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from urllib3.filepost import encode_multipart_formdata

from lapbell.channels.connection import Deadline
from lapbell.channels.objects import as_json, object_of
from lapbell.channels.protocol import Misconfigured, Outcome, Picture, Refused, Retry, Sent
from lapbell.channels.secret import SecretError
from lapbell.channels.silent import unsent
from lapbell.channels.telegram.settings import Settings
from lapbell.channels.wire import Answer, NoAnswer, Patience, Request, ask

LONGEST_WAIT = timedelta(hours=1)
"""Of what Telegram can ask for with `retry_after`."""

_MOST_BYTES = 1024 * 1024
"""Of an answer: a hundred updates, each with the message it belongs to."""

_TO_MEND = {
    401: "the token is not accepted; renew it with @BotFather",
    403: "the bot may not write to this chat; open it in Telegram and press Start",
    404: "no bot has this token; mend it",
}
_CHATS_TO_MEND = {
    "chat not found": "the bot knows no such chat; write to the bot first, or mend `telegram`",
    "have no rights": "the bot may not write in this group; let it",
    "not enough rights": "the bot may not write in this group; let it",
    "chat_write_forbidden": "the bot may not write in this group; let it",
    "group is deactivated": "the group is no more; mend `telegram`",
}


class Bot:
    """A bot, as one channel knows it."""

    def __init__(self, settings: Settings, patience: Patience) -> None:
        self._settings = settings
        self._patience = patience

    @property
    def host(self) -> str:
        """The server's name and port, for reasons."""
        return self._settings.host

    def call(
        self, method: str, fields: Mapping[str, object], deadline: Deadline | None = None
    ) -> Answer | NoAnswer:
        """Call a method once; never raises for what a network does."""
        return self._ask(method, as_json(fields), "application/json", deadline)

    def upload(
        self, method: str, fields: Mapping[str, object], picture: Picture
    ) -> Answer | NoAnswer:
        """Call a method with a picture beside the fields."""
        texts = {name: _as_text(value) for name, value in fields.items()}
        body, kind = encode_multipart_formdata(
            {**texts, "photo": ("picture.png", picture.png, "image/png")}
        )
        return self._ask(method, body, kind, None)

    def _ask(
        self, method: str, body: bytes, kind: str, deadline: Deadline | None
    ) -> Answer | NoAnswer:
        try:
            url = self._settings.method_address(method)
        except SecretError as error:
            return NoAnswer(reason=str(error), hopeless=True)
        headers = {"Content-Type": kind}
        request = Request(
            method="POST", url=url, headers=headers, body=body, most_bytes=_MOST_BYTES
        )
        return ask(request, self._patience, deadline)


def _as_text(value: object) -> bytes:
    return value.encode(errors="replace") if isinstance(value, str) else as_json(value)


def result_of(answer: Answer | NoAnswer) -> Any:
    """Return the result of a call that went well, else None; no call here has a result of None."""
    if isinstance(answer, NoAnswer) or answer.status != 200:
        return None
    said = object_of(answer.body)
    return said.get("result") if said.get("ok") is True else None


def outcome(answer: Answer | NoAnswer, host: str) -> Outcome:
    """Tell what became of a message."""
    if isinstance(answer, NoAnswer):
        return unsent(answer)
    if answer.status == 200:
        return _accepted(answer, host)
    reason = what_is_wrong(answer, host)
    if may_pass(answer):
        return Retry(reason=reason, after=wait_of(answer), maybe_sent=answer.status != 429)
    return Refused(reason=reason) if is_about_the_message(answer) else Misconfigured(reason=reason)


def what_is_wrong(answer: Answer, host: str) -> str:
    """Say what an answer that does not help means, and what a person can do."""
    status = answer.status
    advice = _chat_to_mend(answer) or _TO_MEND.get(status)
    if advice is None and may_pass(answer):
        advice = "too much at once" if status == 429 else "a fault of the server"
    elif advice is None and is_about_the_message(answer):
        advice = "it does not take this message"
    elif advice is None:
        advice = "not what Telegram says; does a login page or a proxy stand in between?"
    return f"{host} answered {status}: {advice}"


def may_pass(answer: Answer) -> bool:
    """Tell whether an answer that does not help may be another one soon."""
    return answer.status in (408, 429) or answer.status >= 500


def is_about_the_message(answer: Answer) -> bool:
    """Tell whether an answer says that this message, or its picture, will not do."""
    is_telegrams = "ok" in object_of(answer.body)
    return answer.status == 413 or (
        answer.status == 400 and is_telegrams and not _chat_to_mend(answer)
    )


def wait_of(answer: Answer) -> timedelta | None:
    """Return `retry_after`, within 0 s and `LONGEST_WAIT`; None without one."""
    seconds = _parameter(answer, "retry_after")
    if seconds is None:
        return None
    return timedelta(seconds=min(max(seconds, 0), LONGEST_WAIT.total_seconds()))


def description_of(answer: Answer) -> str:
    """Return what Telegram says of a call that failed, in lower case."""
    return str(object_of(answer.body).get("description", "")).lower()


def _chat_to_mend(answer: Answer) -> str | None:
    if answer.status != 400:
        return None
    if (number := _parameter(answer, "migrate_to_chat_id")) is not None:
        return f"the group has a new number; write telegram = {number}"
    said = description_of(answer)
    return next((advice for words, advice in _CHATS_TO_MEND.items() if words in said), None)


def _parameter(answer: Answer, name: str) -> int | None:
    parameters = object_of(answer.body).get("parameters")
    value = parameters.get(name) if isinstance(parameters, dict) else None
    return value if isinstance(value, int) else None


def _accepted(answer: Answer, host: str) -> Outcome:
    match result_of(answer):
        case {"message_id": int(number)}:
            return Sent(server_id=f"{number:d}")
    if not answer.whole and "html" not in answer.content_type:
        return Retry(reason=f"the answer of {host} broke off", maybe_sent=True)
    return Misconfigured(reason=what_is_wrong(answer, host))
