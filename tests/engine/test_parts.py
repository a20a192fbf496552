"""Parts and partitioned output: what many machines share out and write, tried on one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from detente.engine.local import run
from detente.engine.partitioned import Held, Partitioned
from detente.engine.parts import Slice, cut_parts, read_slices
from detente.engine.replaying import Replay
from detente.engine.session import open_ledger
from detente.engine.sliced import SliceCoder
from detente.errors import LedgerError, SourceError
from detente.ledger import Ledger
from detente.records import Document
from detente.sources import read
from engine.fakes import FakeCoder, NewerCoder, corpus

BROKEN = {10: "raise", 75: "decline"}


def write_jsonl(path: Path, documents: list[Document]) -> str:
    rows = [{"id": d.id, "text": d.text, "date": str(d.date)} for d in documents]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "not JSON\n", "utf-8")
    return str(path)


def code_all(inputs: list[str], out: str, *, slices: int = 1000, chunks: int = 1) -> Partitioned:
    """What a cluster does, by one worker in this process; ``slices`` of each part at most."""
    parts = cut_parts(inputs, {})
    output = Partitioned.start(out, "fake/1", [part.name for part in parts])
    worker = SliceCoder(FakeCoder, output)
    try:
        for part in parts:
            number = output.parts.index(part.name)
            done = output.held(number)
            found = [one for one in read_slices(part, {}, chunks) if one.index not in done]
            for one in found[:slices]:
                worker.code(number, one)
            if len(found) <= slices:
                output.close_part(number, len(output.held(number)))
    finally:
        worker.close()
    return output


def taken(output: Partitioned, ledger: Ledger) -> tuple[str, list[tuple[Any, ...]]]:
    replay = Replay(output)
    run(replay.items(), ledger, lambda: replay, workers=1)
    return told(ledger)


def told(ledger: Ledger) -> tuple[str, list[tuple[Any, ...]]]:
    assert ledger.integrity().ok
    return ledger.content_hash(), sorted((r.source, r.code, r.detail) for r in ledger.rejects())


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as opened:
        yield opened


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two files, the second of which repeats a hundred documents of the first."""
    folder = tmp_path_factory.mktemp("inputs")
    documents = corpus(300, BROKEN)
    return [
        write_jsonl(folder / "a.jsonl", documents[:200]),
        write_jsonl(folder / "b.jsonl", documents[100:]),
    ]


@pytest.fixture(scope="module")
def coded(inputs: list[str], tmp_path_factory: pytest.TempPathFactory) -> Partitioned:
    """All of them coded, not to be changed."""
    return code_all(inputs, str(tmp_path_factory.mktemp("it's coded")))


@pytest.fixture(scope="module")
def expected(inputs: list[str]) -> tuple[str, list[tuple[Any, ...]]]:
    with Ledger.open(":memory:") as alone:
        run(read(inputs), alone, FakeCoder, workers=2)
        return told(alone)


def test_what_slices_hold_makes_the_ledger_of_a_local_run(
    coded: Partitioned, expected: tuple[str, list[tuple[Any, ...]]], ledger: Ledger
) -> None:
    assert sum(held.documents for held in coded.held(0).values()) > 298  # twice coded, not kept
    assert taken(coded, ledger) == expected
    assert ledger.counts().documents == 298


def test_it_is_taken_in_once_and_goes_on_where_it_stopped(
    inputs: list[str], expected: tuple[str, list[tuple[Any, ...]]], tmp_path: Path, ledger: Ledger
) -> None:
    out = str(tmp_path / "out")
    output = code_all(inputs, out, slices=2)
    assert output.slices(0) is None
    assert taken(output, ledger) != expected
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.parquet")}
    output = code_all(inputs, out)
    assert output.slices(0) == len(output.held(0)) == 7
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())
    assert taken(output, ledger) == expected
    assert taken(output, ledger) == expected


def test_a_slice_written_twice_is_there_once(tmp_path: Path) -> None:
    output = Partitioned.start(str(tmp_path), "fake/1", ["a"])
    worker, found = SliceCoder(FakeCoder, output), []
    try:
        for _ in range(2):
            worker.code(0, Slice(0, tuple(corpus(8))))
            found.append({path: path.read_bytes() for path in tmp_path.rglob("*.parquet")})
    finally:
        worker.close()
    assert found[0] == found[1]
    assert len(found[0]) == 10


def test_duckdb_reads_it_where_it_lies(coded: Partitioned, ledger: Ledger) -> None:
    taken(coded, ledger)
    with duckdb.connect(":memory:") as there:
        there.execute(Path(coded.location, "views.sql").read_text("utf-8"))
        for table in ("documents", "codings", "events", "concerns", "participants",
                      "attributions", "evidence", "passages", "actors", "rejects"):  # fmt: skip
            count = f"SELECT count(*) FROM {table}"
            here = ledger._connection.execute(count).fetchone()
            assert there.execute(count).fetchone() == here, table
        query = """SELECT p.actor_id, count(*) FROM events JOIN participants AS p USING (entry)
                   WHERE side = 'source' GROUP BY ALL ORDER BY ALL"""
        assert there.execute(query).fetchall() == ledger._connection.execute(query).fetchall()


def test_the_queries_of_the_page_are_right(coded: Partitioned) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "scaling.md").read_text("utf-8")
    shown = page.split("$ duckdb -init coded/views.sql\n")[1].split("```")[0]
    queries = shown.replace("D SELECT", "SELECT").split(";")[:-1]
    with duckdb.connect(":memory:") as there:
        there.execute(Path(coded.location, "views.sql").read_text("utf-8"))
        assert [bool(there.execute(query).fetchall()) for query in queries] == [True, True]


