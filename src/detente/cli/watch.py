"""``detente watch``: feeds and sitemaps polled politely, and what is new coded into a ledger."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import Database, Publishing

if TYPE_CHECKING:
    from detente.engine.watching import Told, WatchSummary


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="Which feeds, and how.")],
    db: Database,
    once: Annotated[
        bool, typer.Option("--once", help="Ask every feed once, code what is new, and end.")
    ] = False,
    duration: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="End after, e.g., 90m, 2h or 7d.")
    ] = None,
    publish: Publishing = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
) -> int:
    """Poll feeds and sitemaps politely, and code what is new, until Ctrl-C or a SIGTERM.

    Asks as robots.txt allows, no host more often than it bears, and for nothing twice. The ledger
    is open only while a batch is written. Killed and started again, it goes on where it was.
    """
    from detente.engine.feeds_file import read_duration, read_feeds_file
    from detente.engine.watching import watch as run_watch

    plan = read_feeds_file(feeds)
    seconds = None
    if duration is not None:
        try:
            seconds = read_duration(duration)
        except ValueError as error:
            raise ValueError(f"--for {error}") from None
    done = run_watch(plan, db, once=once, for_seconds=seconds, publish=publish, tell=_teller(quiet))
    if not quiet:
        typer.echo(_summary(done))
    if done.signal == signal.SIGINT:
        return 130
    failed = bool(done.polls) and done.failed == done.polls
    return 1 if once and failed else 0


def _summary(done: WatchSummary) -> str:
    from detente.engine.watch_writing import counted

    parts = [
        f"{counted(done.polls, 'poll')}, {done.failed:,} failed",
        f"{counted(done.documents, 'document')} coded",
        counted(done.events, "event"),
        counted(done.rejects, "reject"),
    ]
    if done.waiting:
        parts.append(f"{done.waiting:,} left for the next time")
    return "; ".join(parts)


def _teller(quiet: bool) -> Callable[[Told], None]:
    """Prints a line, with the time, to standard error; what is not wrong only if not ``quiet``."""
    import datetime as dt

    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)

    def tell(told: Told) -> None:
        if quiet and not told.wrong:
            return
        line = Text(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S} ", style="dim")
        line.append(_printable(f"{told.name}: ") if told.name else "", style="bold")
        line.append(_printable(told.what), style="red" if told.wrong else "")
        console.print(line)

    return tell


def _printable(text: str) -> str:
    """What a stranger's server says, without signs that move a terminal's cursor."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
