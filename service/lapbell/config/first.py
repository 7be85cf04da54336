"""A person's first config: the sample, with what they answered put in.

What to ask, and how, is the command line's.
"""

import json
from pathlib import Path

from lapbell.config.sample import sample_text, schema_path


def first_config(*, timezone: str, folder: Path, topic: str) -> str:
    """Return the sample with a time zone, a folder of runs and a topic's address of one's own.

    Runs are expected by habit, since nobody has said yet when they set out.
    """
    text = sample_text()
    for old, new in (
        ("#:schema lapbell.schema.json", f"#:schema {schema_path().absolute().as_uri()}"),
        ('"Europe/Berlin"', _quoted(timezone)),
        ('["/home/anna/runs"]', f"[{_quoted(str(folder.absolute()))}]"),
        ('times = ["Tue 06:30", "Sat 09:00"]', '# times = ["Tue 06:30", "Sat 09:00"]'),
        ("# habit = true", "habit = true"),
        ('"https://ntfy.sh/CHANGE-ME"', _quoted(topic)),
        (
            "# A topic of the ntfy app. Who knows it can read along: replace CHANGE-ME by\n"
            "# something that nobody can guess, and subscribe to it in the app.\n",
            "# A topic of the ntfy app, which nobody can guess. Who knows it can read along.\n",
        ),
    ):
        before, found, after = text.partition(old)
        assert found, old  # noqa: S101 - a fact about our own sample
        text = before + new + after
    return text


def _quoted(text: str) -> str:
    """Write text as a TOML string, of which JSON's are a part."""
    return json.dumps(text, ensure_ascii=False)
