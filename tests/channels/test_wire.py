import socket

import pytest

from channels.phones import HASTY, NUDGE
from lapbell.channels.ntfy import Ntfy, Settings
from lapbell.channels.protocol import Retry
from lapbell.channels.wire import MOST_BYTES, PATIENCE, Answer, NoAnswer, Patience, Request, ask
from ntfy_double import Fault, NtfyDouble, Reply


def get(url: str, most_bytes: int = MOST_BYTES) -> Answer | NoAnswer:
    return ask(Request(method="GET", url=url, most_bytes=most_bytes), PATIENCE)


@pytest.fixture
def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_a_refused_port_is_certainly_not_sent(closed_port: int) -> None:
    answer = get(f"http://127.0.0.1:{closed_port}/")
    reason = f"no connection to 127.0.0.1:{closed_port}: Connection refused"
    assert answer == NoAnswer(reason=reason)


def test_an_unknown_name_is_certainly_not_sent() -> None:
    answer = get("http://lapbell.invalid/")
    assert isinstance(answer, NoAnswer)
    assert answer.reason.startswith("no connection to lapbell.invalid: ")
    assert not answer.maybe_sent
    assert not answer.hopeless


def test_tls_to_a_port_that_speaks_none_is_certainly_not_sent(server: NtfyDouble) -> None:
    answer = get(f"https://127.0.0.1:{server.port}/v1/health")
    assert isinstance(answer, NoAnswer)
    assert answer.reason.startswith(f"no connection to 127.0.0.1:{server.port}: [SSL")
    assert "_ssl.c" not in answer.reason
    assert not answer.maybe_sent
    assert server.asked == []


def test_a_connection_that_is_never_taken_is_certainly_not_sent() -> None:
    """A full queue of connections: the kernel answers no further one."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        with socket.socket() as first, socket.socket() as second:
            for waiting in (first, second):
                waiting.setblocking(False)
                waiting.connect_ex(listener.getsockname())
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
            answer = ask(Request(method="GET", url=url), Patience(connect_s=0.2))
    assert isinstance(answer, NoAnswer)
    assert not answer.maybe_sent


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.STALL, Fault.KEEP_THEN_DROP])
def test_a_connection_that_stood_may_have_sent(server: NtfyDouble, fault: Fault) -> None:
    server.faults.append(fault)
    answer = ask(Request(method="GET", url=server.url), HASTY)
    assert isinstance(answer, NoAnswer)
    assert answer.maybe_sent


@pytest.mark.parametrize("url", ["http://", "ftp://127.0.0.1/", "http://a..b/", "http://[::1/"])
def test_an_address_that_is_none_is_hopeless(url: str) -> None:
    answer = get(url)
    assert isinstance(answer, NoAnswer)
    assert answer.hopeless


@pytest.mark.parametrize("header", ["Bearer a\nb", "Bearer \u20ac"])
def test_a_header_that_cannot_be_written_is_hopeless(server: NtfyDouble, header: str) -> None:
    answer = ask(Request(method="GET", url=server.url, authorization=header), PATIENCE)
    assert isinstance(answer, NoAnswer)
    assert answer.hopeless
    assert header not in repr(answer)


def test_an_answer_is_read_up_to_its_limit(server: NtfyDouble) -> None:
    server.faults.append(Fault.KEEP_THEN_FLOOD)
    answer = get(server.url, most_bytes=1000)
    assert isinstance(answer, Answer)
    assert (len(answer.body), answer.whole) == (1000, False)


def test_an_answer_of_exactly_the_limit_is_whole(server: NtfyDouble) -> None:
    server.faults.append(Reply(body=b"x" * 1000))
    answer = get(server.url, most_bytes=1000)
    assert isinstance(answer, Answer)
    assert (len(answer.body), answer.whole) == (1000, True)


@pytest.mark.parametrize("fault", [Fault.KEEP_THEN_DRIP, Fault.KEEP_THEN_DRIP_BODY])
def test_an_answer_that_drips_is_cut_though_no_single_read_is_slow(
    server: NtfyDouble, fault: Fault
) -> None:
    server.faults.append(fault)
    answer = ask(Request(method="GET", url=server.url), Patience(read_s=10, whole_s=0.3))
    if isinstance(answer, NoAnswer):
        assert answer.maybe_sent
        assert "took too long" in answer.reason
    else:
        assert not answer.whole


def test_a_connection_that_comes_too_late_sends_nothing(server: NtfyDouble) -> None:
    asked = Request(method="POST", url=server.address("runs"), body=b"x")
    answer = ask(asked, Patience(whole_s=0))
    assert isinstance(answer, NoAnswer)
    assert "took too long" in answer.reason
    assert server.messages("runs") == []


def test_a_server_that_hangs_up_is_named_with_what_it_did(server: NtfyDouble) -> None:
    server.faults.append(Fault.DROP)
    answer = get(server.url)
    assert isinstance(answer, NoAnswer)
    assert answer.reason == f"no answer from 127.0.0.1:{server.port}: Connection reset by peer"


def test_a_redirect_is_not_followed(server: NtfyDouble) -> None:
    server.faults.append(Reply(status=302, body=b"", location="/v1/health"))
    answer = get(server.url)
    assert isinstance(answer, Answer)
    assert answer.status == 302
    assert len(server.asked) == 1


def test_an_unreachable_server_is_a_retry_without_doubt(closed_port: int) -> None:
    settings = Settings(ntfy=f"http://127.0.0.1:{closed_port}/runs")
    outcome = Ntfy("phone", settings).send(NUDGE)
    assert isinstance(outcome, Retry)
    assert not outcome.maybe_sent
