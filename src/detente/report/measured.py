"""Measured findings: the measures of a dyad as a page of text, as JSON and as one HTML file.

The words come from the measures' own summaries, the figures from their tables, so that every
number on a page can be found again in the JSON.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import warnings
from collections.abc import Iterable
from textwrap import shorten
from typing import Any

import pandas as pd
from markupsafe import Markup
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from detente.analysis.following import Outcome
from detente.analysis.reciprocity.finding import CO_MOVEMENT, Finding, say_answer
from detente.analysis.reciprocity.replies.episodes import Episodes
from detente.analysis.reciprocity.result import Result
from detente.report.html import make_environment
from detente.report.safety import fold, show

FORMAT = "detente-finding/1"
_ALL_DIGITS = 8
_ABOUT = {
    "series": "Series",
    "account": "Account by issue",
    "dynamics": "Dynamics (vector autoregression)",
    "placebo": "Dynamics with time reversed (placebo)",
    "cooperation": "Excitation: replies per cooperative act",
    "conflict": "Excitation: replies per hostile act",
    "strategies": "Strategies",
    "regimes": "Regimes",
}


_DEEPER = (
    ("lags", "Dynamics: the choice of lags"),
    ("responses", "Dynamics: responses to a surprise"),
    ("bayes", "Dynamics: Bayesian, prior of Sims and Zha"),
)


_LONGEST = 110
"""Characters of a line in a picture."""

# Letters stay letters, which the reader's fonts draw; a name with dollar signs is no formula.
_SVG = {"svg.fonttype": "none", "svg.hashsalt": FORMAT, "text.parse_math": False}


def parts(found: Finding) -> list[tuple[str, str, Result]]:
    """The measures that could be made: key, title and result, in the order of the page."""
    episodes = [
        (f"{kind}_{side}", f"{kind.capitalize()} of {one.opener} towards {one.replier}", one)
        for kind, pair in (("overtures", found.overtures), ("escalations", found.escalations))
        if pair is not None
        for side, one in zip("ab", pair, strict=True)
    ]
    rest = [(key, title, getattr(found, key)) for key, title in _ABOUT.items()]
    if found.dynamics is not None:
        more = found.dynamics.choice, found.dynamics.responses, found.dynamics.posterior
        rest += [(key, title, one) for (key, title), one in zip(_DEEPER, more, strict=True)]
    return [*episodes, *((key, title, one) for key, title, one in rest if one is not None)]


def finding_dict(found: Finding) -> dict[str, Any]:
    """The finding as JSON-able values; numbers that are not known are null."""
    return {
        "format": FORMAT,
        "a": found.a,
        "b": found.b,
        "verdict": found.verdict.value,
        "co_movement": found.comoves,
        "directions": [
            {
                "opener": one.opener,
                "replier": one.replier,
                "answer": one.answer.value,
                "size": _number(one.size),
                "low": _number(one.low),
                "high": _number(one.high),
                "p": _number(one.p),
                "p_corrected": _number(one.corrected),
                "basis": one.basis,
                "other_measures": list(one.more),
            }
            for one in (found.b_answers, found.a_answers)
        ],
        "sample": found.sample,
        "warnings": list(found.warnings),
        "measures": {
            key: {"title": title, "summary": one.summary().splitlines(), "rows": rows(one)}
            for key, title, one in parts(found)
        },
        "not_measured": found.missing,
    }


def rows(result: Result) -> list[dict[str, Any]]:
    """The figures of a result as plain rows: days as ISO text, what is not known as null."""
    frame = result.df()
    values = zip(*(frame[name].tolist() for name in frame.columns), strict=True)
    return [dict(zip(frame.columns, map(_plain, row), strict=True)) for row in values]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if pd.isna(value):
        return None
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str | int | bool):
        return value
    return str(value)


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def render_finding_json(found: Finding) -> str:
    """The finding as a JSON text."""
    return json.dumps(finding_dict(found), ensure_ascii=False, indent=2, default=str) + "\n"


def render_finding_html(found: Finding) -> str:
    """The finding as one HTML page with its figures, no script and no request."""
    shown = [(title, one.summary().splitlines(), _draw(one), one.df())
             for _, title, one in parts(found)]  # fmt: skip
    return (
        make_environment(cell=_cell)
        .get_template("finding.html")
        .render(found=found, say=say_answer, parts=shown, co_movement=CO_MOVEMENT)
    )


def _cell(value: Any, digits: int = 3) -> str:
    plain = _plain(value)
    if plain is None:
        return "–"
    return f"{plain:.{digits}g}" if isinstance(plain, float) else str(plain)


def _draw(result: Result) -> Markup:
    """The result's picture as inline SVG with nothing in it that reaches out."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.text import Text as Words

    out = io.StringIO()
    with rc_context(_SVG), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of letters that its own font lacks
        figure = Figure(figsize=(7.6, 3.4), layout="constrained")
        result.plot(figure.subplots())
        for words in figure.findobj(Words):
            words.set_text(shorten(words.get_text(), _LONGEST, placeholder=" …"))
        figure.savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    drawn = out.getvalue()
    return Markup(show(drawn[drawn.index("<svg") :]))


