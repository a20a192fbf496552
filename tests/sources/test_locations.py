"""Locations: files at URLs, and those that are refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.errors import SourceError
from detente.records import Document, Reject
from detente.sources import read
from detente.sources.locations import is_location, list_location, local_path


@pytest.fixture
def memory() -> Iterator[Any]:
    system = pytest.importorskip("fsspec", reason="fsspec (extra `ray`)").filesystem("memory")
    yield system
    system.store.clear()


def test_a_file_and_a_folder_are_read_in_order_of_name(memory: Any) -> None:
    memory.pipe_file("/news/b.txt", b"Russia met NATO.")
    memory.pipe_file("/news/deep/a.jsonl", b'{"text": "Iran met Oman."}\nbroken\n')
    memory.pipe_file("/news/_SUCCESS", b"")
    memory.pipe_file("/news/.hidden/c.txt", b"x")
    memory.pipe_file("/news/d.exe", b"x")
    found = list(read(["memory://news"]))
    assert [(type(one), one.source) for one in found] == [
        (Document, "memory:///news/b.txt"),
        (Reject, "memory:///news/d.exe"),
        (Document, "memory:///news/deep/a.jsonl:1"),
        (Reject, "memory:///news/deep/a.jsonl:2"),
    ]
    assert [one.source for one in read(["memory://news/b.txt"])] == ["memory://news/b.txt"]
    assert [found.url for found in list_location("memory://news/*.txt")] == ["memory:///news/b.txt"]


def test_what_is_not_there_is_said_at_once(memory: Any) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        read(["memory://nowhere"])
    with pytest.raises(SourceError, match="no file fits this pattern"):
        read(["memory://nowhere/*.txt"])


@pytest.mark.parametrize("url", ["http://127.0.0.1/a.txt", "HTTPS://x/y", "ftp://x/y"])
def test_the_web_is_refused(url: str) -> None:
    with pytest.raises(SourceError, match="download them first"):
        read([url])


@pytest.mark.parametrize("url", ["memory://a::http://127.0.0.1/b", "file://a::https://x/y"])
def test_chained_urls_lead_nowhere(url: str) -> None:
    with pytest.raises(SourceError):
        read([url])


def test_without_fsspec_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(SourceError, match=r"pip install 'detente\[ray\]'"):
        read(["s3://bucket/a.txt"])


def test_a_file_url_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text("Russia met NATO.", "utf-8")
    [one] = read([f"file://{tmp_path}/a%20b.txt"])
    assert one.source == str(tmp_path / "a b.txt")
    assert not is_location("file:///a")
    assert local_path("C:/a") == "C:/a"
