"""The shapes of the Bot API's answers, and its texts: what may be in them, and what is left."""

from html.parser import HTMLParser

from loopback import Reply, json_reply

TAGS = {"b", "i", "a", "code"}
"""Of those that the Bot API knows."""


class Refusal(Exception):  # noqa: N818 - an answer like any other
    """A call that fails: `ok` is false, and a description says why."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    @property
    def reply(self) -> Reply:
        said: dict[str, object] = {"ok": False, "error_code": self.status}
        said["description"] = self.description
        if self.parameters:
            said["parameters"] = self.parameters
        return json_reply(said, self.status)


def done(result: object) -> Reply:
    """The answer to a call that went well."""
    return json_reply({"ok": True, "result": result})


class _Words(HTMLParser):
    """What is left of a text when its marks are gone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in TAGS:
            raise Refusal(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise Refusal(400, "Bad Request: can't parse entities: Unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text += data


def words_of(html: str, most: int) -> str:
    """Read a text or a caption; its length counts UTF-16 units."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    text = reader.text.strip()
    if len(text.encode("utf-16-le")) > 2 * most:
        what = "message caption" if most < 2000 else "message"
        raise Refusal(400, f"Bad Request: {what} is too long")
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    return text
