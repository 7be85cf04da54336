"""The command line: one module per command, imported when it is called.

Three endings besides success: an error a person can mend (its message, its exit code; an output
that cannot be written is one), Ctrl-C (130), and a bug (exit code 3, with a log file to send).
"""

import errno
import os
import sys
import tempfile
import traceback
from datetime import datetime
from importlib import import_module
from importlib.metadata import version
from keyword import iskeyword
from pathlib import Path

import click

from lapbell.errors import LapbellError

COMMANDS = {
    "init": "A few questions, a config, the first push.",
    "install": "A systemd service of it; `--dry-run` shows the unit.",
    "uninstall": "Take the service away; config and data stay.",
    "run": "The service, in the foreground.",
    "demo": "See it work: a fresh run, the nudge on a local page.",
    "check": "Config, folders, channels, state: is all well?",
    "status": "How things stand.",
    "web-key": "The access key of the pages.",
    "week": "What a week came to.",
    "planned": "The runs to come, and where each is expected from.",
    "back": "The tap that says a run is over, for a shortcut or a tag.",
    "pause": "Ring for nothing: away, ill or resting.",
    "resume": "End a pause, or a routine's rest.",
    "explain": "What a run file is, and why which trigger fires.",
    "backtest": "What the triggers would have sent over the history.",
    "facts": "What a condition can ask for.",
    "routines": "The routines, with their steps.",
    "backup": "Copy the database into a file.",
    "import": "Read old run files into the history; nothing rings.",
}

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What only a write can meet: to a file that a command makes, or to standard output."""


class Commands(click.Group):
    """The commands by name; a command's module costs nothing until it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return its `command`."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        module = import_module(f"lapbell.cli.{name}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - a fact about our own modules
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("lapbell"), prog_name="lapbell")
def lapbell() -> None:
    """Rings when a run ends: the one short routine this run asks for.

    Start with `lapbell demo`.
    """


def main() -> None:
    """Run the command line and end the process with the right exit code."""
    try:
        code = lapbell(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        code = 130
    except KeyboardInterrupt:
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except LapbellError as error:
        text = str(error)
        click.echo(text if "\n" in text else f"lapbell: {text}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        _drop_output()
        code = 0
    except OSError as error:
        code = _unwritten(error) if error.errno in _FULL else _bug()
    except Exception:
        code = _bug()
    sys.exit(code if isinstance(code, int) else 0)


def _unwritten(error: OSError) -> int:
    _drop_output()
    reason = (error.strerror or "no reason given").lower()
    advice = "make room there, or send it elsewhere"
    click.echo(f"lapbell: the output cannot be written: {reason}; {advice}", err=True)
    return LapbellError.exit_code


def _drop_output() -> None:
    """Send what is left to nowhere: Python would complain about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug() -> int:
    """Write what happened to a file one can send, and say where it is."""
    handle, name = tempfile.mkstemp(prefix="lapbell-bug-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"lapbell {version('lapbell')}, Python {sys.version}\n")
        file.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z} {sys.argv}\n\n")
        file.write(traceback.format_exc())
    click.echo(
        f"lapbell: this is a bug: {traceback.format_exc(limit=0).strip().splitlines()[-1]}\n"
        f"  Please send {Path(name)} with a few words on what you did.",
        err=True,
    )
    return 3
