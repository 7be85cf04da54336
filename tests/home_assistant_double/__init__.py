"""An honest double of Home Assistant with one phone, on a real loopback socket.

    with HomeAssistantDouble() as house:
        channel = HomeAssistant("phone", Settings(home_assistant=house.url, ...))
        ...
        house.tap("Done")                            # on the newest push that has the button

Its rules are those of developers.home-assistant.io/docs/api/rest and of its source
(`homeassistant/components/api`), and for the phone those of
companion.home-assistant.io/docs/notifications ("Actionable", "Replacing", "Clearing"). Home
Assistant 2024.3 answered the same to what the tests of the channel ask.
"""

from home_assistant_double.server import ADMIN, GUEST, SERVICE, HomeAssistantDouble

__all__ = ["ADMIN", "GUEST", "SERVICE", "HomeAssistantDouble"]
