"""The progress bar of a run: documents, events, rejects, rate, time."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from detente.engine.local import Progress


class Meter:
    """Shows a run on standard error; on nothing but a terminal, and not if ``quiet``."""

    def __init__(self, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._shown = not quiet and sys.stderr.isatty()
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.fields[done]:,} documents"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[events]:,} events  {task.fields[rejects]:,} rejects"),
            TextColumn("{task.fields[rate]:,.0f}/s"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=console,
            disable=not self._shown,
            transient=True,
        )
        self._task = self._progress.add_task(
            "coding", total=None, done=0, events=0, rejects=0, rate=0.0, left=""
        )

    def __enter__(self) -> Self:
        self._progress.start()
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
        done = state.documents + state.skipped
        rate = state.documents / state.seconds if state.seconds else 0.0
        self._progress.update(
            self._task,
            completed=done,
            done=done,
            events=state.events,
            rejects=state.rejects,
            rate=rate,
        )
