"""docs/config.md, made from the schema and the models."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from docs.markdown import MADE, table
from lapbell.config.models import MainTable
from lapbell.config.schema import config_schema
from lapbell.config.wording import models_in
from lapbell.core.expected import FixedTime
from lapbell.core.quiet import Hours
from lapbell.core.words import length

ABOUT = """\
# The config

One file says it all. `lapbell init` makes it, `lapbell check` tells what is wrong in it, line by
line, and `config/lapbell.toml` in the repository is the commented sample. It is looked for
in the folder you are in, in `~/.config/lapbell` and in `/etc/lapbell`; `--config FILE` names
another.

```toml
[runs]
folders = ["/home/anna/runs"]

[channels.phone]
ntfy = "https://ntfy.sh/run-4be1d7a0c93f"

[[trigger]]
after_run = "3 min"
only_if = "distance_km >= 3"
routine = "calf-pump"
```

A length of time is written `"3 min"`, `"4 h"`, `"1 h 30 min"`, `"2 d"`. What `only_if` can ask for
is in [facts.md](facts.md), what channels can do in [channels.md](channels.md), where expected runs
come from in [before-a-run.md](before-a-run.md).

**In an editor.** The first line of the sample, `#:schema lapbell.schema.json`, names the schema.
Editors that know it (Even Better TOML in VS Code, taplo elsewhere) complete keys and mark mistakes
while you write.

**Changed while lapbell runs**, the file is read again by itself within some seconds, and at once
on SIGHUP. The log says what has changed. One that cannot be used changes nothing: lapbell goes on
with the one before, and says so in its log, in `lapbell status` and on its page. A nudge that
waits is called back if none of its triggers is left.

**More athletes.** The file itself is the athlete `me`. Each `athletes/NAME.toml` beside it is one
more, with the same keys but for `[web]` and `[health]`, which are everybody's. What is wrong in
such a file stops that athlete only. Two athletes can share a folder where both name their
`watches`. `--athlete NAME` tells `explain`, `backtest`, `import`, `pause`, `planned`, `resume`,
`web-key` and `week` whom you mean. Each has pages and a key of their own ([pages.md](pages.md)),
and may share the counts of their weeks with others who do so too ([weeks.md](weeks.md)).

**Before a change**, `lapbell backtest --against other.toml` shows what it would have changed over
all your runs.

**Secrets** stand in none of these files. `token_file` and its kin name a file, `token_env` an
environment variable, `token_credential` a systemd credential.
"""


def config_page() -> str:
    """Return docs/config.md."""
    schema = config_schema()
    keys = schema["properties"]
    top = {name: shape for name, shape in keys.items() if "description" in shape}
    del top["channels"]
    parts = [MADE, ABOUT, "## At the top of the file\n", _rows(top, MainTable)]
    for name in ("runs", "trigger", "planned", "summary", "quiet", "web", "health"):
        (model,) = models_in(MainTable.model_fields[name].annotation)
        of_table = schema["$defs"][model.__name__]
        heading = f"[[{name}]]" if name == "trigger" else f"[{name}]"
        parts += [f"## `{heading}`\n", f"{of_table['description']}\n"]
        parts += [_rows(of_table["properties"], model)]
    parts += ["## `[channels.NAME]`\n", f"{keys['channels']['description']}\n"]
    for channel in keys["channels"]["additionalProperties"]["anyOf"]:
        parts += [table(("key", "what it is", "such as"), _channel_rows(channel["properties"]))]
    return "\n".join(parts)


def _rows(keys: dict[str, Any], model: type[BaseModel]) -> str:
    rows = (
        (f"`{name}`", _words(shape), _example(shape), _default(model, name))
        for name, shape in keys.items()
    )
    return table(("key", "what it is", "such as", "left out"), rows)


def _channel_rows(keys: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, shape in keys.items():
        yield f"`{name}`", shape["description"], _example(shape)


def _words(shape: dict[str, Any]) -> str:
    words: str = shape["description"]
    return words.partition(" Facts ")[0]


def _example(shape: dict[str, Any]) -> str:
    return f"`{_toml(shape['examples'][0])}`" if shape.get("examples") else ""


def _default(model: type[BaseModel], name: str) -> str:
    value = model.model_fields[name].default
    if value is PydanticUndefined or value in (None, [], "", False):
        return ""
    return f"`{_toml(value)}`"


def _toml(value: object) -> str:
    """Write a value as it stands in the file."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case timedelta():
            return f'"{length(value)}"'
        case Hours(begin=begin, end=end):
            return f'"{begin:%H:%M}-{end:%H:%M}"'
        case FixedTime() | str():
            return f'"{value}"'
        case _:
            raise TypeError(type(value).__name__)
