"""Interrupts: Ctrl-C, or another signal to end, held back while something is under way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self


class Interrupts:
    """Takes signals over (SIGINT, if no others are named) for a ``with`` block, in the main thread.

    Inside ``held`` an interrupt waits for the end of that block; elsewhere it raises
    ``KeyboardInterrupt`` at once, as usual. ``heard`` tells which signal came last. Where blocks
    stand inside each other, the outer one hears, and what any of them holds is held.
    """

    def __init__(self, *signals: int) -> None:
        self._signals = signals or (signal.SIGINT,)
        self._depth = 0
        self._pending = False
        self._previous: dict[int, Any] = {}
        self._keeper = self
        self.heard: int | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in self._signals:
                previous = signal.getsignal(number)
                outer = getattr(previous, "__self__", None)
                if isinstance(outer, Interrupts):
                    self._keeper = outer
                else:
                    self._previous[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, previous in self._previous.items():
            if previous is not None:
                signal.signal(number, previous)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.heard = number
        if not self._depth:
            raise KeyboardInterrupt
        self._pending = True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Finish what is inside before an interrupt is heard."""
        keeper = self._keeper
        keeper._depth += 1
        try:
            yield
        finally:
            keeper._depth -= 1
        if keeper._pending and not keeper._depth:
            keeper._pending = False
            raise KeyboardInterrupt
