"""Runs, and each one with its facts and every trigger's verdict."""

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template, request

from lapbell.web.here import here

SHOWN = 30


def add_runs(pages: Blueprint) -> None:
    """Add `/runs` and `/runs/ID`."""

    @pages.get("/runs")
    def runs() -> str:
        found = here().runs(_before(request.args.get("before", "")), SHOWN + 1)
        last = found[SHOWN - 1].run.started_at if len(found) > SHOWN else None
        older = last and last.strftime("%Y-%m-%dT%H:%M:%SZ")
        return render_template("runs.html", runs=found[:SHOWN], older=older)

    @pages.get("/runs/<run_id>")
    def run(run_id: str) -> str:
        story = here().run(run_id)
        if story is None:
            abort(404)
        return render_template("run.html", story=story)


def _before(text: str) -> datetime | None:
    """Read the moment of a link to older runs; whatever is none asks for the newest."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None
