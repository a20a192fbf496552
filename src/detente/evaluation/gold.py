"""Gold files: JSON lines read with the line number of whatever is wrong in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detente.errors import SourceError


def read_rows(path: Path, required: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a gold file.

    Raises ``SourceError`` for a file that is missing, empty, not JSON lines, or whose rows lack
    one of the ``required`` fields.
    """
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise SourceError(where, f"not JSON ({error.msg}); give one object a line") from None
        if not isinstance(row, dict):
            raise SourceError(where, f"a JSON object is wanted, not {type(row).__name__}")
        missing = [field for field in required if row.get(field) is None]
        if missing:
            raise SourceError(where, f"the row lacks {', '.join(missing)}")
        rows.append(row)
    if not rows:
        raise SourceError(str(path), "no rows; give JSON lines")
    return rows


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SourceError(str(path), "there is no such file") from None
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise SourceError(str(path), f"cannot be read as text ({error})") from None


def file_digest(path: Path) -> str:
    """SHA-256 of a gold file (hex): scores are pinned to the data that gave them."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
