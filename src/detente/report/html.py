"""HTML: a brief as one file that needs nothing else, no script and no request."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from detente.report.brief import SECTIONS, Brief, Line, SeriesBin
from detente.report.captions import compare_findings, list_coverage, weigh
from detente.report.curves import Curve, day_scale, draw_curves, number_scale
from detente.report.dates import write_day
from detente.report.figure import draw_strip, mark_years
from detente.report.language import DEFAULT, Language, load_language
from detente.report.names import capitalize
from detente.report.quotes import Quote
from detente.report.safety import show

_OUTCOME_CLASSES = {
    "answered in kind": "kind",
    "answered on another matter": "other",
    "rebuffed": "rebuffed",
    "no answer found": "none",
    "too recent to tell": "recent",
}

_FEWEST_BINS = 6  # fewer bars show nothing that the table does not


def render_html(brief: Brief) -> str:
    """The brief as an HTML page; every text in it is escaped by the template engine."""
    language = load_language(brief.language)
    environment = make_environment(
        begin=capitalize,
        day=lambda day: write_day(day, short=True, language=language),
        english=lambda text: mark_english(text, language),
        marked=mark_trigger,
        outcome=lambda outcome: _OUTCOME_CLASSES.get(outcome, "none"),
        status=_class_status,
        weight=lambda line: weigh(line, language),
    )
    return environment.get_template("brief.html").render(
        brief=brief,
        say=language.say,
        word=language.word,
        sections=SECTIONS,
        changed=compare_findings(brief.news, language) if brief.news else [],
        coverage=list_coverage(brief.coverage, language),
        years=_by_year(brief.chronology.lines, language),
        lines=brief.lines_by_id(),
        strips=_strips(brief, language),
        marks=mark_years(brief.series),
        curves=_curves(brief, language),
    )


def make_environment(**filters: Callable[..., object]) -> Environment:
    """Templates that escape every text and show no character that acts on a screen."""
    environment = Environment(
        loader=PackageLoader("detente.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(filters)
    return environment


def _finalize(value: object) -> object:
    return show(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def mark_trigger(quote: Quote) -> Markup:
    """The quote with its trigger word in a ``b``: the words themselves stay as they are."""
    if quote.trigger is None:
        return escape(show(quote.shown))
    shift = len(quote.shown) - len(quote.text) - quote.cut_after if quote.cut_before else 0
    start, end = (place + shift for place in quote.trigger)
    text = show(quote.shown)
    return Markup("{}<b>{}</b>{}").format(text[:start], text[start:end], text[end:])


def mark_english(text: str, language: Language) -> Markup:
    """What the analysis says, in English only: marked so on a page in another language."""
    if language.code == DEFAULT:
        return escape(show(text))
    return Markup('<span lang="{}">{}</span>').format(DEFAULT, show(text))


def _class_status(status: str) -> str:
    return "kind" if "met" in status else "rebuffed" if "refused" in status else "recent"


def _by_year(lines: Sequence[Line], language: Language) -> list[tuple[str, list[Line]]]:
    years: dict[str, list[Line]] = {}
    for line in lines:
        year = str(line.date.year) if line.date else language.say("chronology.undated")
        years.setdefault(year, []).append(line)
    return list(years.items())


def _curves(brief: Brief, language: Language) -> list[tuple[str, Markup]]:
    """The cumulative account and the lags of replies, where there is anything to draw."""
    found = brief.measured
    drawn = []
    days = [day for one in found.accounts for day in one.days]
    if len(days) >= _FEWEST_BINS:
        caption = language.say("measured.rises")
        curves = [
            Curve(one.name, tuple(float(day.toordinal()) for day in one.days), one.totals)
            for one in found.accounts
        ]
        scale = day_scale(min(days), max(days), language)
        drawn.append((caption, draw_curves(curves, scale, title=caption, language=language)))
    if found.lags:
        caption = language.say("measured.lags")
        lags = [Curve(f"{one.name} ({one.overtures})", one.days, one.shares) for one in found.lags]
        scale = number_scale(float(found.window_days), language)
        drawing = draw_curves(lags, scale, title=caption, percent=True, language=language)
        drawn.append((caption, drawing))
    return drawn


def _strips(brief: Brief, language: Language) -> list[tuple[str, str, Markup]]:
    """Rows of the figure: title, the same in words, drawing."""
    bins = brief.series
    if len(bins) < _FEWEST_BINS:
        return []
    top = max(
        max(b.a_cooperative, b.a_conflictual, b.b_cooperative, b.b_conflictual, b.together)
        for b in bins
    )
    rows: list[tuple[str, list[tuple[int, int]]]] = [
        (brief.way("a_to_b"), [(b.a_cooperative, b.a_conflictual) for b in bins]),
        (brief.way("b_to_a"), [(b.b_cooperative, b.b_conflictual) for b in bins]),
        (brief.way("together"), [(b.together, 0) for b in bins]),
    ]
    return [
        (
            title,
            _say(title, counts, bins, language),
            draw_strip(counts, top, bins, language, together=i == 2),
        )
        for i, (title, counts) in enumerate(rows)
    ]


def _say(
    title: str,
    counts: Sequence[tuple[int, int]],
    bins: Sequence[SeriesBin],
    language: Language,
) -> str:
    first, last = bins[0].label, bins[-1].label
    up, down = sum(u for u, _ in counts), sum(d for _, d in counts)
    return language.say("glance.strip", title=title, first=first, last=last, up=up, down=down)
