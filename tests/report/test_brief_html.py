from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

from detente.report import render_html
from report.example import brief_of, example_documents
from report.making import make_document, make_entry

HOSTILE = "NATO <script>alert('1')</script> \" ' & <img src=x onerror=alert(1)> accused Russia."


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, ids and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.quotes: list[str] = []
        self._quoting = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "q":
            self._quoting = True
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        self._quoting = self._quoting and tag != "q"

    def handle_data(self, data: str) -> None:
        if self._quoting:
            self.quotes[-1] += data

    def all(self, tag: str, attribute: str) -> list[str]:
        return [a[attribute] or "" for name, a in self.tags if name == tag and attribute in a]


def page_of(html: str) -> Page:
    return Page(html)


def hostile_page() -> str:
    document = make_document(
        HOSTILE,
        "2009-01-01",
        "<b onmouseover=alert(2)>Wire</b>",
        title='"><script>alert(3)</script>',
        url="javascript:alert(4)",
    )
    entry = make_entry(
        document, "NATO > RUS ACCUSE", None, "accused", says="<i>he</i>", sayer="RUS"
    )
    brief = brief_of([entry], names={"NATO": "<u>NATO</u>", "RUS": "{{ 7 * 7 }}"}, concerns=())
    return render_html(brief)


def test_hostile_text_is_shown_and_does_nothing() -> None:
    html = hostile_page()
    page = page_of(html)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "object", "form", "link", "i onerror", "u"}
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on")]
    assert HOSTILE in page.quotes
    assert "{{ 7 * 7 }}" in html
    assert "49" not in html


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    links = page_of(hostile_page()).all("a", "href")
    assert links
    assert all(link.startswith("#") for link in links)


def test_controls_and_overrides_in_a_text_are_made_harmless() -> None:
    text = "NATO \x1b[2J\u202e accused\x00 Russia \ud800."
    document = make_document(text, "2009-01-01", "Wire")
    entry = make_entry(document, "NATO > RUS ACCUSE", None, "accused")
    html = render_html(brief_of([entry]))
    html.encode()
    assert not re.search("[\x00\x1b\u202e\ud800]", html)
    assert "accused" in html


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    html = render_html(brief_of())
    page = page_of(html)
    assert not page.all("script", "src")
    assert "<script" not in html
    assert not page.all("link", "href")
    assert not page.all("img", "src")
    assert "url(" not in html
    assert "@import" not in html
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert all(re.match("https://|#", link) for link in page.all("a", "href"))


def test_every_quote_on_the_page_is_verbatim() -> None:
    texts = [document.text for document in example_documents().values()]
    quotes = page_of(render_html(brief_of())).quotes
    assert len(quotes) > 60
    for quote in quotes:
        assert any(quote.strip("…") in text for text in texts), quote


def test_every_link_inside_the_page_leads_somewhere_once() -> None:
    page = page_of(render_html(brief_of()))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    inner = [link[1:] for link in page.all("a", "href") if link.startswith("#")]
    assert set(inner) <= set(ids)
    cells = {id for id in ids if id and id.startswith("cell-")}
    assert cells
    assert cells <= set(inner)


def test_headings_step_down_one_at_a_time_and_tables_have_headers() -> None:
    page = page_of(render_html(brief_of()))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    scopes = page.all("th", "scope")
    assert len(scopes) == sum(tag == "th" for tag, _ in page.tags)
    assert ("html", {"lang": "en"}) in page.tags


def test_thin_material_is_marked_as_such() -> None:
    html = render_html(brief_of([], concerns=()))
    assert 'class="finding thin"' in html
    assert "No overture by Russia was found in this material." in html
    assert "<figure>" not in html
    assert "<figure>" in render_html(brief_of())
