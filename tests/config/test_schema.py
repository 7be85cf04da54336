"""The JSON Schema that editors read: up to date, and of one mind with the models.

After a change of the models: `LAPBELL_REWRITE=1 pytest tests/config/test_schema.py`.
"""

import json
import os
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator
from pydantic import BaseModel

from config.samples import SMALLEST
from config.test_broken import BROKEN
from config.test_load import FULL
from lapbell.channels.registry import KINDS
from lapbell.config import sample_text, schema_path
from lapbell.config.models import MainTable
from lapbell.config.schema import config_schema, schema_text
from lapbell.config.wording import models_in

SCHEMA = config_schema()


def problems(text: str) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(tomllib.loads(text))]


def test_the_shipped_schema_is_made_of_the_models() -> None:
    if os.environ.get("LAPBELL_REWRITE"):
        schema_path().write_text(schema_text(), encoding="utf-8")
    assert schema_path().read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema_itself() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_the_sample_names_it_and_passes() -> None:
    assert sample_text().startswith(f"#:schema {schema_path().name}\n")
    assert problems(sample_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        SMALLEST,
        FULL,
        SMALLEST + '[planned]\ntimes = ["Tue. 6:30", "weekdays 18:00"]\n[summary]\nat = "off"\n',
        SMALLEST + '[quiet]\nhours = "21:00 to 07:00"\nmost_per_day = "off"\nmost_per_week = 100\n',
        SMALLEST.replace('"3 min"', '" 1H30 mins"'),
        SMALLEST.replace("ntfy =", 'to = "a@example.org"\nmail =').replace("https", "smtp"),
    ],
)
def test_what_lapbell_takes_an_editor_takes(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "channel_misspelt_kind", "channel_without_address", "condition_not_text",
        "duration_as_clock", "duration_without_unit", "empty", "folder_as_text",
        "folder_key_singular", "folders_none", "key_misspelt", "key_of_another_table",
        "moment_twice", "quiet_hours_odd", "table_as_list", "table_misspelt", "times_as_text",
        "times_of_no_day", "trigger_in_single_brackets",
        "trigger_without_a_moment", "web_false", "zone_number",
    ],
)  # fmt: skip
def test_an_editor_marks_keys_types_and_forms_that_lapbell_refuses(name: str) -> None:
    assert problems((BROKEN / f"{name}.toml").read_text(encoding="utf-8"))


def keys(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of the schema, as a path."""
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    for name, below in schema.get("properties", {}).items():
        if "$ref" in below:
            yield from keys(below, f"{path}{name}.")
        elif "$ref" in below.get("items", {}):
            yield from keys(below["items"], f"{path}{name}.")
        else:
            yield f"{path}{name}", below


def fields(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Every key of the models, as the same path."""
    for name, field in model.model_fields.items():
        inner = models_in(field.annotation)
        if inner:
            yield from fields(inner[0], f"{path}{name}.")
        else:
            yield f"{path}{field.alias or name}"


def test_every_key_of_the_models_is_there_and_said_in_words() -> None:
    found = dict(keys(SCHEMA))
    assert list(found) == [*fields(MainTable)]
    assert not [key for key, shape in found.items() if not shape["description"].endswith(".")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_channel_is_there_and_said_in_words(kind: str) -> None:
    kinds = SCHEMA["properties"]["channels"]["additionalProperties"]["anyOf"]
    (channel,) = (one for one in kinds if one["required"][0] == kind)
    assert list(channel["properties"]) == [*fields(KINDS[kind].settings)]
    assert all(shape["description"].endswith(".") for shape in channel["properties"].values())


def test_nothing_of_pythons_own_is_in_it() -> None:
    text = json.dumps(SCHEMA)
    for word in ('"null"', '"title"', '"default"', '"duration"', "FixedTime"):
        assert word not in text
