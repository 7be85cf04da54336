"""One HTTP answer that is meant to have no end, read line by line as it comes.

What the lines say, and when to ask again, belongs elsewhere.
"""

from collections.abc import Iterator

import requests

from lapbell.channels.connection import Line, open_session
from lapbell.channels.wire import (
    FAILURES,
    Answer,
    NoAnswer,
    Patience,
    Request,
    as_answer,
    no_answer,
    start,
)

LONGEST_LINE_BYTES = 64 * 1024
JSON_LINES = "ndjson"
SERVER_SENT_EVENTS = "text/event-stream"
_PIECE_BYTES = 8 * 1024


def listen(
    request: Request, patience: Patience, line: Line, kind: str
) -> Iterator[bytes | Answer | NoAnswer]:
    """Make one request, yield the lines of its answer, and at last why there are no more.

    An empty line is a sign of life; a line over `LONGEST_LINE_BYTES` is left out. The end is the
    answer itself where its content type is not of this `kind`. A server that says nothing for
    `patience.read_s` has gone; the whole has no limit. Never raises for what a network does.
    """
    with open_session(line) as session:
        try:
            response = start(session, request, patience)
            if response.status_code == 200 and kind in response.headers.get("Content-Type", ""):
                yield from _lines(response)
                yield NoAnswer(reason=f"{request.host} closed the connection")
            else:
                yield as_answer(response, response.raw.read1(request.most_bytes), whole=False)
        except FAILURES as error:
            yield _ended(error, request.host, line)


def _lines(response: requests.Response) -> Iterator[bytes]:
    rest = b""
    while piece := response.raw.read1(_PIECE_BYTES):
        *whole, rest = (rest + piece).split(b"\n")
        yield from [one for one in whole if len(one) <= LONGEST_LINE_BYTES] or [b""]
        # One byte more than is taken, so that a line that is too long stays so until it ends.
        rest = rest[: LONGEST_LINE_BYTES + 1]


def _ended(error: Exception, host: str, line: Line) -> NoAnswer:
    if line.is_cut:
        return NoAnswer(reason="hung up")
    return no_answer(error, host, line)
