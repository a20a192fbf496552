"""Task ``chains``: who says so according to whom, of one word a passage."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.actors.gazetteer import gazetteer
from detente.actors.strangers import home_state
from detente.coding.neural.listener import listener
from detente.coding.reader import Reader
from detente.errors import SourceError
from detente.evaluation.gold import read_rows
from detente.evaluation.outcome import Table
from detente.evaluation.scores import Score, bootstrap
from detente.records import Document, Genre, Voice
from detente.text.parse import parse
from detente.text.passages import passages
from detente.text.syntax import Tree

_WORD = re.compile(r"[\w'’.-]+")
_EMPTY = frozenset("the a an mr mrs ms dr of".split())


@dataclass(frozen=True, slots=True)
class ChainsResult:
    """The share of passages whose speakers are all right and in order, by length of the chain."""

    exact: Score
    by_length: dict[int, tuple[int, int]]
    predictions: list[dict[str, Any]]

    @property
    def size(self) -> str:
        return f"{len(self.predictions)} passages"

    def scores(self) -> dict[str, float]:
        return {"exact": self.exact.value}

    def tables(self) -> Sequence[Table]:
        rows = [("all", str(self.exact), "")]
        rows += [
            (f"{length} speakers", f"{right / every:.3f}", f"{right} of {every}")
            for length, (right, every) in sorted(self.by_length.items())
        ]
        return (Table("chains that are right from end to end", ("", "exact", ""), rows),)


def evaluate_chains(path: Path) -> ChainsResult:
    """Name the speakers of every row's marked word and compare them with the gold chain.

    Rows are ``{id, text, mark, nth, chain: [{who: [wording, ...]}]}`` with ``genre``, ``outlet``,
    ``author`` and ``date`` if known; ``mark`` is a word and ``nth`` which of its occurrences is
    meant. A speaker is right if its name's words hold all of a wording's, or the other way round.
    Raises ``SourceError`` for rows of another form.
    """
    rows = read_rows(path, ("id", "text", "mark", "chain"))
    found = [_speakers(path, row) for row in rows]
    right = np.array([_is_right(each, row["chain"]) for each, row in zip(found, rows, strict=True)])
    lengths: dict[int, tuple[int, int]] = {}
    for row, good in zip(rows, right, strict=True):
        seen = lengths.get(len(row["chain"]), (0, 0))
        lengths[len(row["chain"])] = seen[0] + int(good), seen[1] + 1
    (exact,) = bootstrap(len(rows), lambda drawn: (float(right[drawn].mean()),))
    predictions = [
        {"id": row["id"],
         "chain": [{"who": v.name, "actor": v.actor.id if v.actor else None, "cue": v.cue,
                    "form": v.form, "named": v.named} for v in each]}
        for row, each in zip(rows, found, strict=True)
    ]  # fmt: skip
    return ChainsResult(exact, lengths, predictions)


def _speakers(path: Path, row: dict[str, Any]) -> list[Voice]:
    text, mark, nth = row["text"], row["mark"], int(row.get("nth") or 1)
    places = [m.start() for m in re.finditer(rf"\b{re.escape(mark)}\b", text)]
    if len(places) < nth:
        raise SourceError(str(path), f"row {row['id']}: {mark!r} does not occur {nth} times")
    at = places[nth - 1]
    date = dt.date.fromisoformat(row["date"]) if row.get("date") else None
    genre = Genre(row.get("genre") or "report")
    document = Document(
        row["id"], text, outlet=row.get("outlet"), author=row.get("author"), date=date, genre=genre
    )
    found = [(passage, gazetteer().find(passage.text)) for passage in passages(text)]
    home = home_state(name for _, names in found for name in names)
    reader = Reader(document, "chains", home, listener().hear)
    trees = parse([passage.text for passage, _ in found])
    for (passage, names), doc in zip(found, trees, strict=True):
        tree = Tree(doc)
        sentences = list(reader.read(passage, tree, names))
        place = passage.find(at, at + 1)
        if place is not None and sentences:
            return sentences[-1].speakers.chain(tree.token_at(place[0]))
    return []


def _is_right(voices: Sequence[Voice], chain: Sequence[dict[str, Any]]) -> bool:
    return len(voices) == len(chain) and all(
        _is_named(voice, link["who"]) for voice, link in zip(voices, chain, strict=True)
    )


def _is_named(voice: Voice, wordings: Sequence[str]) -> bool:
    names = [_words(voice.name)]
    if voice.actor is not None and voice.actor.person:
        names.append(frozenset(voice.actor.person.split("-")))
    golds = [_words(wording) for wording in wordings]
    return any(n and g and (n <= g or g <= n) for n in names for g in golds)


def _words(name: str) -> frozenset[str]:
    found = (w.strip(".,'’-") for w in _WORD.findall(name.lower()))
    return frozenset(w.removesuffix("'s").removesuffix("’s") for w in found if w) - _EMPTY
