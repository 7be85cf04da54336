"""The pages, put together. Each page has a module of its own; listening is `server`'s."""

from collections.abc import Collection

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.http import generate_etag, quote_etag
from werkzeug.wrappers import Response as BaseResponse

from lapbell.core.texts import NOT_ADVICE, STOP_RULE
from lapbell.errors import LapbellError
from lapbell.web import wording
from lapbell.web.routines import routine_pages
from lapbell.web.safety import LOOPBACK, protect
from lapbell.web.source import Source
from lapbell.web.today import today_pages

_PROBLEMS = {
    400: ("This button is not of this lapbell", "Go back to Today and tap there again."),
    404: ("No page has this address", "Everything there is can be reached from Today."),
    405: ("This page can only be read", "Open it in a browser, without sending anything."),
    500: ("A bug in lapbell", "Its log has the details. Reload in a minute; nothing is lost."),
}


def create_app(source: Source, hosts: Collection[str] = LOOPBACK) -> Flask:
    """Return the pages over `source`, answering to the names in `hosts` (without ports) only."""
    app = Flask(__name__)
    _set_up_templates(app)
    protect(app, hosts)
    app.after_request(_tag)
    app.register_error_handler(HTTPException, _problem)
    app.register_error_handler(LapbellError, _trouble)
    app.register_blueprint(today_pages(source))
    app.register_blueprint(routine_pages(source))

    @app.get("/health")
    def health() -> dict[str, bool]:
        return {"ok": True}

    @app.get("/status.json")
    def status() -> dict[str, object]:
        return dict(source.health())

    return app


def _set_up_templates(app: Flask) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(not_advice=NOT_ADVICE, stop_rule=STOP_RULE)
    env.filters.update(
        count=wording.count,
        etag=_etag,
        evidence=wording.evidence,
        imbalance=wording.imbalance,
        phases=wording.phases,
        span=wording.span,
        state_in_words=wording.state_in_words,
        variant=wording.variant,
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


def _problem(error: HTTPException) -> BaseResponse:
    title, advice = _PROBLEMS.get(error.code or 500, (error.name, "Go back to Today."))
    response = error.get_response()  # keeps what it says beside its text, such as Allow
    response.set_data(render_template("problem.html", title=title, advice=advice))
    return response


def _trouble(error: LapbellError) -> tuple[str, int]:
    return render_template("problem.html", title="Not just now", advice=str(error)), 503
