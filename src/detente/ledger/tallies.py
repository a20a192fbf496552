"""Tallies: acts of one actor, or on one issue, counted from a snapshot's monthly summaries.

A party is a state or organisation with its organs (``RUS``), or one other role of it
(``SYR-REB``): those are summed up when a ledger is published. One organ or person alone is
counted when asked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.ledger.patterns import ORGANS, ActorPattern

_ORGANS = ", ".join(f"'{role}'" for role in sorted(ORGANS))
_LEAST = "(SELECT min_confidence FROM summary.made)"


@dataclass(frozen=True, slots=True)
class Tally:
    """Acts of ``a`` towards ``b`` (``done``), back (``received``) and of both together.

    Those keys hold by which it was counted: of one issue, one year, with one other party.
    ``score`` is the sum of scores.
    """

    a: str | None
    b: str | None
    issue: str | None
    year: int | None
    done_cooperative: int
    done_hostile: int
    received_cooperative: int
    received_hostile: int
    together_cooperative: int
    together_hostile: int
    score: float
    first: dt.date
    last: dt.date

    @property
    def cooperative(self) -> int:
        return self.done_cooperative + self.received_cooperative + self.together_cooperative

    @property
    def hostile(self) -> int:
        return self.done_hostile + self.received_hostile + self.together_hostile

    @property
    def acts(self) -> int:
        return self.cooperative + self.hostile


@dataclass(frozen=True, slots=True)
class Asking:
    """A query with its parameters."""

    query: str
    parameters: tuple[object, ...]


def _sum(name: str, way: int) -> str:
    parts = (("cooperative", "<= 2"), ("hostile", "> 2"))
    return ", ".join(
        f"CAST(coalesce(sum(acts) FILTER (way = {way} AND quad {quad}), 0) AS BIGINT)"
        f" AS {name}_{kind}"
        for kind, quad in parts
    )


_SUMS = f"""{_sum("done", 1)}, {_sum("received", -1)}, {_sum("together", 0)},
    sum(score) AS score, min(first) AS first, max(last) AS last"""
_ACTS = "CAST(sum(acts) AS BIGINT)"
_TOLD = "month, way, quad, acts, score, first, last"

_OF_PARTY = f"""
SELECT a, b, issue, {_TOLD} FROM summary.dealt WHERE coder = $1 AND a = $2
UNION ALL
SELECT b, a, issue, month, -way, quad, acts, score, first, last FROM summary.dealt
WHERE coder = $1 AND b = $2
"""
# What several reports tell of one day counts once here too; see data/summaries.sql.
_OF_ACTOR = """
WITH mine AS (
    SELECT DISTINCT entry, side, {party} AS party FROM participants
    WHERE side IN ('source', 'target') AND {own}
), alone AS (
    SELECT others.party AS b,
           CASE WHEN mutual THEN 0 WHEN mine.side = 'source' THEN 1 ELSE -1 END AS way,
           date, type, content, any_value(quad) AS quad, avg(score) AS score,
           list_distinct(flatten(list(issues))) AS issues
    FROM live_events JOIN mine USING (entry) JOIN summary.sides AS others USING (entry)
    WHERE coder = $1 AND date IS NOT NULL AND others.party <> mine.party
        AND (mutual OR others.side <> mine.side)
        AND (modality = 'actual' OR (modality = 'planned' AND type = 'AGREE'))
    GROUP BY ALL HAVING max(confidence) >= {least}
    UNION ALL
    SELECT {target}, CASE WHEN mutual THEN 0 ELSE 1 END, date, type, content, quad, score, issues
    FROM acts WHERE {told} AND {by} AND {target} <> {source}
    UNION ALL
    SELECT {source}, CASE WHEN mutual THEN 0 ELSE -1 END, date, type, content, quad, score, issues
    FROM acts WHERE {told} AND {towards} AND {target} <> {source}
), single AS (
    SELECT CAST($2 AS VARCHAR) AS a, b, unnest(list_prepend(NULL, issues)) AS issue,
           CAST(date_trunc('month', date) AS DATE) AS month, way, quad, 1 AS acts, score,
           date AS first, date AS last
    FROM alone
)
SELECT * FROM single
"""


def _party(side: str = "") -> str:
    code, role = f"{side}code", f"{side}role"
    official = f"{role} IS NULL OR {role} IN ({_ORGANS})"
    return f"CASE WHEN {official} THEN {code} ELSE {code} || '-' || {role} END"


def _is_summed(pattern: ActorPattern) -> bool:
    """Whether the snapshot has the actor's acts summed up: a party is, an organ or person not."""
    return pattern.person is None and pattern.role not in ORGANS and pattern.code != "MED"


