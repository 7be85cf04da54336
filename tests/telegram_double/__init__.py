"""An honest double of Telegram's Bot API, on a real loopback socket.

    with TelegramDouble() as telegram:
        channel = Telegram("phone", Settings(telegram=CHAT, server=telegram.url, ...))
        ...
        telegram.tap("Done")                         # on the newest message that has the button

Its rules are those of core.telegram.org/bots/api ("Making requests", "Getting updates",
CallbackQuery, InlineKeyboardButton, "Formatting options"); the descriptions of its errors are those
that github.com/TelegramBotAPI/errors collects.
"""

from telegram_double.answers import Refusal
from telegram_double.server import CHAT, TOKEN, TelegramDouble

__all__ = ["CHAT", "TOKEN", "Refusal", "TelegramDouble"]
