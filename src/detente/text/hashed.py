"""A logistic regression over hashed names of features: quick enough to look at everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from zlib import crc32

import numpy as np

BINS = 1 << 17


@dataclass(frozen=True, slots=True)
class Hashed:
    """Weights of the features by their place in a table (``BINS``), and what is enough to pass.

    ``least`` is the least log odds of what passes.
    """

    weights: np.ndarray
    bias: float
    least: float

    @classmethod
    def load(cls, package: str, *name: str) -> Hashed:
        """The regression stored as ``name`` (folders, then file) inside a package."""
        with files(package).joinpath(*name).open("rb") as source, np.load(source) as stored:
            return cls(
                stored["weights"].astype(np.float32), float(stored["bias"]), float(stored["least"])
            )

    def score(self, names: Iterable[str]) -> float:
        """Log odds; a feature counts once however often it is named."""
        return self.at(places(names))

    def at(self, places: list[int]) -> float:
        """Log odds of what has its features at these places of the table."""
        return self.bias + float(self.weights[places].sum())

    def passes(self, names: Iterable[str]) -> bool:
        """Whether what has these features is worth a closer look."""
        return self.score(names) >= self.least


def places(names: Iterable[str]) -> list[int]:
    """Where features stand in the table, each once, in order."""
    return sorted({crc32(name.encode()) % BINS for name in names})
