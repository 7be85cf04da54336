"""The double against recordings of a real ntfy 2.13, and what the recordings do not hold."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from lapbell.channels.wire import Patience, Request, ask
from ntfy_double import Access, Fault, NtfyDouble

TRANSCRIPTS = Path(__file__).with_name("transcripts.jsonl")
GOOD = "tk_thisisonegoodtokenof29chars00"
BAD = "tk_thisisanotherbadtoken29chars0"
ACCESS = Access(
    tokens={GOOD: "anna"},
    passwords={"anna": "geheim"},
    rights={("anna", "runs"): "rw", ("anna", "reply"): "r", ("*", "reply"): "w"},
)
CHANGES = ("id", "time", "expires", "url")
"""What differs from run to run."""


def test_every_recorded_answer_is_given_again() -> None:
    records = [json.loads(line) for line in TRANSCRIPTS.read_text("utf-8").splitlines()]
    with (
        NtfyDouble(version="2.13") as open_server,
        NtfyDouble(version="2.13", access=ACCESS, allows_files=False) as closed_server,
    ):
        servers = {"open": open_server, "auth": closed_server}
        for record in records:
            server = servers[record["server"]]
            lead_up_to(record["name"], server)
            answer = replay(server, record)
            assert answer.status_code == record["status"], record["name"]
            assert answer.headers["Content-Type"] == record["ctype"], record["name"]
            assert answer.headers.get("Retry-After") == record["retry_after"], record["name"]
            assert shape(body_of(answer)) == shape(record["body"]), record["name"]


def lead_up_to(name: str, server: NtfyDouble) -> None:
    """Ask as often as was asked before the recording of a limit."""
    if name == "429":
        for _ in range(60):
            requests.post(server.address("rl"), data=b"x", timeout=5)
    if name == "auth lockout with good token":
        for _ in range(30):
            requests.post(server.address("runs"), headers=bearer(BAD), timeout=5)


def replay(server: NtfyDouble, record: Mapping[str, Any]) -> requests.Response:
    asked = record["req"]
    headers = {name: text.encode("latin-1") for name, text in asked.get("headers", {}).items()}
    if "Authorization" in headers:
        headers |= bearer(BAD if record["name"] == "bad token" else GOOD)
    return requests.request(
        record["method"],
        server.url + record["path"],
        json=asked.get("json"),
        data=bytes_of(asked.get("data")),
        params=asked.get("params"),
        headers=headers,
        timeout=5,
    )


def bytes_of(data: Any) -> bytes | None:
    """Make a body again: a text, a character so many times, or a beginning and a length."""
    if data is None:
        return None
    if isinstance(data, str):
        return data.encode()
    if "char" in data:
        return str(data["char"]).encode() * int(data["len"])
    start = base64.b64decode(data["b64"])
    filler = start[-2:]
    return (start + filler * int(data["len"]))[: data["len"]]


def body_of(answer: requests.Response) -> Any:
    try:
        return json.loads(answer.content)
    except ValueError:
        return answer.content.decode()


def shape(body: Any) -> Any:
    """Leave out what differs from run to run; a text of several events becomes their list."""
    if isinstance(body, str) and body.startswith("{"):
        return [shape(json.loads(line)) for line in body.splitlines()]
    if isinstance(body, list):
        return [shape(one) for one in body]
    if isinstance(body, dict):
        changing = [name for name in CHANGES if name in body]
        kept = {name: shape(value) for name, value in body.items() if name not in changing}
        return kept | dict.fromkeys(changing, "...")
    return body


def bearer(token: str) -> dict[str, bytes]:
    return {"Authorization": b"Bearer " + token.encode()}


def publish(server: NtfyDouble, **fields: Any) -> requests.Response:
    return requests.post(f"{server.url}/", json={"topic": "runs", **fields}, timeout=5)


def poll(server: NtfyDouble, since: str) -> list[str]:
    answer = requests.get(f"{server.url}/runs/json?poll=1&since={since}", timeout=5)
    return [json.loads(line)["message"] for line in answer.content.splitlines()]


def test_a_server_of_2_16_keeps_the_sequence_id_and_shows_the_last_of_it(
    server: NtfyDouble,
) -> None:
    first = publish(server, message="one", sequence_id="post-1").json()
    publish(server, message="other", sequence_id="post-2")
    publish(server, message="two", sequence_id="post-1")
    assert first["sequence_id"] == "post-1"
    assert [one["message"] for one in server.messages("runs")] == ["one", "other", "two"]
    assert sorted(one["message"] for one in server.visible("runs")) == ["other", "two"]


def test_a_server_of_2_13_ignores_the_sequence_id_whatever_it_is() -> None:
    with NtfyDouble(version="2.13") as server:
        first = publish(server, message="one", sequence_id="post-1").json()
        publish(server, message="one", sequence_id="not an id")
        assert "sequence_id" not in first
        assert len(server.visible("runs")) == 2


def test_a_server_of_2_16_refuses_an_id_it_cannot_keep(server: NtfyDouble) -> None:
    assert publish(server, sequence_id="a b").json()["code"] == 40049


@pytest.mark.parametrize(
    "wrong",
    [{"priority": "4"}, {"priority": True}, {"tags": [1]}, {"title": 1}, {"markdown": "yes"}],
)
def test_a_field_of_the_wrong_type_is_refused(server: NtfyDouble, wrong: dict[str, Any]) -> None:
    assert publish(server, **wrong).json()["code"] == 40024


def test_an_action_of_get_has_no_body(server: NtfyDouble) -> None:
    action = {"action": "http", "label": "x", "url": "http://x", "method": "GET"}
    assert publish(server, actions=[action]).status_code == 200
    assert publish(server, actions=[action | {"body": "y"}]).json()["code"] == 40018


def test_a_file_is_there_to_be_fetched(server: NtfyDouble) -> None:
    event = requests.put(server.address("runs"), data=b"\x89PNG\r\n\x1a\n", timeout=5).json()
    assert requests.get(event["attachment"]["url"], timeout=5).content == b"\x89PNG\r\n\x1a\n"
    assert requests.get(f"{server.url}/file/AAAAAAAAAAAA.png", timeout=5).status_code == 404


def test_null_and_unknown_fields_are_ignored(server: NtfyDouble) -> None:
    assert publish(server, title=None, wings=2).json()["message"] == "triggered"


def test_since_knows_all_a_duration_a_time_and_an_id(server: NtfyDouble) -> None:
    first = publish(server, message="one").json()
    publish(server, message="two")
    assert poll(server, "all") == ["one", "two"]
    assert poll(server, "90s") == ["one", "two"]
    assert poll(server, "-1h") == []
    assert poll(server, str(first["time"])) == ["one", "two"]
    assert poll(server, str(first["time"] + 3600)) == []
    assert poll(server, first["id"]) == ["two"]
    assert poll(server, "latest") == ["two"]
    assert poll(server, "none") == []
    assert poll(server, "AAAAAAAAAAAA") == ["one", "two"]


def test_a_message_put_off_is_not_there_yet(server: NtfyDouble) -> None:
    publish(server, message="later", delay="1h")
    assert poll(server, "all") == []


def test_a_stream_opens_tells_what_is_new_and_keeps_alive() -> None:
    with NtfyDouble(keepalive_s=0.05) as server:
        server.publish("runs", "before")
        with requests.get(f"{server.url}/runs/json", stream=True, timeout=5) as stream:
            lines = (json.loads(line) for line in stream.iter_lines(chunk_size=1))
            assert next(lines)["event"] == "open"
            assert next(lines)["event"] == "keepalive"
            server.publish("runs", "after")
            assert next(one for one in lines if one["event"] == "message")["message"] == "after"


def test_a_stream_ends_with_the_server() -> None:
    with NtfyDouble() as server:
        stream = requests.get(f"{server.url}/runs/json", stream=True, timeout=5)
        lines = stream.iter_lines(chunk_size=1)
        next(lines)
    assert list(lines) == []


def test_rights_are_looked_at_before_the_rest() -> None:
    with NtfyDouble(access=ACCESS) as server:
        answer = requests.post(f"{server.url}/", json={"topic": "runs", "icon": "x"}, timeout=5)
        assert answer.json()["code"] == 40301


def test_a_user_logs_in_by_password_or_query_too() -> None:
    with NtfyDouble(access=ACCESS) as server:
        by_password = requests.get(server.address("runs/auth"), auth=("anna", "geheim"), timeout=5)
        value = base64.urlsafe_b64encode(f"Bearer {GOOD}".encode()).decode().rstrip("=")
        by_query = requests.get(server.address("runs/auth"), params={"auth": value}, timeout=5)
        wrong = requests.get(server.address("runs/auth"), auth=("anna", "falsch"), timeout=5)
        assert (by_password.status_code, by_query.status_code) == (200, 200)
        assert wrong.status_code == 401


def test_requests_come_back_five_seconds_after_a_burst_not_before() -> None:
    with NtfyDouble(burst=1) as server:
        assert publish(server).status_code == 200
        assert publish(server).json()["code"] == 42901
        assert len(server.messages("runs")) == 1


@pytest.mark.parametrize("fault", list(Fault))
def test_a_fault_keeps_the_message_exactly_where_it_says_so(fault: Fault) -> None:
    with NtfyDouble() as server:
        server.faults.append(fault)
        asked = Request(method="POST", url=server.address("runs"), body=b"x")
        ask(asked, Patience(read_s=0.3, whole_s=0.3))
        assert len(server.wait_for("runs", int(fault.keeps))) == int(fault.keeps)
        assert publish(server).status_code == 200


def test_a_fault_can_be_chosen_by_the_request(server: NtfyDouble) -> None:
    server.fault_for = lambda asked: Fault.KEEP_THEN_500 if asked.method == "POST" else None
    assert publish(server, message="x").status_code == 500
    assert poll(server, "all") == ["x"]
    assert [asked.method for asked in server.asked] == ["POST", "GET"]
    assert server.asked[0].json == {"topic": "runs", "message": "x"}
