import pytest

from lapbell.channels.address import is_this_machine


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("ntfy.localhost.", True),
        ("192.168.1.20", False),
        ("nas", False),
        ("ntfy.sh", False),
        ("localhost.example.org", False),
    ],
)
def test_only_a_loopback_address_is_this_machine(host: str, *, expected: bool) -> None:
    assert is_this_machine(host) is expected
