"""Admission: whether a form is one of ours, in its own session, from somebody who may review."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request

from detente.ledger.reviews import LONGEST_NAME
from detente.web.reviewing.fields import FieldError
from detente.web.reviewing.posted import Posted
from detente.web.reviewing.sessions import Session
from detente.web.reviewing.visit import Visit


class StrangeFormError(ValueError):
    """A form without the token of its session: it came from elsewhere, or the session is over."""


def admit(visit: Visit, request: Request, posted: Posted) -> Visit:
    """The visit with its reviewer, who may have said so with this very form.

    Raises ``ValueError`` for what came from elsewhere, a wrong password, or no name.
    """
    check_origin(visit, request, posted)
    return visit if visit.reviewer else enter(visit, posted)


def enter(visit: Visit, posted: Posted) -> Visit:
    """The visit in a new session of whoever gave their name, and the password where one is set."""
    assert visit.reception is not None
    name = " ".join(posted.one("reviewer").split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "/" in name:
        raise FieldError(
            {
                "reviewer": f"give your name, of at most {LONGEST_NAME} printable characters and"
                " without a “/”"
            }
        )
    visit.reception.door.check(posted.one("password"))
    return replace(visit, session=Session.begin(name), fresh=True)


def check_origin(visit: Visit, request: Request, posted: Posted) -> None:
    """Raises ``StrangeFormError`` unless the form is one of ours, in its own session.

    Browsers that are told to send no referrer call the origin of a form ``null``.
    """
    assert visit.reception is not None
    headers = request.headers
    known = headers.get("origin") in (None, "null", f"http://{headers['host']}")
    near = headers.get("sec-fetch-site") in (None, "same-origin")
    if not (known and near and visit.reception.sessions.holds(visit.session, posted.one("token"))):
        raise StrangeFormError(
            "this page was open for longer than your session; nothing is lost: look it over and"
            " send it again"
        )
