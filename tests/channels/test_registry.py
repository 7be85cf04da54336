from datetime import timedelta

import pytest
from pydantic import ValidationError

from channels.phones import NUDGE
from lapbell.channels.inbox import Inbox
from lapbell.channels.inbox import Settings as InboxSettings
from lapbell.channels.ntfy import Ntfy
from lapbell.channels.ntfy import Settings as NtfySettings
from lapbell.channels.protocol import Found, Sent, answers_of
from lapbell.channels.registry import KINDS, open_channel

TABLES = {
    "inbox": {"inbox": True},
    "ntfy": {"ntfy": "https://ntfy.sh/runs"},
    "home_assistant": {
        "home_assistant": "http://homeassistant.local:8123",
        "service": "notify.mobile_app_annas_phone",
        "token_env": "HOUSE",
    },
    "telegram": {"telegram": 5550123, "token_env": "BOT"},
    "mail": {"mail": "smtp://mail.example.org", "to": "anna@example.org"},
    "webhook": {"webhook": "https://home.example.org/lapbell"},
    "apprise": {"apprise": "tgram://123456789:abcdefg_hijklmnop/12315544/"},
}


def test_every_kind_opens_from_its_own_table() -> None:
    assert set(KINDS) == set(TABLES)
    for kind, table in TABLES.items():
        settings = KINDS[kind].settings.model_validate(table)
        channel = open_channel("phone", settings)
        assert channel.name == "phone"
        assert channel.abilities.body_bytes > 1000
        assert answers_of(channel) is None
        assert not settings.is_placeholder


def test_settings_open_the_channel_they_belong_to() -> None:
    assert isinstance(open_channel("page", InboxSettings(inbox=True)), Inbox)
    assert isinstance(open_channel("p", NtfySettings(ntfy="https://ntfy.sh/runs")), Ntfy)


def test_with_a_secret_the_buttons_of_a_phone_have_a_way_home() -> None:
    settings = NtfySettings(ntfy="https://ntfy.sh/runs", buttons=True)
    channel = open_channel("phone", settings, b"made at first start", "https://pi.example")
    assert answers_of(channel) is not None
    assert channel.abilities.buttons == 3


def test_the_inbox_has_every_message_at_once() -> None:
    inbox = open_channel("page", InboxSettings(inbox=True))
    assert inbox.send(NUDGE) == Sent(server_id=NUDGE.key, keyed=True)
    assert inbox.find(NUDGE, timedelta(seconds=9)) == Found(server_id=NUDGE.key)
    assert [finding.ok for finding in inbox.probe()] == [True]


@pytest.mark.parametrize("value", [False, "yes", 1])
def test_an_inbox_is_true_or_not_there(value: object) -> None:
    with pytest.raises(ValidationError):
        InboxSettings.model_validate({"inbox": value})
