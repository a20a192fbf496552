"""POLECAT's and ICEWS's columns: what goes out is read back as the same acts."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from detente.engine.exporting import export_ledger
from detente.engine.importing import import_events
from detente.engine.session import open_ledger
from detente.ledger import Ledger
from detente.records import Coding, Content, Event, Evidence, Span
from detente.report.export.coded import ICEWS, POLECAT
from ledger.samples import CODER, actors, document, event
from report.export.odd_ledgers import acts_ledger, odd_ledger

KEYS = ("date", "source", "source_name", "target", "target_name", "code", "type", "mode", "content",
        "quad", "score", "goldstein", "context", "issue", "mutual", "mirrored", "reports",
        "outlet_count")  # fmt: skip


def acts(ledger: Ledger, *keys: str) -> Counter[tuple[str, ...]]:
    rows: list[dict[str, Any]] = [
        row for batch in ledger.select().table("acts") for row in batch.to_pylist()
    ]
    return Counter(tuple(_shown(row[key]) for key in keys or KEYS) for row in rows)


def _shown(value: object) -> str:
    return f"{value:.6f}" if isinstance(value, float) else str(value)  # means differ in their end


def read_back(ledger: Ledger, format: str, folder: Path, coder: str | None = None) -> Ledger:
    export_ledger(ledger, format, folder / "out.txt", force=True)
    back = Ledger.open(":memory:")
    assert import_events(back, format, [folder / "out.txt"], coder=coder).rejects == 0
    return back


def test_icews_acts_come_back_the_same(tmp_path: Path) -> None:
    with acts_ledger(tmp_path) as ledger, read_back(ledger, "icews", tmp_path, "cameo") as back:
        assert acts(back) == acts(ledger)


@pytest.mark.shared
def test_a_real_icews_file_comes_back_the_same(shared: Path, tmp_path: Path) -> None:
    with Ledger.open(":memory:") as ledger:
        import_events(ledger, "icews", [shared / "events" / "icews_2018_sample.tab"])
        with read_back(ledger, "icews", tmp_path) as back:
            assert acts(back) == acts(ledger)


def test_polecat_acts_come_back_the_same(tmp_path: Path) -> None:
    cells = {"Event ID": "1", "Event Date": "2023-01-01", "Event Type": "CONSULT",
             "Event Mode": "visit", "Contexts": "diplomatic;military", "Actor Name": "China",
             "Actor Country": "CHN", "Recipient Name": "Frobnia", "Source": "Wire",
             "Placename": "Beijing"}  # fmt: skip
    rows = [cells, {**cells, "Event ID": "2", "Event Type": "ASSAULT", "Recipient Name": "Russia",
                    "Event Mode": "", "Recipient Country": "RUS"}]  # fmt: skip
    with (tmp_path / "in.txt").open("w", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, POLECAT, restval="None", delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)
    with Ledger.open(":memory:") as ledger:
        import_events(ledger, "polecat", [tmp_path / "in.txt"])
        with read_back(ledger, "polecat", tmp_path) as back:
            assert sum(acts(ledger).values()) == 2
            assert acts(back) == acts(ledger)


@pytest.mark.parametrize("format", ["polecat", "icews"])
def test_coded_events_come_back_as_acts(format: str, tmp_path: Path) -> None:
    texts = [document(f"d{n}", date=f"2009-03-0{n + 1}") for n in range(5)]
    events = [
        event(texts[0], "RUS-MFA:lavrov", "CONSULT", "NATO", mutual=True),
        event(texts[1], "USA-MIL GBR", "ASSAULT", "TALIBAN"),
        event(texts[2], "RUS-CIV", "PROTEST", "RUS-GOV"),
        event(texts[3], "RUS", "RETREAT", ""),
        event(texts[4], "RUS", "SANCTION", "GEO", modality="planned"),
    ]
    with Ledger.open(":memory:") as ledger:
        ledger.write(
            [Coding(text, (one,)) for text, one in zip(texts, events, strict=True)], coder=CODER
        )
        with read_back(ledger, format, tmp_path) as back:
            found = acts(back, "date", "source", "type", "target", "mutual")
    assert found == Counter({
        ("2009-03-01", "NATO", "CONSULT", "RUS-MFA:lavrov", "True"): 1,
        ("2009-03-02", "USA-MIL", "ASSAULT", "TALIBAN", "False"): 1,
        ("2009-03-02", "GBR", "ASSAULT", "TALIBAN", "False"): 1,
        ("2009-03-03", "RUS-CIV", "PROTEST", "RUS-GOV", "False"): 1,
        ("2009-03-04", "RUS", "RETREAT", "None", "False"): 1,
    })  # fmt: skip


def test_icews_codes_say_what_a_verbal_act_is_about(tmp_path: Path) -> None:
    wanted = {"CONSULT": "026", "RETREAT": "1056", "AID": "023", "ASSAULT": "100"}
    with Ledger.open(":memory:") as ledger:
        codings = []
        for number, content in enumerate(wanted):
            text = document(content, date=f"2009-03-0{number + 1}")
            quote = Span(0, len(text.text), text.text)
            codings.append(Coding(text, (Event(
                text.id, actors("RUS"), actors("NATO"), "REQUEST",
                Evidence(quote, Span(7, 10, "met")), CODER, content=Content(content),
            ),)))  # fmt: skip
        ledger.write([*codings], coder=CODER)
        export_ledger(ledger, "icews", tmp_path / "out.tab")
    frame = pd.read_csv(tmp_path / "out.tab", sep="\t", dtype={"CAMEO Code": str}, quoting=3)
    assert sorted(frame["CAMEO Code"]) == sorted(wanted.values())
    assert frame["Event Text"].notna().all()


def test_the_columns_are_those_of_the_data_sets(tmp_path: Path) -> None:
    with odd_ledger() as ledger:
        for format, names in (("polecat", POLECAT), ("icews", ICEWS)):
            export_ledger(ledger, format, tmp_path / format, modality="planned")
            frame = pd.read_csv(tmp_path / format, sep="\t", quoting=3)
            assert list(frame.columns) == names
            assert len(frame) == 6  # one mutual event of three parties, every two of them both ways
    assert (len(POLECAT), len(ICEWS)) == (40, 20)


def test_cells_hold_no_tab_and_no_line_end(tmp_path: Path) -> None:
    text = document("d", outlet='a\tb\nc\r\0"d')
    with Ledger.open(":memory:") as ledger:
        ledger.write([Coding(text, (event(text),))], coder=CODER)
        export_ledger(ledger, "polecat", tmp_path / "out.txt")
    lines = (tmp_path / "out.txt").read_bytes().decode().split("\n")
    assert [line.count("\t") for line in lines] == [39, 39, 0]
    assert 'a b c \ufffd"d' in lines[1]


def test_what_cannot_stand_there_is_not_counted(tmp_path: Path) -> None:
    with odd_ledger() as ledger:  # an event of it has no date, one is planned
        assert export_ledger(ledger, "icews", tmp_path / "a").events == 1
    with acts_ledger(tmp_path) as ledger:
        assert export_ledger(ledger, "icews", tmp_path / "b").acts == 4
        assert export_ledger(ledger, "polecat", tmp_path / "c").acts == 3  # no statement
    assert len(pd.read_csv(tmp_path / "a", sep="\t", quoting=3)) == 2
    assert len(pd.read_csv(tmp_path / "b", sep="\t", quoting=3)) == 5
    assert len(pd.read_csv(tmp_path / "c", sep="\t", quoting=3)) == 4


def test_an_opened_ledger_takes_in_and_gives_out(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("date,source,target,code\n2015-01-21,USA,CUB,046\n", "utf-8")
    with open_ledger(":memory:") as ledger:
        taken = ledger.import_events("cameo", tmp_path / "in.csv", coder="by-hand")
        assert (taken.rows, taken.acts, taken.coder) == (1, 1, "by-hand")
        done = ledger.export_to("csv", tmp_path / "out.csv", source="Cuba", either_way=True)
        assert (done.events, done.acts) == (0, 1)
        assert ledger.export_to("csv", tmp_path / "none.csv", source="Russia").acts == 0
    assert pd.read_csv(tmp_path / "out.csv")["target"].tolist() == ["CUB"]


@pytest.mark.parametrize("format", ["polecat", "icews"])
def test_an_empty_ledger_gives_the_header(format: str, tmp_path: Path) -> None:
    with Ledger.open(":memory:") as ledger:
        export_ledger(ledger, format, tmp_path / "out.txt")
    assert len(pd.read_csv(tmp_path / "out.txt", sep="\t")) == 0
