"""Measuring: from a ledger or anybody's table to findings, one dyad or all of them."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from detente.actors.names import find_actor, name_actor
from detente.analysis.reciprocity.finding import (
    Direction,
    Finding,
    Verdict,
    correct_together,
)
from detente.analysis.reciprocity.measures import measure, measure_series
from detente.analysis.reciprocity.reading import Material, read_ledger, read_series, read_table
from detente.analysis.reciprocity.result import Result, axes, known_p
from detente.analysis.reciprocity.series import Series, make_series
from detente.analysis.reciprocity.triangles import measure_triangle
from detente.analysis.reciprocity.triangles.diffuse import measure_diffuse
from detente.analysis.reciprocity.triangles.triads import measure_triads
from detente.analysis.trust import MIN_CONFIDENCE
from detente.ledger import Ledger as Store
from detente.ledger.tables import Table
from detente.records import Actor

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MIN_ACTS = 100
MOST_ACTS = 100_000
"""Of one dyad: every act is followed through all that came after it, which takes its time."""
_RANK = (Verdict.RECIPROCATED, Verdict.MIXED, Verdict.NOT, Verdict.INSUFFICIENT)


def open_table(data: Any, mapping: Mapping[str, str] | None = None) -> Table:
    """A table of a path (CSV, TSV, Parquet), data frame or Arrow table (``ledger.Table.open``)."""
    return data if isinstance(data, Table) else Table.open(data, mapping)


def read_material(
    data: Any,
    a: str,
    b: str,
    *,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    issue: str | None = None,
    coder: str | None = None,
    mirrors: str = "out",
    min_confidence: float | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Material:
    """The acts between two actors in a ledger (names or ids) or a table (as named there).

    Acts of coded texts that are trusted less than ``min_confidence`` (default: as a brief does)
    are left out. Raises ``UnknownActorError`` or ``LedgerError`` for an actor that is not known,
    and ``ValueError`` for a ready series, which has no acts.
    """
    if not isinstance(data, Store):
        table = open_table(data, mapping)
        if table.is_series:
            raise ValueError(f"{table.name} is a ready series: it has no acts to follow")
        _refuse(table, coder=coder, min_confidence=min_confidence)
        return read_table(table, a, b, since=since, until=until, issue=issue, mirrors=mirrors)
    ids = find_actor(a), find_actor(b)
    if ids[0].removesuffix("-*") == ids[1].removesuffix("-*"):
        raise ValueError(f"two actors are needed, not {ids[0]} twice")
    found = read_ledger(
        data, *ids, since=since, until=until, issue=issue, coder=coder, mirrors=mirrors, name=_name,
        min_confidence=MIN_CONFIDENCE if min_confidence is None else min_confidence,
    )  # fmt: skip
    names = [_name(id.removesuffix("-*")) for id in ids]
    return replace(found, acts=replace(found.acts, a=names[0], b=names[1]))


def _refuse(table: Table, **options: object) -> None:
    """Raise ``ValueError`` for an option that this table has nothing to go by."""
    asked = [name for name, value in options.items() if value is not None]
    if asked:
        kind = "a ready series" if table.is_series else "a table of one coding"
        raise ValueError(f"{table.name} is {kind}: {' and '.join(asked)} cannot be chosen")


def read_values(
    data: Any,
    a: str,
    b: str,
    unit: str,
    *,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    issue: str | None = None,
    coder: str | None = None,
    mirrors: str = "out",
    min_confidence: float | None = None,
) -> tuple[Series, str]:
    """A ready series, and a note on which column was read as which side's.

    Raises ``ValueError`` for an option that needs acts, and as ``reading.read_series``.
    """
    table = open_table(data)
    _refuse(
        table, issue=issue, coder=coder, mirrors=None if mirrors == "out" else mirrors,
        min_confidence=min_confidence,
    )  # fmt: skip
    if a == b:
        raise ValueError(f"two actors are needed, not {a!r} twice")
    series = read_series(table, a, b, unit, since=since, until=until)
    first, second = table.series()[1]
    note = f"Column {first!r} was read as what {a} does to {b}, {second!r} as what {b} does to {a}."
    return series, note


def _name(id: str) -> str:
    return name_actor(Actor.parse(id))


def find_reciprocity(
    data: Any,
    a: str,
    b: str,
    *,
    unit: str = "week",
    window_days: int = 30,
    lags: int | None = None,
    seed: int = 0,
    **which: Any,
) -> Finding:
    """Measure how two actors answer each other; ``data`` and ``which`` as in ``read_material``.

    A ready series (a table of two columns of numbers) is measured as far as it goes: its first
    column is what ``a`` does to ``b``.
    """
    if not isinstance(data, Store):
        data = open_table(data, which.pop("mapping", None))
        if data.is_series:
            series, note = read_values(data, a, b, unit, **which)
            return measure_series(series, warnings=(note,), lags=lags, seed=seed)
    found = read_material(data, a, b, **which)
    _check_size(found)
    return measure(
        found.acts, unit=unit, window_days=window_days, holes=found.holes,
        warnings=found.warnings, lags=lags, seed=seed,
    )  # fmt: skip


def find_triangles(
    data: Any, actors: Sequence[str], *, unit: str = "week", **which: Any
) -> tuple[Result, ...]:
    """How a third side's acts move what two do to each other.

    Of three actors the ``Triangle``; then, of three or more, which signed ``Triads`` balance,
    and whether reciprocity is specific or ``Diffuse``. What the data do not allow is left out.
    Other arguments as in ``read_material``. Raises ``ValueError`` for fewer than three actors, or
    where nothing can be measured.
    """
    if len(set(actors)) < 3:
        raise ValueError(f"three different actors are needed, not {', '.join(actors)}")
    if not isinstance(data, Store):
        data = open_table(data, which.pop("mapping", None))
    found = [read_material(data, a, b, **which) for a, b in combinations(actors, 2)]
    first = min(one.acts.first_day for one in found)
    last = max(one.acts.last_day for one in found)
    series = {}
    for one in found:
        acts = replace(one.acts, first_day=first, last_day=last)
        values = make_series(acts, unit, holes=one.holes).values
        series[acts.a, acts.b], series[acts.b, acts.a] = values.T
    measures: list[Callable[[Any], Result]] = [measure_triads, measure_diffuse]
    if len(actors) == 3:
        measures.insert(0, measure_triangle)
    results, reasons = [], []
    for make in measures:
        try:
            results.append(make(series))
        except ValueError as error:
            reasons.append(str(error))
    if not results:
        raise ValueError("; ".join(reasons))
    return tuple(results)


@dataclass(frozen=True, slots=True, eq=False)
class Dyads(Result):
    """Findings of many dyads, p values corrected over all of them, the clearest first."""

    findings: tuple[Finding, ...]

    def df(self) -> pd.DataFrame:
        """One row a dyad: acts each way, the verdict, and either direction's answer and p."""
        import pandas as pd

        return pd.DataFrame([_row(found) for found in self.findings])

    def summary(self) -> str:
        """How many dyads came to each verdict."""
        counts = {v: sum(f.verdict is v for f in self.findings) for v in _RANK}
        told = ", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n)
        return f"{len(self.findings)} dyads: {told or 'none has enough acts'}."

    def plot(self, ax: Axes | None = None) -> Axes:
        """Lifts of either direction against each other, one point a dyad."""
        ax = axes(ax)
        for found in self.findings:
            lifts = found.b_answers.size, found.a_answers.size
            if not any(map(math.isnan, lifts)):
                shade = "k" if found.verdict is Verdict.RECIPROCATED else "0.6"
                ax.plot(*lifts, "o", color=shade, ms=4)
                ax.annotate(f"{found.a}–{found.b}", lifts, fontsize=6, color=shade)
        ax.axvline(1, color="0.5", lw=0.6)
        ax.axhline(1, color="0.5", lw=0.6)
        ax.set_xlabel("lift of the second's replies to the first")
        ax.set_ylabel("lift of the first's replies to the second")
        ax.set_title("Cooperative replies over chance, by dyad")
        return ax


