"""Where a calendar comes from: a file, or an address, which is a secret.

Which servers an address may name, and what a path is relative to, is for the config to say.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_SCHEMES = {"https": "https", "webcal": "https", "webcals": "https", "http": "http"}


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a calendar. Whoever knows it can read along, so it shows as its host alone."""

    url: str = field(repr=False)

    @property
    def host(self) -> str:
        """The server's name, and its port where it is not the usual one."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""

    def __str__(self) -> str:
        """Name the calendar without telling the address."""
        return f"the calendar at {self.host}"


Source = Path | Address


def parse_source(text: str) -> Source:
    """Read a path or an https or webcal address; raise ValueError with advice.

    webcal is https under another name. The advice never repeats the text.
    """
    scheme, is_address, rest = text.strip().partition("://")
    if not is_address:
        return Path(text)
    known = _SCHEMES.get(scheme.lower())
    if known is None:
        raise ValueError(
            "a calendar is a file, or an address that begins with https:// or webcal://"
        )
    address = Address(f"{known}://{rest}")
    try:
        host = address.host
    except ValueError:
        host = ""
    if not host or not rest.isprintable() or " " in rest:
        raise ValueError("the calendar's address cannot be read; copy it again, on one line")
    if "@" in urlsplit(address.url).netloc:
        raise ValueError(
            "leave user and password out of the calendar's address; where it asks for them, "
            "share it by a secret link and use that"
        )
    return address
