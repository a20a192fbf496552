"""Asked: asks and promises with what became of them, for the terminal, as JSON lines or CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.analysis.asks import Ask
from detente.analysis.plans import Promise
from detente.analysis.stories import Story
from detente.ontology import issue_label, type_label
from detente.records import Actor
from detente.report.names import capitalize
from detente.report.phrases import write_ask

if TYPE_CHECKING:
    from rich.console import Console

Naming = Callable[[Actor], str]

_STYLES = {
    "met": "green", "kept": "green", "partly met": "yellow", "refused": "red", "broken": "red",
}  # fmt: skip


def list_rows(items: Sequence[Ask | Promise], names: Naming) -> list[dict[str, Any]]:
    """One flat row for each, with both quotes, where they stand, and the reason in words."""
    return [dict(_row(item, names)) for item in items]


def _row(item: Ask | Promise, names: Naming) -> Iterator[tuple[str, Any]]:
    yield "id", item.id
    if isinstance(item, Ask):
        yield "asker", _join(item.asker, names)
        yield "addressee", names(item.addressee)
        yield "echoed_by", _join(item.echoed_by, names)
    else:
        yield "maker", _join(item.maker, names)
        yield "kind", item.kind
    yield "deed", item.deed
    yield "issue", item.issue
    yield "status", str(item.status)
    yield "confidence", item.confidence
    yield "reason", item.reason
    yield "times", item.times
    yield "first", _day(item.stories[0])
    yield "last", _day(item.stories[-1])
    yield from _proof("", item.stories[0])
    yield from _proof("settled_", item.settled_by)


def _proof(prefix: str, story: Story | None) -> Iterator[tuple[str, Any]]:
    """The quote of a story, with its outlet, day, link and entry; empty where there is none."""
    document = story.lead.document if story else None
    yield f"{prefix}quote", story.event.evidence.quote.text if story else None
    yield f"{prefix}outlet", document.outlet if document else None
    yield f"{prefix}published", str(document.date) if document and document.date else None
    yield f"{prefix}url", document.url if document else None
    yield f"{prefix}event", story.id if story else None
    if prefix:
        yield f"{prefix}date", _day(story) if story else None


def render_json_lines(items: Sequence[Ask | Promise], names: Naming) -> str:
    rows = list_rows(items, names)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def render_csv(items: Sequence[Ask | Promise], names: Naming) -> str:
    """CSV with a head; nothing at all where there is nothing to list."""
    rows = list_rows(items, names)
    if not rows:
        return ""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def print_items(
    items: Sequence[Ask | Promise], names: Naming, console: Console | None = None
) -> None:
    """Each ask or promise with its status, both quotes and the reason."""
    from rich.console import Console
    from rich.text import Text

    console = console or Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    for item, row in zip(items, list_rows(items, names), strict=True):
        status = str(item.status)
        head = Text(f"{_head(item, names)}: ", "bold").append(status, _STYLES.get(status, "dim"))
        console.print(head.append(f" (confidence {item.confidence:.2f})", "dim"))
        times = "once" if item.times == 1 else f"{item.times} times, last on {row['last']}"
        echoes = f"; echoed by {row['echoed_by']}" if row.get("echoed_by") else ""
        console.print(Text(f"  since {row['first']}, {times}{echoes}  [{item.id[:8]}]"))
        console.print(Text(f"  “{row['quote']}” ({row['outlet']}, {row['published']})"))
        if row["settled_quote"]:
            about = f"({row['settled_outlet']}, {row['settled_published']})"
            console.print(
                Text(f"  → “{row['settled_quote']}” {about} [{row['settled_event'][:8]}]")
            )
        console.print(Text(f"  why: {item.reason}\n", "dim"))
    console.print(_count(items))


def _cite(row: Mapping[str, Any], prefix: str) -> str:
    """The quote with the outlet and day that are known."""
    known = (row[f"{prefix}outlet"], row[f"{prefix}published"])
    about = ", ".join(str(one) for one in known if one)
    return f"“{row[f'{prefix}quote']}”" + (f" ({about})" if about else "")


def _head(item: Ask | Promise, names: Naming) -> str:
    issue = f", {issue_label(item.issue)}" if item.issue else ""
    if isinstance(item, Ask):
        asked = write_ask(item.deed, names(item.addressee))
        return capitalize(f"{_join(item.asker, names)} {asked}{issue}")
    return capitalize(f"{_join(item.maker, names)}, {item.kind} of {type_label(item.deed)}{issue}")


def _count(items: Sequence[Ask | Promise]) -> str:
    by_status: dict[str, int] = {}
    for item in items:
        by_status[str(item.status)] = by_status.get(str(item.status), 0) + 1
    parts = ", ".join(f"{count} {status}" for status, count in sorted(by_status.items()))
    return f"{len(items)} in all" + (f": {parts}" if parts else "")


def _join(actors: Sequence[Actor], names: Naming) -> str:
    return ", ".join(names(actor) for actor in actors)


def _day(story: Story | None) -> str | None:
    return str(story.date) if story is not None and story.date is not None else None
