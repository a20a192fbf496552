"""Inputs: what the caller names, as files to read one after the other."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.errors import SourceError
from detente.sources.locations import is_location, list_location, local_path

__all__ = ["STDIN", "Input", "find_inputs", "list_files"]

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """A file or stream to read: ``name`` is what rejects and documents call it.

    ``named`` tells that the caller named this very file, and did not find it in a folder. One
    without a path is standard input, or at a location (``sources/locations.py``); of those the
    size is known, and a stamp that changes with the content.
    """

    name: str
    path: Path | None
    named: bool = True
    size_bytes: int = 0
    stamp: str = ""


def find_inputs(inputs: Iterable[str | Path | Input]) -> list[Input]:
    """All inputs as given, patterns filled in; folders stay folders, but those at a location.

    Raises ``SourceError`` for one that is no file, no folder and no pattern that fits any.
    """
    given = [inputs] if isinstance(inputs, str | Path) else inputs
    return [
        found
        for one in given
        for found in ([one] if isinstance(one, Input) else _find(local_path(str(one))))
    ]


def _find(name: str) -> list[Input]:
    if name == STDIN:
        return [Input(STDIN, None)]
    if is_location(name):
        listed = list_location(name)
        return [
            Input(found.url, None, found.url == name, found.size_bytes, found.stamp)
            for found in listed
        ]
    path = Path(name)
    if _exists(path):
        return [Input(name, path)]
    # pathlib's globbing takes no absolute patterns
    found = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
    if not found:
        what = "no file fits this pattern" if glob.has_magic(name) else "no such file or folder"
        raise SourceError(name, what, code="missing")
    return [Input(each, Path(each), named=False) for each in found]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or with NUL in it
        return False


def list_files(folder: Path) -> Iterator[Input]:
    """Every file below ``folder``, in order of name; hidden ones and linked folders left out.

    Raises ``OSError`` where the folder cannot be listed.
    """
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from list_files(Path(entry.path))
        elif not entry.is_dir():
            yield Input(entry.path, Path(entry.path), named=False)
