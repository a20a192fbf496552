"""Sources: files of every usual format, as documents; what cannot be read is a reject."""

from __future__ import annotations

from detente.sources.dates import parse_date
from detente.sources.formats import suffixes
from detente.sources.genres import guess_genre
from detente.sources.reading import read

__all__ = ["guess_genre", "parse_date", "read", "suffixes"]
