"""A shelf is a dictionary whose memory does not grow."""

from __future__ import annotations

import subprocess
import sys

import pytest

from detente.ledger.shelf import Shelf


def test_it_behaves_as_a_dictionary() -> None:
    shelf = Shelf[str]([("a", "1"), ("b", "2"), ("a", "3")])
    assert dict(shelf) == {"a": "3", "b": "2"}
    shelf["c'\x00"] = "x"
    assert "c'\x00" in shelf
    assert len(shelf) == 3
    assert shelf.get("none") is None
    assert shelf.setdefault("a", "4") == "3"
    del shelf["a"]
    with pytest.raises(KeyError):
        shelf["a"]
    with pytest.raises(KeyError):
        del shelf["a"]


_FILL = """
import resource
from detente.ledger.shelf import Shelf
shelf = Shelf[int]((f"{i:064x}", i) for i in range(30_000))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for i in range(30_000, 230_000):
    shelf[f"{i:064x}"] = i
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, shelf[f"{200_000:064x}"])
"""


def test_many_entries_take_no_more_memory_than_its_cache() -> None:
    out = subprocess.run([sys.executable, "-c", _FILL], capture_output=True, text=True, check=True)
    grown_kb, found = map(int, out.stdout.split())
    assert found == 200_000
    assert grown_kb < 16 * 1024
