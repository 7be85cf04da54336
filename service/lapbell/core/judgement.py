"""What is said of a condition: what is wrong with it, or how it came out.

How either is found is for `syntax` and `misfit`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend. `at` is its offset in the text, where it is known."""

    message: str
    at: int | None = None


class ConditionError(ValueError):
    """A condition that cannot be used, with all that is wrong with it."""

    def __init__(self, *troubles: Trouble) -> None:
        super().__init__("; ".join(trouble.message for trouble in troubles))
        self.troubles = troubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One comparison of a condition and how it came out; `None` is unknown."""

    text: str
    holds: bool | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a condition says: `None` where a missing fact leaves it open."""

    holds: bool | None
    parts: tuple[Part, ...]
