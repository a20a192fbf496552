"""The listener: an encoder that reads a passage once and tells who vouches for which words.

MiniLM-L6 with 8-bit weights in ONNX; bilinear forms over its states relate any two words of the
passage (Dozat and Manning 2017, *Deep biaffine attention*). Taught by ``training/listen.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from detente.coding.hearing import Heard, Part
from detente.coding.neural.session import SLOWER, about, open_session, open_tokenizer
from detente.text.syntax import Tree

LONGEST = 254  # word pieces that are read at once; a longer passage is read part by part
CHANNELS = ("vouches", "wishes", "cues")


class Listener:
    """The model that the package brings (or another folder of the same form)."""

    def __init__(self, folder: Path) -> None:
        described = about(folder / "listener.json", folder / "listener.onnx")
        self.sha256: str = described["sha256"]
        self._weights: dict[str, float] = described["weights"]
        self._first, self._last = described["first"], described["last"]
        self._session = open_session(folder / "listener.onnx", SLOWER)
        self._tokenizer = open_tokenizer(folder)

    def hear(self, text: str, tree: Tree) -> Heard:
        """Who vouches for what in a passage; ``tree`` is its parse."""
        pieces = self._tokenizer.encode(text, add_special_tokens=False)
        place = first_pieces(tree, pieces.offsets)
        speaks = np.zeros(len(tree), np.float32)
        parts: list[Part] = []
        for low, high in _parts(place, len(pieces.ids)):
            here = np.flatnonzero((place >= low) & (place < high))
            if not len(here):
                continue  # inside a word of hundreds of pieces
            source, related = self._run(pieces.ids[low:high])
            at = place[here] - low + 1
            speaks[here] = source[at]
            vouches, wishes, cues = related[:, at][:, :, at]
            parts.append(Part(int(here[0]), vouches, wishes, cues))
        return Heard(speaks, parts, self._weights)

    def _run(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
        given = np.array([[self._first, *ids, self._last]], dtype=np.int64)
        source, related = self._session.run(
            ["source", "related"], {"ids": given, "mask": np.ones_like(given)}
        )
        return _chance(source[0]), _chance(related[0])


def first_pieces(tree: Tree, offsets: list[tuple[int, int]]) -> np.ndarray:
    """The first word piece of every token; the one before for a token that has none."""
    found = np.zeros(len(tree), int)
    piece = 0
    for i, start in enumerate(tree.starts):
        while piece < len(offsets) - 1 and offsets[piece][1] <= start:
            piece += 1
        found[i] = piece
    return found


def _parts(place: np.ndarray, count: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of word pieces of at most ``LONGEST``, cut between tokens."""
    low = 0
    while low < count:
        high = min(low + LONGEST, count)
        if high < count:
            starts = place[(place > low) & (place <= high)]
            high = int(starts.max()) if len(starts) else high
        yield low, high
        low = high


def _chance(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)))


@cache
def listener() -> Listener:
    """The package's own model, loaded once a process."""
    return Listener(Path(str(files("detente.coding.neural") / "model")))
