"""A damaged ledger, log, snapshot or journal is told as such; nothing else is lost with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.damage import DAMAGES, damage_at_random, make_victim, read_all

from detente.cli import main
from detente.ledger import Ledger


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_victim(tmp_path_factory.mktemp("victim"))


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_every_damage_is_told_and_leaves_the_rest(
    name: str, victim: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = DAMAGES[name](victim, tmp_path)
    assert found.held, found


def test_random_bytes_changed_end_in_an_answer_or_an_error(victim: Path, tmp_path: Path) -> None:
    outcomes = damage_at_random(victim, tmp_path, 4, seed=3)
    assert set(outcomes) <= {"told", "unharmed"}, outcomes
    assert outcomes["told"]


def test_the_command_line_says_it_in_one_line(
    victim: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = tmp_path / "a.duckdb"
    damaged.write_bytes(victim.read_bytes()[: victim.stat().st_size // 2])
    for words in (
        ["events", "--db", damaged], ["publish", "--db", damaged],
        ["backup", tmp_path / "b.duckdb", "--db", damaged], ["stories", "--db", damaged],
    ):  # fmt: skip
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        said = capsys.readouterr().err
        assert end.value.code == 1
        assert "the file is damaged; put a backup or its snapshot in its place" in said
        assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "b.duckdb").exists()
    with Ledger.open(victim, read_only=True) as whole:
        assert read_all(whole)
