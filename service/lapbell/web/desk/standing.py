"""What `lapbell status` says, for the page of one athlete: nothing of what is another's."""

from collections.abc import Collection, Mapping
from datetime import datetime

from lapbell.config import Config
from lapbell.core.plan import Plan
from lapbell.jobs import status, status_text
from lapbell.jobs.diary import Diary
from lapbell.store.database import Store
from lapbell.web.source import Standing
from lapbell.web.texts import texts

_EVERYBODYS = {"call back", "heartbeat", "page", "scan"}
"""Jobs that there is one of for all; an athlete may be called as the second word of one."""


def standing(
    store: Store,
    plan: Plan,
    diary: Diary,
    needs: Collection[str],
    looked: datetime | None,
    now: datetime,
) -> Standing:
    """Return how things stand, in the words of the command line.

    `needs` is what the service itself needs, and `looked` when it last looked for files.
    """
    found = status.standing(store, plan, diary, now)
    return Standing(
        problems=(*needs, *status_text.problems(found, now)),
        rows=tuple(status_text.rows(found, plan, looked)),
    )


def told(needs: Mapping[str, str], viewers: Collection[str], config: Config) -> dict[str, str]:
    """Return what needs a person, by job or folder, as these athletes may hear it.

    All hear of what is the whole service's. Of what is another's, they hear that it is there; and
    of what is nobody's any more, those alone who may hear everything.
    """
    words, found = texts()["status"], {}
    for what, why in needs.items():
        owners = _owners(what, config)
        if owners & {*viewers} or {*config.names} <= {*viewers}:
            found[what] = why
        elif what == "config":
            found[what] = words["config"]
        elif owners:
            others = ", ".join(sorted(owners))
            found[f"athlete {others}"] = words["another"].format(name=others)
    return found


def _owners(what: str, config: Config) -> set[str]:
    """Return whose a folder or a job is: that of one athlete is called "WHAT ATHLETE ..."."""
    if what in _EVERYBODYS:
        return {*config.names}
    if what == "config" or what.startswith("athlete athletes/"):  # a file that is no athlete's
        return {config.names[0]}
    if what.startswith("/"):
        return {one.name for one in config.athletes if what in map(str, one.folders)}
    return {*what.split()[1:2]} & {*config.names}
