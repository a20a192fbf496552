"""The words of grammar that coding goes by, read from ``data/grammar.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def words(group: str) -> frozenset[str]:
    """The lemmas of one group (``planning``, ``light`` ...); ``KeyError`` if unknown."""
    text = files("detente.coding").joinpath("data", "grammar.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)[group])