def test_parts_are_cut_by_the_inputs_alone(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("Russia met NATO.", "utf-8")
    whole = cut_parts([tmp_path], {})
    assert [len(part.inputs) for part in whole] == [5]
    parts = cut_parts([tmp_path], {}, files=2)
    assert [len(part.inputs) for part in parts] == [2, 2, 1]
    assert parts == cut_parts([tmp_path], {}, files=2)
    (tmp_path / "4.txt").write_text("Russia did not meet NATO.", "utf-8")
    again = cut_parts([tmp_path], {}, files=2)
    assert [a.name == b.name for a, b in zip(parts, again, strict=True)] == [True, True, False]
    assert cut_parts([tmp_path], {"outlet": "Tribune"})[0].name != whole[0].name


def test_a_folder_with_nothing_in_it_is_still_heard_of(tmp_path: Path) -> None:
    [part] = cut_parts([tmp_path], {})
    [one] = read_slices(part, {})
    assert [item.code for item in one.items if not isinstance(item, Document)] == ["empty"]


def test_standard_input_cannot_be_shared_out() -> None:
    with pytest.raises(ValueError, match="standard input"):
        cut_parts(["-"], {})


def test_another_coder_needs_another_place(tmp_path: Path) -> None:
    Partitioned.start(str(tmp_path), "fake/1", ["a"])
    with pytest.raises(LedgerError, match=r"fake/1 coded, and this is fake/2.*--out"):
        Partitioned.start(str(tmp_path), f"{NewerCoder.name}/{NewerCoder.version}", ["a"])


def test_parts_keep_their_numbers(tmp_path: Path) -> None:
    Partitioned.start(str(tmp_path), "fake/1", ["a", "b"])
    assert Partitioned.start(str(tmp_path), "fake/1", ["c", "b"]).parts == ["a", "b", "c"]


def test_where_nothing_is_there_is_nothing_to_take_in(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no output of detente run"):
        Partitioned.open(str(tmp_path))


def test_a_broken_file_is_named(coded: Partitioned, tmp_path: Path, ledger: Ledger) -> None:
    output = Partitioned.open(str(shutil.copytree(coded.location, tmp_path / "copy")))
    victim = tmp_path / "copy" / "events" / "part=000000" / "00001.parquet"
    victim.write_bytes(victim.read_bytes()[:100])
    with pytest.raises(LedgerError, match=r"events/part=000000/00001.parquet cannot be read"):
        taken(output, ledger)
    victim.unlink()
    with pytest.raises(LedgerError, match=r"lacks events/part=000000/00001.parquet"):
        taken(output, ledger)


def test_slices_hold_whole_chunks(inputs: list[str]) -> None:
    [part] = cut_parts(inputs, {})
    assert [len(one.items) for one in read_slices(part, {}, 2)] == [128, 128, 128, 18]
    assert [one.index for one in read_slices(part, {}, 2)] == [0, 1, 2, 3]


class TestElsewhere:
    """The same at a location that no path leads to."""

    @pytest.fixture(autouse=True)
    def memory(self) -> Iterator[Any]:
        system = pytest.importorskip("fsspec", reason="fsspec (extra `ray`)").filesystem("memory")
        yield system
        system.store.clear()

    def test_inputs_and_output(
        self, memory: Any, inputs: list[str], expected: tuple[str, list[Any]], ledger: Ledger
    ) -> None:
        for name in inputs:
            memory.pipe_file(f"/news/{Path(name).name}", Path(name).read_bytes())
        output = code_all(["memory://news"], "memory://out/coded")
        hash, rejects = taken(output, ledger)
        assert hash == expected[0]
        assert len(rejects) == len(expected[1])
        assert memory.glob("/out/coded/events/part=000000/*.parquet")

    def test_a_changed_file_is_another_part(self, memory: Any) -> None:
        memory.pipe_file("/news/a.txt", b"Russia met NATO.")
        before = cut_parts(["memory://news/*.txt"], {})
        memory.pipe_file("/news/a.txt", b"Russia met NATO again.")
        assert cut_parts(["memory://news/*.txt"], {})[0].name != before[0].name

    def test_nothing_there(self) -> None:
        with pytest.raises(SourceError, match="no such file or folder"):
            cut_parts(["memory://nowhere"], {})


def test_keys_of_slices_never_meet(tmp_path: Path) -> None:
    output = Partitioned.start(str(tmp_path), "fake/1", ["a", "b"])
    assert output.base(0, 1) - output.base(0, 0) == output.base(1, 0) // (1 << 18) == 1 << 22
    assert output.base(8_000_000, 0) < 2**63
    with pytest.raises(ValueError, match="split"):
        output.base(0, 1 << 18)


def test_a_ledger_takes_parts_in_by_name(coded: Partitioned, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.duckdb") as ledger:
        summary = ledger.take_parts(coded.location)
        assert summary.documents == 298
        assert ledger.actors()[0]["name"]


def test_what_a_slice_held_is_written_down(tmp_path: Path) -> None:
    output = Partitioned.start(str(tmp_path), "fake/1", ["a"])
    worker = SliceCoder(FakeCoder, output)
    try:
        held = worker.code(0, Slice(0, tuple(corpus(8, {3: "crash", 4: "raise"}))))
    finally:
        worker.close()
    assert held == Held(documents=6, skipped=0, events=9, concerns=0, rejects=2, failed=2)
    assert output.held(0) == {0: held}
