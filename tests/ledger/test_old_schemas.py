"""Ledgers of every earlier schema open in today's code, and say what they said."""

from __future__ import annotations

import subprocess
from pathlib import Path

import duckdb
import pytest
from benchmarks.full_disk import small_disk

from detente.errors import LedgerError
from detente.ledger import Ledger
from ledger.old_ledgers import FIRST, SINCE_2, VERSIONS, make_old


@pytest.mark.parametrize("number", VERSIONS)
@pytest.mark.parametrize("read_only", [True, False])
def test_a_ledger_of_any_schema_keeps_its_content(
    tmp_path: Path, number: int, read_only: bool
) -> None:
    path = tmp_path / "old.duckdb"
    make_old(path, number)
    with Ledger.open(path, read_only=read_only) as ledger:
        assert ledger.content_hash() == (FIRST if number == 1 else SINCE_2)
        assert ledger.integrity().ok
        counts = ledger.counts()
        assert (counts.documents, counts.concerns, counts.rejects) == (3, 1, 1)
        assert sorted(entry.event.type for entry in ledger.events()) == sorted(
            ["REQUEST", "CONSULT", "ACCUSE", "AID" if number >= 6 else "CONSULT"]
        )
        forms = {voice.form for entry in ledger.events() for voice in entry.event.attribution}
        assert forms == ({"indirect"} if number == 1 else {"direct", "indirect"})
        assert len(ledger.acts()) == (2 if number >= 3 else 0)
        assert len(ledger.storylines()) == (2 if number >= 4 else 0)
        assert len(ledger.noted_briefs("RUS", "NATO")) == (number >= 5)
        assert len(ledger.reviews()) == (number >= 6)
    with duckdb.connect(str(path)) as connection:
        found = connection.execute("SELECT version FROM schema_version ORDER BY 1").fetchall()
    assert [version for (version,) in found] == VERSIONS


def test_an_older_ledger_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    try:
        with small_disk(tmp_path / "disk", 20_000) as disk:
            path = disk / "old.duckdb"
            make_old(path, 3)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            with pytest.raises(LedgerError, match=r"older detente \(schema 3\)") as failure:
                Ledger.open(path, read_only=True)
            assert "copy it to where you may write" in str(failure.value)
            copy = tmp_path / "copy.duckdb"
            copy.write_bytes(path.read_bytes())
    except PermissionError:
        pytest.skip("no disk can be mounted here")
    with Ledger.open(copy, read_only=True) as ledger:
        assert ledger.content_hash() == SINCE_2


def test_a_ledger_of_a_newer_schema_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new.duckdb"
    Ledger.open(path).close()
    with duckdb.connect(str(path)) as connection:
        newer = max(VERSIONS) + 1
        connection.execute("INSERT INTO schema_version VALUES (?, now()::TIMESTAMP)", [newer])
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(LedgerError, match=rf"newer detente \(schema {newer}.*upgrade"):
            Ledger.open(path, read_only=read_only)
    assert path.read_bytes() == before
