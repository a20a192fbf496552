"""Serving: one page or file for one request, in a thread, under its deadline."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import wait
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.errors import DetenteError
from detente.web import parameters
from detente.web.errors import explain
from detente.web.page import Download, Elsewhere, NotFoundError, Page, Pending
from detente.web.reviewing.visit import Reception, Visit
from detente.web.snapshot import LateError, Snapshots, View
from detente.web.templating import environment
from detente.web.twins import plain, write_csv, write_json

T = TypeVar("T")

_LOG = logging.getLogger("detente.web")
_THREADS = 8
_GRACE_SECONDS = 1.0
"""For the answer to be written once the last query was stopped."""

FORMS = ("html", "json", "csv")


class Server:
    """Answers requests from the newest snapshot."""

    def __init__(
        self,
        snapshots: Snapshots,
        *,
        seconds: float | None = None,
        reception: Reception | None = None,
    ) -> None:
        self.snapshots = snapshots
        self._reception = reception
        self._seconds = seconds
        self._threads = CapacityLimiter(_THREADS)

    async def page(self, request: Request, page: Page, form: str) -> Response:
        """A page in one of ``FORMS``."""

        def work(view: View) -> Response:
            query = parameters.read(page.query, request.path_params, request.query_params)
            found = page.read(view, query)
            if isinstance(found, Pending) and form != "html":
                wait([found.ready], self._seconds or page.seconds)
                found = page.read(view, query)
            if isinstance(found, Pending):
                return self._hold(page, view, query, found, request, form)
            if isinstance(found, Elsewhere):
                return RedirectResponse(_in_form(found.address, form), 307)
            if form == "json":
                body = {"snapshot": view.edition.made.made, "asked": query, "page": found}
                return Response(write_json(plain(body)), media_type="application/json")
            if form == "csv":
                rows = getattr(found, page.rows)
                return Response(write_csv(rows, page.row), media_type="text/csv; charset=utf-8")
            return self._show(page, view, query, found, request)

        return await self.answer(request, work, page.seconds, form)

    def _show(
        self, page: Page, view: View, query: object, found: object, request: Request
    ) -> Response:
        visit = Visit.of(view, request, self._reception)
        html = render(page, view, query, found, visit, _path(request), request.url.query)
        response = Response(html, media_type="text/html")
        visit.leave(response)
        return response

    def _hold(
        self, page: Page, view: View, query: object, found: Pending, request: Request, form: str
    ) -> Response:
        """The page that stands for one that is still being made, and asks for it again."""
        if form != "html":
            raise LateError("what is made aside was not ready in time")
        response = self._show(page, view, query, found, request)
        response.headers["Retry-After"] = "2"
        return response

    async def download(self, request: Request, download: Download) -> Response:
        """A file made for the asking."""

        def work(view: View) -> Response:
            query = parameters.read(download.query, request.path_params, request.query_params)
            name = download.filename(query)
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(
                download.make(view, query), media_type=download.media_type, headers=headers
            )

        return await self.answer(request, work, download.seconds, "html")

    async def answer(
        self, request: Request, work: Callable[[View], Response], seconds: float, form: str
    ) -> Response:
        """What ``work`` makes of a view, in a thread and within so many seconds, or its error."""
        try:
            response = await self._within(work, self._seconds or seconds)
        except (ValueError, NotFoundError, DetenteError) as error:
            return explain(request, error, form)
        except Exception as error:
            _LOG.exception("answering %s", request.url.path)
            return explain(request, error, form)
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    async def _within(self, work: Callable[[View], T], seconds: float) -> T:
        """The work's outcome; raises ``LateError`` where the deadline passes before it is there.

        Queries are interrupted then. What only computes goes on in its thread, so that its
        outcome is kept for who asks again.
        """
        view = await to_thread.run_sync(self.snapshots.view)
        with anyio.move_on_after(seconds + _GRACE_SECONDS):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_expire, view, seconds)
                outcome = await to_thread.run_sync(
                    _kept_error, work, view, abandon_on_cancel=True, limiter=self._threads
                )
                tasks.cancel_scope.cancel()
            if isinstance(outcome, Exception):
                raise LateError(str(outcome)) if view.expired else outcome
            return outcome  # type: ignore[return-value]
        raise LateError("the page took too long")


async def _expire(view: View, seconds: float) -> None:
    await anyio.sleep(seconds)
    view.expire()


def _kept_error(work: Callable[[View], object], view: View) -> object:
    """The work's outcome or its error, which a task group would wrap."""
    try:
        return work(view)
    except Exception as error:
        return error


def _path(request: Request) -> str:
    """The path as it was asked for, which bears what its parts escape."""
    return request.scope.get("raw_path", b"").decode("ascii", "replace") or request.url.path


def render(
    page: Page, view: View, query: object, found: object, visit: Visit, path: str, address: str
) -> str:
    """A page as HTML, under its path and with the question (``address``) that it was asked."""
    suffix = path if path != "/" else "/world"
    template = "pending" if isinstance(found, Pending) else page.name
    return environment().get_template(f"{template}.html").render(
        page=found, asked=query, edition=view.edition, title=page.title, path=path, visit=visit,
        twins={form: f"{suffix}.{form}" for form in ("json", "csv")}, address=address,
    )  # fmt: skip


def _in_form(address: str, form: str) -> str:
    path, mark, query = address.partition("?")
    return address if form == "html" else f"{path}.{form}{mark}{query}"
