"""Archives: files that hold many others, read record by record, never written to disk."""

from __future__ import annotations

from detente.sources.archives.warc import read_warc
from detente.sources.archives.zip import open_zip

__all__ = ["open_zip", "read_warc"]
