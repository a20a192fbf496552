"""Times series over a synthetic Parquet file of many events against bare DuckDB and pandas.

    python -m benchmarks.tables 50000000 FOLDER

writes FOLDER/events_N.parquet once (200 actors, 20 years, 20 codes; a third of the acts stand
twice) and prints seconds and ratios, each the best of three in this one run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from detente.analysis.reciprocity.series import make_series
from detente.engine.measuring import read_material
from detente.ledger.tables import Table

_MAKE = """
COPY (
    WITH drawn AS (
        SELECT (hash(i) % 200)::INT AS a, (hash(i + 1000000007) % 200)::INT AS b,
               DATE '2000-01-01' + (hash(i * 3 + 1) % 7300)::INT AS date,
               (hash(i * 5 + 2) % 20)::INT AS code, i % 4 = 0 AS twice
        FROM range({n} * 3 // 4) AS t(i)
    ), written AS (
        SELECT a, b, date, code FROM drawn
        UNION ALL SELECT b, a, date, code FROM drawn WHERE twice
    )
    SELECT date, format('S{{:03d}}', a) AS source, format('S{{:03d}}', b) AS target,
           (1 + code)::VARCHAR AS code, (code - 9.5)::DOUBLE AS score
    FROM written WHERE a <> b
) TO '{path}' (FORMAT parquet)
"""
_BARE = """
SELECT source, target, date_trunc('month', date) AS month, count(*) AS acts, sum(score) AS score
FROM read_parquet('{path}') GROUP BY ALL
"""
_BARE_OUT = """
SELECT a, b, date_trunc('month', date) AS month, sum(n) AS acts, sum(n * score) AS score
FROM (SELECT least(source, target) AS a, greatest(source, target) AS b, date, code,
             sum(CASE WHEN source < target THEN 1 ELSE -1 END) AS n, any_value(score) AS score
      FROM read_parquet('{path}') GROUP BY ALL)
WHERE n <> 0 GROUP BY a, b, month, n > 0
"""


def main(rows: int, folder: Path) -> None:
    """Make the file if it is not there, and time each question."""
    path = folder / f"events_{rows}.parquet"
    if not path.exists():
        duckdb.sql(_MAKE.format(n=rows, path=path))
    print(f"{rows:,} rows asked for, {path.stat().st_size / 1e6:,.0f} MB")
    table = Table.open(path)
    kept = _best(lambda: table.dyad_series("month", mirrors="keep"))
    bare = _best(lambda: duckdb.sql(_BARE.format(path=path)).to_arrow_table())
    print(f"all dyad-months, as written: {kept:.2f} s, bare {bare:.2f} s, ratio {kept / bare:.2f}")
    frames = _best(lambda: _by_pandas(path))
    print(f"the same with pandas: {frames:.2f} s, {frames / kept:.1f} times as long")
    out = _best(lambda: table.dyad_series("month"))
    bare_out = _best(lambda: duckdb.sql(_BARE_OUT.format(path=path)).to_arrow_table())
    print(f"all dyad-months, mirrors out: {out:.2f} s, bare {bare_out:.2f} s, "
          f"ratio {out / bare_out:.2f}")  # fmt: skip
    week = _best(lambda: table.dyad_series("week", a="S001", b="S002"))
    print(f"one dyad's weeks by SQL: {week:.2f} s")
    whole = _best(lambda: make_series(read_material(table, "S001", "S002").acts, "week"))
    print(f"one dyad's weekly series with its zeros and mutual acts: {whole:.2f} s")


def _by_pandas(path: Path) -> pd.DataFrame:
    """All dyad-months as written, as an analyst has them from pandas."""
    frame = pd.read_parquet(path, columns=["source", "target", "date", "score"])
    frame["month"] = frame["date"].astype("datetime64[s]").dt.to_period("M")
    return frame.groupby(["source", "target", "month"])["score"].agg(["size", "sum"])


def _best(run: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