def _row(found: Finding) -> dict[str, object]:
    a_acts, b_acts, both = found.acts.counts() if found.acts else (0, 0, 0)
    return {
        "a": found.a, "b": found.b, "a_acts": a_acts, "b_acts": b_acts, "together": both,
        "verdict": found.verdict.value, **_columns("b", found.b_answers),
        **_columns("a", found.a_answers),
    }  # fmt: skip


def _columns(side: str, one: Direction) -> dict[str, object]:
    return {
        f"{side}_answers": one.answer.value, f"{side}_lift": one.size,
        f"{side}_p_corrected": one.corrected,
    }  # fmt: skip


def find_dyads(
    data: Any,
    *,
    minimum: int = MIN_ACTS,
    level: str = "official",
    unit: str = "week",
    window_days: int = 30,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **which: Any,
) -> Dyads:
    """Measure every dyad with at least ``minimum`` acts, rows of a table or acts of a ledger.

    Of a ledger, ``level`` ``official`` takes states and organisations with their organs, ``all``
    whatever bears their code.

    ``progress`` is told how many of how many are done; ``workers`` are processes (default: one a
    core). Other arguments as in ``read_material``.
    """
    tasks = [(found, unit, window_days) for found in _read_dyads(data, minimum, level, which)]
    count = workers or os.cpu_count() or 1
    if count == 1 or len(tasks) < 2:
        findings = _gather(map(_measure, tasks), len(tasks), progress)
    else:
        with ProcessPoolExecutor(min(count, len(tasks)), get_context("spawn")) as pool:
            findings = _gather(pool.map(_measure, tasks), len(tasks), progress)
    return Dyads(tuple(sorted(correct_together(findings), key=_order)))


def _gather(
    done: Iterable[Finding], total: int, progress: Callable[[int, int], None] | None
) -> list[Finding]:
    findings = []
    for found in done:
        findings.append(found)
        if progress is not None:
            progress(len(findings), total)
    return findings


def _measure(task: tuple[Material, str, int]) -> Finding:
    found, unit, window_days = task
    return measure(
        found.acts, unit=unit, window_days=window_days, holes=found.holes, warnings=found.warnings
    )


def _read_dyads(data: Any, minimum: int, level: str, which: dict[str, Any]) -> Iterable[Material]:
    if isinstance(data, Store):
        narrowed = {name: which.get(name) for name in ("since", "until", "coder")}
        acting = data.acting_pairs(minimum, level, **narrowed)
        end = "-*" if level == "all" else ""
        pairs = list(dict.fromkeys((one.a + end, one.b + end) for one in acting))
    else:
        data = open_table(data, which.pop("mapping", None))
        if data.is_series:
            raise ValueError(
                f"{data.name} is a ready series of one dyad; name it: detente reciprocity"
            )
        pairs = [(one.a, one.b) for one in data.pairs(minimum)]
    for a, b in pairs:
        found = read_material(data, a, b, **which)
        if len(found.acts) >= minimum:
            _check_size(found)
            yield found


def _check_size(found: Material) -> None:
    acts = found.acts
    if len(acts) > MOST_ACTS:
        raise ValueError(
            f"{acts.a} and {acts.b} have {len(acts):,} acts, and at most {MOST_ACTS:,} can be"
            " followed: choose a shorter period (--since, --until) or an issue"
        )


def _order(found: Finding) -> tuple[int, float, str, str]:
    p = max(known_p(found.b_answers.corrected), known_p(found.a_answers.corrected))
    return _RANK.index(found.verdict), p, found.a, found.b
