"""Push through one of the many services that the Apprise library knows: text and picture, one way.

Apprise says of a message that it went or that it did not. What more is known comes from the lines
it logs while it sends: whether the service was reached, and with which status it refused. Where
they say nothing, the message may have been sent. The library is an extra of lapbell's, imported
when it is used.
"""

import logging
import re
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from lapbell.channels.protocol import (
    NO_HOME,
    Abilities,
    CannotTell,
    Finding,
    Home,
    Message,
    Misconfigured,
    Outcome,
    Refused,
    Retry,
    Sent,
)
from lapbell.channels.render import fit
from lapbell.channels.settings import ChannelSettings

if TYPE_CHECKING:
    from apprise import NotifyBase, NotifyLogEntry

WHOLE_S = 20.0
BODY_BYTES = 3500
MISSING = "this needs the Apprise library; install it with: pip install 'lapbell[apprise]'"

_UNKNOWN = "Apprise knows no service by this address, or a part of it is missing"
_UNREACHED = re.compile("NewConnectionError|NameResolutionError|ConnectTimeoutError|SSLError")
_STATUS = re.compile(r"\berror=(\d{3})\b")
_TO_MEND = re.compile("3..|40[134]")


def _is_known(text: str) -> str:
    if find_spec("apprise") is None:
        raise ValueError(MISSING)
    if _service(text) is None:
        raise ValueError(f"{_UNKNOWN}; write it as Apprise's documentation of the service does")
    return text


def _service(url: str) -> "NotifyBase | None":
    """Return Apprise's own object for an address; None for an address it does not know."""
    # At this level it logs tokens and addresses; they go to the call that asks for them alone.
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    from apprise import Apprise as Library  # noqa: PLC0415 - 55 to 90 ms and 18 MB, where used
    from apprise import AppriseAsset  # noqa: PLC0415

    asset = AppriseAsset(storage_mode="memory", interpret_emojis=False, http_redirects=False)
    return Library.instantiate(url, asset=asset)


class Settings(ChannelSettings):
    """The address of a service, in Apprise's spelling: as good as a password."""

    apprise: Annotated[str, AfterValidator(_is_known)] = Field(
        repr=False, examples=["tgram://BOT-TOKEN/CHAT"]
    )

    @property
    def scheme(self) -> str:
        """The only part of the address that is no secret."""
        return self.apprise.partition(":")[0]


class Apprise:
    """A service behind Apprise."""

    def __init__(
        self, name: str, settings: Settings, _: Home = NO_HOME, *, whole_s: float = WHOLE_S
    ) -> None:
        self.name = name
        self._settings = settings
        self._whole_s = whole_s

    def __repr__(self) -> str:
        return f"Apprise({self.name!r})"

    @property
    def abilities(self) -> Abilities:
        """What Apprise knows of the service; its limits count characters, which is less."""
        return _abilities(_service(self._settings.apprise))

    def send(self, message: Message) -> Outcome:
        """Hand the message to Apprise once."""
        service = _service(self._settings.apprise)
        if service is None:
            return Misconfigured(reason=f"{self._settings.scheme}: {_UNKNOWN}")
        clues = Clues(f"{self._settings.scheme} (Apprise)")
        if _notify(service, fit(message, _abilities(service)), clues, self._whole_s):
            return Sent()
        return clues.outcome()

    def find(self, message: Message, within: timedelta) -> CannotTell:  # noqa: ARG002
        """Answer that Apprise cannot look."""
        return CannotTell(reason="Apprise cannot look for what it sent", lasting=True)

    def probe(self) -> list[Finding]:
        """Answer that the address is one; whether it works, only a push can tell."""
        what = f"Apprise knows the service {self._settings.scheme}"
        known = _service(self._settings.apprise) is not None
        advice = "whether it takes pushes, only `lapbell check --send` tells" if known else _UNKNOWN
        return [Finding(what=what, ok=known, advice=advice)]


class Clues:
    """What the lines say that Apprise logs during one send. None of them is kept: they leak."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._statuses: set[str] = set()
        self._was_unreached = False
        self._may_be_there = False

    def __call__(self, entry: "NotifyLogEntry", _: object) -> None:
        """Take a line: the callback that Apprise asks for."""
        if entry.level in ("WARNING", "ERROR") and (found := _STATUS.search(entry.message)):
            self._statuses.add(found[1])
        elif entry.message.startswith("Socket Exception"):
            unreached = bool(_UNREACHED.search(entry.message))
            self._was_unreached |= unreached
            self._may_be_there |= not unreached
        elif entry.level == "INFO" and entry.message.startswith("Sent"):
            # To one of several; or the text, and then the picture failed.
            self._may_be_there = True

    def outcome(self) -> Outcome:
        """Tell what became of a message that Apprise says it could not send."""
        status = max(self._statuses, default="")
        if self._may_be_there or status.startswith("5") or not (status or self._was_unreached):
            return Retry(reason=f"{self._service} failed and does not say how", maybe_sent=True)
        if not status:
            return Retry(reason=f"no connection to {self._service}")
        says = f"{self._service} answered {status}"
        if status == "429":
            return Retry(reason=f"{says}: too much at once")
        if _TO_MEND.fullmatch(status):
            return Misconfigured(
                reason=f"{says}: the address or its token is not accepted; mend it"
            )
        return Refused(reason=says)


def _abilities(service: "NotifyBase | None") -> Abilities:
    if service is None:
        return Abilities(title_bytes=0, body_bytes=BODY_BYTES)
    return Abilities(
        title_bytes=service.title_maxlen,
        body_bytes=min(service.body_maxlen, BODY_BYTES),
        picture="upload" if service.attachment_support else "none",
    )


def _notify(service: "NotifyBase", message: Message, clues: Clues, whole_s: float) -> bool:
    from apprise import Apprise as Library  # noqa: PLC0415
    from apprise import NotifyFormat  # noqa: PLC0415
    from apprise.attachment.memory import AttachMemory  # noqa: PLC0415

    attachment = None
    if picture := message.picture:
        attachment = AttachMemory(picture.png, picture.name, "image/png")  # type: ignore[no-untyped-call]
    result = Library(service, asset=service.asset).notify(
        title=message.title,
        body=message.body,
        body_format=NotifyFormat.TEXT,
        attach=attachment,
        timeout=whole_s,
        log_callback=clues,
        log_level=logging.DEBUG,
    )
    return bool(result)
