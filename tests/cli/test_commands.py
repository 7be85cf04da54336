"""The other commands, as a new user would call them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from lapbell.cli import COMMANDS
from lapbell.cli import lapbell as command_line
from making import a_run
from ntfy_double import Access, NtfyDouble
from running import Running, a_free_port, environment, lapbell, wait_until

CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.phone]
ntfy = "{topic}"

[[trigger]]
name = "Calf pump"
after_run = "0 s"
only_if = "distance_km >= 3"
routine = "calf-pump"

[web]
listen = "off"
"""


@pytest.fixture
def ntfy() -> Iterator[NtfyDouble]:
    with NtfyDouble() as double:
        yield double


@pytest.fixture
def home(tmp_path: Path, ntfy: NtfyDouble) -> Path:
    (tmp_path / "runs").mkdir()
    (tmp_path / "lapbell.toml").write_text(CONFIG.format(topic=ntfy.address("runs")))
    return tmp_path


def ended_just_now() -> bytes:
    return a_run(started_at=datetime.now(UTC) - timedelta(minutes=45))


def test_help_names_every_command_and_each_has_an_example() -> None:
    said = CliRunner().invoke(command_line, ["--help"]).output
    for name in COMMANDS:
        assert f"\n  {name} " in said
        helped = CliRunner().invoke(command_line, [name, "--help"])
        assert helped.exit_code == 0
        assert "Example: lapbell " in helped.output


def test_an_unknown_command_and_an_unknown_option_end_with_2(tmp_path: Path) -> None:
    for words in (["bogus"], ["run", "--bogus"]):
        said = lapbell(*words, cwd=tmp_path)
        assert said.code == 2
        assert "Traceback" not in said.err