def tally_actor(coder: str, actor: str, since: dt.date | None, until: dt.date | None) -> Asking:
    """An actor's acts in the months of a period: by issue (``None``: all acts), by issue and
    year, and by issue and other party, the most first.

    A person is meant in whatever office. Raises ``ValueError`` for what is no actor.
    """
    pattern = ActorPattern.parse(actor)
    parts, more = (_OF_PARTY, ()) if _is_summed(pattern) else _of_actor(pattern)
    period, days = _period(since, until, 3 + len(more))
    query = f"""
        SELECT any_value(a) AS a, b, issue, year, {_SUMS}
        FROM (SELECT *, CAST(year(month) AS INTEGER) AS year FROM ({parts}) {period})
        GROUP BY GROUPING SETS ((issue), (issue, year), (issue, b))
        ORDER BY {_ACTS} DESC, b, year, issue
    """
    return Asking(query, (coder, actor, *more, *days))


def _of_actor(pattern: ActorPattern) -> tuple[str, tuple[object, ...]]:
    part = "role" if pattern.person is None else "person"

    def of(side: str) -> str:
        return f"{side}code = $3 AND {side}{part} = $4"

    def named(side: str) -> str:
        return f"{side}code <> 'MED' AND {side}role IS DISTINCT FROM 'MED'"

    told = f"coder = $1 AND type IS NOT NULL AND confidence >= {_LEAST}"
    query = _OF_ACTOR.format(
        party=_party(), own=of(""), least=_LEAST, told=told,
        source=_party("source_"), target=_party("target_"),
        by=f"{of('source_')} AND {named('target_')}",
        towards=f"{of('target_')} AND {named('source_')}",
    )  # fmt: skip
    return query, (pattern.code, pattern.role if pattern.person is None else pattern.person)


def tally_issue(coder: str, issue: str, since: dt.date | None, until: dt.date | None) -> Asking:
    """Acts on an issue in the months of a period: all of them, by year, and by pair."""
    return _of_issue(coder, issue, since, until, "a, b", "GROUPING SETS ((), (year), (a, b))")


def tally_standings(coder: str, issue: str, since: dt.date | None, until: dt.date | None) -> Asking:
    """Acts on an issue by party, each act under both of its sides, the most first."""
    return _of_issue(coder, issue, since, until, "a, NULL AS b", "a", both=True)


def _of_issue(
    coder: str, issue: str, since: dt.date | None, until: dt.date | None, keys: str, by: str,
    *, both: bool = False,
) -> Asking:  # fmt: skip
    period, days = _period(since, until, 3, "AND")
    told = f"FROM summary.dealt WHERE coder = $1 AND issue = $2 {period}"
    parts = f"SELECT a, b, issue, {_TOLD} {told}"
    if both:
        parts += (
            f" UNION ALL SELECT b, a, issue, month, -way, quad, acts, score, first, last {told}"
        )
    year, order = ("NULL AS year", "a") if both else ("year", "a, b, year")
    query = f"""
        SELECT {keys}, any_value(issue) AS issue, {year}, {_SUMS}
        FROM (SELECT *, CAST(year(month) AS INTEGER) AS year FROM ({parts}))
        GROUP BY {by} HAVING count(*) > 0 ORDER BY {_ACTS} DESC, {order}
    """
    return Asking(query, (coder, issue, *days))


def tally_issues(coder: str, since: dt.date | None, until: dt.date | None) -> Asking:
    """Acts on every issue in the months of a period, all and by year, the most first."""
    period, days = _period(since, until, 2, "AND")
    query = f"""
        SELECT NULL AS a, NULL AS b, issue, year, {_SUMS}
        FROM (SELECT *, CAST(year(month) AS INTEGER) AS year FROM summary.dealt
              WHERE coder = $1 AND issue IS NOT NULL {period})
        GROUP BY GROUPING SETS ((issue), (issue, year)) ORDER BY {_ACTS} DESC, issue, year
    """
    return Asking(query, (coder, *days))


def _period(
    since: dt.date | None, until: dt.date | None, place: int, word: str = "WHERE"
) -> tuple[str, tuple[dt.date, ...]]:
    """The months from that of ``since`` to that of ``until``; parameters count from ``place``."""
    clauses: list[str] = []
    days: list[dt.date] = []
    for sign, day in ((">=", since), ("<=", until)):
        if day is not None:
            clauses.append(f"month {sign} ${place + len(days)}")
            days.append(day.replace(day=1))
    return f"{word} {' AND '.join(clauses)}" if clauses else "", tuple(days)