def print_finding(found: Finding, console: Console | None = None, *, full: bool = False) -> None:
    """Print the finding: verdict, directions, episodes, then each measure in a few lines.

    With ``full`` the figures of every measure follow, as tables.
    """
    console = console or Console()
    page = Group(*_page(found))
    if console.is_terminal:
        console.print(page)
    else:
        with console.capture() as capture:
            console.print(page)
        _put(console, capture.get())
    for _, title, one in parts(found) if full else ():
        _put(console, f"\n{title}\n{tabulate(one, digits=_ALL_DIGITS)}")


def _put(console: Console, text: str) -> None:
    for line in text.splitlines():
        console.out(line.rstrip(), highlight=False)


def _page(found: Finding) -> Iterable[RenderableType]:
    yield Rule(style="dim")
    yield Text(fold(f"{found.a} and {found.b}: {found.verdict}"), "bold")
    yield Text(fold(found.sample), "dim")
    for one in (found.b_answers, found.a_answers):
        yield Text()
        yield Text(fold(say_answer(one)), "bold")
        yield _indent(Text(fold(" ".join((one.basis, *one.more)))))
    if found.comoves:
        yield Text()
        yield Text(CO_MOVEMENT, "bold")
    for warning in found.warnings:
        yield Text()
        yield Text(f"Note: {fold(warning)}", "yellow")
    for title, pair in (("Overtures", found.overtures), ("Escalations", found.escalations)):
        if pair is not None:
            yield from _head(title)
            yield _indent(_outcomes(pair))
            for episodes in pair:
                if more := episodes.summary().splitlines()[1:]:
                    yield _indent(Text(fold(" ".join(more))))
    for key, title in _ABOUT.items():
        result = getattr(found, key)
        if result is not None:
            yield from _head(title)
            yield _indent(Text(fold_lines(result.summary())))
    if found.missing:
        yield from _head("Not measured")
        for name, reason in found.missing.items():
            yield _indent(Text(fold(f"{name}: {reason}"), "dim"))


def _head(title: str) -> list[RenderableType]:
    return [Text(), Text(title, "bold underline")]


def _outcomes(pair: tuple[Episodes, Episodes]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(f"within {pair[0].window_days} days")
    for one in pair:
        table.add_column(Text(fold(f"{one.opener} → {one.replier}")), justify="right")
    table.add_row("made", *(str(len(one.followed)) for one in pair))
    for outcome in Outcome:
        if any(one.outcomes[outcome] for one in pair):
            table.add_row(f"  {outcome}", *(str(one.outcomes[outcome]) for one in pair))
    return table


def fold_lines(text: str) -> str:
    """Text of several lines, each made safe to print."""
    return "\n".join(fold(line) for line in text.splitlines())


def _indent(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))


def write_finding(found: Finding, *, full: bool = False) -> str:
    """The finding as plain text of 100 columns."""
    console = Console(width=100, color_system=None, record=True, file=io.StringIO())
    print_finding(found, console, full=full)
    return console.export_text()


def print_rows(result: Result, console: Console | None = None) -> None:
    """Print the figures of a result as a table, and its reading below."""
    console = console or Console()
    _put(console, tabulate(result))
    console.print()
    console.print(Text(fold_lines(result.summary())))


def tabulate(result: Result, *, digits: int = 3) -> str:
    """The figures of a result in columns, as wide as they are."""
    frame = result.df()
    cells = [[str(name).replace("_", " ") for name in frame.columns]]
    cells += [[fold(_cell(v, digits)) for v in row] for row in frame.itertuples(index=False)]
    numeric = [frame[name].dtype.kind in "if" for name in frame.columns]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in cells
    )
