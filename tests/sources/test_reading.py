"""Reading inputs of all kinds: what comes out, in which order, and what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from pathlib import Path

import pytest

from detente.errors import SourceError
from detente.records import Document, Genre, Reject
from detente.sources import read, suffixes

TEXT = "Russia said on Monday that it would withdraw its troops."


def documents(*inputs: str | Path, **options: object) -> list[Document]:
    found = list(read(inputs, **options))  # type: ignore[arg-type]
    assert [one for one in found if isinstance(one, Reject)] == []
    return found  # type: ignore[return-value]


def rejects(*inputs: str | Path, **options: object) -> list[Reject]:
    found = read(inputs, **options)  # type: ignore[arg-type]
    return [one for one in found if isinstance(one, Reject)]


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# Inputs


def test_a_missing_input_stops_everything_before_anything_is_read(tmp_path: Path) -> None:
    good = write(tmp_path / "a.txt", TEXT)
    with pytest.raises(SourceError, match="no such file or folder"):
        read([good, tmp_path / "nothing.txt"])
    with pytest.raises(SourceError, match="no file fits"):
        read([str(tmp_path / "*.jsonl")])
    with pytest.raises(SourceError):
        read(["a\0b"])


def test_folders_are_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.md", ".hidden.txt", ".git/x.txt", "b/.y"):
        write(tmp_path / name, TEXT)
    names = [one.source.removeprefix(f"{tmp_path}/") for one in documents(tmp_path)]
    assert names == ["a.txt", "b/10.txt", "b/2.txt", "c.md"]


def test_unknown_suffixes_are_refused_once_a_file_with_what_is_known(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b.docx", b"PK")
    write(tmp_path / "noname", b"x")
    found = list(read([tmp_path]))
    assert [type(one) for one in found] == [Document, Reject, Reject]
    assert found[1].source.endswith("b.docx")
    assert found[1].code == "unknown-format"
    assert all(suffix in found[1].detail for suffix in suffixes())


def test_patterns_and_relative_names_stay_as_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in/b.txt", TEXT)
    write(tmp_path / "in/a.txt", TEXT)
    monkeypatch.chdir(tmp_path)
    assert [one.source for one in documents("in/*.txt")] == ["in/a.txt", "in/b.txt"]
    assert [one.source for one in documents("in")] == ["in/a.txt", "in/b.txt"]
    assert [one.source for one in documents("in/**/*.txt", "in/a.txt")][-1] == "in/a.txt"


def test_an_empty_folder_and_an_empty_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    file = write(tmp_path / "a.txt", "")
    blank = write(tmp_path / "b.txt", " \n\t ")
    codes = [one.code for one in rejects(tmp_path / "empty", file, blank)]
    assert codes == ["empty", "empty", "empty"]


def test_a_file_that_vanishes_is_a_reject(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1.txt", TEXT), write(tmp_path / "2.txt", TEXT)
    found = read([one, two])
    assert isinstance(next(found), Document)
    two.unlink()
    last = next(found)
    assert isinstance(last, Reject)
    assert last.source == str(two)


# Standard input


@pytest.mark.parametrize(
    ("data", "texts", "place"),
    [
        (TEXT, [TEXT], ""),
        ("{curly} text", ["{curly} text"], ""),
        ("[Reuters] Moscow said", ["[Reuters] Moscow said"], ""),
        ('{"text": "one"}\n{"text": "two"}\n', ["one", "two"], ":1"),
        ('[{"text": "one"},\n {"text": "two"}]', ["one", "two"], ":1"),
        ('{\n "text": "one"\n}', ["one"], ":1"),
        (f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>", [TEXT], ""),
        (gzip.compress(b'{"text": "packed"}', mtime=0), ["packed"], ":1"),
    ],
)
def test_standard_input_is_recognised(data: str | bytes, texts: list[str], place: str) -> None:
    stream = io.StringIO(data) if isinstance(data, str) else io.BytesIO(data)
    found = documents("-", stdin=stream)
    assert [one.text for one in found] == texts
    assert found[0].source == f"-{place}"


# Prose


def test_front_matter_is_metadata_and_the_rest_is_left_as_it_is(tmp_path: Path) -> None:
    head = (
        "---\ntitle: 'Talks: the end'\noutlet: BBC News\nauthor: A. Reporter\n"
        "date: 12 March 2009\ntype: op-ed\nurl: https://example.org/a\nid: x-1\n"
        "tags:\n  - war\n  - peace\n---\n"
    )
    body = "\n# Heading\r\n\n*Text*  with\ttabs\u00a0and — dashes.\n"
    (found,) = documents(write(tmp_path / "a.md", head + body))
    assert found.text == body
    assert (found.id, found.title, found.outlet) == ("x-1", "Talks: the end", "BBC News")
    assert (found.author, found.date) == ("A. Reporter", dt.date(2009, 3, 12))
    assert (found.genre, found.url) == (Genre.COMMENTARY, "https://example.org/a")


def test_markdown_takes_its_title_from_the_first_heading(tmp_path: Path) -> None:
    (found,) = documents(write(tmp_path / "a.md", f"## Small\n\n# Big one #\n\n{TEXT}"))
    assert found.title == "Big one"
    (plain,) = documents(write(tmp_path / "a.txt", f"# Big one\n\n{TEXT}"))
    assert plain.title is None


@pytest.mark.parametrize(
    "block", ["---\nnot a pair\n---\nrest", "---\nkey: never closed\n", "----\n"]
)
def test_a_rule_is_no_front_matter(tmp_path: Path, block: str) -> None:
    (found,) = documents(write(tmp_path / "a.md", block))
    assert found.text == block


# Tables

ROWS = [
    {
        "Headline": "One",
        "Body": "First text",
        "Source": "BBC",
        "Pub_Date": "2009-03-12",
        "URL": "u1",
    },
    {
        "Headline": "Two",
        "Body": "Second,\n“text”",
        "Source": "CNN",
        "Pub_Date": "13.4.2009",
        "URL": "u2",
    },
]


def write_table(path: Path, rows: list[dict[str, str]]) -> Path:
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[1]
    if kind in ("jsonl", "ndjson"):
        data = "".join(json.dumps(row) + "\n" for row in rows)
    elif kind == "json":
        data = json.dumps(rows, indent=1)
    elif kind == "parquet":
        pa = pytest.importorskip("pyarrow")
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(rows), path)
        return path
    else:
        out = io.StringIO()
        delimiter = "\t" if kind in ("tsv", "tab") else ","
        table = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
        table.writeheader()
        table.writerows(rows)
        data = out.getvalue()
    return write(path, gzip.compress(data.encode()) if path.suffix == ".gz" else data)


@pytest.mark.parametrize(
    "name",
    ["a.jsonl", "a.ndjson.gz", "a.json", "a.json.gz", "a.csv", "a.CSV.gz", "a.tsv", "a.parquet"],
)
def test_every_table_gives_the_same_documents(tmp_path: Path, name: str) -> None:
    path = write_table(tmp_path / name.lower(), ROWS)
    one, two = documents(path)
    assert (one.title, one.text, one.outlet, one.url) == ("One", "First text", "BBC", "u1")
    assert (one.date, two.date) == (dt.date(2009, 3, 12), dt.date(2009, 4, 13))
    assert two.text.replace("\r\n", "\n") == "Second,\n“text”"
    assert one.source.startswith(f"{path}:")
    assert one.id.startswith("doc-")
    assert len(one.id) == 20
    assert one.id != two.id


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.parquet"])
def test_columns_can_be_named(tmp_path: Path, name: str) -> None:
    path = write_table(tmp_path / name, [{"text": "no", "prose": "yes", "zine": "Z"}])
    (found,) = documents(path, mapping={"text": "prose", "outlet": "zine"})
    assert (found.text, found.outlet) == ("yes", "Z")


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.parquet"])
def test_a_table_without_text_says_what_it_has_and_what_to_do(tmp_path: Path, name: str) -> None:
    path = write_table(tmp_path / name, [{"prose": "yes", "zine": "Z"}])
    with pytest.raises(SourceError, match=r"'prose', 'zine'.*--map text=COLUMN"):
        list(read([path]))
    (reject,) = rejects(tmp_path)  # found in a folder, it does not end the run
    assert (reject.code, reject.source) == ("no-text-column", str(path))


def test_a_mapping_that_fits_nothing_is_told(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.jsonl", [{"text": "yes"}])
    found = list(read([path], mapping={"date": "when"}))
    assert isinstance(found[0], Document)
    assert (found[1].code, "'when'" in found[1].detail) == ("no-column", True)
    with pytest.raises(ValueError, match="no such field: dat"):
        read([path], mapping={"dat": "when"})


def test_a_mapping_is_not_for_prose(tmp_path: Path) -> None:
    (found,) = documents(write(tmp_path / "a.txt", TEXT), mapping={"text": "body"})
    assert found.text == TEXT


def test_bad_lines_are_refused_by_number_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        '{"text": "a"}',
        "{broken",
        '"string"',
        "",
        '{"text": "  "}',
        '{"id": 1}',
        '{"text": "z"}',
    ]
    path = write(tmp_path / "a.jsonl", "\n".join(lines))
    found = list(read([path]))
    assert [one.text for one in found if isinstance(one, Document)] == ["a", "z"]
    told = {one.source.rsplit(":", 1)[1]: one.code for one in found if isinstance(one, Reject)}
    assert told == {"2": "malformed", "3": "malformed", "5": "empty", "6": "empty"}
    assert found[-1].source == f"{path}:7"


def test_broken_items_of_an_array_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", '[{"text": "a"}, {"text": oops}, {"text": "c"}, 5]')
    found = list(read([path]))
    assert [one.text for one in found if isinstance(one, Document)] == ["a", "c"]
    assert [one.source for one in found if isinstance(one, Reject)] == [f"{path}:2", f"{path}:4"]


def test_arrays_larger_than_a_chunk_are_read_whole(tmp_path: Path) -> None:
    rows = [{"text": f"{number} " + 'é\\"{}[],' * 50_000} for number in range(9)]
    path = write(tmp_path / "a.json", json.dumps(rows, ensure_ascii=False))
    assert [one.text for one in documents(path)] == [row["text"] for row in rows]


def test_json_that_wraps_a_list_or_stands_in_lines_is_read(tmp_path: Path) -> None:
    wrapped = {
        "status": "ok",
        "articles": [{"content": "a", "source": {"id": None, "name": "BBC"}}],
    }
    (found,) = documents(write(tmp_path / "a.json", json.dumps(wrapped)))
    assert (found.text, found.outlet) == ("a", "BBC")
    in_lines = write(tmp_path / "b.json", '{"text": "a"}\n{"text": "b"}\n')
    assert [one.text for one in documents(in_lines)] == ["a", "b"]


def test_malformed_rows_of_csv_are_refused_by_line(tmp_path: Path) -> None:
    data = 'id,text\n1,"two\nlines"\n2,"a"b\n3,c,d\n4\n\n5,last\n'
    path = write(tmp_path / "a.csv", data)
    found = list(read([path]))
    assert [(d.id, d.source) for d in found if isinstance(d, Document)] == [
        ("1", f"{path}:2"),
        ("5", f"{path}:8"),
    ]
    assert [one.source for one in found if isinstance(one, Reject)] == [
        f"{path}:{n}" for n in (4, 5, 6)
    ]


def test_an_unclosed_quote_swallows_nothing_in_silence(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,a\n2,"open\n3,c')
    found = list(read([path]))
    assert isinstance(found[0], Document)
    assert "lines 3 to 4" in found[1].detail


def test_rows_behind_a_quote_that_never_closes_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,a\n2,"open\n3,c\n\n4,d\n')
    found = list(read([path]))
    assert [one.id for one in found if isinstance(one, Document)] == ["1", "3", "4"]
    assert [one.source for one in found if isinstance(one, Reject)] == [f"{path}:3"]
    assert found[-1].source == f"{path}:6"


def test_articles_may_be_longer_than_the_csv_modules_limit(tmp_path: Path) -> None:
    text = "word " * 60_000
    (found,) = documents(write(tmp_path / "a.csv", f'text;date\n"{text}";2009-03-12\n'))
    assert found.text == text


def test_outlets_are_lists_in_any_shape(tmp_path: Path) -> None:
    shapes: list[object] = [["BBC", "AP"], "BBC; AP", '["BBC", "AP"]', [], None, "", 7]
    rows = "".join(json.dumps({"text": "x", "outlets": shape}) + "\n" for shape in shapes)
    found = documents(write(tmp_path / "a.jsonl", rows))
    assert [one.outlets for one in found] == [("BBC", "AP")] * 3 + [()] * 4


def test_what_the_caller_states_goes_first(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.jsonl", ROWS)
    found = documents(path, outlet="AP", author="Me", date="2010-01-02", genre="op-ed")
    assert {(d.outlet, d.author, d.date, d.genre) for d in found} == {
        ("AP", "Me", dt.date(2010, 1, 2), Genre.COMMENTARY)
    }
    with pytest.raises(ValueError, match="not a date"):
        read([path], date="some day")
    with pytest.raises(ValueError, match="not a genre"):
        read([path], genre="poem")


def test_ids_are_the_files_own_or_stable(tmp_path: Path) -> None:
    rows = [{"id": 17, "text": "a"}, {"text": "a"}, {"text": "a", "outlet": "BBC"}]
    path = write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    own, first, second = documents(path)
    again = documents(write(tmp_path / "b.txt", "a"))[0]
    assert own.id == "17"
    assert first.id == again.id != second.id


def test_a_date_that_cannot_be_read_keeps_its_document(tmp_path: Path) -> None:
    (found,) = documents(write(tmp_path / "a.jsonl", '{"text": "a", "date": "3/4/2009"}'))
    assert found.date is None


# Broken packing


@pytest.mark.parametrize("cut", ["truncated", "corrupt"])
def test_a_broken_gzip_keeps_its_good_records_and_gives_one_reject(
    tmp_path: Path, cut: str
) -> None:
    lines = [
        json.dumps({"id": str(n), "text": f"text {n * 7919 % 1000003}"}) for n in range(20_000)
    ]
    packed = gzip.compress("\n".join(lines).encode())
    if cut == "truncated":
        packed = packed[: len(packed) // 2]
    else:
        packed = packed[: len(packed) // 2] + b"\xff" * 40 + packed[len(packed) // 2 + 40 :]
    found = list(read([write(tmp_path / "a.jsonl.gz", packed)]))
    good = [one for one in found if isinstance(one, Document)]
    assert len(good) > 2000
    if cut == "truncated":
        assert [one.id for one in good] == [str(n) for n in range(len(good))]
        assert [one.code for one in found[len(good) :]] == ["truncated"]
    else:
        assert isinstance(found[-1], Reject)


def test_a_broken_parquet_is_a_reject(tmp_path: Path) -> None:
    (reject,) = rejects(write(tmp_path / "a.parquet", b"PAR1 this is none PAR1"))
    assert reject.code == "unreadable"


def test_a_small_gzip_of_a_huge_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.sources.decode.MAX_CHARS", 1000)
    bomb = gzip.compress(b"a" * 100_000)
    (reject,) = rejects(write(tmp_path / "a.jsonl.gz", bomb))
    assert reject.code == "too-long"


def test_reading_can_stop_anywhere(tmp_path: Path) -> None:
    rows = [{"text": f"{n}"} for n in range(5000)]
    for name in ("a.jsonl", "a.json", "a.csv", "a.jsonl.gz"):
        found = read([write_table(tmp_path / name, rows)])
        assert isinstance(next(found), Document)
        del found  # an open file left behind would be a warning, and so an error
    stream = io.BytesIO(b'{"text": "a"}\n{"text": "b"}\n')
    next(read(["-"], stdin=stream))
    assert not stream.closed
