"""A brief in another language: every word of it comes from the catalogue, or is verbatim."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from rich.console import Console

from detente.analysis.press import Owner
from detente.ontology import issue_label, issues
from detente.report import Brief, language, print_brief, render_html, render_markdown
from detente.report.language import Language, load_language
from detente.report.quotes import Quote
from detente.report.sections.news import add_news, note_brief
from report.catalogues import forms_of
from report.example import NAMES, brief_of, example_entries
from report.making import quick

PSEUDO = "qps"  # a language that marks every text of the catalogue: ⟦Acts⟧
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
STRING = re.compile(r'(?<== )"((?:[^"\\]|\\.)*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
# Letters that are markup or part of an address, and names of things that all languages share.
COMMON = re.compile(r"https?://\S+|\butf-8\b")


class Shown(HTMLParser):
    """The text that a page shows or reads aloud, without its styles and quotes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "q"):
            self._hidden.append(tag)
        self.parts += [v or "" for k, v in attrs if k in ("aria-label", "data-way", "alt")]
        self.parts += [v or "" for k, v in attrs if k == "title" and tag != "a"]

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def shown(brief: Brief, format: str) -> str:
    if format == "html":
        return " ".join(Shown(render_html(brief)).parts)
    if format == "md":
        return re.sub(r"\\(.)", r"\1", render_markdown(brief))
    file = io.StringIO()
    print_brief(brief, Console(file=file, width=4000), most=1000)
    return file.getvalue()


def verbatim(value: object) -> Iterator[str]:
    """Quotes, outlets, titles and voices, as they were read."""
    if isinstance(value, Quote):
        yield from (one for one in (value.text, value.outlet, value.title, value.voice) if one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from verbatim(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from verbatim(getattr(value, field.name))


def rest(brief: Brief, format: str) -> str:
    """What is shown besides quotes, sources, names, and what the analysis says in English."""
    known = {*verbatim(brief), *NAMES.values(), brief.a_name, brief.b_name}
    known |= {row.outlet for row in brief.press.rows}
    known |= {one.about for side in brief.concerns for one in side.items}
    known |= {ask.reason for ask in brief.asks.items}
    found = brief.measured
    known |= {found.sample, *found.notes}
    known |= {text for one in found.answers for text in (one.sentence, one.basis)}
    if brief.news and brief.news.finding:
        known.add(brief.news.finding.then)
    text = " ".join(COMMON.sub(" ", shown(brief, format)).split())
    for one in sorted((" ".join(one.split()) for one in known), key=len, reverse=True):
        text = text.replace(one, " ")
    return text


def whole_brief(code: str) -> Brief:
    """A brief in which every section has something to say."""
    more = [
        quick("NATO = RUS CONSULT", "2009-03-03", modality="planned", issues="energy"),
        quick("NATO = RUS CONSULT", "2009-03-20", issues="energy"),
        quick("RUS > NATO ACCUSE", "2009-04-04", confidence=0.2),
        quick("RUS-OPP > NATO SUPPORT", "2009-05-05"),
        quick("NATO > RUS ACCUSE", None),
        *(quick("RUS > NATO COOPERATE", f"2009-{month:02}-11") for month in range(2, 12)),
    ]
    owners = {"Northern Wire": Owner("GBR", "private"), "Vostok Courier": Owner("RUS", "state")}
    entries = example_entries()
    then = brief_of(entries[:6], since=dt.date(2008, 8, 10), owners=owners.get, language=code)
    noted = note_brief(then, [], dt.datetime(2010, 12, 6, 8, 5))
    now = brief_of([*entries, *more], owners=owners.get, language=code, read={})
    return add_news(now, [noted])


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """English with a mark around every text, as a language of its own."""
    data = Path(str(files("detente.report").joinpath("data")))
    shutil.copytree(data, tmp_path / "data")
    shutil.copytree(data / "en", tmp_path / "data" / PSEUDO)
    words = tmp_path / "data" / PSEUDO / "words.toml"
    head, tables = words.read_text("utf-8").split("\n[names]\n")
    tables = STRING.sub(r'"⟦\1⟧"', tables)
    labels = "".join(f'\n{one} = "⟦{issue_label(one)}⟧"' for one in issues())
    words.write_text(f"{head}\n[names]\n{tables}\n[issues]{labels}\n", "utf-8")
    phrases = tmp_path / "data" / PSEUDO / "phrases.toml"
    phrases.write_text(STRING.sub(r'"⟦\1⟧"', phrases.read_text("utf-8")), "utf-8")
    monkeypatch.setattr(language, "_folder", lambda: tmp_path / "data")
    load_language.cache_clear()
    return PSEUDO


@pytest.mark.parametrize("format", ["html", "md", "terminal"])
def test_no_word_of_a_brief_stands_outside_the_catalogue(pseudo: str, format: str) -> None:
    text = rest(whole_brief(pseudo), format)
    assert text.count("⟦") > 300
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    assert not WORD.findall(text)


def english_words() -> set[str]:
    """Words of the English catalogue that the German one has not."""
    english, german = (
        {word for text in texts(load_language(code)) for word in WORD.findall(text)}
        for code in ("en", "de")
    )
    return english - german


def texts(language: Language) -> Iterator[str]:
    """Every text of a catalogue, without its places."""
    for key, value in (*language.words.items(), *language.phrases.items()):
        if not key.startswith("language."):
            yield from (re.sub(r"\{.*?\}", " ", text) for text in forms_of(value))


@pytest.mark.parametrize("format", ["html", "md", "terminal"])
def test_a_german_brief_holds_no_english_word_but_what_is_verbatim(format: str) -> None:
    text = rest(whole_brief("de"), format)
    english = english_words()
    assert len(english) > 300
    assert len(WORD.findall(text)) > 500
    assert not english & set(WORD.findall(text))


def test_a_german_page_says_which_language_it_is_and_what_on_it_is_english() -> None:
    brief = brief_of(language="de")
    page = render_html(brief)
    assert '<html lang="de">' in page
    for one in brief.measured.answers:
        assert f'<span lang="en">{one.sentence}</span>' in page
    assert "nur auf Englisch" in page
    assert 'lang="en"' not in page.replace('<span lang="en">', "")
    assert "<span lang" not in render_html(brief_of())
