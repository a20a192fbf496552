"""Sessions: who reviews, in a signed cookie, and the token that every form of theirs carries.

The key is made anew with every start of the explorer and stands nowhere, so that a session ends
with it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

_LONGEST = 1_000
"""Characters of a cookie that is looked at."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that was here before; ``reviewer`` is empty until it has said who reads."""

    nonce: str
    reviewer: str = ""

    @classmethod
    def begin(cls, reviewer: str = "") -> Session:
        """A new one, so that nobody can have known its token."""
        return cls(secrets.token_urlsafe(18), reviewer)


class Sessions:
    """Signs the sessions of one ledger; another's, on another port, goes by another name."""

    def __init__(self, ledger: str) -> None:
        self._key = secrets.token_bytes(32)
        self.cookie = f"detente-{hashlib.sha256(ledger.encode()).hexdigest()[:12]}"

    def read(self, cookies: Mapping[str, str]) -> Session | None:
        """The session of a request; ``None`` without one, or where it was not signed here."""
        body, dot, signature = cookies.get(self.cookie, "")[:_LONGEST].partition(".")
        if not dot or not hmac.compare_digest(self._sign("session", body), signature.encode()):
            return None
        nonce, reviewer = json.loads(base64.urlsafe_b64decode(body))
        return Session(nonce, reviewer)

    def write(self, response: Response, session: Session) -> None:
        """Leave the session with the browser, for this site's own requests only."""
        told = json.dumps([session.nonce, session.reviewer]).encode()
        body = base64.urlsafe_b64encode(told).decode()
        value = f"{body}.{self._sign('session', body).decode()}"
        response.set_cookie(self.cookie, value, path="/", httponly=True, samesite="strict")

    def token(self, session: Session) -> str:
        """What a form of this session carries."""
        return self._sign("form", f"{session.nonce} {session.reviewer}").decode()

    def holds(self, session: Session, token: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(self.token(session).encode(), token.encode())

    def _sign(self, purpose: str, text: str) -> bytes:
        return hmac.new(self._key, f"{purpose}:{text}".encode(), "sha256").hexdigest().encode()
