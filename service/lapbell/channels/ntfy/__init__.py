"""Push through an ntfy server, with buttons whose answers come home over a second topic.

Facts about ntfy stand in docs/channels.md. Retries and deadlines of a message belong to `jobs`.
"""

from lapbell.channels.ntfy.channel import Ntfy
from lapbell.channels.ntfy.settings import PLACEHOLDER, Settings

__all__ = ["PLACEHOLDER", "Ntfy", "Settings"]
