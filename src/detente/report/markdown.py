"""Markdown: a brief as text for notes and wikis, with every quote escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote as percent

from detente.report.brief import (
    QUAD_WORDS,
    TITLES,
    BalanceCell,
    BalanceLine,
    Brief,
    Line,
    OvertureItem,
    Section,
)
from detente.report.dates import write_day
from detente.report.quotes import Quote
from detente.report.safety import fold

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&#$@])")


def render_markdown(brief: Brief) -> str:
    """The brief as Markdown (GitHub's flavour, for the tables)."""
    parts = [
        [f"# {_text(brief.a_name)} and {_text(brief.b_name)}", _text(brief.period)],
        [f"**{_text(brief.headline.sentence)}**"],
        _glance(brief),
        _section(brief, "chronology", brief.chronology),
        _balance(brief),
        _overtures(brief),
        _measured(brief),
        _asks(brief),
        _voices(brief),
        _section(brief, "judgements", brief.judgements),
        _concerns(brief),
        _section(brief, "unrealised", brief.unrealised),
        _coverage(brief),
    ]
    return "\n\n".join(block for part in parts for block in part if block) + "\n"


def _text(words: str) -> str:
    """Words as they stand, with what Markdown would act on escaped."""
    return _SPECIAL.sub(r"\\\1", fold(words))


def _link(words: str, url: str | None) -> str:
    if url is None:
        return _text(words)
    return f"[{_text(words)}]({percent(url, safe=':/?&=%#;,+@!~$')})"


def _proof(quote: Quote, line: Line | None = None) -> str:
    cite = f"“{_text(quote.shown)}” ({_link(quote.outlet, quote.url)}, "
    cite += write_day(quote.date, short=True)
    if quote.voice and (line is None or line.according_to):
        cite += f", according to {_text(quote.voice)}"
    if line is not None and line.reports > 1:
        cite += f"; {line.reports} reports, {len(line.outlets)} outlets"
    return cite + ")"


def _bullet(brief: Brief, line: Line, *, way: bool = True) -> str:
    head = f"- {line.when}"
    if way and line.direction:
        head += f" · {_text(brief.way(line.direction))}"
    became = f" — *{line.became.outcome}: {line.became.when}*" if line.became is not None else ""
    return f"{head}: **{_text(line.sentence)}.** {_proof(line.quote, line)}{became}"


def _title(key: str) -> str:
    return f"## {TITLES[key]}"


def _note(note: str | None) -> str:
    return f"*{_text(note)}*" if note else ""


def _list(items: Iterable[str]) -> str:
    return "\n".join(items)


def _section(brief: Brief, key: str, section: Section) -> Iterator[str]:
    yield _title(key)
    yield _list(_bullet(brief, line) for line in section.lines)
    yield _note(section.note)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [*head]
    lines = [cells, ["---", *["---:"] * (len(cells) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _ways(brief: Brief) -> list[str]:
    return [_text(brief.way(way)) for way in ("a_to_b", "b_to_a", "together")]


def _glance(brief: Brief) -> Iterator[str]:
    yield _title("glance")
    rows = (
        (row.label, str(row.a), str(row.b), "" if row.together is None else str(row.together))
        for row in brief.glance
    )
    yield _table(["", *_ways(brief)], rows)


def _balance(brief: Brief) -> Iterator[str]:
    yield _title("balance")
    if brief.balance.rows:
        rows: list[BalanceLine] = [*brief.balance.rows, brief.balance.total]
        yield _table(
            ["Issue", *_ways(brief)],
            ([_text(row.label), *(_cell(cell) for cell in row.cells)] for row in rows),
        )
        yield "+ cooperative, − conflictual; w in words, d in deeds."
    yield _note(brief.balance.note)
    lines = brief.lines_by_id()
    for row in brief.balance.rows:
        yield f"### {_text(row.label)}"
        for cell in row.cells:
            for count in (count for count in cell.counts if count.count):
                yield f"{_text(brief.way(cell.direction))}, {QUAD_WORDS[count.quad]}:"
                yield _list(_bullet(brief, lines[id], way=False) for id in count.story_ids)


def _cell(cell: BalanceCell) -> str:
    signs = {1: "+{}w", 2: "+{}d", 3: "−{}w", 4: "−{}d"}
    return " ".join(signs[c.quad].format(c.count) for c in cell.counts if c.count) or "–"


def _measured(brief: Brief) -> Iterator[str]:
    yield _title("measured")
    yield f"**{_text(brief.measured.verdict.capitalize())}.**"
    for one in brief.measured.answers:
        yield f"{_text(one.sentence)} {_text(one.basis)}"
    for note in brief.measured.notes:
        yield f"*{_text(note)}*"
    yield _text(brief.measured.sample)


def _overtures(brief: Brief) -> Iterator[str]:
    yield _title("overtures")
    for side in brief.overtures:
        yield f"### By {_text(side.name)}"
        yield _list(line for item in side.items for line in _overture(brief, item))
        yield _note(side.note)


def _overture(brief: Brief, item: OvertureItem) -> Iterator[str]:
    yield _bullet(brief, item.line, way=False)
    yield f"  - *{_text(item.explanation)}*"
    for act in item.followed_by:
        lag = "same day" if act.lag_days == 0 else f"after {act.lag_days} days"
        yield f"  - {lag}: **{_text(act.line.sentence)}.** {_proof(act.line.quote, act.line)}"


def _asks(brief: Brief) -> Iterator[str]:
    yield _title("asks")
    lines = []
    for ask in brief.asks.items:
        issue = f" ({_text(ask.issue)})" if ask.issue else ""
        often = f"{ask.times} times" if ask.times > 1 else "once"
        lines.append(f"- **{_text(ask.sentence)}**{issue}: {often}, {_text(ask.status)}")
        lines += [f"  - {line.when}: {_proof(line.quote, line)}" for line in ask.lines]
        if ask.settled_by:
            lines.append(f"  - settled: {_bullet(brief, ask.settled_by)[2:]}")
    yield _list(lines)
    yield _note(brief.asks.note)


def _voices(brief: Brief) -> Iterator[str]:
    yield _title("voices")
    for pair in brief.voices.contradictions:
        yield _text(pair.text)
        sides = ((pair.one_side, pair.one), (pair.other_side, pair.other))
        yield _list(
            f"- {_text(side)} says: **{_text(line.sentence)}.** {_proof(line.quote, line)}"
            for side, line in sides
        )
    yield _note(brief.voices.contradiction_note)
    yield _note(brief.voices.note)
    for group in (group for group in brief.voices.groups if group.lines):
        yield f"### {group.kind.capitalize()} ({len(group.lines)}): {group.explanation}"
        yield _list(_bullet(brief, line) for line in group.lines)


def _concerns(brief: Brief) -> Iterator[str]:
    yield _title("concerns")
    for side in brief.concerns:
        yield f"### {_text(side.name)}"
        yield _list(f"- **{_text(item.about)}**: {_proof(item.quote)}" for item in side.items)
        yield _note(side.note)


def _coverage(brief: Brief) -> Iterator[str]:
    view = brief.coverage
    read = f" of {view.read} read" if view.read is not None else ""
    outlets = ", ".join(f"{_text(outlet)} ({count})" for outlet, count in view.outlets) or "none"
    silent = f"{view.silent_months} of {view.months}: " if view.silent else "none"
    yield _title("coverage")
    yield _list(
        (
            f"- Reports on this pair: {view.reports}{read}, dated {view.span}",
            f"- Outlets: {outlets}",
            "- Entries: " + ", ".join(f"{count} {label}" for label, count in view.modalities),
            "- Months without any report on it: " + silent + ", ".join(view.silent),
            *(
                ["- Months of which nothing was read: " + ", ".join(view.unread)]
                * bool(view.unread)
            ),
        )
    )
    yield from (_note(remark) for remark in view.remarks)
    yield _text(brief.headline.rule)
