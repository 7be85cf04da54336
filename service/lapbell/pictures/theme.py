"""Tones and their colours. Brass = look here; pine = done or go; all else is ink on paper."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Tone(StrEnum):
    """What something drawn is for."""

    PAPER = "paper"
    INK = "ink"
    MUTED = "muted"
    FAR = "far"
    LINE = "line"
    PINE = "pine"
    BRASS = "brass"
    BRASS_IN = "brass-in"


Theme = Mapping[Tone, str]

LIGHT: Final[Theme] = {
    Tone.PAPER: "#F5F7F4",
    Tone.INK: "#1C2B27",
    Tone.MUTED: "#56645F",
    Tone.FAR: "#7E8F88",
    Tone.LINE: "#C9D2CD",
    Tone.PINE: "#1F6450",
    Tone.BRASS: "#9A6200",
    Tone.BRASS_IN: "#F2B84B",
}
DARK: Final[Theme] = {
    Tone.PAPER: "#111715",
    Tone.INK: "#E6EDE9",
    Tone.MUTED: "#9FAEA8",
    Tone.FAR: "#71857D",
    Tone.LINE: "#34413C",
    Tone.PINE: "#7CCBB0",
    Tone.BRASS: "#F2B84B",
    Tone.BRASS_IN: "#9A6200",
}
PAGE: Final[Theme] = {
    **{tone: f"var(--{tone})" for tone in Tone},
    Tone.FAR: "var(--border)",
}
"""For SVG within a page: its custom properties, which follow light and dark."""
