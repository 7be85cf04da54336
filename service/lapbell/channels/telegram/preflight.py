"""What `lapbell check` finds out about a Telegram channel. It posts nothing.

It asks for no updates: that would end the poll of a lapbell that runs.
"""

from collections.abc import Iterator
from typing import Any

from lapbell.channels.protocol import Finding
from lapbell.channels.telegram.bot import Bot, result_of, what_is_wrong
from lapbell.channels.telegram.settings import Settings
from lapbell.channels.wire import NoAnswer

_OF_ITS_OWN = (
    "Telegram gives a bot's answers to one listener only: give every channel with buttons, and "
    "every other program, a bot of its own"
)
_WEBHOOK = "its answers go to a webhook, not to lapbell; take it away with deleteWebhook"


def findings(bot: Bot, settings: Settings) -> list[Finding]:
    """Ask for the bot, then for the chat, then for the way home of buttons."""
    bot_found = _asked(bot, "getMe", {}, f"{bot.host} knows the bot")
    if not bot_found.ok:
        return [bot_found]
    chat = {"chat_id": settings.telegram}
    chat_found = _asked(bot, "getChat", chat, f"the bot knows chat {settings.telegram}")
    return [bot_found, chat_found, *(_way_home(bot) if settings.buttons else [])]


def _asked(bot: Bot, method: str, fields: dict[str, Any], what: str) -> Finding:
    answer = bot.call(method, fields)
    if isinstance(result_of(answer), dict):
        return Finding(what=what, ok=True)
    advice = answer.reason if isinstance(answer, NoAnswer) else what_is_wrong(answer, bot.host)
    return Finding(what=what, ok=False, advice=advice)


def _way_home(bot: Bot) -> Iterator[Finding]:
    match result_of(bot.call("getWebhookInfo", {})):
        case {"url": ""}:
            yield Finding(what="buttons are on", ok=True, advice=_OF_ITS_OWN)
        case {"url": str()}:
            yield Finding(what="the bot's answers come to lapbell", ok=False, advice=_WEBHOOK)
