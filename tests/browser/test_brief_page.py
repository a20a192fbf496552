"""The brief as a browser shows it and prints it: NATO and Russia, of the demonstration corpus."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest

from detente.engine.session import open_ledger
from detente.report import render_html
from detente.report.pdf import find_browser, print_pdf
from detente.report.sections.news import add_news, note_brief

NewPage = Callable[..., Any]
SCHEMES = ("light", "dark")
WIDTHS_PX = (390, 768, 1280, 1920)
A4_POINTS = (595, 842)
MARGIN_POINTS = 36  # text further out is cut off by most printers


@pytest.fixture(scope="module")
def html(corpus_db: str) -> str:
    """The page, with a section of what is new since a brief that ended with 2009."""
    with open_ledger(corpus_db, read_only=True) as ledger:
        then = ledger.brief("NATO", "Russia", until=dt.date(2009, 12, 31))
        now = ledger.brief("NATO", "Russia")
    return render_html(add_news(now, [note_brief(then, [], dt.datetime(2010, 1, 4, 9, 0))]))


@pytest.fixture(scope="module")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "brief.html"
    path.write_text(html, encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Printed:
    """One page of paper: its size, its text, and where each piece of text stands (points)."""

    size: tuple[int, int]
    text: str
    places: tuple[tuple[float, float], ...]

    @classmethod
    def read(cls, page: pypdf.PageObject) -> Printed:
        places: list[tuple[float, float]] = []

        def note(text: str, on: Any, line: Any, *_: Any) -> None:
            if text.strip():
                x, y = line[4:]
                places.append((x * on[0] + y * on[2] + on[4], x * on[1] + y * on[3] + on[5]))

        text = page.extract_text(visitor_text=note)
        width, height = (round(float(side)) for side in page.mediabox[2:])
        return cls((width, height), text, tuple(places))


@pytest.fixture(scope="module")
def printed(browser: Any, html: str) -> list[Printed]:
    """The pages of the PDF; ``browser`` sees to it that there is one."""
    pages = pypdf.PdfReader(io.BytesIO(print_pdf(html, find_browser()))).pages
    return [Printed.read(page) for page in pages]


def test_the_page_asks_for_nothing_and_complains_of_nothing(new_page: NewPage, file: Path) -> None:
    page = new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri(), wait_until="networkidle")
    assert asked == [file.as_uri()]
    assert said == []
    assert page.locator("#news h2").inner_text() == "New since the brief of 4 January 2010"


def test_the_page_is_under_a_megabyte(html: str) -> None:
    assert len(html.encode()) < 1_000_000


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious(
    scheme: str, new_page: NewPage, file: Path, axe: Callable[[Any], list[str]]
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert axe(page) == []


def test_dark_is_dark_and_light_is_light(new_page: NewPage, file: Path) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    lightness = []
    for scheme in SCHEMES:
        page = new_page(color_scheme=scheme)
        page.goto(file.as_uri())
        red, green, blue = map(int, re.findall(r"\d+", page.evaluate(background))[:3])
        lightness.append((red + green + blue) / 3)
    assert lightness[0] > 200
    assert lightness[1] < 50


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_nothing_sticks_out_sideways(width_px: int, new_page: NewPage, file: Path) -> None:
    page = new_page(viewport={"width": width_px, "height": 900})
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    out = page.evaluate(
        """width => [...document.body.querySelectorAll('*')]
             .filter(one => one.checkVisibility() && !one.closest('.skip, .hidden'))
             .filter(one => one.getBoundingClientRect().right > width + 0.5)
             .map(one => one.outerHTML.slice(0, 120))""",
        width_px,
    )
    assert out == []
    assert page.evaluate("document.documentElement.scrollWidth") == width_px


def test_every_link_inside_the_page_shows_its_place(new_page: NewPage, file: Path) -> None:
    page = new_page()
    page.goto(file.as_uri())
    hidden = page.evaluate(
        """[...document.querySelectorAll('a[href^="#"]')]
             .filter(one => !document.getElementById(one.hash.slice(1))?.checkVisibility())
             .map(one => one.outerHTML)"""
    )
    assert hidden == []


def test_it_prints_to_a4_with_the_pages_numbered(printed: list[Printed]) -> None:
    assert len(printed) > 5
    for number, page in enumerate(printed, 1):
        assert page.size == A4_POINTS
        assert f"{number} / {len(printed)}" in page.text


def test_no_text_is_cut_off_by_the_edge_of_a_page(printed: list[Printed]) -> None:
    for number, page in enumerate(printed, 1):
        assert page.places
        for across, up in page.places:
            assert MARGIN_POINTS <= across <= A4_POINTS[0] - MARGIN_POINTS, f"page {number}"
            assert MARGIN_POINTS / 2 <= up <= A4_POINTS[1] - MARGIN_POINTS, f"page {number}"


def test_every_quote_stands_whole_on_one_printed_page(
    printed: list[Printed], new_page: NewPage, file: Path
) -> None:
    page = new_page()
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    quotes = page.evaluate(
        "[...document.querySelectorAll('q')].filter(q => q.checkVisibility()).map(q => q.innerText)"
    )
    texts = [squeeze(one.text) for one in printed]
    assert len(quotes) > 100
    assert [q for q in quotes if not any(squeeze(q) in text for text in texts)] == []


def squeeze(text: str) -> str:
    """Text without what a line break adds or takes away."""
    return re.sub(r"\s+", "", text)


def test_no_heading_is_the_last_line_of_a_printed_page(
    printed: list[Printed], new_page: NewPage, file: Path
) -> None:
    page = new_page()
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    headings = {
        squeeze(text).lower() for text in page.locator("h2, h3, h4").all_inner_texts() if text
    }
    for name in page.locator("figure text, figure span").all_text_contents():
        headings.discard(squeeze(name).lower())  # a name beside a curve may well end a page
    assert len(headings) > 10
    for number, one in enumerate(printed, 1):
        lines = [line for line in one.text.splitlines() if line.strip()]
        lines = [line for line in lines if line.strip() != f"{number} / {len(printed)}"]
        assert squeeze(lines[-1]).lower() not in headings, f"page {number}"


def test_a_printed_link_can_be_read(printed: list[Printed], html: str) -> None:
    text = squeeze("".join(page.text for page in printed))
    addresses = set(re.findall(r'<a href="(https://[^"]+)"', html))
    assert len(addresses) > 20
    read = {address for address in addresses if address in text}
    assert len(read) > len(addresses) / 2  # of further reports the paper has only the number
