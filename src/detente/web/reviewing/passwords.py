"""Passwords: the one that a reviewer must know, where one is set, and how often it may be tried."""

from __future__ import annotations

import hashlib
import hmac
import math
import threading
import time
from collections import deque
from collections.abc import Callable

MOST_TRIES = 5
WINDOW_SECONDS = 60.0
"""So many wrong passwords are heard in so long, whoever gives them."""


class WrongPasswordError(ValueError):
    """What was given is not the password."""


class TooManyTriesError(ValueError):
    """So many were wrong that none is heard for ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        super().__init__(f"too many wrong passwords; try again in {self.seconds} seconds")


class Door:
    """Lets in who knows the password, or everybody where there is none."""

    def __init__(
        self, password: str | None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._digest = None if password is None else _digest(password)
        self._clock = clock
        self._wrong: deque[float] = deque()
        self._lock = threading.Lock()

    @property
    def locked(self) -> bool:
        """Whether a password is asked for."""
        return self._digest is not None

    def check(self, given: str) -> None:
        """Raises ``WrongPasswordError``, or ``TooManyTriesError`` before it looks at what is given.

        The comparison takes as long whatever is given.
        """
        if self._digest is None:
            return
        with self._lock:  # one at a time, so that none slips through beside another
            now = self._clock()
            while self._wrong and self._wrong[0] <= now - WINDOW_SECONDS:
                self._wrong.popleft()
            if len(self._wrong) >= MOST_TRIES:
                raise TooManyTriesError(self._wrong[0] + WINDOW_SECONDS - now)
            if not hmac.compare_digest(_digest(given), self._digest):
                self._wrong.append(now)
                raise WrongPasswordError("that is not the password")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
