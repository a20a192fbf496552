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
    TITLES,
    BalanceCell,
    BalanceLine,
    Brief,
    Line,
    OvertureSide,
    Section,
)
from detente.report.dates import write_day
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

    def render(self) -> RenderableType:
        """All sections, in the order of the page."""
        brief = self.brief
        return Group(
            Rule(style="dim"),
            Text(fold(f"{brief.a_name} and {brief.b_name}"), "bold"),
            Text(brief.period, "dim"),
            Text(),
            _indent(Text(fold(brief.headline.sentence), "bold")),
            *self._head("glance", _glance(brief)),
            *self._head("chronology", *self._section(brief.chronology)),
            *self._head("balance", *self._balance()),
            *self._head("overtures", *(part for o in brief.overtures for part in self._side(o))),
            *self._head("measured", *self._measured()),
            *self._head("asks", *self._asks()),
            *self._head("voices", *self._voices()),
            *self._head("judgements", *self._section(brief.judgements)),
            *self._head("concerns", *self._concerns()),
            *self._head("unrealised", *self._section(brief.unrealised)),
            *self._head("coverage", *_coverage(brief)),
        )

    def _head(self, key: str, *parts: RenderableType) -> list[RenderableType]:
        return [Text(), Text(TITLES[key], "bold underline"), Text(), *map(_indent, parts)]

    def _section(self, section: Section) -> Iterable[RenderableType]:
        for line in _strongest(section.lines, self.most):
            yield _dated(line, self.brief.way(line.direction))
        yield from _more(len(section.lines) - self.most)
        yield from _note(section.note)

    def _balance(self) -> Iterable[RenderableType]:
        sheet = self.brief.balance
        if sheet.rows:
            yield _balance_table(self.brief, [*sheet.rows, sheet.total])
            yield Text("+ cooperative  − conflictual  w in words  d in deeds", "dim")
        yield from _note(sheet.note)

    def _side(self, side: OvertureSide) -> Iterable[RenderableType]:
        shown = _strongest([item.line for item in side.items], self.most)
        ids = {line.id for line in shown}
        yield Text(f"By {fold(side.name)}", "bold")
        for item in (item for item in side.items if item.line.id in ids):
            mark, style = _MARKS.get(item.outcome, ("·", ""))
            yield _dated(item.line, f"{mark} {item.outcome}", style)
            then = Text(item.explanation, "dim")
            for act in item.followed_by[:2]:
                lag = "same day" if act.lag_days == 0 else f"+{act.lag_days} days"
                then.append("\n").append(f"{lag}: ", "dim").append(f"{fold(act.line.sentence)}. ")
                then.append_text(_quote(act.line.quote)).append(" ")
                then.append_text(_source(act.line.quote))
            yield Padding(then, (0, 0, 1, 15))
        yield from _more(len(side.items) - self.most)
        yield from _note(side.note)

    def _measured(self) -> Iterable[RenderableType]:
        found = self.brief.measured
        yield Text(f"{found.verdict.capitalize()}.", "bold")
        for one in found.answers:
            yield Text(fold(one.sentence)).append(f" {fold(one.basis)}", "dim")
        for note in (*found.notes, found.sample):
            yield Text(fold(note), "dim")

    def _asks(self) -> Iterable[RenderableType]:
        for ask in self.brief.asks.items[: self.most]:
            style = "green" if "met" in ask.status else "red" if "refused" in ask.status else ""
            often = f"{ask.times} times" if ask.times > 1 else "once"
            issue = f"{ask.issue}, " if ask.issue else ""
            text = Text(f"{fold(ask.sentence)}. ", "bold").append(ask.status, style or "dim")
            text.append(f"\n{issue}{often}, last on {ask.last}", "not bold dim")
            last = ask.lines[-1]
            text.append("\n").append_text(_proof(last.quote, last))
            yield Padding(text, (0, 0, 1, 0))
        yield from _more(len(self.brief.asks.items) - self.most)
        yield from _note(self.brief.asks.note)

    def _voices(self) -> Iterable[RenderableType]:
        voices = self.brief.voices
        for pair in voices.contradictions[: self.most]:
            text = Text(fold(pair.text), "bold")
            for side, line in ((pair.one_side, pair.one), (pair.other_side, pair.other)):
                text.append(f"\n{fold(side)} says: {fold(line.sentence)}. ", "not bold")
                text.append_text(_proof(line.quote, line))
            yield Padding(text, (0, 0, 1, 0))
        yield from _more(len(voices.contradictions) - self.most)
        yield from _note(voices.contradiction_note)
        yield from _note(voices.note)
        for group in (group for group in voices.groups if group.lines):
            yield Text(f"{len(group.lines):>4}  {group.kind}: ").append(group.explanation, "dim")
        yield Text()
        for line in _strongest(voices.told_by_others(), self.most):
            yield _dated(line, self.brief.way(line.direction))
        yield from _more(len(voices.told_by_others()) - self.most)

    def _concerns(self) -> Iterable[RenderableType]:
        for side in self.brief.concerns:
            yield Text(fold(side.name), "bold")
            for item in side.items[: self.most]:
                text = Text(f"{fold(item.about)}\n").append_text(_proof(item.quote))
                yield Padding(text, (0, 0, 1, 0))
            yield from _more(len(side.items) - self.most)
            yield from _note(side.note)


