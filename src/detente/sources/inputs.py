"""Inputs: what the caller names, as files to read one after the other."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.errors import SourceError

__all__ = ["STDIN", "Input", "find_inputs", "list_files"]

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """A file or stream to read: ``name`` is what rejects and documents call it.

    ``named`` tells that the caller named this very file, and did not find it in a folder.
    """

    name: str
    path: Path | None
    named: bool = True


def find_inputs(inputs: Iterable[str | Path]) -> list[Input]:
    """All inputs as given, patterns filled in; folders stay folders.

    Raises ``SourceError`` for one that is no file, no folder and no pattern that fits any.
    """
    given = [inputs] if isinstance(inputs, str | Path) else inputs
    return [found for one in given for found in _find(str(one))]


def _find(name: str) -> list[Input]:
    if name == STDIN:
        return [Input(STDIN, None)]
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
