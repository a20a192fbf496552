"""The one error tree: what the world did wrong, and how to mend it.

Misuse of the library is a plain ``ValueError`` or ``TypeError``; everything here is a
failure of input, environment or storage that a careful caller could still meet.
"""

from __future__ import annotations

from functools import partial


class DetenteError(Exception):
    """Base of every failure that detente raises on purpose."""


class SourceError(DetenteError):
    """An input could not be read as documents."""

    def __init__(self, source: str, detail: str, *, code: str = "unreadable") -> None:
        super().__init__(f"{source}: {detail}")
        self.source = source
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[object, ...]:  # it is raised in workers, too
        return partial(type(self), code=self.code), (self.source, self.detail)


class FetchError(SourceError):
    """An address could not be fetched, or must not be."""


class ModelError(DetenteError):
    """The language model is missing, or is not the one that was measured."""


class UnknownActorError(DetenteError, LookupError):
    """A name or id that no table of actors holds; carries the nearest that they do."""

    def __init__(self, name: str, suggestions: tuple[str, ...] = ()) -> None:
        hint = f" Did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"No actor is known as {name!r}.{hint}")
        self.name = name
        self.suggestions = suggestions


class LedgerError(DetenteError):
    """The ledger could not be opened, read or written."""


class LedgerBusyError(LedgerError):
    """Another process holds the ledger open."""


class ClusterError(DetenteError):
    """Ray is missing, or its cluster cannot be reached, is not fit, or failed."""


class BrowserError(DetenteError):
    """There is no browser to print a page with, or it failed."""


class EvidenceError(DetenteError, ValueError):
    """An entry's quote does not stand in its document at its offsets."""
