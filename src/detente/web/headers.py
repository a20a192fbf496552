"""Headers: what every answer carries, and which requests are answered at all."""

from __future__ import annotations

import json
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
MOST_BYTES = 64 * 1024
"""Of a request's body."""


class Guard:
    """Lets in what asks for this host by name, with a known method and a small body.

    ``hosts`` are what the ``Host`` header may say: a page of another site whose name was made to
    point here (DNS rebinding) says its own. ``methods`` are GET and HEAD, and POST only where an
    analyst may write.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str], methods: Iterable[str] = ("GET", "HEAD")
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._methods = frozenset(methods)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refuse(scope)
        await (refusal or self._app)(scope, receive, _with_headers(send))

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return _say(400, "This explorer answers only under its own address on this machine.")
        if scope["method"] not in self._methods:
            response = _say(405, f"{scope['method']} is not answered here.")
            response.headers["Allow"] = ", ".join(sorted(self._methods))
            return response
        length = headers.get("content-length", "0")
        chunked = "transfer-encoding" in headers
        if chunked or not length.isdecimal() or int(length) > MOST_BYTES:
            return _say(413, f"A request may bring at most {MOST_BYTES:,} bytes.")
        return None


def local_hosts(port: int) -> list[str]:
    """What a ``Host`` header may say of a server on this machine."""
    names = ("127.0.0.1", "localhost", "[::1]")
    bare = list(names) if port == 80 else []
    return [f"{name}:{port}" for name in names] + bare


def _say(status: int, text: str) -> Response:
    return Response(json.dumps({"error": text}), status, media_type="application/json")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending
