"""``detente reciprocity``, ``series``, ``balance``, ``dyads``, ``triangles``: what is measured."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.events import existing
from detente.cli.options import Since, Until, check_format, read_day, read_mapping
from detente.errors import LedgerError

if TYPE_CHECKING:
    from detente.analysis.reciprocity.result import Result

A = Annotated[str, typer.Argument(metavar="A", help="One side: a name or an id.")]
B = Annotated[str, typer.Argument(metavar="B", help="The other side.")]
Db = Annotated[Path | None, typer.Option("--db", help="The ledger, one DuckDB file.")]
TableFile = Annotated[
    Path | None,
    typer.Option("--table", help="Instead of a ledger: CSV or Parquet of events, or of a series."),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Column of the table, e.g. score=value."),
]
Issue = Annotated[str | None, typer.Option(help="Only acts on this issue, e.g. arms-control.")]
Coder = Annotated[
    str | None, typer.Option("--coder", help="Whose coding: neural, rules, icews, gdelt ...")
]
Mirrors = Annotated[
    str, typer.Option(help="Mutual acts: out (default), or keep, to see what they fake.")
]
Confidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", min=0, max=1, help="Of texts, leave out acts trusted less (0.5)."
    ),
]
Unit = Annotated[str, typer.Option(help="day, week, month or quarter.")]
Window = Annotated[int, typer.Option("--window-days", min=1, help="Days that a reply may take.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Write to a file.")]
Format = Annotated[str | None, typer.Option(help="terminal, json or html (default: by the file).")]
TableFormat = Annotated[str, typer.Option(help="table, json (lines) or csv.")]


def reciprocity(
    a: A,
    b: B,
    db: Db = None,
    table: TableFile = None,
    since: Since = None,
    until: Until = None,
    issue: Issue = None,
    unit: Unit = "week",
    window_days: Window = 30,
    lags: Annotated[
        int | None, typer.Option(min=1, help="Lags of the autoregression (default: by BIC).")
    ] = None,
    mirrors: Mirrors = "out",
    coder: Coder = None,
    min_confidence: Confidence = None,
    map: Map = None,
    full: Annotated[bool, typer.Option("--full", help="Print every table of figures.")] = False,
    format: Format = None,
    output: Output = None,
) -> int:
    """Measure whether two actors answer each other in kind, against chance and a placebo."""
    from detente.engine.measuring import find_reciprocity
    from detente.report import measured

    chosen = format or _by_suffix(output)
    if chosen not in ("terminal", "json", "html"):
        raise ValueError(f"--format takes terminal, json or html, not {chosen!r}")
    with opened(db, table, map) as data:
        found = find_reciprocity(
            data, a, b, unit=unit, window_days=window_days, lags=lags,
            **which(since, until, issue, coder, mirrors, min_confidence),
        )  # fmt: skip
    if chosen == "terminal":
        if output is None:
            measured.print_finding(found, full=full)
            return 0
        text = measured.write_finding(found, full=full)
    else:
        render = {"json": measured.render_finding_json, "html": measured.render_finding_html}
        text = render[chosen](found)
    _write(text, output)
    return 0


def series(
    a: A,
    b: B,
    db: Db = None,
    table: TableFile = None,
    since: Since = None,
    until: Until = None,
    issue: Issue = None,
    unit: Unit = "month",
    value: Annotated[str, typer.Option(help="sum, mean or count.")] = "sum",
    scale: Annotated[str, typer.Option(help="plover or goldstein.")] = "plover",
    kind: Annotated[
        str, typer.Option(help="all, verbal, material, cooperation, conflict, verbal-conflict ...")
    ] = "all",
    mirrors: Mirrors = "out",
    coder: Coder = None,
    min_confidence: Confidence = None,
    map: Map = None,
    format: TableFormat = "table",
) -> int:
    """List what each side did to the other by day, week, month or quarter."""
    from detente.analysis.reciprocity.series import make_series
    from detente.engine.measuring import read_material, read_values

    check_format(format)
    chosen = which(since, until, issue, coder, mirrors, min_confidence)
    with opened(db, table, map) as data:
        if getattr(data, "is_series", False):
            if (value, scale, kind) != ("sum", "plover", "all"):
                raise ValueError("--value, --scale and --kind are for acts, not a ready series")
            given, note = read_values(data, a, b, unit, **chosen)
            print_result(given, format, (note,))
            return 0
        found = read_material(data, a, b, **chosen)
    if not len(found.acts):
        raise LedgerError(f"there is no act between {found.acts.a} and {found.acts.b} to list")
    made = make_series(found.acts, unit, value=value, scale=scale, kind=kind, holes=found.holes)
    print_result(made, format, found.warnings)
    return 0


def balance(
    a: A,
    b: B,
    db: Db = None,
    table: TableFile = None,
    since: Since = None,
    until: Until = None,
    mirrors: Mirrors = "out",
    coder: Coder = None,
    min_confidence: Confidence = None,
    map: Map = None,
    format: TableFormat = "table",
) -> int:
    """Draw the account issue by issue: who gave what, common ground, who moved first and last."""
    from detente.analysis.reciprocity.account import draw_account
    from detente.engine.measuring import read_material

    check_format(format)
    with opened(db, table, map) as data:
        found = read_material(
            data, a, b, **which(since, until, None, coder, mirrors, min_confidence)
        )
    print_result(draw_account(found.acts), format, found.warnings)
    return 0


def dyads(
    db: Db = None,
    table: TableFile = None,
    since: Since = None,
    until: Until = None,
    issue: Issue = None,
    minimum: Annotated[int, typer.Option(min=1, help="Fewest acts of a dyad.")] = 100,
    level: Annotated[
        str, typer.Option(help="official: states and their organs; all: whoever bears the code.")
    ] = "official",
    unit: Unit = "week",
    window_days: Window = 30,
    mirrors: Mirrors = "out",
    coder: Coder = None,
    min_confidence: Confidence = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes.")] = None,
    map: Map = None,
    format: TableFormat = "table",
) -> int:
    """Measure every dyad with enough acts; p values are corrected over all of them."""
    from detente.engine.measuring import find_dyads

    check_format(format)
    with opened(db, table, map) as data:
        found = find_dyads(
            data, minimum=minimum, level=level, unit=unit, window_days=window_days, workers=workers,
            progress=_tell if sys.stderr.isatty() else None,
            **which(since, until, issue, coder, mirrors, min_confidence),
        )  # fmt: skip
    print_result(found, format)
    return 0


def triangles(
    actors: Annotated[list[str], typer.Argument(metavar="ACTOR...", help="Three or more.")],
    db: Db = None,
    table: TableFile = None,
    since: Since = None,
    until: Until = None,
    issue: Issue = None,
    unit: Unit = "week",
    mirrors: Mirrors = "out",
    coder: Coder = None,
    min_confidence: Confidence = None,
    map: Map = None,
    format: TableFormat = "table",
) -> int:
    """Measure whether what a third side does moves how two treat each other, and balance."""
    from detente.engine.measuring import find_triangles

    check_format(format)
    with opened(db, table, map) as data:
        found = find_triangles(
            data, actors, unit=unit, **which(since, until, issue, coder, mirrors, min_confidence)
        )
    for result in found:
        print_result(result, format)
    return 0


_TABLES = (".csv", ".tsv", ".parquet")


@contextmanager
def opened(db: Path | None, table: Path | None, map: list[str] | None) -> Iterator[Any]:
    """The ledger or the table that the options name; raises ``ValueError`` for both or none."""
    from detente.engine.measuring import open_table
    from detente.engine.session import open_ledger

    if (db is None) == (table is None):
        raise ValueError("name a ledger (--db FILE) or a table (--table FILE), one of them")
    if map and table is None:
        raise ValueError("--map names columns of a table (--table FILE)")
    if table is not None:
        yield open_table(table, read_mapping(map))
        return
    if db is not None and db.suffix.lower() in _TABLES:
        raise ValueError(f"{db} is a table and no ledger: give it with --table")
    with open_ledger(existing(db), read_only=True) as ledger:
        yield ledger


def which(
    since: str | None,
    until: str | None,
    issue: str | None,
    coder: str | None,
    mirrors: str,
    min_confidence: float | None,
) -> dict[str, Any]:
    """The options that choose acts, as arguments."""
    return {
        "since": read_day(since), "until": read_day(until, last=True), "issue": issue,
        "coder": coder, "mirrors": mirrors, "min_confidence": min_confidence,
    }  # fmt: skip


def print_result(result: Result, format: str, warnings: tuple[str, ...] = ()) -> None:
    """Print a result's figures as a table with its reading, as JSON lines or as CSV."""
    for warning in warnings:
        typer.echo(f"note: {warning}", err=True)
    if format == "csv":
        result.df().to_csv(sys.stdout, index=False)
    elif format == "json":
        import json

        from detente.report.measured import rows

        for row in rows(result):
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        from detente.report.measured import print_rows

        print_rows(result)


def _by_suffix(output: Path | None) -> str:
    suffix = output.suffix.lower() if output else ""
    return {".json": "json", ".html": "html", ".htm": "html"}.get(suffix, "terminal")


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
        typer.echo(f"wrote {output}", err=True)


def _tell(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    sys.stderr.write(f"\r{done} of {total} dyads{end}")
    sys.stderr.flush()
