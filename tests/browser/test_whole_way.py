"""From a file in the browser's hands to Today, through a service of its own process."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, expect

from making import a_run
from running import Running, a_free_port

CONFIG = """\
timezone = "Europe/Berlin"

[runs]
folders = ["runs"]

[channels.page]
inbox = true

[[trigger]]
name = "Calf pump after every real run"
after_run = "0 s"
only_if = "distance_km >= 3"
routine = "calf-pump"

[web]
listen = "127.0.0.1:{port}"
"""


def test_a_file_that_lands_rings_on_today_and_is_done(browser: Browser, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{(port := a_free_port())}"
    (tmp_path / "runs").mkdir()
    (tmp_path / "lapbell.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
    begin = datetime.now(UTC) - timedelta(minutes=45, seconds=10)
    file: FilePayload = {"name": "evening.fit", "mimeType": "", "buffer": a_run(started_at=begin)}

    with Running("run", "--config", "lapbell.toml", "--state", "state", cwd=tmp_path) as service:
        service.wait_for(address)
        service.wait_for("run files there already")
        page = browser.new_page()
        page.goto(f"{address}/add")
        page.set_input_files("#file", file)
        page.get_by_role("button", name="Add it").click()
        expect(page.locator("#live .answer")).to_have_text("Counted")
        page.get_by_role("link", name="Today").click()
        expect(page.locator("#newest")).to_have_text("Calf pump: 20 heel lifts")
        page.get_by_role("button", name="Done").click()

        expect(page.locator("#newest")).to_have_text("Nothing to do now")
        expect(page.locator(".earlier .answer").first).to_have_text("Done")
        page.close()
