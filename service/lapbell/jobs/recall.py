"""Call back what waits in the outbox and is not asked for any more, since the config changed."""

from datetime import datetime

from lapbell.config import Config
from lapbell.jobs.events import NotDelivered, Tell
from lapbell.store import outbox
from lapbell.store.database import Store

WHY = "the config changed"


def call_back(store: Store, config: Config, now: datetime, tell: Tell) -> None:
    """Cancel what waits for a channel that is gone, and the nudges of triggers that are all gone.

    Each is told, since it would otherwise be missed without a word. An athlete whose file is
    broken is left alone: it will be mended.
    """
    unknown = {one.name for one in config.broken}
    channels = {one.name: {*one.channels} for one in config.athletes}
    triggers = {one.name: {each.name for each in one.plan.triggers} for one in config.athletes}
    with store.read() as db:
        ways = [way for way in outbox.open_ways(db) if way.athlete not in unknown]
    for way in ways:
        if way.channel not in channels.get(way.athlete, ()):
            with store.write() as db:
                outbox.abandon(db, (way.key, way.channel), WHY, now)
        elif way.triggers and not way.triggers & triggers[way.athlete]:
            with store.write() as db:
                outbox.cancel(db, (way.key,), WHY, now)
        else:
            continue
        tell(NotDelivered(title=way.title, channel=way.channel, reason=WHY))
