"""Push through a bot of Telegram's, with buttons whose answers the bot is asked for.

Facts about Telegram stand in docs/channels.md. Retries and deadlines of a message belong to
`jobs`.
"""

from lapbell.channels.telegram.channel import Telegram
from lapbell.channels.telegram.settings import Settings

__all__ = ["Settings", "Telegram"]
