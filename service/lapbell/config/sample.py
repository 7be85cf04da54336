"""The commented sample config, which a new config starts from."""

from pathlib import Path


def sample_path() -> Path:
    """Return where the sample is: packaged beside this module, or in `config/` of a checkout."""
    packaged = Path(__file__).with_name("lapbell.toml")
    return packaged if packaged.exists() else Path(__file__).parents[3] / "config/lapbell.toml"


def schema_path() -> Path:
    """Return where the JSON Schema is that the sample names in its first line."""
    return sample_path().with_name("lapbell.schema.json")


def sample_text() -> str:
    """Return the sample."""
    return sample_path().read_text(encoding="utf-8")
