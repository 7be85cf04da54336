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


def split_address(text: str, *, query: bool = False) -> SplitResult:
    """Take a web address apart; raise ValueError with advice for one that no push may go to.

    `query` tells whether it may have a part from a ? on.
    """
    parts = split_server(text, ("https", "http"))
    if trouble := _trouble(text, parts, query=query):
        raise ValueError(trouble)
    if parts.scheme == "http" and not is_at_home(parts.hostname or ""):
        raise ValueError(
            "http would send everything in the clear; write https (http is for this machine "
            "and a private network)"
        )
    return parts


def split_bare_server(text: str) -> SplitResult:
    """Take a web address apart that names a server alone; raise ValueError with advice."""
    parts = split_address(text)
    if parts.path.strip("/"):
        raise ValueError("leave out everything behind the server's name and port")
    return parts


def split_server(text: str, schemes: tuple[str, ...]) -> SplitResult:
    """Take an address apart that names a server; raise ValueError with advice for any other."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(
            f"the server or its port cannot be read; write {schemes[0]}://SERVER/..."
        ) from None
    if parts.scheme not in schemes or not _HOST.fullmatch(host or ""):
        kind = "web address" if "https" in schemes else "address of a mail server"
        raise ValueError(f"this is no {kind}; it begins with {schemes[0]}:// and a server's name")
    if not text.isprintable() or " " in text:
        raise ValueError("leave out spaces and control characters")
    return parts


def _trouble(text: str, parts: SplitResult, *, query: bool) -> str | None:
    if "@" in parts.netloc:
        return "leave user and password out of the address; they have settings of their own"
    if "#" in text or ("?" in text and not query):
        return "leave out everything from the ? or # on"
    return None


def is_this_machine(host: str) -> bool:
    """Tell whether a host is a loopback address or a name for one."""
    name = host.lower().rstrip(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


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
