"""A service of one's own under a real systemd: installed, rung for, taken away, without root."""

import pytest

from systemd.container import Container, why_not
from systemd.place import CONFIG, Place, fresh

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not())]

OWN = "/home/anna/.config/lapbell/lapbell.toml"


WITHOUT_PAM = "[Service]\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\n"
"""What libpam-systemd, which so small a Debian lacks, tells a person's own systemd."""


def as_anna(box: Container, script: str) -> str:
    box.put("/etc/systemd/system/user@.service.d/runtime.conf", WITHOUT_PAM)
    box.sh("systemctl daemon-reload; systemctl start user@$(id -u anna).service")
    return box.sh(
        "runuser -u anna -- env HOME=/home/anna XDG_RUNTIME_DIR=/run/user/$(id -u anna) "
        f"sh -euc '{script}'"
    )


def test_ones_own_service_rings_and_goes_away_again(place: Place) -> None:
    box = place.box
    box.put(OWN, CONFIG.replace("TOPIC", place.ntfy.address("runs")))
    box.sh("chown -R anna:anna /home/anna/.config; chmod 600 " + OWN)
    said = as_anna(box, "lapbell install --user")
    assert "systemctl --user enable --now lapbell" in said
    assert "sudo" not in said
    as_anna(box, "systemctl --user enable --now lapbell")
    assert as_anna(box, "systemctl --user is-active lapbell") == "active\n"
    place.land("evening.fit", fresh())
    place.wait_for_push()
    assert as_anna(box, "lapbell status").startswith("all is well\n")
    gone = as_anna(box, "lapbell uninstall --user")
    assert "/home/anna/.local/state/lapbell stays: what it remembers." in " ".join(gone.split())
    assert box.tries("ls /home/anna/.config/systemd/user/lapbell.service").code != 0
    assert as_anna(box, "systemctl --user is-active lapbell || true") == "inactive\n"
