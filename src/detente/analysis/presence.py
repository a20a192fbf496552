"""Presence: what the data lack of the actors that an analysis rests on, in words.

Some collections leave actors out: one of ICEWS facts has no bare Russia and no bare United States,
only the organs and people that bear their codes. A number about such a pair is a number about
those; this says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from detente.ledger.presence import Presence

_FEW_EVENTS = 30
_SILENT_SHARE = 0.25
_SAMPLED_SHARE = 0.05
_NEARLY_NEVER = 0.02
"""Part of an actor's official events that it would have to act in by its bare name."""


def warn_of_absences(
    presence: Iterable[Presence],
    actors: Sequence[str],
    names: Callable[[str], str] = str,
) -> tuple[str, ...]:
    """What is wanting of ``actors`` (codes) in each coder's data, a sentence each.

    Said are: an actor that does not occur; one that never, or nearly never, stands there by its
    bare code while its organs do; one that never acts; few events; months of silence while others
    are reported; and years of which the data are only a sample. ``names`` turns codes into words.
    """
    rows = sorted(presence, key=lambda row: (row.coder, row.code, row.year))
    by_coder = {coder: list(found) for coder, found in groupby(rows, key=lambda row: row.coder)}
    if not by_coder:
        return tuple(f"The data have nothing of {names(actor)}." for actor in actors)
    warnings: list[str] = []
    for coder, found in by_coder.items():
        for actor in actors:
            own = [row for row in found if row.code == actor]
            warnings += _of_actor(coder, names(actor), own)
        warnings += _of_sample(coder, found)
    return tuple(warnings)


def _of_actor(coder: str, name: str, rows: list[Presence]) -> list[str]:
    events = sum(row.events for row in rows)
    if not events:
        return [f"{coder} has nothing of {name}."]
    said = []
    bare, official = sum(row.bare for row in rows), sum(row.official for row in rows)
    if bare <= _NEARLY_NEVER * official and official:
        times = "never" if not bare else f"only {bare:,} times"
        said.append(
            f"{coder} {times} has {name} by its bare name, only {official - bare:,} events of its "
            "organs and their people: what is coded of the state as such is not there."
        )
    elif not official:
        said.append(
            f"{coder} has nothing of {name} or its organs, only {events:,} events of others who "
            "bear its code."
        )
    if not sum(row.done for row in rows):
        said.append(f"In {coder} {name} never acts, and is only acted upon.")
    if events < _FEW_EVENTS:
        said.append(f"{coder} has only {events:,} events of {name}.")
    months, silent = sum(row.months for row in rows), sum(row.silent for row in rows)
    if months and silent > _SILENT_SHARE * months:
        said.append(
            f"{coder} is silent on {name} in {silent:,} of the {months:,} months that it covers."
        )
    return said


def _of_sample(coder: str, rows: list[Presence]) -> list[str]:
    years = sorted({row.year for row in rows if row.sampled > _SAMPLED_SHARE})
    if not years:
        return []
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    return [
        f"Of {span} {coder} has, wholly or in part, only a sample of the rows: counts are too low "
        "there, and mirrors and replies are missed."
    ]
