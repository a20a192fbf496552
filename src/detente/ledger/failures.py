"""Failures: DuckDB's errors in words that say what happened and what to do."""

from __future__ import annotations

import re
from pathlib import Path

from detente.errors import LedgerBusyError, LedgerError

FULL = "the disk is full; free some space and do the same again: what was kept before is safe"
DAMAGED = (
    "the file is damaged; put a backup or its snapshot in its place (docs/reliability.md says how)"
)

_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_BUSY = ("Could not set lock", "being used by another process")
_OTHER_MODE = "different configuration"
_FULL_SIGNS = (
    "No space left on device", "Disk quota exceeded", "File too large", "disk is full",
)  # fmt: skip
_DAMAGED_SIGNS = (
    "Corrupt", "Could not read enough bytes", "Serialization Error", "INTERNAL Error",
    "FATAL Error", "has been invalidated",
)  # fmt: skip
_LOG_SIGNS = ("replaying WAL", "WAL was created for", "WAL does not match")
_REFUSED = ("Permission denied", "Read-only file system")


def explain_opening(path: str, message: str) -> LedgerError:
    """Why a file could not be opened as a ledger."""
    holder = _HOLDER.search(message)
    if holder is not None:
        program, pid = Path(holder["program"]).name, holder["pid"]
        return LedgerBusyError(f"{path} is held open by {program} (process {pid})")
    if _has(message, _BUSY):
        return LedgerBusyError(f"{path} is held open by another process")
    if _OTHER_MODE in message:
        return LedgerBusyError(f"{path} is already open in this process in another mode; close it")
    if "not a valid DuckDB" in message:
        return LedgerError(f"{path} is not a DuckDB file, so no ledger")
    if _has(message, _LOG_SIGNS):
        return LedgerError(
            f"{path}.wal is damaged or of another file, and holds what was written last; without it"
            f" the ledger opens as it was before that: {_said(message)}"
        )
    if _has(message, _REFUSED):
        return LedgerError(f"{path} may not be written here; copy it to where you may write")
    return LedgerError(f"{path} could not be opened: {_said(message)}")


def explain(action: str, message: str) -> LedgerError:
    """Why something failed in a ledger that was open."""
    return LedgerError(f"{action} failed: {_said(message)}")


def _said(message: str) -> str:
    """What to do where that is known, and the first line of what was said."""
    first = message.splitlines()[0] if message else "no reason was given"
    if _has(message, _FULL_SIGNS):
        return f"{FULL} ({first})"
    if _has(message, (*_DAMAGED_SIGNS, *_LOG_SIGNS)):
        return f"{DAMAGED} ({first})"
    return first


def _has(message: str, signs: tuple[str, ...]) -> bool:
    return any(sign in message for sign in signs)
