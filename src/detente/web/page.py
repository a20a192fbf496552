"""Page: what one page is: its address, its question, its data, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from detente.web.snapshot import View


class NotFoundError(LookupError):
    """The snapshot has nothing under this address; the message says so to the reader."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a page's function gives instead of data where the address has a better form."""

    address: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What a page's function gives instead of data that are still being made ``aside``.

    A reader is told so under the page's ``heading``, with the way ``back``, and shown the page
    once ``ready``; a twin waits for it.
    """

    ready: Future[Any]
    heading: str
    about: str
    back: str
    back_name: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page in its three forms: ``path`` as HTML, with ``.json`` and with ``.csv`` behind it.

    ``read`` turns a view of the snapshot and a ``query`` (``parameters``) into ``data``; the
    template ``NAME.html`` shows it as ``page``. ``rows`` names the field of the data that the CSV
    twin lists, and ``row`` its dataclass. ``seconds`` is how long the page may take;
    ``deep`` tells that the last part of the path may hold slashes.
    """

    name: str
    path: str
    title: str
    query: type[Any]
    data: type[Any]
    read: Callable[[View, Any], Any]
    rows: str
    row: type[Any]
    seconds: float = 10.0
    deep: bool = False

    def twin(self, suffix: str) -> str:
        """The path of a twin (``json`` or ``csv``)."""
        return f"/{self.name}.{suffix}" if self.path == "/" else f"{self.path}.{suffix}"


@dataclass(frozen=True, slots=True)
class Download:
    """A file made for the asking: ``make`` gives its bytes."""

    name: str
    path: str
    title: str
    query: type[Any]
    make: Callable[[View, Any], bytes]
    media_type: str
    filename: Callable[[Any], str]
    seconds: float = 60.0
