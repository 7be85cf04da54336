"""The dock under a real systemd: its service copies, lapbell rings. No watch, and so no udev."""

import pytest

from systemd.container import why_not
from systemd.notes import ACTIVITY, DOCK
from systemd.place import CONFIG, Place, fresh

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not())]

NEEDS_A_WATCH = ("apt-get", "udevadm")


def steps() -> str:
    """What the notes say, but for what nothing here needs: jmtpfs, and a udev that runs."""
    block = (DOCK / "README.md").read_text("utf-8").partition("```sh\n")[2].partition("```")[0]
    lines = [line for line in block.splitlines() if not any(one in line for one in NEEDS_A_WATCH)]
    assert len(lines) == 5
    return "\n".join(lines)


def test_a_watch_on_the_cradle_rings(place: Place) -> None:
    place.box.sh(steps(), cwd="/checkout")
    place.configure(CONFIG.replace("/home/anna/sync/runs", "/srv/runs"))
    place.start()
    place.box.put(f"'/srv/watch/{ACTIVITY}/evening.fit'", fresh())
    place.box.sh("systemctl start 'lapbell-dock@-srv-watch.service'")
    place.wait_for("evening.fit: run of")
    place.wait_for("sent over phone")
    assert len(place.ntfy.messages("runs")) == 1
    assert place.box.sh("ls -A /srv/runs") == "evening.fit\n"
