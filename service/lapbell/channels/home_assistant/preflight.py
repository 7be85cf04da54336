"""What `lapbell check` finds out about a Home Assistant channel. It rings nothing."""

import json
from typing import Any

from lapbell.channels.home_assistant.api import ask_home, what_is_wrong
from lapbell.channels.home_assistant.replies import NO_RIGHT, STREAM
from lapbell.channels.home_assistant.settings import Settings
from lapbell.channels.objects import object_of
from lapbell.channels.protocol import Finding
from lapbell.channels.wire import Answer, NoAnswer, Patience

_ALL_SERVICES_BYTES = 8 * 1024 * 1024
"""A house with many integrations describes a megabyte of actions."""

_HOW_TO_FIND = "it does not; look it up under Developer tools, Actions, and mend `service`"
_NO_HISTORY = (
    "what is tapped while lapbell is not connected is lost: Home Assistant keeps no taps. "
    "lapbell's page takes answers as well"
)


def findings(settings: Settings, patience: Patience) -> list[Finding]:
    """Ask for the house, then for the phone's action, then for the stream of taps."""
    what = f"{settings.host} is a Home Assistant and takes the token"
    answer = ask_home(settings, patience, "")
    if not _says_hello(answer):
        return [_wrong(what, answer, settings)]
    found = [Finding(what=what, ok=True), _phone(settings, patience)]
    return [*found, _taps(settings, patience)] if settings.buttons else found


def _says_hello(answer: Answer | NoAnswer) -> bool:
    if isinstance(answer, NoAnswer):
        return False
    return answer.status == 200 and "message" in object_of(answer.body)


def _phone(settings: Settings, patience: Patience) -> Finding:
    what = f"{settings.host} knows {settings.service}"
    answer = ask_home(settings, patience, "services", most_bytes=_ALL_SERVICES_BYTES)
    if isinstance(answer, NoAnswer) or answer.status != 200:
        return _wrong(what, answer, settings)
    if settings.action in _actions(answer.body):
        return Finding(what=what, ok=True)
    return Finding(what=what, ok=False, advice=_HOW_TO_FIND)


def _actions(body: bytes) -> set[str]:
    """Return the names of all actions of `notify`."""
    try:
        domains: Any = json.loads(body)
    except (ValueError, RecursionError):
        return set()
    for one in domains if isinstance(domains, list) else []:
        match one:
            case {"domain": "notify", "services": {**actions}}:
                return {str(name) for name in actions}
    return set()


def _taps(settings: Settings, patience: Patience) -> Finding:
    what = "lapbell may listen for taps"
    # The first sign of life comes at once and is enough.
    answer = ask_home(settings, patience, STREAM, most_bytes=0)
    if isinstance(answer, Answer) and answer.status == 200:
        return Finding(what=what, ok=True, advice=_NO_HISTORY)
    if isinstance(answer, Answer) and answer.status == 401:
        return Finding(what=what, ok=False, advice=NO_RIGHT)
    return _wrong(what, answer, settings)


def _wrong(what: str, answer: Answer | NoAnswer, settings: Settings) -> Finding:
    if isinstance(answer, NoAnswer):
        return Finding(what=what, ok=False, advice=answer.reason)
    advice = what_is_wrong(answer, settings.host)
    return Finding(what=what, ok=False, advice=advice)
