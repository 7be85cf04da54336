"""The pages that only show: weeks, planned runs, how things stand, and what to do about pain."""

from typing import Any

from flask import Blueprint, render_template, url_for

from lapbell.web.here import here, whose
from lapbell.web.source import House
from lapbell.web.texts import texts


def add_looks(pages: Blueprint, house: House) -> None:
    """Add `/weeks`, `/planned`, `/status` with its part that changes, and `/hurts`."""

    @pages.get("/weeks")
    def weeks() -> str:
        members = house.household(whose())
        return render_template("weeks.html", weeks=here().weeks(), household=members)

    @pages.get("/planned")
    def planned() -> str:
        return render_template("planned.html", coming=here().coming())

    @pages.get("/status")
    def status() -> str:
        return render_template(
            "live_page.html",
            part="status.html",
            title=texts()["status"]["title"],
            live_from=url_for(".status_live"),
            **_status(),
        )

    @pages.get("/status/live")
    def status_live() -> str:
        return render_template("status.html", **_status())

    @pages.get("/hurts")
    def hurts() -> str:
        return render_template("hurts.html")


def _status() -> dict[str, Any]:
    return {"standing": here().standing()}
