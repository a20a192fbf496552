"""The progress bar of a run: documents, events, rejects, rate, time left."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.engine.local import Progress


class Meter:
    """Shows a run on standard error; on nothing but a terminal, and not if ``quiet``.

    ``count`` says how many documents there are; it runs beside the coding, and the time left is
    shown once it is done. A failure of it costs nothing but that.
    """

    def __init__(self, *, quiet: bool, count: Callable[[], int] | None = None) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._shown = not quiet and sys.stderr.isatty()
        self._count = count
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed:,.0f} documents"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[events]:,} events  {task.fields[rejects]:,} rejects"),
            TextColumn("{task.fields[rate]:,.0f}/s"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=Console(stderr=True),
            disable=not self._shown,
            transient=True,
        )
        self._task = self._progress.add_task("coding", total=None, events=0, rejects=0, rate=0.0)

    def __enter__(self) -> Self:
        self._progress.start()
        if self._shown and self._count is not None:
            threading.Thread(target=self._find_total, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def update(self, state: Progress) -> None:
        """Show how far the run is."""
        self._progress.update(
            self._task,
            completed=state.documents + state.skipped,
            events=state.events,
            rejects=state.rejects,
            rate=state.documents / state.seconds if state.seconds else 0.0,
        )

    def _find_total(self) -> None:
        if self._count is None:
            return
        try:
            total = self._count()
        except (DetenteError, OSError, ValueError):
            return
        self._progress.update(self._task, total=total)
