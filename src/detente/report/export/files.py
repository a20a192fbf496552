"""Files: what an export writes appears whole or not at all, and replaces nothing unasked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

METADATA = ".metadata.json"
"""What the metadata of a database has in the place of its suffix."""


def check_free(path: Path, *, force: bool) -> None:
    """Raises ``FileExistsError`` where something stands that may not be replaced."""
    if path.is_dir():
        raise FileExistsError(f"{path} is a folder; name a file")
    if path.exists() and not force:
        raise FileExistsError(f"{path} exists already; --force replaces it")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to, which takes its name at the end; gone on any failure."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def text_file(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file with plain line ends, written as ``replacing`` does."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
        yield stream
