from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.records import Document, Span
from detente.report.quotes import cut_quote, safe_url
from report.making import find_span, make_document

LONG = " ".join(f"word{i}" for i in range(200))


def whole(text: str) -> tuple[Document, Span]:
    return make_document(text), Span(0, len(text), text)


def test_a_short_quote_stays_whole() -> None:
    document, span = whole("NATO accused Russia.")
    quote = cut_quote(span, find_span(span.text, "accused"), document)
    assert quote.shown == "NATO accused Russia."
    assert quote.trigger is not None
    assert quote.text[slice(*quote.trigger)] == "accused"


@pytest.mark.parametrize("word", ["word0", "word100", "word199"])
def test_a_long_quote_is_cut_at_words_around_its_trigger(word: str) -> None:
    document, span = whole(LONG)
    quote = cut_quote(span, find_span(LONG, word), document, width=120)
    assert word in quote.text.split()
    assert set(quote.text.split()) <= set(LONG.split())
    assert 90 < len(quote.text) <= 120
    assert quote.shown.startswith("…") is (word != "word0")
    assert quote.shown.endswith("…") is (word != "word199")
    assert "…" not in quote.text


@given(st.text(min_size=1, max_size=400), st.data(), st.integers(10, 60))
def test_a_quote_is_never_altered(text: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document, span = whole(text)
    quote = cut_quote(span, Span(start, end, text[start:end]), document, width=width)
    assert quote.text in text
    assert len(quote.text) <= max(3 * width, 0)
    if quote.trigger is not None:
        assert quote.text[slice(*quote.trigger)] == text[start:end]


def test_a_word_without_end_is_cut_too() -> None:
    document, span = whole("x" * 100_000)
    assert len(cut_quote(span, span, document, width=100).text) == 300


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//example.org/x",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://",
        "https://example.org/\x1b[31m",
        "https://example.org/a b",
        "http://[::1",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_web_addresses_stay_as_they_are() -> None:
    assert safe_url("https://example.org/a?b=c&d=%20#e") == "https://example.org/a?b=c&d=%20#e"
