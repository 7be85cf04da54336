"""`lapbell init`: the first config, from a few answers, and the first push."""

import secrets
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import segno
from pydantic import ValidationError
from rich.console import Console
from tzlocal import get_localzone_name

from lapbell.channels.ntfy import Settings as NtfySettings
from lapbell.channels.protocol import Message, Sent
from lapbell.channels.registry import open_channel
from lapbell.cli.places import first_place
from lapbell.cli.terminal import DONE, HURT, console, say
from lapbell.cli.watches import LATER, WATCHES
from lapbell.config import check_zone, first_config, load
from lapbell.core.words import count
from lapbell.errors import ConfigError
from lapbell.folder import FolderError, list_folder
from lapbell.folder.candidates import Candidate, find_candidates

PHONES = ("android", "iphone")
SERVER = "https://ntfy.sh"
RUNS = "~/runs"
_MOUNTS = ("/media", "/mnt", "/run", "/Volumes")


@click.command("init")
@click.option("--yes", is_flag=True, help="Ask nothing: take what is given, found or usual.")
@click.option("--watch", type=click.Choice([*WATCHES]), help="Which watch you run with.")
@click.option("--phone", type=click.Choice(PHONES), help="Which phone is to buzz.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the run files land.")
@click.option("--server", default=SERVER, show_default=True, help="The ntfy server to push over.")
@click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Where to write the config."
)
def command(
    yes: bool,
    watch: str | None,
    phone: str | None,
    folder: Path | None,
    server: str,
    config_path: Path | None,
) -> None:
    """Ask a few things, write a commented config, and send the first push.

    A config that is there already is left alone. Nothing but the push leaves this machine.

    Example: lapbell init
    """
    path = (config_path or first_place()).absolute()
    _refuse_to_overwrite(path)
    out = console()
    topic = _topic(server)
    asking = _Asking(out, quietly=yes)
    asking.about_the_watch(watch)
    where = asking.for_the_folder(folder)
    zone = asking.for_the_zone()
    asking.to_subscribe(topic, phone)
    _write(path, first_config(timezone=zone, folder=where, topic=topic.ntfy))
    _send_first_push(out, topic, where)
    say(out, f"\nThe config is {path}; every key in it is explained.", "bold")
    say(out, _next_steps(path))


def _refuse_to_overwrite(path: Path) -> None:
    if path.exists():
        raise ConfigError(
            f"{path} is there already, and stays as it is\n"
            "  Edit it and run `lapbell check`, or name another file with --config FILE."
        )


def _topic(server: str) -> NtfySettings:
    """Return a topic that nobody can guess: 100 random bits."""
    name = f"run-{b32encode(secrets.token_bytes(13)).decode().lower()[:20]}"
    try:
        return NtfySettings(ntfy=f"{server.rstrip('/')}/{name}")
    except ValidationError as error:
        why = error.errors(include_input=False)[0]["msg"].removeprefix("Value error, ")
        raise ConfigError(f"--server {server}: {why}") from None


