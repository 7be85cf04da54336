"""What the settings of every kind of channel have in common."""

from pydantic import BaseModel, ConfigDict


class ChannelSettings(BaseModel):
    """One table `[channels.NAME]`. Errors do not show what was written: it may be a password."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    @property
    def is_placeholder(self) -> bool:
        """Tell whether the address is the sample's, which strangers would share."""
        return False
