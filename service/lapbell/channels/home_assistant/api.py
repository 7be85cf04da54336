"""Calls of Home Assistant's REST API: how they are written, and what their answers mean.

The API is developers.home-assistant.io/docs/api/rest; what it answers to an action that failed is
in its own `homeassistant/components/api`.
"""

from dataclasses import replace

from lapbell.channels.home_assistant.settings import Settings
from lapbell.channels.objects import as_json
from lapbell.channels.protocol import Message, Misconfigured, Outcome, Retry, Sent
from lapbell.channels.secret import SecretError
from lapbell.channels.silent import unsent
from lapbell.channels.wire import MOST_BYTES, Answer, NoAnswer, Patience, Request, ask

CLEAR = "clear_notification"
"""What the app takes for an order to take a notification away."""

_LOUD = 3
_ADVICE = {
    400: "it knows no such action, or the action takes no such push; mend `service`",
    401: "the token is not accepted; make a new one on your profile page there",
    403: "it lets nobody in from here: look into its ip_bans.yaml",
    404: "there is no Home Assistant at this address; mend it",
    405: "there is no Home Assistant at this address; mend it",
}


def ask_home(
    settings: Settings,
    patience: Patience,
    path: str,
    body: bytes | None = None,
    most_bytes: int = MOST_BYTES,
) -> Answer | NoAnswer:
    """Make one request with the token, a POST where there is a body."""
    try:
        request = request_for(settings, path)
    except SecretError as error:
        return NoAnswer(reason=str(error), hopeless=True)
    method = "GET" if body is None else "POST"
    return ask(replace(request, method=method, body=body, most_bytes=most_bytes), patience)


def request_for(settings: Settings, path: str) -> Request:
    """Return a request with the token; raises SecretError with advice."""
    return Request(
        method="GET",
        url=f"{settings.home_assistant}/api/{path}",
        authorization=settings.authorization(),
        headers={"Content-Type": "application/json"},
    )


def push_of(message: Message) -> bytes:
    """Return the body of the call that shows a message on the phone.

    `tag` is the key: the app shows one push for each. A phone at rest gets what is not urgent
    hours later: `ttl` and `priority` say so to Android, the interruption level to an iPhone.
    """
    data: dict[str, object] = {"tag": message.key}
    if message.buttons:
        data["actions"] = [{"action": one.body, "title": one.label} for one in message.buttons]
    if message.priority >= _LOUD:
        data |= {"ttl": 0, "priority": "high"}
    else:
        data["push"] = {"interruption-level": "passive"}
    if message.click:
        data |= {"url": message.click, "clickAction": message.click}
    return as_json({"title": message.title, "message": message.body, "data": data})


def clearing_of(key: str) -> bytes:
    """Return the body of the call that takes a message away."""
    return as_json({"message": CLEAR, "data": {"tag": key}})


def outcome(answer: Answer | NoAnswer, host: str) -> Outcome:
    """Tell what became of a message. A failure behind the house, at Google or Apple, is not told.

    A resend replaces what is shown, so `Sent` is keyed.
    """
    if isinstance(answer, NoAnswer):
        return unsent(answer)
    if answer.status == 200 and "json" in answer.content_type:
        return Sent(keyed=True)
    if may_pass(answer):
        return Retry(reason=what_is_wrong(answer, host), maybe_sent=True)
    return Misconfigured(reason=what_is_wrong(answer, host))


def may_pass(answer: Answer) -> bool:
    """Tell whether an answer that does not help may be another one soon."""
    return answer.status in (408, 429) or answer.status >= 500


def what_is_wrong(answer: Answer, host: str) -> str:
    """Say what an answer that does not help means, and what a person can do."""
    status = answer.status
    advice = _ADVICE.get(status)
    if advice is None and may_pass(answer):
        advice = "it is starting, or the action failed; its log says more"
    elif advice is None and 300 <= status < 400:
        advice = "a redirect; write the final address into the config"
    elif advice is None:
        advice = "not what Home Assistant says; is the address right?"
    return f"{host} answered {status}: {advice}"