@dataclass(frozen=True, slots=True)
class _Asking:
    """The questions; `quietly` takes the usual answer to each."""

    out: Console
    quietly: bool

    def about_the_watch(self, key: str | None) -> None:
        """Say how this watch's files come, and how late."""
        if key is None and not self.quietly:
            names = [watch.name for watch in WATCHES.values()]
            key = [*WATCHES][self._choose("Which watch do you run with?", names)]
        watch = WATCHES[key or "other"]
        say(self.out, f"{watch.way} Files come {watch.late}. {LATER}", "dim", indent=2)
        say(self.out, f"More about it is in docs/watches/{watch.page}.md.", "dim", indent=2)

    def for_the_folder(self, given: Path | None) -> Path:
        """Return the folder that run files land in, which is made where that makes sense."""
        folder = (given or self._folder()).expanduser().absolute()
        if folder.is_dir():
            say(self.out, f"Run files land in {folder}.")
        elif str(folder).startswith(_MOUNTS):
            say(self.out, f"{folder} is not there now; lapbell waits for it.")
        elif self.quietly or click.confirm(f"{folder} is not there. Make it?", default=True):
            folder.mkdir(parents=True)
            say(self.out, f"{folder} was made: let the run files land in it.")
        return folder

    def _folder(self) -> Path:
        found = find_candidates(Path.home())
        if self.quietly:
            return found[0].path if found else Path(RUNS)
        if found:
            answers = [*map(_described, found), "another folder"]
            index = self._choose("Where do the files land?", answers)
            if index < len(found):
                return found[index].path
        return Path(click.prompt("\nIn which folder do the files land", default=RUNS))

    def for_the_zone(self) -> str:
        """Return the runner's time zone: this machine's, once that is confirmed."""
        here = get_localzone_name()
        if here and (
            self.quietly or click.confirm(f"Is {here} the clock you run by?", default=True)
        ):
            return here
        if self.quietly:
            return "UTC"
        return str(click.prompt("Which time zone, such as Europe/Berlin", value_proc=_zone))

    def to_subscribe(self, topic: NtfySettings, phone: str | None) -> None:
        """Show how the phone subscribes, and wait until it has."""
        if phone is None and not self.quietly:
            phone = PHONES[self._choose("Which phone is to buzz?", ["Android", "iPhone"])]
        say(self.out, "\nOn the phone, install the app ntfy (it is free, and needs no account).")
        how = "Scan this with its camera, or add the topic by hand:"
        if phone == "iphone":
            how = "In the app, tap + and add the topic; scanned, it opens in the browser instead:"
        say(self.out, how)
        segno.make(_link(topic, phone), micro=False).terminal(compact=True)
        say(self.out, f"topic   {topic.topic}\nserver  {topic.server}", indent=2)
        if phone == "iphone":
            say(self.out, "Tapped, a button of a push opens the app there first.", "dim")
        if not self.quietly:
            click.prompt("\nPress Enter once it is subscribed", default="", show_default=False)

    def _choose(self, question: str, answers: Sequence[str]) -> int:
        say(self.out, f"\n{question}")
        for number, answer in enumerate(answers, start=1):
            say(self.out, f"{number}  {answer}", indent=2)
        most = click.IntRange(1, len(answers))
        return int(click.prompt("Number", type=most, default=1)) - 1


def _described(one: Candidate) -> str:
    return f"{one.path} ({one.what}: {count(one.files, 'run file')})"


def _zone(text: str) -> str:
    try:
        return check_zone(text.strip())
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _link(topic: NtfySettings, phone: str | None) -> str:
    """Return what the QR code says: Android's app takes links of its own, others a web address."""
    if phone == "iphone":
        return topic.ntfy
    plain = "?secure=false" if topic.ntfy.startswith("http://") else ""
    return f"ntfy://{topic.host}/{topic.topic}{plain}"


def _write(path: Path, text: str) -> None:
    """Write the config, for its owner alone: a topic is as good as a password."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        _refuse_to_overwrite(path)
        why = (error.strerror or "no reason given").lower()
        raise ConfigError(
            f"{path} cannot be written: {why}; name another place with --config FILE"
        ) from None
    load(path)


def _send_first_push(out: Console, topic: NtfySettings, folder: Path) -> None:
    there = count(_files_in(folder), "run file")
    message = Message(
        key=f"test-{secrets.token_hex(8)}",
        title="The bell works",
        body=f"Your routine will appear here after a run. {there} there already, none rung.",
        tags=("bell",),
    )
    outcome = open_channel("phone", topic).send(message)
    if isinstance(outcome, Sent):
        say(out, "The first push is out: the phone should buzz now.", DONE)
    else:
        say(out, f"The first push did not go out: {outcome.reason}", HURT)
        say(out, "Try it again with `lapbell check --send`.", indent=2)


def _files_in(folder: Path) -> int:
    try:
        return len(list_folder(folder).entries)
    except FolderError:
        return 0


def _next_steps(path: Path) -> str:
    named = "" if path == first_place() else f" --config {path}"
    return (
        f"`lapbell check{named}` looks at it all again, `lapbell run{named}` begins. What is in "
        "the folder by then is history and rings for nothing."
    )
