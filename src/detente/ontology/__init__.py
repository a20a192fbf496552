"""What an act is: PLOVER types with quads and scores, issues and contexts, read from data.

Source: PLOVER 2.0 manual (openeventdata), with the corrections and extensions that the coding
guide names; the tables are ``data/types.toml`` and ``data/agenda.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

__all__ = [
    "QUADS",
    "EventType",
    "contexts",
    "event_types",
    "issue_label",
    "issues",
    "match_contexts",
    "match_issues",
    "quad",
    "score",
    "type_label",
]

QUADS = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}

# Verbal types whose sign follows what they are about (codebook, field ``content``).
# To concede is to yield, whatever the deed given up: a dropped deployment is no hostile act.
_FOLLOWS_CONTENT = {"AGREE": 1, "REQUEST": 1, "SUPPORT": 1, "REJECT": -1}


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the 16 types; ``score`` on PLOVER's scale of -10 to +10."""

    id: str
    quad: int
    score: float
    label: str
    definition: str
    modes: dict[str, float]


def _read(name: str) -> dict[str, dict[str, object]]:
    text = files("detente.ontology").joinpath("data", name).read_text("utf-8")
    return tomllib.loads(text)


@cache
def event_types() -> dict[str, EventType]:
    """The 16 types by id, in the codebook's order."""
    rows = _read("types.toml")
    return {
        name: EventType(
            name,
            int(row["quad"]),  # type: ignore[call-overload]
            float(row["score"]),  # type: ignore[arg-type]
            str(row["label"]),
            str(row["definition"]),
            {str(k): float(v) for k, v in row.get("modes", {}).items()},  # type: ignore[attr-defined]
        )
        for name, row in rows.items()
    }


def type_label(type: str) -> str:
    """The type in plain words (``RETREAT`` → ``yielding in deeds``)."""
    return event_types()[type].label


def quad(type: str, content: str | None = None) -> int:
    """Quad (1 to 4) of an act; a verbal act takes the sign of what it is about.

    An appeal for talks is verbal cooperation, a demand to yield is verbal conflict; refusing
    talks is conflict, refusing to attack is not. Raises ``KeyError`` for an unknown type.
    """
    own = event_types()[type].quad
    if content is None or type not in _FOLLOWS_CONTENT:
        return own
    return 1 if _sign(type, content) > 0 else 3


def _sign(type: str, content: str) -> int:
    if type == "REQUEST" and content in ("RETREAT", "CONCEDE"):
        return -1  # a demand to yield is no overture, although yielding is cooperative
    cooperative = event_types()[content].quad in (1, 2)
    return _FOLLOWS_CONTENT[type] * (1 if cooperative else -1)


def score(type: str, mode: str | None = None, content: str | None = None) -> float:
    """Score of an act from -10 (hostile) to +10 (friendly).

    The mode's where it has one, else the type's (PLOVER 2.0, table of scores). A verbal act with
    content keeps the size and takes the sign of its content; a request, which PLOVER scores 0,
    counts +1 or -1 then.
    """
    row = event_types()[type]
    own = row.modes.get(mode, row.score) if mode else row.score
    if content is None or type not in _FOLLOWS_CONTENT:
        return own
    return _sign(type, content) * max(abs(own), 1.0)


@dataclass(frozen=True, slots=True)
class _Agenda:
    label: dict[str, str]
    pattern: dict[str, re.Pattern[str]]


def _compile(words: list[str]) -> re.Pattern[str]:
    alternatives = []
    for word in sorted(words, key=len, reverse=True):
        stem = re.escape(word.rstrip("*")).replace(r"\?", ".?")
        alternatives.append(stem + (r"[\w’'-]*" if word.endswith("*") else "s?"))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?!\w)")


@cache
def _issues() -> _Agenda:
    rows: dict[str, dict[str, object]] = _read("agenda.toml")["issues"]  # type: ignore[assignment]
    return _Agenda(
        {name: str(row["label"]) for name, row in rows.items()},
        {name: _compile(row["words"]) for name, row in rows.items()},  # type: ignore[arg-type]
    )


@cache
def _contexts() -> dict[str, re.Pattern[str]]:
    return {name: _compile(words) for name, words in _read("agenda.toml")["contexts"].items()}  # type: ignore[arg-type]


def issues() -> tuple[str, ...]:
    """The ids of all issues on the agenda."""
    return tuple(_issues().label)


def contexts() -> tuple[str, ...]:
    """The ids of all PLOVER contexts that have words."""
    return tuple(_contexts())


def issue_label(issue: str) -> str:
    """The issue in plain words; an id that is not on the agenda is its own label."""
    return _issues().label.get(issue, issue)


@lru_cache(maxsize=256)  # several entries of one sentence ask in turn
def match_issues(text: str) -> tuple[str, ...]:
    """Issues that a sentence's words put it under, in the agenda's order."""
    lower = text.lower()
    return tuple(name for name, pattern in _issues().pattern.items() if pattern.search(lower))


@lru_cache(maxsize=256)
def match_contexts(text: str) -> tuple[str, ...]:
    """PLOVER contexts that a sentence's words put it under."""
    lower = text.lower()
    return tuple(name for name, pattern in _contexts().items() if pattern.search(lower))