def test_an_output_that_is_full_ends_with_1_and_a_line_and_a_closed_one_silently(
    home: Path,
) -> None:
    (home / "temporary").mkdir()
    (home / "a.fit").write_bytes(a_run())
    env = environment(home, {"TMPDIR": str(home / "temporary")})
    for words in (["explain", "a.fit"], ["explain", "a.fit", "--json"], ["facts"]):
        line = [sys.executable, "-m", "lapbell", *words]
        with Path("/dev/full").open("w") as full:
            said = subprocess.run(
                line, cwd=home, env=env, stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert said.returncode == 1
        assert said.stderr.decode() == (
            "lapbell: the output cannot be written: no space left on device; make room there, "
            "or send it elsewhere\n"
        )
        assert not list((home / "temporary").glob("lapbell-bug-*"))
        reader, writer = os.pipe()
        os.close(reader)
        said = subprocess.run(
            line, cwd=home, env=env, stdout=writer, stderr=subprocess.PIPE, check=False
        )
        os.close(writer)
        assert said.stderr == b""


def test_without_a_config_it_says_where_it_looked(tmp_path: Path) -> None:
    said = lapbell("check", cwd=tmp_path)
    assert said.code == 2
    assert f"{tmp_path}/lapbell.toml" in said.err
    assert f"{tmp_path}/.config/lapbell/lapbell.toml" in said.err
    assert "`lapbell demo`" in said.err


def test_explain_shows_the_run_the_verdicts_and_the_push(home: Path) -> None:
    (home / "short.fit").write_bytes(a_run(distance_m=2400))
    said = lapbell("explain", "short.fit", cwd=home)
    assert said.code == 0
    assert "2.4 km in 44:10, Sun 4 Oct 2026 18:05, Garmin Forerunner 255" in said.out
    assert "distance_km >= 3 does not hold (distance_km is 2.4)" in said.out
    assert "No push." in said.out
    assert "Its facts: distance_km 2.4 km" in said.words
    assert "longest_ratio only 0 of 4 earlier runs in 30 days" in said.words


def test_explain_in_json_has_the_promised_shape(home: Path) -> None:
    (home / "a.fit").write_bytes(a_run())
    said = lapbell("explain", "a.fit", "--json", cwd=home).json
    assert set(said) == {"file", "sha256", "outcome", "reason", "runs"}
    assert said["outcome"] == "run"
    (run,) = said["runs"]
    assert {
        "id", "sport", "started_at", "utc_offset_s", "elapsed_s", "moving_s", "distance_m",
        "ascent_m", "descent_m", "avg_hr_bpm", "avg_cadence_spm", "indoor", "device", "facts",
        "missing", "verdicts", "nudges",
    } <= set(run)  # fmt: skip
    assert run["started_at"] == "2026-10-04T16:05:00+00:00"
    assert (run["distance_m"], run["elapsed_s"], run["utc_offset_s"]) == (8200, 2650, 7200)
    (verdict,) = run["verdicts"]
    assert {"trigger", "fired", "reason", "held_back_by", "facts", "missing"} <= set(verdict)
    (nudge,) = run["nudges"]
    assert {"key", "routines", "due_at", "expires_at", "title", "body"} <= set(nudge)
    assert nudge["due_at"] == "2026-10-04T16:49:10+00:00"


def test_explain_as_of_a_later_moment(home: Path) -> None:
    (home / "a.fit").write_bytes(a_run())
    said = lapbell("explain", "a.fit", "--now", "2026-10-04T23:00+00:00", cwd=home)
    assert "nudge_within is 4 h" in said.out


def test_explain_without_a_config_uses_the_sample_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.fit").write_bytes(a_run())
    said = lapbell("explain", "a.fit", cwd=tmp_path)
    assert said.code == 0
    assert "these are the sample's triggers" in said.out
    assert "no history" in said.out


@pytest.mark.parametrize(
    ("content", "code", "outcome"),
    [
        (b"", 1, "unreadable"),
        (b"no fit at all, but some text", 1, "unreadable"),
        (a_run(sport="cycling"), 0, "not a run"),
        (a_run()[:40], 1, "unreadable"),
    ],
)
def test_explain_names_what_is_no_run(home: Path, content: bytes, code: int, outcome: str) -> None:
    (home / "a.fit").write_bytes(content)
    said = lapbell("explain", "a.fit", "--json", cwd=home)
    assert (said.code, said.json["outcome"], said.json["runs"]) == (code, outcome, [])
    assert said.json["reason"]


def test_explain_of_no_file_says_so(home: Path) -> None:
    said = lapbell("explain", "missing.fit", cwd=home)
    assert (said.code, said.err) == (1, "lapbell: missing.fit: no such file or directory\n")


def test_explain_gives_the_key_of_the_nudge_that_was_sent(home: Path, ntfy: NtfyDouble) -> None:
    data = ended_just_now()
    (home / "later.fit").write_bytes(data)
    with Running("run", "--state", "state", cwd=home) as service:
        service.wait_for("run files there already")
        (home / "later.fit").rename(home / "runs" / "a.fit")
        wait_until(lambda: ntfy.messages("runs"), lambda: service.text)
        service.wait_for("sent over phone")
        said = lapbell("explain", "runs/a.fit", "--json", "--state", "state", cwd=home).json
    nudge = said["runs"][0]["nudges"][0]
    assert nudge["key"] == ntfy.messages("runs")[0]["sequence_id"]


def test_check_finds_everything_fine_and_sends_nothing(home: Path, ntfy: NtfyDouble) -> None:
    (home / "runs" / "a.fit").write_bytes(a_run())
    said = lapbell("check", "--state", "state", cwd=home)
    assert said.code == 0, said.out
    assert f"{home}/runs: 1 run file" in said.words
    assert "mend" not in said.out
    assert ntfy.messages("runs") == []
    assert not (home / "state").exists()


def test_check_send_sends_one_test_push(home: Path, ntfy: NtfyDouble) -> None:
    said = lapbell("check", "--send", "--json", cwd=home)
    assert (said.code, said.json["ok"]) == (0, True)
    assert [message["title"] for message in ntfy.messages("runs")] == ["The bell works"]


def test_check_names_what_is_wrong_and_what_to_do(home: Path) -> None:
    (home / "runs").rmdir()
    with NtfyDouble(access=Access()) as closed:
        (home / "lapbell.toml").write_text(CONFIG.format(topic=closed.address("runs")))
        said = lapbell("check", cwd=home)
    assert said.code == 1
    assert "runs: it is not there" in said.words
    assert "make it, mount it, or mend [runs] folders" in said.words
    assert said.out.count("mend  ") >= 2


def test_check_refuses_the_samples_topic_along_with_all_else(home: Path) -> None:
    config = CONFIG.format(topic="https://ntfy.sh/CHANGE-ME")
    for more in ("", "nothing = 1\n"):
        (home / "lapbell.toml").write_text(config + more)
        said = lapbell("check", cwd=home)
        assert said.code == 2
        assert "lapbell.toml:7  channels.phone.ntfy" in said.err
        assert "still has the sample's topic" in said.err
        assert ("there is no key `nothing`" in said.err) is bool(more)


def test_status_of_a_service_that_does_not_run(home: Path) -> None:
    with Running("run", "--state", "state", cwd=home) as service:
        service.wait_for("run files there already")
        service.end()
    said = lapbell("status", "--state", "state", "--json", cwd=home)
    assert (said.code, said.json["running"]) == (1, False)
    assert said.json["problems"] == ["lapbell does not run: start it with `lapbell run`"]


def test_status_without_a_page_looks_into_the_folders_itself(home: Path) -> None:
    with Running("run", "--state", "state", cwd=home) as service:
        service.wait_for("run files there already")
        (home / "runs").rmdir()
        said = lapbell("status", "--state", "state", "--json", cwd=home)
    (problem,) = said.json["problems"]
    assert said.code == 1
    assert problem.startswith(f"{home / 'runs'}: ")


def test_status_of_a_healthy_service(home: Path) -> None:
    address = f"127.0.0.1:{a_free_port()}"
    config = (home / "lapbell.toml").read_text().replace('"off"', f'"{address}"')
    (home / "lapbell.toml").write_text(config)
    (home / "runs" / "ride.fit").write_bytes(a_run(sport="cycling"))
    with Running("run", "--state", "state", cwd=home) as service:
        service.wait_for("the page is at")
        service.wait_for("history read")
        (home / "a.fit").write_bytes(ended_just_now())
        (home / "a.fit").rename(home / "runs" / "a.fit")
        service.wait_for("sent over phone")
        said = lapbell("status", "--state", "state", "--json", cwd=home)
        shown = lapbell("status", "--state", "state", cwd=home)
    assert (said.code, said.json["problems"], said.json["running"]) == (0, [], True)
    assert said.json["scanned_at"]
    (me,) = said.json["athletes"]
    assert (me["runs"], me["last_file"]["name"], me["oldest_queued"]) == (1, "a.fit", None)
    assert me["last_sent"]["title"] == "Calf pump: 20 heel lifts"
    assert me["files"] == {"not a run": 1, "run": 1}
    assert shown.out.startswith("all is well\n")
    assert "the weekly summary, Mon 07:30" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80


def test_status_says_at_once_that_a_channel_refuses(home: Path) -> None:
    (home / "token").write_text("tk_wrong")
    with NtfyDouble(access=Access(tokens={"tk_right": "lapbell"})) as locked:
        topic = f'{locked.address("runs")}"\ntoken_file = "{home}/token'
        config = CONFIG.format(topic=topic).replace('"off"', f'"127.0.0.1:{a_free_port()}"')
        (home / "lapbell.toml").write_text(config)
        with Running("run", "--state", "state", cwd=home) as service:
            service.wait_for("the page is at")
            service.wait_for("run files there already")
            (home / "a.fit").write_bytes(ended_just_now())
            (home / "a.fit").rename(home / "runs" / "a.fit")
            service.wait_for("not sent over phone")
            said = lapbell("status", "--state", "state", "--json", cwd=home)
    (problem,) = said.json["problems"]
    assert said.code == 1
    assert problem.startswith("phone: ")
    assert "401" in problem


def test_status_before_anything_ran_says_so(home: Path) -> None:
    said = lapbell("status", "--state", "state", cwd=home)
    assert said.code == 1
    assert "holds no database yet; `lapbell run` makes one" in said.err


def test_routines_are_listed_and_shown(tmp_path: Path) -> None:
    listed = lapbell("routines", cwd=tmp_path)
    assert listed.out.splitlines()[1].startswith("chair-pose")
    shown = lapbell("routines", "calf-pump", cwd=tmp_path)
    assert "Raise both heels" in shown.out
    assert max(map(len, (listed.out + shown.out).splitlines())) <= 80
    said = lapbell("routines", "--json", cwd=tmp_path).json
    assert len(said["routines"]) == 10
    wrong = lapbell("routines", "calf", cwd=tmp_path)
    assert wrong.code == 1
    assert "there are: chair-pose" in wrong.err


def test_the_demo_rings_once_and_leaves_nothing(tmp_path: Path) -> None:
    said = lapbell("demo", "--once", cwd=tmp_path, env={"TMPDIR": str(tmp_path)})
    assert said.code == 0, said.err
    for words in ("8.2 km in 44:10, ended 3 min ago", "fires  Calf pump after every real run",
                  "does not  On a big day", "nudge  Calf pump: 20 heel lifts",
                  "http://127.0.0.1:"):  # fmt: skip
        assert words in said.out
    assert list(tmp_path.iterdir()) == []


def test_the_demo_goes_on_with_files_of_ones_own_until_ctrl_c(tmp_path: Path) -> None:
    with Running("demo", cwd=tmp_path, env={"TMPDIR": str(tmp_path)}) as demo:
        demo.wait_for("drop run files into")
        (folder,) = tmp_path.glob("lapbell-demo-*/runs")
        (tmp_path / "own.fit").write_bytes(a_run(sport="cycling"))
        (tmp_path / "own.fit").rename(folder / "own.fit")
        demo.wait_for("own.fit: not a run")
        code, took_s = demo.end(signal.SIGINT)
    assert (code, took_s < 5) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_a_bug_ends_with_3_and_a_file_to_send(tmp_path: Path) -> None:
    code = ("import lapbell.cli as c\nc.COMMANDS['oops'] = ''\nimport sys\n"
            "sys.argv = ['lapbell', 'oops']\nc.main()\n")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          env={**environment(tmp_path), "TMPDIR": str(tmp_path)})  # fmt: skip
    assert done.returncode == 3
    (log,) = tmp_path.glob("lapbell-bug-*.log")
    assert str(log) in done.stderr
    assert "ModuleNotFoundError" in log.read_text()
    assert "Traceback" not in done.stderr
