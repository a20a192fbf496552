"""Errors: what went wrong, as a page with a search box, or as JSON for a twin."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from detente.errors import DetenteError
from detente.web.page import NotFoundError
from detente.web.snapshot import LateError
from detente.web.templating import environment
from detente.web.twins import write_json

_TITLES = {
    400: "That cannot be asked",
    403: "Not from here",
    404: "Nothing here",
    405: "That is not done here",
    500: "The explorer failed",
    503: "That took too long",
}
_BROKEN = "Something went wrong that should not have; the server's log has the details."
_LATE = (
    "The answer was not ready within its time, and the question was stopped so that others can"
    " read. Ask for a shorter period or fewer things; what had been worked out is kept for a"
    " second try."
)


def explain(request: Request, error: Exception, form: str) -> Response:
    """The answer that tells an error: 404, 400 for what cannot be asked, 503, else 500."""
    if isinstance(error, NotFoundError):
        return say(request, 404, str(error.args[0]), form)
    if isinstance(error, LateError):
        late = say(request, 503, _LATE, form)
        late.headers["Retry-After"] = "5"
        return late
    if isinstance(error, ValueError):
        return say(request, 400, str(error), form)
    known = isinstance(error, DetenteError)
    return say(request, 500, str(error) if known else _BROKEN, form)


def say(request: Request, status: int, text: str, form: str) -> Response:
    """One error in words."""
    if form != "html":
        return Response(write_json({"error": text}), status, media_type="application/json")
    html = environment().get_template("error.html").render(
        title=_TITLES.get(status, "Error"), text=text, status=status, path=request.url.path
    )  # fmt: skip
    return Response(html, status, media_type="text/html")
