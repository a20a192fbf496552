"""``detente export`` and ``detente brief --citations`` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.cli import main
from detente.ledger import Ledger
from detente.report.export import FORMATS
from ledger.samples import CODER, full_coding


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "l.duckdb"
    with Ledger.open(path) as ledger:
        ledger.write([full_coding()], coder=CODER)
    return path


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_written_and_told(
    format: str, db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.file"
    assert call("export", format, "--db", db, "-o", out, "--modality", "planned") == 0
    files = " (out.file, out.metadata.json)" if format == "sqlite" else ""
    assert capsys.readouterr().err == f"wrote {out}{files}: 1 event\n"
    assert out.stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_nothing_is_replaced_unasked(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("mine")
    assert call("export", "jsonl", "--db", db, "-o", out) == 1
    assert "exists already; --force replaces it" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert call("export", "jsonl", "--db", db, "-o", out, "--force") == 0
    event, concern = map(json.loads, out.read_text("utf-8").splitlines())
    assert (event["type"], concern["kind"]) == ("REQUEST", "concern")


def test_the_metadata_of_a_database_is_not_replaced_unasked_either(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out.metadata.json").write_text("mine")
    assert call("export", "sqlite", "--db", db, "-o", tmp_path / "out.db") == 1
    assert "out.metadata.json exists already" in capsys.readouterr().err
    assert not (tmp_path / "out.db").exists()


def test_concerns_and_stories_are_counted_where_they_are_written(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Ledger.open(db) as ledger:
        ledger.place([("dir/one.txt", "dir/one.txt", None)])
    for name, format, told in (
        ("a.jsonl", "jsonl", "1 event, 1 concern, 1 story"), ("a", "csv", "1 event, 1 concern"),
        ("a.csv", "csv", "1 event"), ("a.json", "annotations", "1 event, 1 concern"),
        ("b.jsonl", "prodigy", "1 event"),
    ):  # fmt: skip
        assert call("export", format, "--db", db, "-o", tmp_path / name) == 0
        assert f": {told}" in capsys.readouterr().err


def test_filters_are_those_of_events(db: Path, tmp_path: Path) -> None:
    for number, (filters, rows) in enumerate((
        (("--source", "China"), 0), (("--source", "NATO", "--target", "RUS-MIL"), 1),
        (("--type", "ASSAULT"), 0), (("--issue", "arms-control"), 1), (("--until", "2008"), 0),
        (("--coder", "fake"), 2), (("--modality", "actual"), 1), (("--source", "Poland"), 2),
    )):  # fmt: skip
        out = tmp_path / f"{number}.jsonl"
        assert call("export", "jsonl", "--db", db, "-o", out, *filters) == 0
        assert out.read_text("utf-8").count("\n") == rows, filters


def test_misuse_is_told_in_one_line(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("export", "xlsx", "--db", db, "-o", tmp_path / "a") == 2
    assert "no such format: 'xlsx' (there are parquet, csv" in capsys.readouterr().err
    assert call("export", "csv", "--db", db, "-o", tmp_path / "no" / "a.csv") == 1
    assert "does not exist" in capsys.readouterr().err
    assert call("export", "jsonl", "--db", db, "-o", tmp_path) == 1
    assert "is a folder; name a file" in capsys.readouterr().err
    assert call("export", "sqlite", "--db", db, "-o", db, "--force") == 2
    assert "is the ledger itself" in capsys.readouterr().err
    assert Ledger.open(db, read_only=True).counts().events == 1
    assert call("export", "csv", "--db", tmp_path / "none.duckdb", "-o", tmp_path / "a.csv") == 1
    assert "there is no ledger" in capsys.readouterr().err


def test_a_failure_leaves_nothing_behind(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    out = tmp_path / "out.jsonl"
    out.write_text("mine")
    monkeypatch.setattr("detente.report.export.lines.event_dict", fail)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert call("export", "jsonl", "--db", db, "-o", out, "--force") == 1
    assert out.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_brief_brings_its_citations(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for suffix, sign in ((".bib", "@article{kommersant2009missiles"), (".ris", "TY  - NEWS\r\n"),
                         (".json", '"container-title": "kommersant"')):  # fmt: skip
        out = tmp_path / f"cited{suffix}"
        brief = ("brief", "NATO", "Russia", "--db", db, "--format", "json")
        assert call(*brief, "--citations", out) == 0
        assert sign in out.read_bytes().decode()
        assert f"wrote {out}: 1 documents" in capsys.readouterr().err
    assert call(*brief, "--citations", tmp_path / "a.doc") == 2
    assert ".json, .bib, .ris" in capsys.readouterr().err
