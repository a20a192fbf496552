"""Posting: what the forms of reviewers send, taken or shown again with what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from detente.errors import DetenteError, UnknownActorError
from detente.ledger import Review, ReviewKind
from detente.records import Event
from detente.web import links
from detente.web.errors import say
from detente.web.page import NotFoundError, Page
from detente.web.pages import document, review, reviews
from detente.web.reviewing.admission import StrangeFormError, admit, check_origin, enter
from detente.web.reviewing.desk import Desk
from detente.web.reviewing.fields import (
    FieldError,
    check_note,
    read_addition,
    read_correction,
)
from detente.web.reviewing.passwords import TooManyTriesError, WrongPasswordError
from detente.web.reviewing.posted import BadFormError, Posted, read_posted
from detente.web.reviewing.reviewed import read_reviewed
from detente.web.reviewing.sessions import Session
from detente.web.reviewing.visit import Form, Reception, Visit
from detente.web.serving import Server, render
from detente.web.snapshot import View

_SECONDS = 60.0
_LONGEST_BACK = 1_000
_UNPROCESSABLE, _FORBIDDEN, _TOO_MANY = 422, 403, 429


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent: what it says, from whom, of what."""

    view: View
    visit: Visit
    posted: Posted
    reviewer: str
    id: str

    @property
    def note(self) -> str:
        return self.posted.one("note")

    @property
    def desk(self) -> Desk:
        assert self.visit.reception is not None
        return self.visit.reception.desk


@dataclass(frozen=True, slots=True)
class Action:
    """One form: where it is sent, what it makes, and the page on which it stands."""

    name: str
    path: str
    make: Callable[[Filled], Review]
    page: Page


def _check_reading(view: View, id: str) -> None:
    """Raises ``ValueError`` where somebody has corrected the entry since the form was made: what
    was said of its old reading was not said of the new one."""
    if read_reviewed(view).stand.get(id) not in (None, id):
        raise ValueError(
            "it was corrected meanwhile, and reads as it is shown here: look it over, and send"
            " this again if you still mean it"
        )


def _judge(filled: Filled, kind: ReviewKind) -> Review:
    _refuse(check_note(filled.posted))
    return filled.desk.judge(
        filled.view.snapshot, kind, filled.id, filled.reviewer, note=filled.note
    )


def _correct(filled: Filled) -> Review:
    found = review.find_entry(filled.view, read_reviewed(filled.view), filled.id)
    if not isinstance(found.said, Event):
        raise ValueError("a stated concern can be confirmed or rejected")
    fields = read_correction(filled.posted, found.said)
    return filled.desk.correct(
        filled.view.snapshot, filled.id, filled.reviewer, fields, note=filled.note
    )


def _merge(filled: Filled) -> Review:
    return filled.desk.join(
        filled.view.snapshot, [filled.id, *_others(filled)], filled.reviewer, note=filled.note
    )


def _split(filled: Filled) -> Review:
    return filled.desk.part(
        filled.view.snapshot, [filled.id], _others(filled), filled.reviewer, note=filled.note
    )


def _others(filled: Filled) -> tuple[str, ...]:
    others = tuple(dict.fromkeys(filled.posted.some("other")))
    _refuse(check_note(filled.posted))
    if not others:
        raise FieldError({"other": "choose at least one entry"})
    return others


def _add(filled: Filled) -> Review:
    of = filled.posted.one("document")
    article = document.find_document(filled.view, of)
    fields = read_addition(filled.posted, article.text)
    return filled.desk.add(
        filled.view.snapshot, article.id, filled.reviewer, fields, note=filled.note
    )


def _withdraw(filled: Filled) -> Review:
    return filled.desk.withdraw(filled.posted.one("review"), filled.reviewer, note=filled.note)


ACTIONS = (
    Action("confirm", "/review/{id}/confirm", partial(_judge, kind=ReviewKind.CONFIRM),
           review.PAGE),
    Action("reject", "/review/{id}/reject", partial(_judge, kind=ReviewKind.REJECT), review.PAGE),
    Action("correct", "/review/{id}/correct", _correct, review.PAGE),
    Action("merge", "/review/{id}/merge", _merge, review.PAGE),
    Action("split", "/review/{id}/split", _split, review.PAGE),
    Action("add", "/reviews/add", _add, document.PAGE),
    Action("withdraw", "/reviews/withdraw", _withdraw, reviews.PAGE),
)  # fmt: skip


def post_routes(server: Server, reception: Reception) -> Iterator[Route]:
    """The addresses that take forms, and no others do."""
    for action in ACTIONS:
        yield _route(action.path, partial(_act, server, reception, action), action.name)
    yield _route("/reviews/sign-in", partial(_sign_in, server, reception), "sign-in")
    yield _route("/reviews/sign-out", partial(_sign_out, server, reception), "sign-out")


