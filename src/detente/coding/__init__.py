"""Coding: passages to events. One protocol, several coders, found by name."""

from __future__ import annotations

from importlib.metadata import entry_points

from detente.coding.protocol import Coder

__all__ = ["DEFAULT_CODER", "Coder", "coder_names", "load_coder"]

DEFAULT_CODER = "neural"


def coder_names() -> tuple[str, ...]:
    """Names of the coders that are installed."""
    return tuple(sorted({entry.name for entry in entry_points(group="detente.coders")}))


def load_coder(name: str = DEFAULT_CODER) -> Coder:
    """The coder of that name; raises ``ValueError`` naming those that there are."""
    for entry in entry_points(group="detente.coders"):
        if entry.name == name:
            coder: Coder = entry.load()()
            return coder
    raise ValueError(f"no coder is named {name!r}; there are: {', '.join(coder_names())}")
