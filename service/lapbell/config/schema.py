"""The config as a JSON Schema: what editors need to complete and check it while it is written.

The models say nearly all of it. The rules across keys that a schema can say are added here; the
words for mistakes stay with `lapbell check`.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from lapbell.catalogue import built_in
from lapbell.channels.registry import KINDS
from lapbell.config.models import MainTable
from lapbell.config.rules import MOMENTS
from lapbell.config.shapes import DURATION, Shape
from lapbell.core.fact_table import facts_by_phases

_OF_CHANNELS = {
    "ntfy": "A topic on an ntfy server. Who knows it can read along.",
    "inbox": "true: on lapbell's own pages.",
    "home_assistant": "The address of Home Assistant.",
    "service": "The phone there, as Home Assistant names the action that rings it.",
    "telegram": "The number of a chat that the bot may write to.",
    "server": "The server of the Bot API, where it is your own.",
    "mail": "A mail server, with the user to log in as.",
    "webhook": "An address that takes JSON.",
    "apprise": "A service in Apprise's spelling; it needs `pip install 'lapbell[apprise]'`.",
    "token": "the access token",
    "password": "the password of the user",
    "answers_token": "an access token for `answers`",
    "secret": "the secret that signs every post",
    "user": "The name that the password belongs to.",
    "buttons": "Done, In 20 min, It hurts: the answers come home with no open port.",
    "answers": "A topic for the answers. Left out, it is one that nobody can guess.",
    "to": "To whom the letters go.",
    "from": "From whom they come.",
}
_PLACES = {
    "_file": "The file that holds {}.",
    "_env": "The environment variable that holds {}.",
    "_credential": "The systemd credential that holds {}.",
}


class _Schema(GenerateJsonSchema):
    """TOML knows no null, and a length of time is text."""

    def timedelta_schema(self, schema: core_schema.TimedeltaSchema) -> JsonSchemaValue:  # noqa: ARG002 - pydantic's
        return DURATION

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave defaults to the descriptions: they are no text yet, and an editor writes them."""
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's
        return False


def schema_text() -> str:
    """Return the schema as the file that is shipped."""
    return json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"


def config_schema() -> dict[str, Any]:
    """Return the schema of `lapbell.toml`; the other athletes' files are told by it as well."""
    schema = MainTable.model_json_schema(schema_generator=_Schema)
    tables = schema["$defs"]
    schema["properties"]["channels"] = {
        "description": "The ways to you. The name of each is yours to choose.",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [_channel(kind) for kind in KINDS]},
    }
    schema["required"] = ["runs", "channels", "trigger"]
    schema["properties"]["trigger"]["minItems"] = 1
    tables["RunsTable"]["required"] = ["folders"]
    tables["RunsTable"]["properties"]["folders"]["minItems"] = 1
    _add_to_trigger(tables["TriggerTable"])
    for table in (schema, *tables.values()):
        table.pop("title", None)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _add_to_trigger(trigger: Shape) -> None:
    trigger["oneOf"] = [{"required": [moment]} for moment in MOMENTS]
    keys = trigger["properties"]
    known = {"enum": list(built_in())}
    keys["routine"] = {**keys["routine"], "anyOf": [known, {"type": "string"}]}
    forms = {name for routine in built_in().values() for name in routine.variants}
    keys["variant"] = {**keys["variant"], "anyOf": [{"enum": sorted(forms)}, {"type": "string"}]}
    facts = "; ".join(
        f"{heading.lower()}: {', '.join(fact.name for fact in facts)}"
        for heading, facts in facts_by_phases()
    )
    keys["only_if"]["description"] += f" Facts {facts}."


def _channel(kind: str) -> Shape:
    schema = KINDS[kind].settings.model_json_schema(schema_generator=_Schema)
    keys = {
        name: {**shape, "description": _words(name)} for name, shape in schema["properties"].items()
    }
    return {key: value for key, value in schema.items() if key != "title"} | {"properties": keys}


def _words(key: str) -> str:
    for ending, words in _PLACES.items():
        if key.endswith(ending):
            return words.format(_OF_CHANNELS[key.removesuffix(ending)])
    return _OF_CHANNELS[key]
