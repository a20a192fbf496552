"""Locations: files that no path of this machine leads to, named by URL and reached by fsspec.

``s3://``, ``gs://``, ``abfs://``, ``hdfs://``, ``memory://`` and what else fsspec knows; a
``file://`` is a path like any other. Pages on the web are none: whoever names one would have this
machine ask any host for anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from urllib.parse import unquote, urlsplit

from detente.errors import SourceError

__all__ = ["Found", "find_system", "is_location", "list_location", "local_path", "open_location"]

_LOCATION = re.compile(r"([a-z][a-z0-9+.-]+)://", re.I)
_WEB = frozenset({"http", "https", "ftp", "ftps", "webhdfs", "github", "gist", "git", "jupyter"})
_MAGIC = re.compile(r"[*?\[]")
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "updated", "created")


@dataclass(frozen=True, slots=True)
class Found:
    """A file at a location; ``stamp`` changes when its content does, as far as is known."""

    url: str
    size_bytes: int
    stamp: str


def is_location(name: str) -> bool:
    """Whether ``name`` is a URL and not a path; ``file://`` is a path."""
    match = _LOCATION.match(name)
    return match is not None and match[1].lower() != "file"


def local_path(name: str) -> str:
    """The path that a ``file://`` URL stands for; any other name as it is."""
    if name[:7].lower() != "file://":
        return name
    return unquote(urlsplit(name).path)


def find_system(url: str) -> tuple[Any, str]:
    """The file system (of fsspec) that ``url`` is in, and its path there.

    Raises ``SourceError`` for the web, for chained URLs, and naming the package that is missing.
    """
    match = _LOCATION.match(url)
    scheme = match[1].lower() if match else ""
    if scheme in _WEB:
        raise SourceError(url, "pages of the web are not read from here; download them first")
    if "::" in url:
        raise SourceError(url, "chained URLs (::) are not read")
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise SourceError(url, "this needs fsspec: pip install 'detente[ray]'") from error
    try:
        return cast(tuple[Any, str], url_to_fs(url))
    except (ImportError, ValueError) as error:  # the package of a store, or no such store
        raise SourceError(url, str(error)) from error


def open_location(url: str) -> BinaryIO:
    """The file at ``url``, open for reading from any place in it; raises ``OSError``."""
    system, path = find_system(url)
    return cast(BinaryIO, system.open(path, "rb"))


def list_location(url: str) -> list[Found]:
    """The file at ``url``, all below it, or all that fit it as a pattern, in order of name.

    Hidden ones (``.`` or ``_`` first) are left out, as writers of tables put their marks there.
    Raises ``SourceError`` where there is none, or where the store cannot be asked.
    """
    system, path = find_system(url)
    try:
        return sorted(_list(system, path, url), key=lambda found: found.url)
    except FileNotFoundError:
        what = "no file fits this pattern" if _MAGIC.search(path) else "no such file or folder"
        raise SourceError(url, what, code="missing") from None
    except Exception as error:  # every store has errors of its own
        raise SourceError(url, f"cannot be listed: {error}") from error


def _list(system: Any, path: str, given: str) -> Iterator[Found]:
    fits = _MAGIC.search(path) is not None
    found = False
    for top in system.glob(path, detail=True).values() if fits else [system.info(path)]:
        inside = system.find(top["name"], detail=True).values()
        for info in [top] if top["type"] == "file" else inside:
            below = info["name"].removeprefix(top["name"])
            if any(step[:1] in (".", "_") for step in below.split("/")):
                continue
            found = True
            stamp = next((str(info[name]) for name in _STAMPS if info.get(name)), "")
            url = given if info["name"] == path else system.unstrip_protocol(info["name"])
            yield Found(url, int(info["size"] or 0), stamp)
    if not found:
        raise FileNotFoundError(path)
