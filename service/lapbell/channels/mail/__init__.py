"""Push as an e-mail: text and picture, one way.

Retries and deadlines of a message belong to `jobs`.
"""

from lapbell.channels.mail.channel import Mail
from lapbell.channels.mail.settings import Settings

__all__ = ["Mail", "Settings"]
