"""Cards: what a folder of tables holds, in words, as data sets carry it in their README."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from detente.ledger.selection import Selection
from detente.report.safety import fold

_MOST_OUTLETS = 20


@cache
def field_words() -> dict[str, dict[str, str]]:
    """What every field of every table is, by table and field, and under ``tables`` what every
    table holds (``fields.toml``)."""
    text = files("detente.report.export").joinpath("fields.toml").read_text("utf-8")
    found: dict[str, dict[str, str]] = tomllib.loads(text)
    return found


def write_card(selection: Selection, files: Mapping[str, tuple[int, Sequence[str]]]) -> str:
    """The card in Markdown; ``files`` have the number of rows and the columns of each table."""
    blocks = [_head(files), *_what(selection), *_tables(files), *_origin(selection), _LICENCE]
    return "\n".join(blocks) + "\n"


_LICENCE = """
## Licence

None is given here. The entries were coded from texts and data sets that others own, and quotes are
their words: whoever passes this on says under which terms.
"""


def _head(files: Mapping[str, object]) -> str:
    """The front matter, by which the Hugging Face hub and its loader know the tables."""
    configs = "\n".join(
        f"- config_name: {name.partition('.')[0]}\n  data_files: {name}" for name in files
    )
    return f"---\npretty_name: Political events\nconfigs:\n{configs}\n---\n"


def _what(selection: Selection) -> list[str]:
    return [
        "# Political events",
        "",
        "Who did what to whom, how firmly asserted and according to whom, each entry with the "
        "words that it rests on. Types are PLOVER's (CAMEO's codes beside them in imported "
        "acts); scores go from -10 (hostile) to +10 (friendly).",
        "",
        f"{selection.events:,} events and {selection.concerns:,} stated concerns coded from texts "
        f"that tell {selection.stories:,} stories; {selection.acts:,} acts of imported event data.",
        "",
    ]


def _tables(files: Mapping[str, tuple[int, Sequence[str]]]) -> list[str]:
    lines = [
        "## Tables",
        "",
        "`entry` joins events, participants, attributions and evidence; `document_id` joins events "
        "and concerns with documents, `story` with stories. Offsets are characters (code points) "
        "of the document's text, from 0, the end excluded; the texts themselves are not here. What "
        "several documents tell has a row for each: `independent_reports` says how many there are "
        "with a text of their own.",
    ]
    for name, (rows, columns) in files.items():
        table = name.partition(".")[0]
        words, what = field_words()[table], field_words()["tables"][table]
        lines += ["", f"### {name}", "", f"{what} {rows:,} rows."]
        lines += ["", "| Field | Meaning |", "|---|---|"]
        lines += [f"| `{column}` | {words[column]} |" for column in columns]
    return [*lines, ""]


def _origin(selection: Selection) -> list[str]:
    lines = ["## Coders", "", "| Coder | Entries | First day | Last day |", "|---|---|---|---|"]
    for row in selection.coders().to_pylist():
        first, last = row["first"] or "no date", row["last"] or "no date"
        lines.append(f"| {_cell(row['coder'])} | {row['rows']:,} | {first} | {last} |")
    outlets = selection.outlets().to_pylist()
    if outlets:
        lines += ["", "## Sources", "", "| Outlet | Events |", "|---|---|"]
        for row in outlets[:_MOST_OUTLETS]:
            lines.append(f"| {_cell(row['outlet']) or 'no outlet named'} | {row['rows']:,} |")
        rest = sum(row["rows"] for row in outlets[_MOST_OUTLETS:])
        if rest:
            lines.append(f"| {len(outlets) - _MOST_OUTLETS:,} others | {rest:,} |")
    return lines


def _cell(text: str) -> str:
    return fold(text).replace("\\", "\\\\").replace("|", "\\|")
