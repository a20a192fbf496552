"""Citations, parsed again: nothing of a document's particulars is lost or acts on its reader."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from detente.records import Document, Genre
from detente.report.citations import cite, cited_documents
from report.example import brief_of

DOCUMENTS = (
    Document("b", "", title="On missiles & {trust}: 50% of $2_000 #1 ~ ^ \\", outlet="Kommersant",
             author="A. Author", date=dt.date(2009, 9, 18), genre=Genre.COMMENTARY,
             url="https://example.org/a_b?c=%7Bd%7D&e=1#f"),
    Document("c", "", title="On missiles again", outlet="Kommersant", date=dt.date(2009, 9, 19)),
    Document("a", "", title="Line\nbreak\r\nER  - \u202eback", outlet="Új Szó",
             date=dt.date(2008, 1, 2), url="javascript:alert(1)"),
    Document("briefing.txt", "", genre=Genre.TRANSCRIPT),
)  # fmt: skip
TITLES = ["Line break ER - \ufffdback", "On missiles & {trust}: 50% of $2_000 #1 ~ ^ \\",
          "On missiles again", "briefing.txt"]  # fmt: skip


def test_csl_json_has_every_particular() -> None:
    items = json.loads(cite(DOCUMENTS, "csl"))
    assert [item["title"] for item in items] == TITLES
    assert items[1] == {
        "id": "kommersant2009missiles",
        "type": "article-newspaper",
        "title": TITLES[1],
        "container-title": "Kommersant",
        "author": [{"literal": "A. Author"}],
        "issued": {"date-parts": [[2009, 9, 18]]},
        "URL": "https://example.org/a_b?c=%7Bd%7D&e=1#f",
    }
    assert "URL" not in items[0]
    assert items[3] == {"id": "anonnd", "type": "speech", "title": "briefing.txt"}


def parse_bibtex(text: str) -> dict[str, dict[str, str]]:
    """Entries by key; braces must balance, escapes aside."""
    found = {}
    for entry in re.split(r"^(?=@)", text, flags=re.M)[1:]:
        head = re.match(r"@(?:article|misc)\{([a-z0-9-]+),\n", entry)
        assert head, entry
        bare = entry.replace("\\{", "").replace("\\}", "").replace(r"\textbackslash{}", "")
        assert bare.count("{") == bare.count("}")
        found[head[1]] = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry, flags=re.M))
    return found


def test_bibtex_escapes_what_tex_would_act_on() -> None:
    entries = parse_bibtex(cite(DOCUMENTS, "bibtex"))
    assert list(entries) == ["ujszo2008line", "kommersant2009missiles", "kommersant2009missiles-2",
                             "anonnd"]  # fmt: skip
    entry = entries["kommersant2009missiles"]
    assert entry["title"] == (
        r"{On missiles \& \{trust\}: 50\% of \$2\_000 \#1 \textasciitilde{}"
        r" \textasciicircum{} \textbackslash{}}"
    )
    assert (entry["year"], entry["date"], entry["author"]) == ("2009", "2009-09-18", "{A. Author}")
    assert entry["url"] == DOCUMENTS[0].url
    assert entries["ujszo2008line"]["journal"] == "Új Szó"


def test_ris_lines_are_tags_and_values() -> None:
    text = cite(DOCUMENTS, "ris")
    records: list[dict[str, str]] = [{}]
    for line in filter(None, text.split("\r\n")):
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert match, line
        records[-1][match[1]] = match[2]
        if match[1] == "ER":
            records.append({})
    assert records.pop() == {}
    assert [record["TI"] for record in records] == TITLES
    assert [record["TY"] for record in records] == ["NEWS", "NEWS", "NEWS", "HEAR"]
    assert records[1]["DA"] == "2009/09/18"
    assert records[1]["UR"] == DOCUMENTS[0].url


def test_a_document_is_cited_once_and_an_unknown_format_is_told() -> None:
    assert len(json.loads(cite([*DOCUMENTS, *DOCUMENTS], "csl"))) == 4
    assert (cite([], "csl"), cite([], "bibtex"), cite([], "ris")) == ("[]\n", "", "")
    with pytest.raises(ValueError, match="csl, bibtex, ris"):
        cite(DOCUMENTS, "mla")


def test_every_quote_of_a_brief_has_its_document() -> None:
    brief = brief_of()
    cited = cited_documents(brief)
    assert len(cited) == len(set(cited)) > 0
    assert {quote.document_id for quote in brief.quotes()} <= set(cited)
    held = {item.quote.document_id for side in brief.concerns for item in side.items}
    assert held <= set(cited)
