import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
import requests

from lapbell.errors import LapbellError
from lapbell.web.app import create_app
from lapbell.web.server import PageServer
from web.samples import NUDGE, Home, Listed

HOME = Home({"me": Listed([NUDGE])})


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0) -> Iterator[PageServer]:
    server = PageServer(create_app(HOME), host, port)
    server.start()
    try:
        yield server
    finally:
        server.close()


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_the_page_is_served_at_the_address_it_names() -> None:
    with serving() as server:
        answer = requests.get(server.address, timeout=5)

    assert answer.status_code == 200
    assert "Calf pump: 20 heel lifts" in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert "Server" not in answer.headers


def test_it_listens_on_this_machine_alone_unless_told_otherwise() -> None:
    server = PageServer(create_app(HOME))

    assert server.address == "http://127.0.0.1:8377/"


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this machine")
def test_an_ipv6_address_works() -> None:
    with serving("::1") as server:
        assert server.address.startswith("http://[::1]:")
        assert requests.get(server.address, timeout=5).status_code == 200


def test_a_name_works() -> None:
    with serving("localhost") as server:
        assert requests.get(server.address, timeout=5).status_code == 200


def test_listening_everywhere_names_an_address_that_can_be_opened() -> None:
    with serving("0.0.0.0") as server:  # noqa: S104 - what is tested
        assert server.address.startswith("http://127.0.0.1:")
        assert requests.get(server.address, timeout=5).status_code == 200


def test_a_foreign_host_is_refused_over_the_wire() -> None:
    with serving() as server:
        answer = requests.get(server.address, headers={"Host": "evil.example"}, timeout=5)

    assert answer.status_code == 403
    assert answer.text.startswith("lapbell does not answer to the name evil.example.")


def test_nothing_changed_is_304_over_the_wire() -> None:
    with serving() as server:
        tag = requests.get(f"{server.address}live", timeout=5).headers["ETag"]
        again = requests.get(f"{server.address}live", headers={"If-None-Match": tag}, timeout=5)

    assert (again.status_code, again.content) == (304, b"")


def test_a_large_body_is_refused() -> None:
    with serving() as server:
        answer = requests.post(server.address, data=b"x" * 100_000, timeout=5)

    assert answer.status_code == 413


def test_a_taken_port_says_what_where_and_what_to_do() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(LapbellError) as caught:
            PageServer(create_app(HOME), "127.0.0.1", port).start()

    assert str(caught.value) == (
        f"the pages cannot be served at http://127.0.0.1:{port}/: another program has this port; "
        "stop it or choose another port (`listen` under [web])"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-name.invalid", "x" * 70 + ".example"])
def test_an_address_that_is_not_ours_says_so(host: str) -> None:
    with pytest.raises(LapbellError, match="this machine has no such address"):
        PageServer(create_app(HOME), host, 0).start()


def test_closing_drops_an_open_connection_and_frees_the_port() -> None:
    with serving() as server:
        where = urlsplit(server.address)
        assert where.hostname is not None
        assert where.port is not None
        open_one = HTTPConnection(where.hostname, where.port, timeout=5)
        open_one.request("GET", "/health")
        open_one.getresponse().read()
        half_sent = socket.create_connection((where.hostname, where.port))
        half_sent.sendall(b"GET / HTTP/1.1\r\n")

        server.close()

        assert open_one.sock.recv(1) == b""
        with serving(port=where.port) as next_one:
            assert requests.get(next_one.address, timeout=5).status_code == 200
    open_one.close()
    half_sent.close()


def test_a_closed_server_answers_no_more_and_closes_again_in_peace() -> None:
    with serving() as server:
        server.close()

        with pytest.raises(requests.ConnectionError):
            requests.get(server.address, timeout=5)


def test_a_server_that_never_started_can_be_closed() -> None:
    server = PageServer(create_app(HOME), port=0)
    server.close()

    server.start()
    assert requests.get(server.address, timeout=5).status_code == 200
    server.close()
