"""docs/home-assistant.md: what it reads out of /status.json is there, behind the pass it shows."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from docs.pages import DOCS
from lapbell.config import load
from lapbell.jobs.health import Health
from lapbell.store.database import Store
from lapbell.web.app import create_app
from lapbell.web.desk import ServiceHouse
from lapbell.web.pages import doors_of, key_of

TEXT = (DOCS / "home-assistant.md").read_text("utf-8")
SENSORS, CARD = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
BINARY, _, SENSOR = SENSORS.partition("    sensor:\n")
SECRET = b"made at first start"
LOOKED = datetime(2026, 10, 4, 16, 5, tzinfo=UTC)
CONFIG = """\
[runs]
folders = ["runs"]
[channels.page]
inbox = true
[[trigger]]
after_run = "3 min"
routine = "calf-pump"
[web]
listen = "0.0.0.0:8377"
"""


class House:
    """The pages of a service, open to the network."""

    def __init__(self, place: Path) -> None:
        (place / "runs").mkdir()
        (place / "lapbell.toml").write_text(CONFIG, encoding="utf-8")
        config = load(place / "lapbell.toml")
        assert config.web is not None
        self.health = Health()
        self.store = Store(place / "state")
        self.key = key_of(config.web, place / "state")
        doors = doors_of(config.web, place / "state", SECRET, lambda: config)
        house = ServiceHouse(lambda: config, self.store, self.health, SECRET, lambda: LOOKED)
        self._app = create_app(house, doors)

    def client(self) -> FlaskClient:
        return self._app.test_client()

    def status(self) -> Any:
        """What a program with a pass is told."""
        client = self.client()
        client.post("/key", data={"key": self.key})
        cookie = client.get_cookie("lapbell")
        assert cookie is not None
        bearer = {"Authorization": f"Bearer {cookie.value}"}
        answer = self.client().get("/status.json", headers=bearer)
        assert answer.status_code == 200
        return answer.json


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House(tmp_path)
    yield found
    found.store.close()


def render(template: str, **names: object) -> str:
    """Render as Home Assistant does, whose templates are Jinja in a sandbox."""
    env = SandboxedEnvironment(undefined=StrictUndefined)
    return " ".join(env.from_string(template).render(**names).split())


def test_a_service_in_trouble_needs_you(house: House) -> None:
    house.health.trouble["scan me"] = "/runs is gone"
    house.health.scanned_at = LOOKED
    status = house.status()
    assert template_of(BINARY, "value_template", status) == "True"
    assert template_of(SENSOR, "value_template", status) == "2026-10-04T16:05:00+00:00"
    assert template_of(SENSOR, "availability", status) == "True"
    assert render_card(status) == "**scan me**: /runs is gone"


def test_a_service_that_has_just_started_is_fine_and_has_not_looked(house: House) -> None:
    status = house.status()
    assert template_of(BINARY, "value_template", status) == "False"
    assert template_of(SENSOR, "availability", status) == "False"
    assert render_card(status) == "All is well."


def test_without_the_pass_nothing_is_told(house: House) -> None:
    answer = house.client().get("/status.json", headers={"Authorization": f"Bearer {house.key}"})
    assert answer.status_code == 401


def template_of(part: str, key: str, value: object) -> str:
    (template,) = re.findall(rf'{key}: "(.*)"', part)
    return render(template, value_json=value)


def render_card(status: Any) -> str:
    """The card sees attributes of the sensor, which the sensor takes from the status."""
    kept = re.findall(r"^ +- (\w+)$", SENSOR, re.MULTILINE)
    attributes = {name: status[name] for name in kept}
    template = CARD.partition("content: >")[2]
    return render(template, state_attr=lambda _, name: attributes.get(name))
