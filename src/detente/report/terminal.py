"""Terminal: a brief at a glance in a window of any width, plain where it is piped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from detente.report.brief import (
    AskChange,
    AskItem,
    BalanceCell,
    Brief,
    Line,
    News,
    OvertureChange,
    OvertureSide,
    Section,
)
from detente.report.captions import SIGNS, compare_findings, list_coverage, weigh
from detente.report.dates import write_day
from detente.report.language import load_language
from detente.report.names import capitalize
from detente.report.quotes import Quote
from detente.report.safety import fold

MOST_LINES = 10
_INDENT = 2
_MARKS = {
    "answered in kind": ("✓", "green"),
    "answered on another matter": ("~", "green"),
    "rebuffed": ("✗", "red"),
    "no answer found": ("·", ""),
    "too recent to tell": ("…", "dim"),
}


def print_brief(brief: Brief, console: Console | None = None, *, most: int = MOST_LINES) -> None:
    """Print the brief; sections longer than ``most`` lines keep their strongest, in order."""
    console = console or Console()
    page = Terminal(brief, most).render()
    if console.is_terminal:
        console.print(page)
        return
    with console.capture() as capture:
        console.print(page)
    for line in capture.get().splitlines():
        console.out(line.rstrip(), highlight=False)


class Terminal:
    """One printing of one brief, with a bound on the lines of a section."""

    def __init__(self, brief: Brief, most: int) -> None:
        self.brief = brief
        self.most = most
        self.language = load_language(brief.language)
        self.say = self.language.say

    def render(self) -> RenderableType:
        """All sections, in the order of the page."""
        brief = self.brief
        return Group(
            Rule(style="dim"),
            Text(fold(self.say("brief.title", a=brief.a_name, b=brief.b_name)), "bold"),
            Text(brief.period, "dim"),
            Text(),
            _indent(Text(fold(brief.headline.sentence), "bold")),
            _indent(Text(self.say("brief.chance", verdict=self._verdict()), "dim")),
            *(self._news(brief.news) if brief.news else ()),
            *self._head("glance", self._glance()),
            *self._head("changes", *self._changes()),
            *self._head("balance", *self._balance()),
            *self._head("overtures", *(part for o in brief.overtures for part in self._side(o))),
            *self._head("measured", *self._measured()),
            *self._head("asks", *self._asks()),
            *self._head("concerns", *self._concerns()),
            *self._head("voices", *self._voices()),
            *self._head("press", *self._press()),
            *self._head("judgements", *self._section(brief.judgements)),
            *self._head("unrealised", *self._section(brief.unrealised)),
            *self._head("coverage", *self._coverage()),
            *self._head("chronology", *self._section(brief.chronology)),
            *self._head("weak", *self._weakness(), *self._section(brief.weak)),
        )

    def _head(self, key: str, *parts: RenderableType) -> list[RenderableType]:
        title = Text(self.say(f"titles.{key}"), "bold underline")
        return [Text(), title, Text(), *map(_indent, parts)]

    def _verdict(self) -> str:
        return self.language.word("verdicts", self.brief.measured.verdict)

    def _news(self, news: News) -> Iterable[RenderableType]:
        yield from (Text(), Text(fold(news.title), "bold underline"), Text())
        yield from map(_indent, _note(news.note))
        for what, then, now in compare_findings(news, self.language):
            text = Text(f"{self.say(f'news.short_{what}_then')}: {fold(then)}\n", "dim")
            text.append(f"{self.say('news.short_now')}: {fold(now)}", "bold default")
            yield _indent(text)
        acts = [self._dated(line, self.brief.way(line.direction)) for line in news.lines]
        yield from self._listed("lines", acts)
        yield from self._listed("overtures", [self._changed_overture(o) for o in news.overtures])
        yield from self._listed("asks", [self._changed_ask(one) for one in news.asks])

    def _listed(self, key: str, items: Sequence[RenderableType]) -> Iterable[RenderableType]:
        if items:
            title = f"{self.say(f'news.{key}')} ({len(items)})"
            yield from (Text(), _indent(Text(title, "bold")))
            yield from map(_indent, items[: self.most])
            yield from map(_indent, self._more(len(items)))

    def _changed_overture(self, change: OvertureChange) -> RenderableType:
        item = change.item
        _, style = _MARKS.get(item.outcome, ("·", ""))
        text = Text(item.explanation, "dim")
        for act in item.followed_by[:1]:
            text.append(f"\n{fold(act.line.sentence)}. ", "default")
            text.append_text(self._quote(act.line.quote))
        turned = f"{change.then} → {self.language.word('outcomes', item.outcome)}"
        return Group(self._dated(item.line, turned, style), Padding(text, (0, 0, 1, 15)))

    def _changed_ask(self, change: AskChange) -> RenderableType:
        ask, last = change.item, change.item.lines[-1]
        was = self.say("news.just_new") if change.then is None else f"{change.then} →"
        status = self.language.word("statuses", ask.status)
        text = Text(f"{fold(ask.sentence)}. ", "bold").append(f"{was} {status}", "not bold")
        text.append("\n").append_text(self._proof(last.quote, last))
        return Padding(text, (0, 0, 1, 0))

    def _section(self, section: Section) -> Iterable[RenderableType]:
        for line in _strongest(section.lines, self.most):
            yield self._dated(line, self.brief.way(line.direction))
        yield from self._more(len(section.lines))
        yield from _note(section.note)

    def _weakness(self) -> Iterable[RenderableType]:
        """What is to be thought of the weaker readings, where there are any."""
        if self.brief.weak.lines:
            yield from _note(self.say("weak.lede", least=self.brief.min_confidence))

    def _glance(self) -> RenderableType:
        table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
        table.add_column("")
        for way in ("a_to_b", "b_to_a", "together"):
            table.add_column(fold(self.brief.way(way)), justify="right")
        heads = (self.say("glance.acts"), self.say("glance.overtures"))
        for row in self.brief.glance:
            style = "bold" if row.label in heads else ""
            label = row.label if style else f"  {row.label}"
            together = "" if row.together is None else str(row.together)
            table.add_row(label, str(row.a), str(row.b), together, style=style)
        return table

    def _balance(self) -> Iterable[RenderableType]:
        sheet = self.brief.balance
        if sheet.rows:
            table = self._two_sided(self.say("balance.issue"))
            for row in (*sheet.rows, sheet.total):
                style = "bold" if row is sheet.total else ""
                table.add_row(Text(fold(row.label), style), *map(self._cell, row.cells))
            yield table
            yield Text(self.say("balance.short_key"), "dim")
        yield from _note(sheet.note)

    def _cell(self, cell: BalanceCell) -> Text:
        text = Text()
        for count in (count for count in cell.counts if count.count):
            colour = "green" if count.quad < 3 else "red"
            text.append(f"{self.say(f'brief.{SIGNS[count.quad]}', count.count)} ", colour)
        return text or Text("–", "dim")

    def _changes(self) -> Iterable[RenderableType]:
        changes = self.brief.changes
        if changes.rows:
            table = self._two_sided(capitalize(self.say(f"stretches.{changes.stretch}")))
            for row in changes.rows:
                table.add_row(row.label, *map(_signs, (row.a, row.b, row.together)))
            yield table
            yield Text(self.say("changes.short_key"), "dim")
        for item in changes.items:
            yield Text(f"\n{fold(item.sentence)}", "bold")
            for line in item.lines:
                yield self._dated(line, "")
        yield from _note(changes.note)

    def _press(self) -> Iterable[RenderableType]:
        press = self.brief.press
        if press.rows:
            table = self._two_sided(self.say("press.outlet"), self.say("press.alone"))
            for row in press.rows[: self.most]:
                counts = map(_signs, (row.a, row.b, row.together))
                table.add_row(fold(f"{row.outlet} ({row.owner})"), *counts, str(row.alone))
            yield table
        yield from self._more(len(press.rows))
        yield Text(fold(press.sentence))

    def _two_sided(self, first: str, *more: str) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(first)
        for way in ("a_to_b", "b_to_a", "together"):
            table.add_column(fold(self.brief.way(way)))
        for name in more:
            table.add_column(name, justify="right")
        return table

    def _side(self, side: OvertureSide) -> Iterable[RenderableType]:
        shown = _strongest([item.line for item in side.items], self.most)
        ids = {line.id for line in shown}
        yield Text(fold(self.say("overtures.by", name=side.name)), "bold")
        for item in (item for item in side.items if item.line.id in ids):
            mark, style = _MARKS.get(item.outcome, ("·", ""))
            outcome = self.language.word("outcomes", item.outcome)
            yield self._dated(item.line, f"{mark} {outcome}", style)
            then = Text(item.explanation, "dim")
            for act in item.followed_by[:2]:
                key = "overtures.lag_same_day" if act.lag_days == 0 else "overtures.short_lag"
                then.append("\n").append(f"{self.say(key, act.lag_days)}: ", "dim")
                then.append(f"{fold(act.line.sentence)}. ")
                then.append_text(self._quote(act.line.quote)).append(" ")
                then.append_text(self._source(act.line.quote))
            yield Padding(then, (0, 0, 1, 15))
        yield from self._more(len(side.items))
        yield from _note(side.note)

    def _measured(self) -> Iterable[RenderableType]:
        found = self.brief.measured
        yield Text(f"{capitalize(self._verdict())}.", "bold")
        yield from _note(self.say("measured.english"))
        for one in found.answers:
            yield Text(fold(one.sentence)).append(f" {fold(one.basis)}", "dim")
        for note in (*found.notes, found.sample):
            yield Text(fold(note), "dim")

    def _asks(self) -> Iterable[RenderableType]:
        for ask in self.brief.asks.items[: self.most]:
            yield Padding(self._ask(ask), (0, 0, 1, 0))
        yield from self._more(len(self.brief.asks.items))
        yield from _note(self.brief.asks.note)

    def _ask(self, ask: AskItem) -> Text:
        style = "green" if "met" in ask.status else "red" if "refused" in ask.status else ""
        status = self.language.word("statuses", ask.status)
        text = Text(f"{fold(ask.sentence)}. ", "bold").append(status, style or "dim")
        issue = f"{ask.issue}, " if ask.issue else ""
        last = self.say("asks.last", often=self.say("asks.times", ask.times), day=ask.last)
        text.append(f"\n{issue}{last}", "not bold dim")
        if ask.settled_by:
            confidence = self.language.number(ask.confidence, ".2f")
            text.append(f"; {fold(ask.reason)} ({confidence})", "not bold dim")
        line = ask.lines[-1]
        return text.append("\n").append_text(self._proof(line.quote, line))

    def _voices(self) -> Iterable[RenderableType]:
        voices = self.brief.voices
        for pair in voices.contradictions[: self.most]:
            text = Text(fold(pair.text), "bold")
            for side, line in ((pair.one_side, pair.one), (pair.other_side, pair.other)):
                says = fold(capitalize(self.say("voices.says", side=side)))
                text.append(f"\n{says}: {fold(line.sentence)}. ", "not bold")
                text.append_text(self._proof(line.quote, line))
            yield Padding(text, (0, 0, 1, 0))
        yield from self._more(len(voices.contradictions))
        yield from _note(voices.contradiction_note)
        yield from _note(voices.note)
        for group in (group for group in voices.groups if group.lines):
            kind = self.language.word("voices", group.kind)
            yield Text(f"{len(group.lines):>4}  {kind}: ").append(group.explanation, "dim")
        yield Text()
        for line in _strongest(voices.told_by_others(), self.most):
            yield self._dated(line, self.brief.way(line.direction))
        yield from self._more(len(voices.told_by_others()))

    def _concerns(self) -> Iterable[RenderableType]:
        for side in self.brief.concerns:
            yield Text(fold(capitalize(side.name)), "bold")
            for item in side.items[: self.most]:
                text = Text(f"{fold(item.about)}\n").append_text(self._proof(item.quote))
                yield Padding(text, (0, 0, 1, 0))
            yield from self._more(len(side.items))
            yield from _note(side.note)

    def _coverage(self) -> Iterable[RenderableType]:
        for label, words in list_coverage(self.brief.coverage, self.language):
            yield Text(f"{label}: {fold(words)}")
        for remark in self.brief.coverage.remarks:
            yield from _note(remark)
        yield Text()
        yield Text(fold(self.brief.headline.rule), "dim")

    def _more(self, all: int) -> Iterable[RenderableType]:
        if all > self.most:
            yield Text(self.say("brief.more", all - self.most), "dim italic")

    def _dated(self, line: Line, aside: str, style: str = "dim") -> RenderableType:
        """A line with its date in a column of its own."""
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(width=13, no_wrap=False)
        table.add_column(ratio=1, overflow="fold")
        sign, colour = ("+", "green") if line.quad in (1, 2) else ("−", "red")
        if not line.happened:
            sign, colour = "?", "dim"
        text = Text(f"{sign} ", colour).append(f"{fold(line.sentence)}.", "bold default")
        text.append(f"  {fold(aside)}", style or "default").append("\n")
        text.append_text(self._proof(line.quote, line))
        if line.became is not None:
            outcome = self.language.word("became", line.became.outcome)
            text.append(f"\n{outcome}: {line.became.when}", "default")
        table.add_row(Text(line.when, "dim"), text)
        return Padding(table, (0, 0, 1, 0))

    def _proof(self, quote: Quote, line: Line | None = None) -> Text:
        """The quote, and below it where it is from."""
        text = self._quote(quote)
        text.append("\n").append_text(self._source(quote, link=False))
        if quote.voice and (line is None or line.according_to):
            text.append(f", {fold(self.say('line.according_to', voice=quote.voice))}", "dim")
        if line is not None and (weight := weigh(line, self.language)):
            text.append(f"; {weight}", "dim")
        if quote.url:
            text.append("\n").append(quote.url, Style(dim=True, link=quote.url))
        return text

    def _quote(self, quote: Quote) -> Text:
        return Text(self.say("marks.quote", text=fold(quote.shown)), "not bold")

    def _source(self, quote: Quote, *, link: bool = True) -> Text:
        day = write_day(quote.date, short=True, language=self.language)
        text = Text(f"{fold(quote.outlet)}, {day}", "not bold dim")
        if link and quote.url:
            text.append(f" {fold(quote.url)}", "dim")
        return text


def _indent(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, _INDENT))


def _strongest(lines: Sequence[Line], most: int) -> list[Line]:
    """The ``most`` strongest lines, in the order given."""
    ranked = sorted(range(len(lines)), key=lambda place: -lines[place].strength)
    return [lines[place] for place in sorted(ranked[:most])]


def _note(note: str | None) -> Iterable[RenderableType]:
    if note:
        yield Text(fold(note), "italic dim")


def _signs(counts: tuple[int, int]) -> Text:
    text = Text()
    for sign, number, colour in zip("+−", counts, ("green", "red"), strict=True):
        text.append(f"{sign}{number} " if number else "", colour)
    return text or Text("–", "dim")