def _indent(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, _INDENT))


def _strongest(lines: Sequence[Line], most: int) -> list[Line]:
    """The ``most`` strongest lines, in the order given."""
    ranked = sorted(range(len(lines)), key=lambda place: -lines[place].strength)
    return [lines[place] for place in sorted(ranked[:most])]


def _more(left: int) -> Iterable[RenderableType]:
    if left > 0:
        yield Text(f"… and {left} more (see --format html)", "dim italic")


def _note(note: str | None) -> Iterable[RenderableType]:
    if note:
        yield Text(fold(note), "italic dim")


def _dated(line: Line, aside: str, style: str = "dim") -> RenderableType:
    """A line with its date in a column of its own."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=13, no_wrap=False)
    table.add_column(ratio=1, overflow="fold")
    sign, colour = ("+", "green") if line.quad in (1, 2) else ("−", "red")
    if not line.happened:
        sign, colour = "?", "dim"
    text = Text(f"{sign} ", colour).append(f"{fold(line.sentence)}.", "bold default")
    text.append(f"  {fold(aside)}", style or "default").append("\n")
    text.append_text(_proof(line.quote, line))
    if line.became is not None:
        text.append(f"\n{line.became.outcome}: {line.became.when}", "default")
    table.add_row(Text(line.when, "dim"), text)
    return Padding(table, (0, 0, 1, 0))


def _proof(quote: Quote, line: Line | None = None) -> Text:
    """The quote, and below it where it is from."""
    text = _quote(quote)
    text.append("\n").append_text(_source(quote, link=False))
    if quote.voice and (line is None or line.according_to):
        text.append(f", according to {fold(quote.voice)}", "dim")
    if line is not None and line.reports > 1:
        text.append(f"; {line.reports} reports, {len(line.outlets)} outlets", "dim")
    if quote.url:
        text.append("\n").append(quote.url, Style(dim=True, link=quote.url))
    return text


def _quote(quote: Quote) -> Text:
    return Text(f"“{fold(quote.shown)}”", "not bold")


def _source(quote: Quote, *, link: bool = True) -> Text:
    text = Text(f"{fold(quote.outlet)}, {write_day(quote.date, short=True)}", "not bold dim")
    if link and quote.url:
        text.append(f" {fold(quote.url)}", "dim")
    return text


def _glance(brief: Brief) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    table.add_column("")
    for way in ("a_to_b", "b_to_a", "together"):
        table.add_column(fold(brief.way(way)), justify="right")
    for row in brief.glance:
        style = "bold" if row.label in ("Acts", "Overtures") else ""
        label = row.label if style else f"  {row.label}"
        together = "" if row.together is None else str(row.together)
        table.add_row(label, str(row.a), str(row.b), together, style=style)
    return table


def _balance_table(brief: Brief, rows: Sequence[BalanceLine]) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Issue")
    for way in ("a_to_b", "b_to_a", "together"):
        table.add_column(fold(brief.way(way)))
    for row in rows:
        style = "bold" if row is rows[-1] else ""
        table.add_row(Text(fold(row.label), style), *(_cell(cell) for cell in row.cells))
    return table


def _cell(cell: BalanceCell) -> Text:
    text = Text()
    for count in (count for count in cell.counts if count.count):
        sign, colour = ("+", "green") if count.quad < 3 else ("−", "red")
        unit = "w" if count.quad in (1, 3) else "d"
        text.append(f"{sign}{count.count}{unit} ", colour)
    return text or Text("–", "dim")


def _coverage(brief: Brief) -> Iterable[RenderableType]:
    view = brief.coverage
    read = f" of {view.read} read" if view.read is not None else ""
    outlets = ", ".join(f"{fold(outlet)} ({count})" for outlet, count in view.outlets) or "none"
    silent = f"{view.silent_months} of {view.months}: " if view.silent else "none"
    yield Text(f"Reports on this pair: {view.reports}{read}, dated {view.span}")
    yield Text(f"Outlets: {outlets}")
    yield Text("Entries: " + ", ".join(f"{count} {label}" for label, count in view.modalities))
    yield Text("Months without any report on it: " + silent + ", ".join(view.silent))
    if view.unread:
        yield Text("Months of which nothing was read: " + ", ".join(view.unread))
    for remark in view.remarks:
        yield from _note(remark)
    yield Text()
    yield Text(fold(brief.headline.rule), "dim")
