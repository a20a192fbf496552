"""Markdown: a brief as text for notes and wikis, with every quote escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote as percent

from detente.report.brief import (
    AskChange,
    AskItem,
    BalanceCell,
    BalanceLine,
    Brief,
    Line,
    News,
    OvertureChange,
    OvertureItem,
    Section,
)
from detente.report.captions import SIGNS, compare_findings, list_coverage, weigh
from detente.report.dates import write_day
from detente.report.language import load_language
from detente.report.names import capitalize
from detente.report.quotes import Quote
from detente.report.safety import fold

_MOST_LINES = 5
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&#$@])")


def render_markdown(brief: Brief) -> str:
    """The brief as Markdown (GitHub's flavour, for the tables)."""
    return "\n\n".join(block for block in Markdown(brief).render() if block) + "\n"


class Markdown:
    """One writing of one brief, as blocks with an empty line between them."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.language = load_language(brief.language)
        self.say = self.language.say

    def render(self) -> Iterator[str]:
        """All sections, in the order of the page."""
        brief = self.brief
        yield f"# {_text(self.say('brief.title', a=brief.a_name, b=brief.b_name))}"
        yield _text(brief.period)
        yield f"**{_text(brief.headline.sentence)}**"
        verdict = self.language.word("verdicts", brief.measured.verdict)
        yield _text(self.say("brief.chance", verdict=verdict))
        if brief.news:
            yield from self._news(brief.news)
        yield from self._glance()
        yield from self._changes()
        yield from self._balance()
        yield from self._overtures()
        yield from self._measured()
        yield from self._asks()
        yield from self._concerns()
        yield from self._voices()
        yield from self._press()
        yield from self._section("judgements", brief.judgements)
        yield from self._section("unrealised", brief.unrealised)
        yield from self._coverage()
        yield from self._section("chronology", brief.chronology)
        yield from self._section("weak", brief.weak, lede=self._weakness())

    def _proof(self, quote: Quote, line: Line | None = None) -> str:
        cite = f"{_link(quote.outlet, quote.url)}, "
        cite += write_day(quote.date, short=True, language=self.language)
        if quote.voice and (line is None or line.according_to):
            cite += f", {self._say('line.according_to', voice=quote.voice)}"
        if line is not None and (weight := weigh(line, self.language)):
            cite += f"; {_text(weight)}"
        return f"{self._say('marks.quote', text=quote.shown)} ({cite})"

    def _say(self, key: str, number: int | None = None, /, **values: object) -> str:
        return _text(self.say(key, number, **values))

    def _bullet(self, line: Line, *, way: bool = True) -> str:
        head = f"- {line.when}"
        if way and line.direction:
            head += f" · {_text(self.brief.way(line.direction))}"
        became = ""
        if line.became is not None:
            outcome = self.language.word("became", line.became.outcome)
            became = f" — *{outcome}: {line.became.when}*"
        return f"{head}: **{_text(line.sentence)}.** {self._proof(line.quote, line)}{became}"

    def _title(self, key: str) -> str:
        return f"## {self._say(f'titles.{key}')}"

    def _section(self, key: str, section: Section, lede: str = "") -> Iterator[str]:
        yield self._title(key)
        yield lede
        yield _list(self._bullet(line) for line in section.lines)
        yield _note(section.note)

    def _weakness(self) -> str:
        """What is to be thought of the weaker readings, where there are any."""
        least = self.brief.min_confidence
        return _note(self._say("weak.lede", least=least)) if self.brief.weak.lines else ""

    def _ways(self) -> list[str]:
        return [_text(self.brief.way(way)) for way in ("a_to_b", "b_to_a", "together")]

    def _news(self, news: News) -> Iterator[str]:
        yield f"## {_text(news.title)}"
        yield _note(news.note)
        for what, then, now in compare_findings(news, self.language):
            head = self._say(f"news.{what}_then")
            yield f"- {head}: {_text(then)}\n- {self._say('news.now')}: **{_text(now)}**"
        if news.lines:
            yield f"### {self._say('news.lines')} ({len(news.lines)})"
            yield _list(self._bullet(line) for line in news.lines)
        if news.overtures:
            yield f"### {self._say('news.overtures')} ({len(news.overtures)})"
            yield _list(line for one in news.overtures for line in self._changed_overture(one))
        if news.asks:
            yield f"### {self._say('news.asks')} ({len(news.asks)})"
            yield from (_list(self._changed_ask(one)) for one in news.asks)

    def _changed_overture(self, change: OvertureChange) -> Iterator[str]:
        yield from self._overture(change.item)
        now = self.language.word("outcomes", change.item.outcome)
        yield f"  - {self._say('news.then_now', then=change.then, now=now)}"

    def _changed_ask(self, change: AskChange) -> Iterator[str]:
        ask, last = change.item, change.item.lines[-1]
        key = "news.new" if change.then is None else "news.then_now"
        was = self._say(key, then=change.then, now=self.language.word("statuses", ask.status))
        yield f"- **{_text(ask.sentence)}**: {was}"
        yield f"  - {last.when}: {self._proof(last.quote, last)}"
        if ask.settled_by:
            yield f"  - {self._say('asks.settled')}: {self._bullet(ask.settled_by)[2:]}"

    def _glance(self) -> Iterator[str]:
        yield self._title("glance")
        rows = (
            (row.label, str(row.a), str(row.b), "" if row.together is None else str(row.together))
            for row in self.brief.glance
        )
        yield _table(["", *self._ways()], rows)

    def _balance(self) -> Iterator[str]:
        yield self._title("balance")
        sheet = self.brief.balance
        if sheet.rows:
            rows: list[BalanceLine] = [*sheet.rows, sheet.total]
            yield _table(
                [self._say("balance.issue"), *self._ways()],
                ([_text(row.label), *(self._cell(cell) for cell in row.cells)] for row in rows),
            )
            yield self._say("balance.key")
        yield _note(sheet.note)
        for row in sheet.rows:
            yield f"### {_text(row.label)}"
            for cell in row.cells:
                yield from self._lines_of(cell)

    def _cell(self, cell: BalanceCell) -> str:
        counts = (count for count in cell.counts if count.count)
        return " ".join(self.say(f"brief.{SIGNS[c.quad]}", c.count) for c in counts) or "–"

    def _lines_of(self, cell: BalanceCell) -> Iterator[str]:
        lines = self.brief.lines_by_id()
        for count in (count for count in cell.counts if count.count):
            quad = self.say(f"quads.{count.quad}")
            yield self._say("balance.cell", way=self.brief.way(cell.direction), quad=quad)
            shown = count.story_ids[:_MOST_LINES]
            yield _list(self._bullet(lines[id], way=False) for id in shown)
            if count.count > len(shown):
                yield _note(self.say("balance.more", count.count - len(shown)))

    def _measured(self) -> Iterator[str]:
        found = self.brief.measured
        yield self._title("measured")
        yield f"**{_text(capitalize(self.language.word('verdicts', found.verdict)))}.**"
        yield _note(self.say("measured.english"))
        for one in found.answers:
            yield f"{_text(one.sentence)} {_text(one.basis)}"
        for note in found.notes:
            yield _note(note)
        yield _text(found.sample)

    def _changes(self) -> Iterator[str]:
        yield self._title("changes")
        changes = self.brief.changes
        if changes.rows:
            rows = ((row.label, *map(_signs, (row.a, row.b, row.together))) for row in changes.rows)
            stretch = capitalize(self.say(f"stretches.{changes.stretch}"))
            yield _table([stretch, *self._ways()], rows)
            yield self._say("changes.key")
        for item in changes.items:
            yield _text(item.sentence)
            yield _list(self._bullet(line, way=False) for line in item.lines)
        yield _note(changes.note)

    def _press(self) -> Iterator[str]:
        yield self._title("press")
        if self.brief.press.rows:
            outlet, acts, alone = (
                self._say(f"press.{key}") for key in ("outlet", "short_acts", "short_told_alone")
            )
            yield _table(
                [outlet, acts, *self._ways(), alone],
                (
                    (
                        f"{_text(row.outlet)} ({_text(row.owner)})",
                        str(row.acts),
                        *map(_signs, (row.a, row.b, row.together)),
                        str(row.alone),
                    )
                    for row in self.brief.press.rows
                ),
            )
        yield _text(self.brief.press.sentence)

    def _overtures(self) -> Iterator[str]:
        yield self._title("overtures")
        for side in self.brief.overtures:
            yield f"### {self._say('overtures.by', name=side.name)}"
            yield _list(line for item in side.items for line in self._overture(item))
            yield _note(side.note)

    def _overture(self, item: OvertureItem) -> Iterator[str]:
        yield self._bullet(item.line, way=False)
        yield f"  - {_note(item.explanation)}"
        for act in item.followed_by:
            key = "overtures.lag_same_day" if act.lag_days == 0 else "overtures.after"
            lag, proof = self._say(key, act.lag_days), self._proof(act.line.quote, act.line)
            yield f"  - {lag}: **{_text(act.line.sentence)}.** {proof}"

    def _asks(self) -> Iterator[str]:
        yield self._title("asks")
        yield _list(line for ask in self.brief.asks.items for line in self._ask(ask))
        yield _note(self.brief.asks.note)

    def _ask(self, ask: AskItem) -> Iterator[str]:
        issue = f" ({_text(ask.issue)})" if ask.issue else ""
        often = self._say("asks.times", ask.times)
        status = _text(self.language.word("statuses", ask.status))
        yield f"- **{_text(ask.sentence)}**{issue}: {often}, {status}"
        if ask.settled_by:
            confidence = self._say("asks.confidence", confidence=ask.confidence)
            yield f"  - *{confidence}: {_text(ask.reason)}*"
        yield from (f"  - {line.when}: {self._proof(line.quote, line)}" for line in ask.lines)
        if ask.settled_by:
            yield f"  - {self._say('asks.settled')}: {self._bullet(ask.settled_by)[2:]}"

    def _voices(self) -> Iterator[str]:
        voices = self.brief.voices
        yield self._title("voices")
        for pair in voices.contradictions:
            yield _text(pair.text)
            sides = ((pair.one_side, pair.one), (pair.other_side, pair.other))
            yield _list(
                f"- {capitalize(self._say('voices.says', side=side))}: **{_text(line.sentence)}.** "
                f"{self._proof(line.quote, line)}"
                for side, line in sides
            )
        yield _note(voices.contradiction_note)
        yield _note(voices.note)
        groups = [group for group in voices.groups if group.lines]
        kinds = {group.kind: self.language.word("voices", group.kind) for group in groups}
        yield _list(f"- {len(g.lines)} {kinds[g.kind]}: {_text(g.explanation)}" for g in groups)
        for group in (group for group in groups if group.is_of_others):
            yield f"### {capitalize(kinds[group.kind])}"
            yield _list(self._bullet(line) for line in group.lines)

    def _concerns(self) -> Iterator[str]:
        yield self._title("concerns")
        for side in self.brief.concerns:
            yield f"### {_text(capitalize(side.name))}"
            yield _list(f"- **{_text(one.about)}**: {self._proof(one.quote)}" for one in side.items)
            yield _note(side.note)

    def _coverage(self) -> Iterator[str]:
        yield self._title("coverage")
        rows = list_coverage(self.brief.coverage, self.language)
        yield _list(f"- {label}: {_text(words)}" for label, words in rows)
        yield from (_note(remark) for remark in self.brief.coverage.remarks)
        yield _text(self.brief.headline.rule)


def _text(words: str) -> str:
    """Words as they stand, with what Markdown would act on escaped."""
    return _SPECIAL.sub(r"\\\1", fold(words))


def _link(words: str, url: str | None) -> str:
    if url is None:
        return _text(words)
    return f"[{_text(words)}]({percent(url, safe=':/?&=%#;,+@!~$')})"


def _note(note: str | None) -> str:
    return f"*{_text(note)}*" if note else ""


def _list(items: Iterable[str]) -> str:
    return "\n".join(items)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [*head]
    lines = [cells, ["---", *["---:"] * (len(cells) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _signs(counts: tuple[int, int]) -> str:
    return " ".join(f"{sign}{n}" for sign, n in zip("+−", counts, strict=True) if n) or "–"
