"""The machine that lapbell is installed on: where its unit stands, and its systemd.

What the unit says is of `unit`, what a person is told of `install` and `uninstall`.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lapbell.cli.unit import NAME, is_ours
from lapbell.errors import LapbellError

ROOT = Path("/")


class InstallError(LapbellError):
    """The unit cannot be written or taken away."""


def run_systemctl(words: Sequence[str]) -> str:
    """Run systemctl; return what it complains about, "" where it does not."""
    done = subprocess.run(  # noqa: S603 - our own words
        ["systemctl", *words],  # noqa: S607 - wherever the machine has it
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stderr.strip() or f"it ended with {done.returncode}") if done.returncode else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where the unit goes: for the whole machine, or for a person's own systemd.

    With another `root` (a folder that becomes a machine, say an image) nothing is running, and
    systemd is neither needed nor told.
    """

    root: Path = ROOT
    user: bool = False
    uid: int = 0
    own_config: Path = ROOT
    """A person's own configs, usually ~/.config."""
    systemctl: Callable[[Sequence[str]], str] = run_systemctl
    booted: Path = Path("/run/systemd/system")
    """There where systemd runs the machine; see sd_booted(3)."""

    def here(self, path: Path) -> Path:
        """Return where a path of this machine is to be found now."""
        return self.root / path.relative_to(path.anchor)

    @property
    def unit(self) -> Path:
        """Return where the unit stands."""
        folder = self.own_config / "systemd/user" if self.user else Path("/etc/systemd/system")
        return self.here(folder / NAME)

    @property
    def drop_ins(self) -> Path:
        """Return the folder of a person's own changes to the unit."""
        return self.unit.with_name(f"{NAME}.d")

    @property
    def scope(self) -> str:
        """Return what a person writes before a verb of systemctl."""
        return "systemctl --user" if self.user else "sudo systemctl"

    def require(self, verb: str) -> None:
        """Raise InstallError where `lapbell install` or `uninstall` can do nothing here."""
        if self.root != ROOT:
            return
        if not self.booted.is_dir():
            raise InstallError(
                "this machine is not run by systemd, so there is nothing to put a unit into; "
                "start `lapbell run` from what does run it, or see the container in "
                "docs/install.md. `lapbell install --dry-run` shows the unit"
            )
        if not self.user and self.uid != 0:
            raise InstallError(
                f"{self.unit} belongs to root; try `sudo lapbell {verb}`, or "
                f"`lapbell {verb} --user` for yourself alone"
            )

    def written(self) -> str | None:
        """Return our unit as it stands; None where there is none.

        Raises InstallError where the one that stands there is not ours.
        """
        try:
            text = self.unit.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InstallError(f"{self.unit} cannot be read: {error.strerror}") from None
        if not is_ours(text):
            raise InstallError(
                f"{self.unit} was not made by `lapbell install`, or was changed since, and stays "
                f"as it is\n  Move it aside, and put your own lines into a drop-in: "
                f"`{self.scope} edit lapbell`."
            )
        return text

    def write(self, text: str) -> None:
        """Put the unit in place, whole or not at all, and let systemd read it."""
        part = self.unit.with_name(f".{NAME}.part")
        try:
            self.unit.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, encoding="utf-8")
            part.chmod(0o644)
            part.replace(self.unit)
        except OSError as error:
            raise InstallError(f"{self.unit} cannot be written: {error.strerror}") from None
        self._tell("daemon-reload")

    def take_away(self) -> None:
        """Stop the service and remove the unit."""
        self._tell("disable", "--now", NAME)
        try:
            self.unit.unlink()
        except OSError as error:
            raise InstallError(f"{self.unit} cannot be removed: {error.strerror}") from None
        self._tell("daemon-reload")

    def _tell(self, *words: str) -> None:
        if self.root != ROOT:
            return
        all_words = ["--user", *words] if self.user else [*words]
        if complaint := self.systemctl(all_words):
            raise InstallError(f"systemctl {' '.join(all_words)} failed: {complaint}")


def this_machine(*, root: Path | None, user: bool) -> Machine:
    """Return the machine that this command runs on, or the folder that becomes one."""
    own = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    there = (root or ROOT).absolute()
    return Machine(root=there, user=user, uid=os.geteuid(), own_config=Path(own).absolute())
