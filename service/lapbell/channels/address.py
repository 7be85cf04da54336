"""Addresses of servers: which ones a push may go to.

What a service appends to its address, a topic say, is the business of its own module.
"""

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

_HOST = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63})*\.?|[0-9a-f:.]*:[0-9a-f:.]*(%\w+)?", re.IGNORECASE)
_LOCAL_ENDINGS = (".localhost", ".local", ".lan", ".home.arpa", ".internal")
_HOME_NAME = re.compile(r"(?!0x)(?!\d+$)[a-z0-9_-]+")
"""A name without a dot. `0x08080808` and `134744072` are 8.8.8.8 to a resolver."""


def split_address(text: str) -> SplitResult:
    """Take an address apart; raise ValueError with advice for one that no push may go to."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(
            "the server or its port cannot be read; write https://SERVER/..."
        ) from None
    if trouble := _trouble(text, parts):
        raise ValueError(trouble)
    if parts.scheme == "http" and not is_at_home(host or ""):
        raise ValueError(
            "http would send everything in the clear; write https (http is for this machine "
            "and a private network)"
        )
    return parts


def _trouble(text: str, parts: SplitResult) -> str | None:
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or ""):
        return "this is no web address; it begins with https:// and a server's name"
    if not text.isprintable() or " " in text:
        return "leave out spaces and control characters"
    if "@" in parts.netloc:
        return "leave user and password out of the address; they have settings of their own"
    if "?" in text or "#" in text:
        return "leave out everything from the ? or # on"
    return None


def is_at_home(host: str) -> bool:
    """Tell whether a host is this machine, a private address or a name of a local network."""
    name = host.lower().rstrip(".")
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return bool(_HOME_NAME.fullmatch(name)) or name.endswith(_LOCAL_ENDINGS)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_private and not address.is_unspecified
