import socket
from pathlib import Path

import pytest

from lapbell.cli.web_key import own_address
from running import Said, lapbell

CONFIG = """\
[runs]
folders = ["runs"]

[channels.page]
inbox = true

[[trigger]]
after_run = "3 min"
routine = "calf-pump"

[web]
{web}
"""


def add_ben(place: Path) -> None:
    (place / "athletes").mkdir()
    text = CONFIG.replace("[web]\n{web}", "").replace('"runs"', '"bens"')
    (place / "athletes" / "ben.toml").write_text(text, encoding="utf-8")


def web_key(place: Path, web: str, *more: str) -> Said:
    (place / "runs").mkdir(exist_ok=True)
    (place / "lapbell.toml").write_text(CONFIG.format(web=web), encoding="utf-8")
    return lapbell("web-key", "--config", "lapbell.toml", "--state", "state", *more, cwd=place)


@pytest.mark.parametrize(
    ("web", "address"),
    [
        ('listen = "[fd00::7]:8377"', "http://[fd00::7]:8377"),
        ('url = "https://pi.tailnet.example"', "https://pi.tailnet.example"),
    ],
)
def test_where_others_reach_the_pages_it_prints_the_key_and_the_same_again(
    tmp_path: Path, web: str, address: str
) -> None:
    first = web_key(tmp_path, web, "--json").json
    again = web_key(tmp_path, web)

    assert first["address"] == address
    assert len(first["key"].replace("-", "")) == 20
    assert first["key"] in again.out
    assert address in again.out


def test_on_this_machine_alone_there_is_no_key(tmp_path: Path) -> None:
    said = web_key(tmp_path, 'listen = "127.0.0.1:8377"')

    assert said.code == 0
    assert "is open to this machine alone and asks for no key" in said.out
    assert not (tmp_path / "state" / "web-key").exists()


@pytest.mark.parametrize("listen", ["127.0.0.1:8377", "192.168.1.20:8377"])
def test_each_athlete_has_a_key_and_a_page(tmp_path: Path, listen: str) -> None:
    add_ben(tmp_path)
    web = f'listen = "{listen}"'
    mine, bens = (web_key(tmp_path, web, "--json", *of).json for of in ([], ["--athlete", "ben"]))
    again = web_key(tmp_path, web, "--athlete", "ben")

    assert mine["address"] == f"http://{listen}"
    assert bens["address"] == f"http://{listen}/athletes/ben/"
    assert mine["key"] == (tmp_path / "state" / "web-key").read_text().strip()
    assert mine["key"] != bens["key"]
    assert again.out == f"    key  {bens['key']}\n   page  http://{listen}/athletes/ben/\n"


def test_the_first_ones_key_stays_when_another_athlete_comes(tmp_path: Path) -> None:
    web = 'listen = "192.168.1.20:8377"'
    alone = web_key(tmp_path, web, "--json").json
    add_ben(tmp_path)

    assert web_key(tmp_path, web, "--json").json == alone


def test_of_an_athlete_there_is_not_there_is_no_key(tmp_path: Path) -> None:
    said = web_key(tmp_path, 'listen = "192.168.1.20:8377"', "--athlete", "ben")

    assert said.code == 2
    assert "there is no athlete 'ben'; there are: me" in said.err


def test_where_the_pages_are_off_it_says_what_to_write(tmp_path: Path) -> None:
    said = web_key(tmp_path, 'listen = "off"')

    assert said.code == 2
    assert 'write listen = "127.0.0.1:8377" below [web]' in said.err


@pytest.mark.parametrize(
    ("anywhere", "shown"),
    [("0.0.0.0", "http://{}:8377"), ("::", "http://[{}]:8377")],  # noqa: S104 - for an answer
)
def test_where_the_pages_listen_anywhere_it_prints_an_address_that_leads_there(
    tmp_path: Path, anywhere: str, shown: str
) -> None:
    host = own_address(anywhere)
    family = socket.AF_INET6 if ":" in anywhere else socket.AF_INET

    said = web_key(tmp_path, f'listen = "{shown.format(anywhere)[7:]}"', "--json").json

    assert host != anywhere
    assert said["address"] == shown.format(host)
    with socket.socket(family) as server:
        server.bind((anywhere, 0))
        server.listen()
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
