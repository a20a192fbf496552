"""Browsers that are no browsers: scripts that do with a page what a test wants."""

from __future__ import annotations

from pathlib import Path

_HEAD = """#!/bin/sh
for word; do
  case "$word" in
    --print-to-pdf=*) out=${word#*=} ;;
    file://*) page=${word#file://} ;;
  esac
done
"""


def make_browser(folder: Path, script: str) -> Path:
    """A program that runs ``script``, with ``$page`` to read and ``$out`` to write."""
    program = folder / "browser"
    program.write_text(f"{_HEAD}{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program
