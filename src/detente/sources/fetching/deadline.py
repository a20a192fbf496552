"""Deadlines: how much time is left of what a fetch may take in all."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from detente.errors import FetchError

__all__ = ["Deadline"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """``seconds`` from now for fetching ``url``, by a clock that nobody sets."""

    url: str
    seconds: float
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Seconds that are left, over 0; raises ``FetchError`` (code ``deadline``) at the end."""
        left = self.started + self.seconds - time.monotonic()
        if left <= 0:
            raise self.missed()
        return left

    def missed(self) -> FetchError:
        """The error to raise where a wait has taken all that was left."""
        return FetchError(self.url, f"not done after {self.seconds:g} s", code="deadline")
