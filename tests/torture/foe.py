"""Servers that misbehave at random, and the moments at which the service is killed."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from threading import Lock, Timer

from ntfy_double import REDIRECT, Asked, Fault, Refusal, Reply

Kinds = Mapping[str, tuple[int, Fault | Reply | None]]
"""What an answer may be like, each with its weight."""

BUSY = Reply(status=503, body=b"busy", content_type="text/plain")
TO_A_PUSH: Kinds = {
    "well": (12, None),
    "503": (2, BUSY),
    "429": (1, Refusal(42901).reply),
    "redirect": (1, REDIRECT),
    "reset": (2, Fault.DROP),
    "stall": (1, Fault.STALL),
    "kept, then stall": (3, Fault.KEEP_THEN_STALL),
    "kept, then reset": (3, Fault.KEEP_THEN_DROP),
    "kept, then 500": (3, Fault.KEEP_THEN_500),
    "kept, then half an answer": (2, Fault.KEEP_THEN_BREAK_OFF),
}
TO_A_QUESTION: Kinds = {
    "well": (8, None),
    "503": (2, BUSY),
    "reset": (1, Fault.DROP),
    "half an answer": (1, Fault.KEEP_THEN_BREAK_OFF),
}
"""No redirect: it counts as "can never be asked", after which a push is repeated."""

WELL: Kinds = {"well": (1, None)}
LATE_S = 0.03
NEXT_REQUESTS = 2


class Foe:
    """Answers requests well or badly, and kills once at the moment that was set."""

    def __init__(self, draw: random.Random) -> None:
        self.answers: Counter[str] = Counter()
        self.is_calm = False
        self._draw = draw
        self._lock = Lock()
        self._kill: Callable[[], None] | None = None
        self._countdown = 0

    def kill_soon(self, kill: Callable[[], None]) -> None:
        """Kill at one of the next requests: as it comes, or as its answer leaves."""
        with self._lock:
            self._kill = kill
            self._countdown = self._draw.randint(1, NEXT_REQUESTS)

    def let_live(self) -> None:
        with self._lock:
            self._kill = None

    def answer(self, asked: Asked, to_a_question: Kinds) -> Fault | Reply | None:
        """Choose how to answer, for `fault_for` of a double."""
        with self._lock:
            self._countdown -= 1
            if self._countdown == 0 and self._kill:
                self._strike(self._kill)
            if self.is_calm:
                return None
            is_push = asked.method == "POST"
            kinds = TO_A_PUSH if is_push else to_a_question
            (kind,) = self._draw.choices(list(kinds), [weight for weight, _ in kinds.values()])
            self.answers[f"{'push' if is_push else 'question'}: {kind}"] += 1
            return kinds[kind][1]

    def _strike(self, kill: Callable[[], None]) -> None:
        if self._draw.random() < 0.3:
            kill()
        else:
            Timer(self._draw.uniform(0, LATE_S), kill).start()
