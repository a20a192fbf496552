"""Hostile pages: refused or read within a second, without a file or the network."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from benchmarks.markup import hostile_pages
from benchmarks.watched import Watched, watch

from detente.records import Document, Reject
from detente.sources import read
from detente.sources.weight import find_excess, lighten

PAGES = hostile_pages()
REFUSED = {
    "200,000 nested elements": "too-long",
    "200,000 nested elements, never closed": "too-long",
    "200,000 nested tables": "too-long",
    "200,000 nested elements of XHTML": "too-long",
    "1 MB of open comments": "no-text",
    "1 MB of brackets": "no-text",
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Watched]:
    """All pages, read one after the other in one other process."""
    folder = tmp_path_factory.mktemp("pages")
    paths = [Path(folder, f"{n}.html") for n in range(len(PAGES))]
    for path, page in zip(paths, PAGES.values(), strict=True):
        path.write_text(page, "utf-8")
    return dict(zip(PAGES, watch(*paths), strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_or_refused_at_once(watched: dict[str, Watched], name: str) -> None:
    found = watched[name]
    assert found.seconds < 3  # 1 on a machine that does nothing else
    assert found.peak_mb < 200
    assert found.opened == ()
    if name in REFUSED:
        assert found.rejects == (REFUSED[name],)
    else:
        assert found.documents == 1
        assert "Geneva" in found.text
        assert not any(mark in found.text for mark in ("root:", "haha", "xxxx"))


def test_what_is_opened_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    (found,) = watch(tmp_path / "a.parquet")
    assert any("subprocess.Popen" in one for one in found.opened)


def test_a_tag_of_very_many_attributes_loses_them() -> None:
    many = " ".join(f'a{n}="<>"' for n in range(5000))
    page = f"<p {many}>Text</p><p class='x' data-a=\"{'a b ' * 5000}\">More</p>"
    light = lighten(page)
    assert light == page.replace(f"<p {many}>", "<p>")
    assert find_excess(light) is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="' + "(" * 300_000 + '">',
        '<meta content="' + "{ " * 200_000 + '" name="author">',
        '<script type="application/ld+json">' + '"author":"names"' * 60_000 + "</script>",
        '<script type="application/ld+json">' + '"Person" "publisher":' * 60_000,
    ],
)
def test_metadata_of_a_stranger_takes_no_quadratic_time(tmp_path: Path, head: str) -> None:
    path = tmp_path / "a.html"
    body = "<p>Talks between the two governments resumed in Geneva on Monday, officials said.</p>"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", "utf-8")
    started = time.monotonic()
    list(read([path]))
    assert time.monotonic() - started < 5


def test_an_ordinary_long_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    body = "".join(
        f"<p>The ministry said in its statement {n} that talks go on.</p>" for n in range(3000)
    )
    path.write_text(f"<html><body><article>{body}</article></body></html>", "utf-8")
    (found,) = read([path])
    assert isinstance(found, Document)
    assert "statement 2999 that" in found.text


def test_a_page_of_too_much_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body>" + "<p>Talks.</p>" * 30_000, "utf-8")
    (found,) = read([path])
    assert isinstance(found, Reject)
    assert "30,002 elements; pages of more than 20,000 are not read" in found.detail
