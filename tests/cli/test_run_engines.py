"""``detente run --engine ray`` and ``detente import parts``, as far as they need no cluster."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from detente.cli import main
from detente.engine.partitioned import Partitioned
from detente.engine.parts import cut_parts, read_slices
from detente.engine.sliced import SliceCoder
from detente.ledger import Ledger
from engine.fakes import FakeCoder, corpus
from engine.test_parts import write_jsonl


def ends(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(words)
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "dask"], "--engine takes local or ray"),
        (["--engine", "ray"], "--out or --db is missing"),
        (["--engine", "ray", "--out", "x", "--publish"], "--db is missing"),
        (["--out", "x", "--db", "x.duckdb"], "--address and --out go with --engine ray"),
        (["--address", "auto", "--db", "x.duckdb"], "--address and --out go with --engine ray"),
        ([], "--db is missing"),
    ],
)
def test_options_that_do_not_go_together(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends("run", "a.txt", *options) == 2
    assert said in capsys.readouterr().err


def test_standard_input_cannot_be_shared_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends("run", "-", "--engine", "ray", "--out", str(tmp_path)) == 2
    assert "standard input cannot be shared out" in capsys.readouterr().err


def test_without_ray_it_says_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    (tmp_path / "a.txt").write_text("Russia met NATO.", "utf-8")
    words = ["run", str(tmp_path / "a.txt"), "--coder", "rules", "--engine", "ray"]
    assert ends(*words, "--out", str(tmp_path / "out")) == 1
    assert capsys.readouterr().err == (
        "detente: the Ray engine needs Ray: pip install 'detente[ray]'\n"
    )


def test_a_ledger_that_cannot_be_written_is_heard_of_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "l.duckdb").write_text("no ledger", "utf-8")
    (tmp_path / "a.txt").write_text("Russia met NATO.", "utf-8")
    words = ["run", str(tmp_path / "a.txt"), "--engine", "ray"]
    assert ends(*words, "--db", str(tmp_path / "l.duckdb")) == 1
    assert "is not a DuckDB file" in capsys.readouterr().err
    assert not (tmp_path / "l.duckdb.parts").exists()


def test_parts_are_imported_like_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = write_jsonl(tmp_path / "a.jsonl", corpus(70)), str(tmp_path / "out")
    [part] = cut_parts([source], {})
    worker = SliceCoder(FakeCoder, Partitioned.start(out, "fake/1", [part.name]))
    for one in read_slices(part, {}):
        worker.code(0, one)
    worker.close()
    db = str(tmp_path / "l.duckdb")
    assert ends("import", "parts", out, "--db", db) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"70 documents taken into {db}, 0 known already, 103 events, 1 rej")
    assert said[1] == f"What could not be read: detente rejects --db {db}"
    with Ledger.open(db) as ledger:
        assert ledger.counts().events == 103
    assert ends("import", "parts", out, "--db", db) == 0
    assert "0 documents taken into" in capsys.readouterr().out


def test_parts_of_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = str(tmp_path / "l.duckdb")
    assert ends("import", "parts", str(tmp_path), "--db", db) == 1
    assert "holds no output of detente run --engine ray" in capsys.readouterr().err
    assert ends("import", "parts", str(tmp_path), "--db", db, "--as", "me") == 2
    assert "--as goes with event data" in capsys.readouterr().err
