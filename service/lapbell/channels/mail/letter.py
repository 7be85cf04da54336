"""A message as a letter: plain text, the same words in HTML, and the picture between them."""

from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import formatdate
from html import escape
from typing import cast

from lapbell.channels.protocol import Message, Picture

_POLICY = SMTP.clone(cte_type="7bit")
_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font-family: sans-serif; line-height: 1.4">{body}</body></html>'
)


def as_bytes(message: Message, sender: str, to: str) -> bytes:
    """Write the letter in ASCII. Its Message-ID is the key, so that a resend can be told."""
    domain = sender.rpartition("@")[2]
    letter = EmailMessage(policy=_POLICY)
    letter["Subject"] = " ".join(message.title.split())
    letter["From"] = f"lapbell <{sender}>"
    letter["To"] = to
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{message.key}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(_plain(message))
    picture_id = f"picture.{message.key}@{domain}"
    letter.add_alternative(_html(message, picture_id), subtype="html")
    if message.picture:
        _put_in(letter, message.picture, picture_id)
    return letter.as_bytes()


def _put_in(letter: EmailMessage, picture: Picture, picture_id: str) -> None:
    _, html = cast("list[MIMEPart]", letter.get_payload())
    html.add_related(
        picture.png,
        maintype="image",
        subtype="png",
        cid=f"<{picture_id}>",
        filename=picture.name,
        disposition="inline",
    )


def _plain(message: Message) -> str:
    picture = f"[{message.picture.alt}]" if message.picture else ""
    return "\n\n".join(part for part in (message.body, picture, message.click) if part) + "\n"


def _html(message: Message, picture_id: str) -> str:
    parts = [f"<p>{escape(line)}</p>" for line in message.body.split("\n") if line]
    if message.picture:
        alt = escape(message.picture.alt)
        parts.append(f'<p><img src="cid:{picture_id}" alt="{alt}" style="max-width: 100%"></p>')
    if message.click:
        parts.append(f'<p><a href="{escape(message.click)}">{escape(message.click)}</a></p>')
    return _PAGE.format(title=escape(message.title), body="".join(parts))
