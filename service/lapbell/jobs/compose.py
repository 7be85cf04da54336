"""Make a nudge a message: its words, its buttons, its link and its picture."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lapbell.channels.protocol import Button, Message, Picture
from lapbell.core.answers import LABELS, capability, offered, sign
from lapbell.core.decision import Nudge

TAGS = ("runner",)
DONE_TAGS = ("white_check_mark",)

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
        pages = self.pages()
        return Message(
            key=nudge.key,
            title=nudge.title,
            body=nudge.body,
            priority=int(nudge.priority),
            tags=TAGS,
            kind=nudge.kind,
            click=f"{pages}/n/{capability(self.secret, nudge.key)}" if pages else "",
            buttons=tuple(
                Button(label=LABELS[verb], body=sign(self.secret, verb, nudge.key))
                for verb in verbs
            ),
        )

    def illustrated(self, nudge: Nudge) -> Message:
        """Return the same with the picture, which takes its time to be drawn."""
        picture = self.picture_for(nudge) if self.picture_for else None
        return replace(self.message(nudge), picture=picture)


def echo(key: str, title: str) -> Message:
    """Return what takes a nudge's place on phones once it is answered."""
    return Message(key=key, title="Done", body=title, tags=DONE_TAGS)
