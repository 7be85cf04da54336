"""Everything that is no config at all: each gets a sentence of its own, and no traceback."""

import os
import re
from pathlib import Path

import pytest

from config.samples import SMALLEST, write
from lapbell.config import ConfigProblems, load


def said(path: Path) -> str:
    with pytest.raises(ConfigProblems) as caught:
        load(path)
    assert len(caught.value.problems) == 1
    return " ".join(str(caught.value).replace(f"{path.parent}/", "").split())


def test_a_missing_file_says_how_to_name_another(tmp_path: Path) -> None:
    assert (
        said(tmp_path / "no.toml") == "no.toml there is no such file; name yours with --config FILE"
    )


def test_a_folder_in_its_place_is_told_to_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    assert "this is a folder; name the file in it: etc/lapbell.toml" in said(tmp_path / "etc")


def test_a_file_below_a_file_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, SMALLEST)
    message = said(tmp_path / "lapbell.toml" / "lapbell.toml")
    assert "the file cannot be read: not a directory" in message


def test_a_link_in_a_circle_cannot_be_read(tmp_path: Path) -> None:
    link = tmp_path / "lapbell.toml"
    link.symlink_to(link)
    assert "the file cannot be read: too many levels of symbolic links" in said(link)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lapbell.toml")
    assert "this is not a regular file" in said(tmp_path / "lapbell.toml")


def test_a_name_beyond_the_limit_cannot_be_read(tmp_path: Path) -> None:
    assert "file name too long" in said(tmp_path / f"{'x' * 300}.toml")


def test_a_huge_file_is_refused_before_it_is_read_as_toml(tmp_path: Path) -> None:
    file = write(tmp_path, SMALLEST + "#" * 1_000_000)
    assert "the file is larger than 1 MB; is this the right one?" in said(file)


def test_a_byte_order_mark_is_explained(tmp_path: Path) -> None:
    message = said(write(tmp_path, b"\xef\xbb\xbf" + SMALLEST.encode()))
    assert "byte order mark (BOM), three invisible bytes" in message
    assert 'save it as "UTF-8", not as "UTF-8 with BOM"' in message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert "saved as UTF-16" in said(write(tmp_path, mark + SMALLEST.encode(encoding)))


def test_latin_1_is_shown_at_its_character(tmp_path: Path) -> None:
    file = write(tmp_path, SMALLEST.encode() + 'name = "Für die Füße"\r\n'.encode("latin-1"))
    assert said(file) == (
        'lapbell.toml:12:10 name = "F�r die F��e" ^ '
        "the character here is not saved as UTF-8; save the file as UTF-8 in your editor"
    )


def test_carriage_returns_at_line_ends_do_not_matter(tmp_path: Path) -> None:
    assert load(write(tmp_path, SMALLEST.replace("\n", "\r\n"))).athletes[0].plan.triggers


def test_lines_are_counted_alike_with_carriage_returns(tmp_path: Path) -> None:
    file = write(tmp_path, (SMALLEST + 'rutine = "x"\n').replace("\n", "\r\n"))
    assert said(file).startswith('lapbell.toml:12 trigger[1].rutine rutine = "x" ^^^^^^ there')


def test_a_carriage_return_alone_is_no_line_end(tmp_path: Path) -> None:
    assert "something stands behind the value" in said(write(tmp_path, "a = 1\rb = 2\n"))


def test_a_null_byte_is_pointed_at(tmp_path: Path) -> None:
    message = said(write(tmp_path, SMALLEST + "name = 'a\0b'\n"))
    assert message.startswith("lapbell.toml:12:10 name = 'a�b' ^ ")
    assert "this character cannot stand here; delete it; it may be invisible" in message


@pytest.mark.parametrize(
    "deep",
    [
        f"[{'.'.join('a' * 3000)}]\nx = 1",
        f"[[{'.'.join('a' * 300)}]]",
        f"{'.'.join('a' * 3000)} = 1",
        f"x = {'[' * 50}{']' * 50}",
        f"x = {'{a = ' * 50}1{'}' * 50}",
    ],
)
def test_what_is_nested_too_deep_is_shown(tmp_path: Path, deep: str) -> None:
    assert re.match(
        r"lapbell.toml:2:\d+ .* lists or tables in here are nested too deep; ",
        said(write(tmp_path, f"# the first line\n{deep}\n")),
    )
