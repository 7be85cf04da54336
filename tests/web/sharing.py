"""Three athletes in one house, each with a run and a nudge that nobody could take for another's."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from lapbell.config import Config, load
from lapbell.core.run import Run, run_id
from lapbell.jobs import keep
from lapbell.jobs.health import Health
from lapbell.store import decisions, files
from lapbell.store.database import Store
from lapbell.store.files import FileRow
from lapbell.web.access import keys_of
from lapbell.web.app import create_app
from lapbell.web.desk import ServiceHouse
from lapbell.web.desk.uploads import with_uploads
from lapbell.web.pages import doors_of, key_of
from life import SECRET, a_run

Wishes = Mapping[str, Collection[str]]

NAMES = ("me", "ben", "cleo")
KM = {"me": 111, "ben": 222, "cleo": 333}
PAGES = ("", "live", "runs", "weeks", "planned", "status", "status/live", "add", "add/live",
         "routines", "routines/calf-pump/play", "hurts")  # fmt: skip
TAKEN = ("answer", "back", "resume", "add")
CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["{place}/runs-of-{name}"]

[channels.phone-of-{name}]
inbox = true

[[trigger]]
name = "Trigger of {name}"
after_run = "3 min"
routine = "calf-pump"

[summary]
share_with = [{share_with}]
"""


def home_of(name: str) -> str:
    return "/" if name == "me" else f"/athletes/{name}/"


def given_away(text: str) -> set[str]:
    """Return the athletes of whom a text holds the distance they ran."""
    shown = {name: (f"{km} km", f"{km}.0 km", f'"distance_m": {km}000') for name, km in KM.items()}
    return {name for name, ways in shown.items() if any(way in text for way in ways)}


def told_of(text: str) -> set[str]:
    """Return the athletes of whom it holds a trigger, a file, a folder or a channel."""
    return {name for name in NAMES if any(f"{of}{name}" in text for of in ("Trigger of ", "-of-"))}


def write(place: Path, wishes: Wishes, athletes: Collection[str] = NAMES) -> None:
    """Write a file for each athlete there is, with whom they would share."""
    (place / "athletes").mkdir(exist_ok=True)
    for name in NAMES:
        file = place / ("lapbell.toml" if name == "me" else f"athletes/{name}.toml")
        named = ", ".join(f'"{one}"' for one in sorted(wishes.get(name, ())))
        file.write_text(CONFIG.format(place=place, name=name, share_with=named), encoding="utf-8")
        if name not in athletes:
            file.unlink()


class Shared:
    """The pages of the three, over a config that can change; it may begin with fewer."""

    def __init__(self, place: Path, athletes: Collection[str] = NAMES) -> None:
        self.place = place
        self.state = place / "state"
        self.now = datetime.now(UTC)
        self.health = Health(scanned_at=self.now)
        self.store = Store(self.state)
        write(place, {})
        self.config = self._load()
        assert self.config.web is not None
        for name in NAMES:
            self._run(name)
        self.share({}, athletes)
        self.house = ServiceHouse(
            lambda: self.config, self.store, self.health, SECRET, lambda: self.now
        )
        self.doors = doors_of(self.config.web, self.state, SECRET, lambda: self.config)
        self.app: Flask = create_app(self.house, self.doors)

    def share(self, wishes: Wishes, athletes: Collection[str] = NAMES) -> None:
        """Change the config."""
        write(self.place, wishes, athletes)
        self.reload()

    def reload(self) -> None:
        """Take the config as it stands."""
        self.config = self._load()

    def _load(self) -> Config:
        return with_uploads(load(self.place / "lapbell.toml"), self.state)

    def _run(self, name: str) -> None:
        plan = self.config.athlete(name).plan
        run = self._run_of(name)
        row = FileRow(
            athlete=name, folder=f"/runs-of-{name}", name=f"run-of-{name}.fit", size=1, mtime_ns=1,
            state="run", sha256=run.sha256,
        )  # fmt: skip
        with self.store.write() as db:
            files.begin_folder(db, name, row.folder, [], self.now - timedelta(days=30))
            files.note(db, row, self.now)
            keep.keep_run(db, row.name, run, plan, self.now, is_history=False)
            decisions.release(db, name)

    def _run_of(self, name: str) -> Run:
        run = a_run(self.now - timedelta(hours=3), KM[name], 120)
        sha256 = f"{KM[name]:064}"
        return replace(run, athlete=name, id=run_id(name, sha256, 0), sha256=sha256)

    @property
    def keys(self) -> dict[str, str]:
        assert self.config.web is not None
        return keys_of(key_of(self.config.web, self.state), SECRET, NAMES)

    def browser(self, *names: str) -> FlaskClient:
        """Return a browser that was given the keys of these athletes, one after the other."""
        client = self.app.test_client()
        for name in names:
            assert client.post("/key", data={"key": self.keys[name]}).status_code == 303
        return client

    def all_of(self, client: FlaskClient, name: str) -> str:
        """Return all pages of an athlete, as one text; whatever does not open is not among them."""
        answers = [client.get(f"{home_of(name)}{page}") for page in PAGES]
        return "\n".join(answer.text for answer in answers if answer.status_code == 200)
