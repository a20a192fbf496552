from __future__ import annotations

import io

import pytest
from rich.console import Console

from detente.report import Brief, print_brief, render_markdown
from report.example import brief_of, example_documents
from report.making import make_document, make_entry, quick


def printed(brief: Brief, width: int = 80, *, most: int = 10, terminal: bool = False) -> str:
    file = io.StringIO()
    print_brief(brief, Console(file=file, width=width, force_terminal=terminal), most=most)
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    lines = printed(brief_of(), width).splitlines()
    assert len(lines) > 100
    assert max(len(line) for line in lines) <= width


def test_piped_output_is_plain_and_a_terminal_has_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in printed(brief_of())
    assert "\x1b[" in printed(brief_of(), terminal=True)
    assert not any(line != line.rstrip() for line in printed(brief_of()).splitlines())


def test_the_finding_comes_before_everything_else() -> None:
    text = " ".join(printed(brief_of()).split())
    assert text.index("made about as many") < text.index("At a glance") < text.index("What changed")


def test_a_long_section_keeps_its_strongest_lines_in_order() -> None:
    brief = brief_of()
    text = printed(brief, 120, most=3)
    section = text[text.index("The record") : text.index("Weaker readings")]
    strongest = sorted(brief.chronology.lines, key=lambda line: -line.strength)[:3]
    places = [section.index(line.sentence) for line in brief.chronology.lines if line in strongest]
    assert places == sorted(places)
    left = len(brief.chronology.lines) - 3
    assert f"… and {left} more (see --format html)" in section


def test_with_room_for_all_nothing_is_left_out() -> None:
    text = printed(brief_of(), 120, most=1000)
    assert "more (see" not in text
    flat = " ".join(text.split())
    for line in brief_of().chronology.lines:
        assert line.sentence in flat
        assert " ".join(line.quote.shown.split()) in flat


def test_a_terminal_cannot_be_driven_by_a_text() -> None:
    text = "NATO \x1b]0;owned\x07\x1b[2J accused [bold red]Russia[/] \u202eback."
    document = make_document(text, "2009-01-01", "Wire\x1b[31m")
    brief = brief_of([make_entry(document, "NATO > RUS ACCUSE", None, "accused")])
    shown = printed(brief)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold red]Russia[/]" in shown


def test_markdown_escapes_what_it_would_act_on() -> None:
    text = "NATO *accused* [Russia](javascript:x) <b>and</b> | `more`\n\n# so_it_goes"
    entry = quick("NATO > RUS ACCUSE", text=text, trigger="accused")
    markdown = render_markdown(brief_of([entry]))
    assert r"NATO \*accused\* \[Russia\](javascript:x) \<b\>and\</b\> \| \`more\`" in markdown
    assert "\n# so" not in markdown


def test_markdown_has_every_line_with_quote_outlet_date_and_link() -> None:
    brief = brief_of()
    markdown = render_markdown(brief)
    for line in brief.chronology.lines:
        assert f"**{line.sentence}.**".replace("$", r"\$") in markdown
        assert f"[{line.quote.outlet}]({line.quote.url})" in markdown
    texts = [document.text.replace("$", r"\$") for document in example_documents().values()]
    quoted = [part.split("” (")[0] for part in markdown.split(": **")[1:]]
    assert quoted
    assert all(any(q.split(".** “")[-1].strip("…") in text for text in texts) for q in quoted[:30])


def test_markdown_keeps_an_address_inside_its_brackets() -> None:
    document = make_document("NATO accused Russia.", url="https://example.org/a_(b)|c")
    markdown = render_markdown(
        brief_of([make_entry(document, "NATO > RUS ACCUSE", None, "accused")])
    )
    assert "(https://example.org/a_%28b%29%7Cc)" in markdown


def test_nothing_at_all_prints_too() -> None:
    empty = brief_of([], concerns=(), since=None, until=None)
    assert "No act between NATO and Russia was found" in printed(empty)
    assert "No act between NATO and Russia was found" in render_markdown(empty)


def test_a_long_address_is_folded_and_never_cut() -> None:
    url = "https://example.org/" + "a-very-long-slug-" * 12 + "end"
    document = make_document("NATO accused Russia.", url=url)
    brief = brief_of([make_entry(document, "NATO > RUS ACCUSE", None, "accused")])
    assert url in "".join(printed(brief, 60).split())
