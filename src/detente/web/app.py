"""The application: every page, its twins, downloads and static files behind one guard."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from detente.web.collecting import collect_rarely
from detente.web.errors import say
from detente.web.headers import Guard
from detente.web.openapi import describe
from detente.web.page import Download, Page
from detente.web.pages import DOWNLOADS, PAGES, finding
from detente.web.pages.reviews import MakeGold, gold_download
from detente.web.reviewing.desk import Desk
from detente.web.reviewing.posting import post_routes
from detente.web.reviewing.visit import Reception
from detente.web.serving import Server
from detente.web.snapshot import Snapshots

Endpoint = Callable[[Request], Awaitable[Response]]


def make_app(
    snapshot: str | Path,
    *,
    hosts: Iterable[str],
    seconds: float | None = None,
    desk: Desk | None = None,
    gold: MakeGold | None = None,
) -> Starlette:
    """The explorer of a published snapshot (``ledger/publishing.py``).

    ``hosts`` are the values of the ``Host`` header that are answered (``headers.local_hosts``);
    ``seconds`` is the deadline of every page instead of its own. Reviews are taken at the
    ``desk``, and without one nothing is; ``gold`` makes gold files of them. Raises
    ``LedgerError`` where there is no snapshot.
    """
    reception = Reception(desk) if desk else None
    server = Server(Snapshots(snapshot), seconds=seconds, reception=reception)
    downloads = (*DOWNLOADS, *((gold_download(gold),) if gold else ()))
    forms = post_routes(server, reception) if reception else ()
    methods = ("GET", "HEAD", *(("POST",) if reception else ()))
    return Starlette(
        lifespan=partial(_ready, snapshots=server.snapshots),
        routes=[*forms, *_routes(server, downloads), Mount("/static", _static(), name="static")],
        middleware=[
            Middleware(Guard, hosts=hosts, methods=methods),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={HTTPException: _fail},
    )


@asynccontextmanager
async def _ready(app: Starlette, snapshots: Snapshots) -> AsyncIterator[None]:
    """While it serves, what a first finding would wait for is loaded beside the first pages."""
    threading.Thread(target=finding.prepare, args=(snapshots,), daemon=True).start()
    with collect_rarely():
        try:
            yield
        finally:
            snapshots.aside.close()


def _static() -> StaticFiles:
    return StaticFiles(directory=str(files("detente.web").joinpath("static")))


def _routes(server: Server, downloads: Sequence[Download]) -> Iterable[Route]:
    for one in downloads:
        yield _route(one.path, partial(server.download, download=one), one.name)
    for page in PAGES:
        for suffix in ("json", "csv"):
            yield _page_route(server, page, page.twin(suffix), suffix)
        yield _page_route(server, page, page.path, "html")
    yield _route("/openapi.json", partial(_openapi, downloads=downloads), "openapi")


def _page_route(server: Server, page: Page, path: str, form: str) -> Route:
    if page.deep:
        path = path.replace("}", ":path}")
    return _route(path, partial(server.page, page=page, form=form), f"{page.name}-{form}")


def _route(path: str, endpoint: Callable[..., Awaitable[Response]], name: str) -> Route:
    async def answer(request: Request) -> Response:
        return await endpoint(request)

    return Route(path, answer, name=name, methods=["GET"])


async def _openapi(request: Request, downloads: Sequence[Download]) -> Response:
    return JSONResponse(describe(PAGES, downloads))


def _form(request: Request) -> str:
    suffix = request.url.path.rpartition(".")[2]
    return suffix if suffix in ("json", "csv") else "html"


async def _fail(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = (
        "There is no page at this address. What are you looking for?"
        if error.status_code == 404
        else error.detail
    )
    answer = say(request, error.status_code, text, _form(request))
    answer.headers.update(error.headers or {})
    return answer
