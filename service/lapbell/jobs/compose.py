"""Make a nudge a message: its words, its buttons, its link and its picture."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lapbell.channels.protocol import Button, Message, Picture
from lapbell.core.answers import LABELS, capability, offered, sign
from lapbell.core.decision import Nudge
from lapbell.core.offers import Verb

TAGS = ("runner",)
ECHOES: dict[Verb, tuple[str, tuple[str, ...]]] = {
    Verb.DONE: ("Done", ("white_check_mark",)),
    Verb.HURTS: ("It hurts: rests for a week", ()),
    Verb.SKIP: ("Not running today", ()),
}
"""What an answered nudge says on phones, and its tags."""

PictureFor = Callable[[Nudge], Picture | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Composes the messages of one channel.

    Buttons are left out where answers cannot come home (`has_answers`), links where `pages`,
    the address of the pages without its last slash, is empty.
    """

    secret: bytes = field(default=b"", repr=False)
    has_answers: bool = False
    pages: Callable[[], str] = str
    picture_for: PictureFor | None = None

    def message(self, nudge: Nudge) -> Message:
        """Return the words with signed buttons and the nudge's own link."""
        verbs = offered(nudge.kind, nudge.key, nudge.verbs) if self.has_answers else ()
        return Message(
            key=nudge.key,
            title=nudge.title,
            body=nudge.body,
            priority=int(nudge.priority),
            tags=TAGS,
            kind=nudge.kind,
            click=self._link(nudge.key),
            buttons=tuple(
                Button(label=LABELS[verb], body=sign(self.secret, verb, nudge.key))
                for verb in verbs
            ),
        )

    def illustrated(self, nudge: Nudge) -> Message:
        """Return the same with the picture, which takes its time to be drawn."""
        picture = self.picture_for(nudge) if self.picture_for else None
        return replace(self.message(nudge), picture=picture)

    def echo(self, key: str, title: str, verb: Verb) -> Message:
        """Return what takes the place of an answered nudge on phones."""
        said, tags = ECHOES.get(verb, ("Answered", ()))
        return Message(key=key, title=said, body=title, tags=tags, click=self._link(key))

    def _link(self, key: str) -> str:
        pages = self.pages()
        return f"{pages}/n/{capability(self.secret, key)}" if pages else ""