def _route(path: str, answer: Callable[[Request], Awaitable[Response]], name: str) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except BadFormError as error:
            return say(request, 400, str(error), "html")

    return Route(path, endpoint, name=f"post-{name}", methods=["POST"])


async def _act(server: Server, reception: Reception, action: Action, request: Request) -> Response:
    posted = await read_posted(request)

    def work(view: View) -> Response:
        visit = Visit.of(view, request, reception)
        id = request.path_params.get("id", "")
        try:
            visit = admit(visit, request, posted)
            _check_reading(view, id)
            filled = Filled(view, visit, posted, visit.reviewer, id)
            made = action.make(filled)
            reception.desk.keep(made)
        except NotFoundError:
            raise
        except (ValueError, DetenteError) as error:
            return _again(view, visit, action.name, action.page, request, posted, error)
        reception.desk.publish()
        return _go(visit, _onward(posted, made, filled.id))

    return await server.answer(request, work, _SECONDS, "html")


async def _sign_in(server: Server, reception: Reception, request: Request) -> Response:
    posted = await read_posted(request)

    def work(view: View) -> Response:
        visit = Visit.of(view, request, reception)
        try:
            check_origin(visit, request, posted)
            visit = enter(visit, posted)
        except ValueError as error:
            return _again(view, visit, "sign-in", reviews.PAGE, request, posted, error)
        return _go(visit, _safe_back(posted.one("back")) or "/reviews")

    return await server.answer(request, work, _SECONDS, "html")


async def _sign_out(server: Server, reception: Reception, request: Request) -> Response:
    posted = await read_posted(request)

    def work(view: View) -> Response:
        visit = Visit.of(view, request, reception)
        check_origin(visit, request, posted)
        return _go(replace(visit, session=Session.begin(), fresh=True), "/reviews")

    return await server.answer(request, work, _SECONDS, "html")


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        raise FieldError(errors)


# What comes of it


def _go(visit: Visit, address: str) -> Response:
    response = RedirectResponse(address, 303)
    visit.leave(response)
    return response


def _onward(posted: Posted, made: Review, id: str) -> str:
    """Where the reviewer came from, else the page of the entry."""
    of = made.stands.id if made.stands else id or next(iter(made.entries), "")
    back = _safe_back(posted.one("back"))
    if back:
        place = f"e-{of}" if back.startswith("/document/") else "review"
        return f"{back.partition('#')[0]}#{place}"
    return links.to_review(of) if of else "/reviews"


def _safe_back(address: str) -> str | None:
    """An address of this explorer; ``None`` for anything else."""
    here = address.startswith("/") and not address.startswith("//") and "\\" not in address
    if not here or len(address) > _LONGEST_BACK or not address.isprintable():
        return None
    return quote(address, safe="/?&=#%:,;+~!$'()*@-._")


def _again(
    view: View,
    visit: Visit,
    name: str,
    page: Page,
    request: Request,
    posted: Posted,
    error: Exception,
) -> Response:
    """The page with the form as it was filled in, and what is wrong with it."""
    query, path = _question(page, request, posted)
    visit = replace(visit, form=Form(name, posted.values, _errors(error, posted)), here=path)
    html = render(page, view, query, page.read(view, query), visit, path, "")
    response = Response(html, _status(error), media_type="text/html")
    if isinstance(error, TooManyTriesError):
        response.headers["Retry-After"] = str(error.seconds)
    visit.leave(response)
    return response


def _question(page: Page, request: Request, posted: Posted) -> tuple[Any, str]:
    """What the page of a form is asked to be shown again, and its address."""
    if page is review.PAGE:
        id = request.path_params["id"]
        return review.ReviewQuery(id, _safe_back(posted.one("back"))), links.to_review(id)
    if page is document.PAGE:
        id = posted.one("document")
        return document.DocumentQuery(id), links.to_document(id)
    return reviews.ReviewsQuery(), "/reviews"


def _status(error: Exception) -> int:
    if isinstance(error, TooManyTriesError):
        return _TOO_MANY
    if isinstance(error, StrangeFormError | WrongPasswordError):
        return _FORBIDDEN
    return _UNPROCESSABLE


def _errors(error: Exception, posted: Posted) -> dict[str, str]:
    """What is wrong, by field where that can be told."""
    if isinstance(error, FieldError):
        return error.errors
    if isinstance(error, TooManyTriesError | WrongPasswordError):
        return {"password": str(error)}
    if isinstance(error, UnknownActorError):
        for side in ("source", "target"):
            if error.name.strip() in posted.some(side):
                return {side: str(error)}
    return {"": str(error)}
