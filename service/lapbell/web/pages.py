"""Open the pages where the config says, and know whether anybody is to be asked for a key."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from lapbell.channels.address import is_this_machine
from lapbell.channels.secret import SecretError
from lapbell.config import Config, Web
from lapbell.errors import LapbellError
from lapbell.jobs.health import Health
from lapbell.store.database import Store
from lapbell.store.secret import the_web_key
from lapbell.web.access import SHORTEST, Access, plain
from lapbell.web.app import create_app
from lapbell.web.desk import ServiceHouse
from lapbell.web.proxy import Outside
from lapbell.web.safety import LOOPBACK, Doors, lets_in
from lapbell.web.server import PageServer


def open_page(
    store: Store,
    health: Health,
    secret: bytes,
    current: Callable[[], Config],
    web: Web | None = None,
) -> PageServer:
    """Serve the pages where `web` or else the config says; raise LapbellError where that cannot be.

    `current` is asked for the config again and again, since it may change.
    """
    web = web or current().web
    assert web is not None  # noqa: S101 - nobody opens pages that are off
    house = ServiceHouse(current, store, health, secret, lambda: datetime.now(UTC))
    doors = doors_of(web, store.path.parent, secret, current)
    app = create_app(house, doors)
    outside = Outside(app, web.url) if web.url else app
    page = PageServer(outside, web.host, web.port, partial(lets_in, doors, house))
    page.start()
    return page


def needs_key(web: Web, config: Config) -> bool:
    """Tell whether the pages cannot do without a key.

    It keeps out whoever reaches them by the network or a proxy; and where there is more than one
    athlete, it tells who asks.
    """
    return bool(web.url) or not is_this_machine(web.host) or config.has_others


def key_of(web: Web, state: Path) -> str:
    """Return the access key: the config's, else the one of the state folder, made when missing.

    Raises LapbellError where it cannot be had, or could be guessed.
    """
    if web.key is None:
        return the_web_key(state)
    try:
        key = web.key.read()
    except SecretError as error:
        raise LapbellError(f"the access key of the pages: {error}") from None
    if len(plain(key)) < SHORTEST:
        raise LapbellError(
            f"the access key of the pages ({web.key}) is too short: {SHORTEST} letters and digits "
            "at least, which nobody can guess"
        )
    return key


def doors_of(web: Web, state: Path, secret: bytes, current: Callable[[], Config]) -> Doors:
    """Return where the pages can be opened from, and by whom.

    Athletes come and go meanwhile: `current` is asked whether there is more than one. Raises
    LapbellError where a key is needed now and cannot be had.
    """
    made = cache(lambda: Access(key_of(web, state), secret, time.monotonic))

    def access() -> Access | None:
        return made() if needs_key(web, current()) else None

    access()
    outside = urlsplit(web.url).hostname if web.url else None
    return Doors(
        names=[*LOOPBACK, web.host, *([outside] if outside else [])],
        any_address=not is_this_machine(web.host),
        access=access,
    )
