"""The command line as a user meets it: what it prints, how it fails, how it ends."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.cli import main

TEXT = "NATO urged Russia to withdraw its troops from Georgia. Moscow refused to withdraw them."


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.md").write_text(
        "---\ntitle: x\noutlet: Northern Wire\ndate: 2008-08-20\n---\nNATO condemned Russia.\n",
        encoding="utf-8",
    )
    (folder / "bad.bin").write_bytes(b"\x00\x01")
    path = folder / "out.duckdb"
    inputs = [str(folder / name) for name in ("a.txt", "b.md", "bad.bin")]
    assert call("run", *inputs, "--db", str(path), "--date", "2008-08-19", "-q") == 0
    return path


def test_code_prints_one_event_a_line_with_verbatim_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert call("code", str(file), "--date", "2008-08-19", "--outlet", "Northern Wire") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[0]["source"] == ["NATO"]
    assert rows[0]["target"] == ["RUS"]
    assert (rows[0]["type"], rows[0]["content"]) == ("REQUEST", "RETREAT")
    assert rows[0]["attribution"][0]["name"] == "Northern Wire"
    for row in rows:
        evidence = row["evidence"]
        assert TEXT[evidence["start"] : evidence["end"]] == evidence["text"]


def test_code_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "detente", "code", "-"],
        input="Russia attacked Georgia.",
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["type"] == "ASSAULT"


def test_a_run_again_adds_nothing_and_says_so(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = [str(ledger.parent / name) for name in ("a.txt", "b.md")]
    assert call("run", *inputs, "--db", str(ledger), "--date", "2008-08-19", "-q") == 0
    assert "0 documents coded, 2 known already, 0 events" in capsys.readouterr().out


def test_events_are_listed_by_name_as_table_json_and_csv(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("events", "--db", str(ledger), "--source", "NATO", "--target", "Russia")
    assert call(*words) == 0
    table = capsys.readouterr().out
    assert "REQUEST" in table
    assert "ACCUSE" in table
    assert call(*words, "--format", "json", "--type", "ACCUSE") == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["outlet"] == "Northern Wire"


def test_events_as_csv_can_be_read_back(ledger: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "detente", "events", "--db", str(ledger), "--format", "csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {"REQUEST", "ACCUSE"} <= {row["type"] for row in rows}


def test_an_unknown_actor_suggests_the_nearest(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("events", "--db", str(ledger), "--source", "Rusia") == 1
    assert "Russia" in capsys.readouterr().err


def test_rejects_say_what_could_not_be_read(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("rejects", "--db", str(ledger)) == 0
    out = capsys.readouterr().out
    assert "bad.bin" in out
    assert "1 reject" in out


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("events", "--db", "missing.duckdb"), 1, "there is no ledger"),
        (("run", "missing.txt", "--db", "{tmp}/x.duckdb"), 1, "missing.txt"),
        (("brief", "NATO", "--db", "x.duckdb"), 2, "B"),
        (("code", "-", "--genre", "poem"), 2, "editorial"),
        (("code", "-", "--map", "text"), 2, "FIELD=COLUMN"),
        (("events", "--db", "{db}", "--since", "last week"), 2, "YYYY-MM-DD"),
        (("events", "--db", "{db}", "--format", "xml"), 2, "table, json or csv"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_a_mistake_gets_one_clear_line_and_a_status(
    words: tuple[str, ...],
    status: int,
    says: str,
    ledger: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    filled = [word.format(db=ledger, tmp=tmp_path) for word in words]
    assert call(*filled) == status
    error = capsys.readouterr().err
    assert says in error
    assert "Traceback" not in error


def test_doctor_names_versions_and_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("doctor") == 0
    out = capsys.readouterr().out
    assert "duckdb" in out
    assert "All is well." in out


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys; from detente.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'spacy', 'duckdb', 'pyarrow', 'trafilatura', 'jinja2'} & set(sys.modules)))"
    )
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert time.monotonic() - started < 10
