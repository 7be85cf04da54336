"""A Debian 12 that boots, with systemd as its first process. Linux, root and minutes needed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Self

from running import wait_until
from systemd.notes import CHECKOUT

TOOLS = ("debootstrap", "systemd-nspawn", "nsenter")
PACKAGES = "systemd,systemd-sysv,dbus,python3,python3-venv,udev"
BASE = CHECKOUT / "build" / "boot" / "root"
"""Made once (a minute, 330 MB), never written to again; `make clean` removes it."""

_SUDO = 'sudo() { env "$@"; }\n'
_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "/wheels",
    "SYSTEMD_PAGER": "",
}


def why_not() -> str:
    """Return what keeps this machine from booting one; "" where nothing does."""
    if os.environ.get("LAPBELL_BOOT") != "1":
        return "booting takes minutes: `make boot`, or LAPBELL_BOOT=1"
    if os.geteuid() != 0:
        return "booting a container needs root"
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"not installed: {', '.join(missing)} (packages debootstrap, systemd-container)"
    if sys.version_info[:2] != (3, 11):
        return "the wheels must fit Debian 12: run the tests with Python 3.11"
    return ""


def base() -> Path:
    """Return a minimal Debian 12, made at the first call."""
    if not BASE.exists():
        fresh = BASE.with_suffix(".part")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", fresh)
        (fresh / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
        fresh.rename(BASE)
    return BASE


def wheels(folder: Path) -> Path:
    """Make wheels of this checkout, of all it needs, and of what builds it."""
    constraints = ["--constraint", CHECKOUT / "constraints.txt"]
    _run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", folder),
        *(*constraints, CHECKOUT, "hatchling"),
    )
    return folder


def _run(*words: object) -> None:
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


class Container:
    """A booted Debian; what is written in it is gone with it. It shares the host's network.

    The checkout is at /checkout and the wheels are at /wheels, both read-only.
    """

    def __init__(self, wheels: Path) -> None:
        self._wheels = wheels
        self._seen = ""
        self._console = wheels / "console.txt"

    def __enter__(self) -> Self:
        command = [
            *("systemd-nspawn", "--quiet", f"--directory={base()}", "--volatile=overlay"),
            *("--boot", "--register=no", "--keep-unit", "--console=pipe"),
            *(f"--bind-ro={CHECKOUT}:/checkout", f"--bind-ro={self._wheels}:/wheels"),
        ]
        with self._console.open("wb") as console:
            self._nspawn = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
            )
        wait_until(self._is_up, self._why_not_up)
        return self

    def __exit__(self, *_: object) -> None:
        self._nspawn.terminate()  # nspawn shuts its system down in order
        try:
            self._nspawn.wait(60)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()

    def _leader(self) -> str:
        pid = self._nspawn.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().strip()

    def _is_up(self) -> bool:
        if self._nspawn.poll() is not None or not self._leader():
            return False
        return self.tries("systemctl is-system-running").out.strip() == "running"

    def _why_not_up(self) -> str:
        if self._nspawn.poll() is not None:
            return f"systemd-nspawn ended: {self._console.read_text('utf-8', 'replace')}"
        return self.tries("systemctl is-system-running; systemctl --failed").out

    def tries(self, script: str, *, stdin: bytes = b"", cwd: str = "/") -> "Ran":
        """Run a script as root inside."""
        done = subprocess.run(
            [
                *("nsenter", "-t", self._leader(), "-m", "-u", "-i", "-n", "-p", "-C", "--"),
                *("env", "-i", f"--chdir={cwd}"),
                *(f"{name}={value}" for name, value in _ENVIRONMENT.items()),
                *("sh", "-euc", _SUDO + script),
            ],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8", "replace"))

    def sh(self, script: str, *, stdin: bytes = b"", cwd: str = "/") -> str:
        """Run a script that must not fail; return what it printed."""
        ran = self.tries(script, stdin=stdin, cwd=cwd)
        assert ran.code == 0, f"{script}\nended with {ran.code}:\n{ran.out}\n{self.journal()}"
        return ran.out

    def put(self, path: str, content: bytes | str) -> None:
        """Write a file, its folder too."""
        data = content.encode() if isinstance(content, str) else content
        self.sh(f'mkdir -p "$(dirname {path})" && cat > {path}', stdin=data)

    def show(self, name: str) -> str:
        """Return a property of the service."""
        return self.sh(f"systemctl show lapbell --value -p {name}").strip()

    def journal(self) -> str:
        """Return the service's lines since `forget_journal`."""
        new = self.tries("journalctl -q -u lapbell -o cat --no-pager --cursor-file=/run/seen")
        self._seen += new.out
        return self._seen

    def forget_journal(self) -> None:
        """Let the journal begin now."""
        self.journal()
        self._seen = ""


class Ran:
    """How a script inside ended, and what it printed."""

    def __init__(self, code: int, out: str) -> None:
        self.code = code
        self.out = out
