"""Call back what waits in the outbox and is not asked for any more, since the config changed."""

from datetime import datetime

from lapbell.config import Config
from lapbell.jobs.events import NotDelivered, Tell
from lapbell.store import outbox
from lapbell.store.database import Store
from lapbell.store.outbox import OpenWay

WHY = "the config changed"


def call_back(store: Store, config: Config, now: datetime, tell: Tell) -> None:
    """Cancel what waits for a channel that is gone, and the nudges of triggers that are all gone.

    Each is told, since it would otherwise be missed without a word. What is just being sent goes
    on, and is over with its channel. An athlete whose file is broken is left alone: it will be
    mended.
    """
    unknown = {one.name for one in config.broken}
    channels = {one.name: {*one.channels} for one in config.athletes}
    triggers = {one.name: {each.name for each in one.plan.triggers} for one in config.athletes}
    over = []
    with store.write() as db:
        for way in outbox.open_ways(db):
            if way.athlete in unknown:
                continue
            if way.channel not in channels.get(way.athlete, ()):
                outbox.abandon(db, (way.key, way.channel), WHY, now)
                over.append(way)
            elif _lost_all(way, triggers[way.athlete]) and not way.is_under_way:
                outbox.cancel(db, (way.key,), WHY, now)
                over.append(way)
    for way in over:
        tell(
            NotDelivered(
                athlete=way.athlete,
                title=way.title,
                channel=way.channel,
                reason=WHY,
                maybe_sent=way.is_under_way,
            )
        )


def _lost_all(way: OpenWay, triggers: set[str]) -> bool:
    return bool(way.triggers) and not way.triggers & triggers
