"""The systemd unit as one machine needs it, made from the one template. Text only.

Where it is written to, and what systemd is told, is of `machine`.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

NAME = "lapbell.service"
SEEN_BY_NOBODY = tuple(map(Path, ("/home", "/root", "/run/user")))
"""What ProtectHome hides from the service; a drop-in gives single folders back."""

_MARK = "# Made by `lapbell install`; what you change belongs in a drop-in. {}\n"
_MARKED = re.compile(re.escape(_MARK).replace(r"\{\}", "([0-9a-f]{64})"))
_FOR_A_USER = re.compile(
    "Description|StartLimitIntervalSec|Type|NotifyAccess|ExecStart|Restart.*|WatchdogSec|"
    "TimeoutStopSec|KillMode|UMask|NoNewPrivileges|LockPersonality|MemoryDenyWriteExecute|"
    "SystemCall.*|MemoryMax|OOMPolicy|TasksMax|LimitCORE|WantedBy"
)
"""The other directives need root's systemd: a user of its own, and a file system of its own."""


def template() -> str:
    """Return the unit as it is in the repository: packaged beside this module, or in a checkout."""
    packaged = Path(__file__).with_name(NAME)
    path = packaged if packaged.exists() else Path(__file__).parents[3] / "systemd" / NAME
    return path.read_text(encoding="utf-8")


def unit(program: Iterable[str | Path], config: Path, *, user: bool = False) -> str:
    """Return the unit that runs `program` with `config`, with the mark that it is ours.

    `user` makes it one for a person's own systemd.
    """
    text = template()
    if user:
        text = "".join(_for_a_user(text.splitlines(keepends=True)))
        text = re.sub("\n{3,}", "\n\n", text).replace("=multi-user.target", "=default.target")
    words = " ".join(_word(str(word)) for word in (*program, "run", "--config", config))
    text = re.sub("(?m)^ExecStart=.*$", lambda _: f"ExecStart={words}", text)
    return _MARK.format(_digest(text)) + text


def is_ours(text: str) -> bool:
    """Tell whether a unit is one of `lapbell install` that nobody has changed since."""
    found = _MARKED.match(text)
    return bool(found and found[1] == _digest(text[found.end() :]))


def folder_lines(folders: Iterable[Path]) -> list[str]:
    """Return the lines of a drop-in that let the service see its run folders, where it takes one.

    Named is the folder above: a sync program may replace the watched one. Not a whole home, though.
    """
    hidden = [folder for folder in folders if is_hidden(folder)]
    seen = dict.fromkeys(one if _is_home(one.parent) else one.parent for one in hidden)
    return [f"BindReadOnlyPaths={_word(str(folder))}" for folder in seen]


def is_hidden(path: Path) -> bool:
    """Tell whether the service does not see a path, by the ProtectHome of its unit."""
    return any(path.is_relative_to(place) for place in SEEN_BY_NOBODY)


def _is_home(folder: Path) -> bool:
    return folder in SEEN_BY_NOBODY or folder.parent in SEEN_BY_NOBODY


def _for_a_user(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that a person's own systemd can follow, each with the comments above it."""
    comments: list[str] = []
    for line in lines:
        if line.startswith("#"):
            comments.append(line)
            continue
        if line[0] in "[\n" or _FOR_A_USER.fullmatch(line.partition("=")[0]):
            yield from comments if line != "\n" else ()
            yield line
        comments = []


def _word(text: str) -> str:
    """Quote a word for systemd: blanks would split it, % and $ would stand for something else."""
    text = text.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w/.,:@%$+=-]+", text):
        return text
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
