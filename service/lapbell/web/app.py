"""The pages, put together. Each page has a module of its own; listening is `server`'s."""

import gzip

from flask import Blueprint, Flask, Response, g, render_template, request
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.http import generate_etag, quote_etag
from werkzeug.wrappers import Response as BaseResponse

from lapbell.core.facts import Unknown
from lapbell.core.texts import CLINICIAN, NOT_ADVICE, STOP_RULE, URGENT
from lapbell.core.words import clock
from lapbell.errors import LapbellError
from lapbell.folder.opening import MOST_BYTES
from lapbell.web import wording
from lapbell.web.add import LARGEST, add_adding
from lapbell.web.entrance import entrance
from lapbell.web.here import register
from lapbell.web.look import add_looks
from lapbell.web.nudge import nudge_page
from lapbell.web.player import script, style, telling_figure
from lapbell.web.routines import add_routines
from lapbell.web.runs import add_runs
from lapbell.web.safety import Doors, protect
from lapbell.web.source import House
from lapbell.web.texts import texts
from lapbell.web.today import add_today


def create_app(house: House, doors: Doors | None = None) -> Flask:
    """Return the pages over `house`, open to this machine alone unless `doors` say more."""
    doors = doors or Doors()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    _set_up_templates(app)
    protect(app, doors, house)
    app.after_request(_pack)  # the last one here is the first one called
    app.after_request(_tag)
    app.register_error_handler(HTTPException, _problem)
    app.register_error_handler(LapbellError, _trouble)
    register(app, _pages(house), house)
    app.register_blueprint(nudge_page(house))
    app.register_blueprint(entrance(doors, house))

    @app.get("/health")
    def health() -> dict[str, bool]:
        return {"ok": True}

    @app.get("/status.json")
    def status() -> dict[str, object]:
        return dict(house.health(g.opened))

    return app


def _pages(house: House) -> Blueprint:
    """Return the pages that every athlete has."""
    pages = Blueprint("pages", __name__)
    add_today(pages, house)
    add_runs(pages)
    add_looks(pages, house)
    add_adding(pages)
    add_routines(pages)
    return pages


def _set_up_templates(app: Flask) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        t=texts(),
        not_advice=NOT_ADVICE,
        stop_rule=STOP_RULE,
        urgent=URGENT,
        clinician=CLINICIAN,
        most=MOST_BYTES // 2**20,
        pages="",
        style=Markup(style()),  # noqa: S704 - our own files
        script=Markup(script()),  # noqa: S704
    )
    env.tests["known"] = lambda value: not isinstance(value, Unknown)
    env.filters.update(
        amount=wording.amount,
        answered=wording.answered,
        clock=clock,
        count=wording.count,
        drawing=Markup,  # what `pictures` drew, and escaped
        etag=_etag,
        evidence=wording.evidence,
        fact=wording.fact_value,
        imbalance=wording.imbalance,
        phases=wording.phases,
        span=wording.span,
        telling_figure=telling_figure,
        variant=wording.variant,
        written=wording.written,
    )


def _etag(text: str) -> str:
    """Return the ETag that `_tag` gives to an answer with this text."""
    return quote_etag(generate_etag(text.encode()))


def _tag(response: Response) -> Response:
    """Let a browser ask whether anything changed, instead of sending it all again."""
    if response.status_code == 200 and not response.direct_passthrough:  # files have their own
        response.cache_control.no_cache = True
        response.add_etag()
        response.make_conditional(request)
    return response


def _pack(response: Response) -> Response:
    """Send a page packed to a browser that takes it so: to a third of its size."""
    response.vary.add("Accept-Encoding")
    is_page = response.status_code == 200 and response.mimetype == "text/html"
    if is_page and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(response.get_data(), mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _problem(error: HTTPException) -> BaseResponse:
    problems = texts()["problems"]
    words = problems.get(str(error.code), {"title": error.name, "advice": ""})
    response = error.get_response()  # keeps what it says beside its text, such as Allow
    advice = words["advice"].format(most=MOST_BYTES // 2**20)
    response.set_data(render_template("problem.html", title=words["title"], advice=advice))
    return response


def _trouble(error: LapbellError) -> tuple[str, int]:
    title = texts()["problems"]["503"]["title"]
    return render_template("problem.html", title=title, advice=str(error)), 503
