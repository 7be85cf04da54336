"""Push through Home Assistant's app, with buttons whose answers come over its event stream.

Facts about Home Assistant stand in docs/channels.md. Retries and deadlines of a message belong to
`jobs`.
"""

from lapbell.channels.home_assistant.channel import HomeAssistant
from lapbell.channels.home_assistant.settings import Settings

__all__ = ["HomeAssistant", "Settings"]
