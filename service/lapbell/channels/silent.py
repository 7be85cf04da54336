"""What it means to a channel that a server gave no answer. What answers mean, each kind knows."""

from lapbell.channels.protocol import UNTIL_MENDED, Broken, Misconfigured, Retry
from lapbell.channels.wire import NoAnswer


def unsent(answer: NoAnswer) -> Misconfigured | Retry:
    """Tell what became of a message that got no answer."""
    if answer.hopeless:
        return Misconfigured(reason=answer.reason)
    return Retry(reason=answer.reason, maybe_sent=answer.maybe_sent)


def broken(answer: NoAnswer) -> Broken:
    """Tell how listening ended where there was no answer."""
    return Broken(reason=answer.reason, after=UNTIL_MENDED if answer.hopeless else None)
