"""Event data read: every format in its published shape, and what is malformed told by its line."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.eventdata import EventRow, Party, read_events

ICEWS = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\t"
    "Publisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"
)
FOREIGN = "Executive,Foreign Ministry,Government"
TALK = (
    f"7\t2018-06-01\tForeign Affairs (Norway)\t{FOREIGN}\tNorway\tConsult\t040\t1\tRussia\tNA\t"
    "Russian Federation\t91\t2\tNorthern Wire\tNA\tNA\tOslo\tNorway\t59.9\t10.7\n"
)


def rows_of(format: str, *paths: Path) -> tuple[list[EventRow], list[Reject]]:
    items = [item for _, item in read_events(format, paths)]
    return (
        [item for item in items if isinstance(item, EventRow)],
        [item for item in items if isinstance(item, Reject)],
    )


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_icews_rows_keep_ids_story_sentence_publisher_and_place(tmp_path: Path) -> None:
    rows, rejects = rows_of("icews", write(tmp_path / "a.tab", ICEWS + TALK))
    assert rejects == []
    assert rows == [
        EventRow(
            2,
            "7",
            dt.date(2018, 6, 1),
            Party("Foreign Affairs (Norway)", "", "Norway", FOREIGN),
            Party("Russia", "", "Russian Federation", ""),
            code="040",
            goldstein=1.0,
            story="91",
            sentence="2",
            publisher="Northern Wire",
            place="Oslo",
        )
    ]


def test_a_code_that_lost_its_zero_is_told_by_the_relation(tmp_path: Path) -> None:
    line = TALK.replace("\tConsult\t040\t", "\tMake an appeal or request\t20\t")
    rows, _ = rows_of("icews", write(tmp_path / "a.tab", ICEWS + line))
    assert rows[0].code == "Make an appeal or request"


def test_malformed_rows_are_rejects_with_their_line_and_reading_goes_on(tmp_path: Path) -> None:
    short, dateless = "8\t2018-06-01\tNorway\n", TALK.replace("2018-06-01", "June the first")
    nobody = TALK.replace("Foreign Affairs (Norway)", "NA").replace(FOREIGN, "NA").replace(
        "NA\tNorway\tConsult", "NA\tNA\tConsult").replace("Russia\t", "NA\t").replace(
        "Russian Federation", "NA")  # fmt: skip
    file = write(tmp_path / "a.tab", ICEWS + short + TALK + dateless + nobody + "\n" + TALK)
    rows, rejects = rows_of("icews", file)
    assert [row.line for row in rows] == [3, 7]
    assert [(r.source, r.code) for r in rejects] == [
        (f"{file}:2", "malformed"),
        (f"{file}:4", "date"),
        (f"{file}:5", "no-actor"),
    ]
    assert rejects[0].detail == "3 columns where there should be 20"
    assert "June the first" in rejects[1].detail


def test_empty_cells_at_the_end_of_a_row_are_no_fault(tmp_path: Path) -> None:
    file = write(tmp_path / "a.tab", ICEWS + TALK.rstrip("\n") + "\t\t\n")
    rows, rejects = rows_of("icews", file)
    assert (len(rows), rejects) == (1, [])


def test_packed_files_are_read_as_plain_ones(tmp_path: Path) -> None:
    packed = tmp_path / "a.tab.gz"
    packed.write_bytes(gzip.compress((ICEWS + TALK).encode()))
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w") as sink:
        sink.writestr("2018/one.tab", ICEWS + TALK)
        sink.writestr("2018/two.tab", ICEWS + TALK + "bad\tline\n")
    plain, _ = rows_of("icews", write(tmp_path / "c.tab", ICEWS + TALK))
    rows, rejects = rows_of("icews", packed, archive)
    assert rows == plain * 3
    assert [reject.source for reject in rejects] == [f"{archive}/2018/two.tab:3"]


def test_a_file_cut_short_gives_its_rows_and_says_so(tmp_path: Path) -> None:
    cut = tmp_path / "a.tab.gz"
    cut.write_bytes(gzip.compress((ICEWS + TALK * 20_000).encode())[:-200])
    rows, rejects = rows_of("icews", cut)
    assert len(rows) > 1000
    assert [(r.source, r.code) for r in rejects if r.code != "malformed"] == [
        (str(cut), "truncated")
    ]


def test_a_file_of_another_kind_is_one_reject(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "name,price\ntea,3\n")
    for format in ("icews", "gdelt", "polecat", "phoenix", "cameo"):
        rows, rejects = rows_of(format, file)
        assert rows == []
        assert [(r.source, r.code) for r in rejects] == [(str(file), "no-column")]
    bad = tmp_path / "b.zip"
    bad.write_bytes(b"PK\x03\x04 no archive")
    assert rows_of("icews", bad)[1]


def test_misuse_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such format: 'kedu'"):
        read_events("kedu", [tmp_path])
    with pytest.raises(SourceError):
        read_events("icews", [tmp_path / "nothing.tab"])


def gdelt_line(columns: int, **cells: str) -> str:
    from detente.sources.eventdata.layouts import find_layout

    names = find_layout("gdelt").headless[columns]
    return "\t".join(cells.get(name, "") for name in names) + "\n"


CELLS = {
    "globaleventid": "410", "sqldate": "20150219", "actor1code": "RUSGOV", "actor1name": "KREMLIN",
    "actor1countrycode": "RUS", "actor2code": "USA", "actor2name": "UNITED STATES",
    "actor2countrycode": "USA", "eventcode": "036", "goldsteinscale": "4.0", "numarticles": "6",
    "numsources": "2", "actiongeofullname": "Moscow, Russia",
}  # fmt: skip


@pytest.mark.parametrize("columns", [57, 58, 61])
def test_gdelt_exports_without_a_header_are_read_by_position(tmp_path: Path, columns: int) -> None:
    line = gdelt_line(columns, **CELLS, sourceurl="http://www.wire.example/a")
    rows, rejects = rows_of("gdelt", write(tmp_path / "20150219.export.CSV", line))
    assert rejects == []
    (row,) = rows
    assert (row.line, row.record, row.date) == (1, "410", dt.date(2015, 2, 19))
    assert (row.source, row.target) == (
        Party("KREMLIN", "RUSGOV"), Party("UNITED STATES", "USA"))  # fmt: skip
    assert (row.code, row.goldstein, row.articles, row.outlets) == ("036", 4.0, 6, 2)
    assert row.place == "Moscow, Russia"
    expected = (None, None) if columns == 57 else ("http://www.wire.example/a", "wire.example")
    assert (row.story, row.publisher) == expected


def test_gdelt_with_a_header_takes_the_whole_code_of_an_actor(tmp_path: Path) -> None:
    text = (
        ",Global_Event_ID,Day,Actor_1_Country_Code,Actor_1_Name,Actor_1_Country_ABBR,"
        "Actor_2_Country_Code,Actor_2_Name,Event_Code,Goldstein_Scale,Source_URL,Confidence\n"
        '0,9,20201113,AFGINSTAL,"TALIBAN, THE",AFG,USA,AMERICAN,190,-10.0,http://x.example/1,20\n'
    )
    rows, _ = rows_of("gdelt", write(tmp_path / "a.csv", text))
    assert rows[0].source == Party("TALIBAN, THE", "AFGINSTAL")
    assert rows[0].confidence == 0.2


def test_mentions_are_read_by_position_and_by_header(tmp_path: Path) -> None:
    cells = "410 20150219 20150220003000 1 wire.example http://wire.example/b 3 1 2 3 1 80 900 -1"
    bare = write(tmp_path / "a.mentions.CSV", "\t".join([*cells.split(), "", ""]) + "\n")
    headed = write(
        tmp_path / "b.csv",
        "globaleventid,mentiontimedate,mentionsourcename,mentionidentifier,sentenceid,confidence\n"
        "410,20150220003000,wire.example,http://wire.example/b,3,80\n",
    )
    first, second = (rows_of("gdelt-mentions", file)[0][0] for file in (bare, headed))
    assert first == second._replace(line=1)
    assert (first.record, first.date) == ("410", dt.date(2015, 2, 20))
    assert (first.publisher, first.sentence, first.confidence) == ("wire.example", "3", 0.8)


POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\t"
    "Actor Country\tActor COW\tPrimary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\t"
    "Wikipedia Actor ID\tRecipient Name\tRecipient Country\tRecipient COW\t"
    "Primary Recipient Sector\tRecipient Sectors\tRecipient Title\tRecipient Name Raw\t"
    "Wikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\t"
    "GeoNames ID\tRaw Placename\tFeature Type\tSource\tPublication Date\tStory People\t"
    "Story Organizations\tStory Locations\tLanguage\tVersion\n"
)
LEFT = (
    "20230101-1\t2023-01-01\tCONSULT\tvisit\t4\t1\tdiplomatic;military\tSergey Lavrov\tRUS\t365\t"
    "GOV\tGOV\tforeign minister\tLavrov\tSergey Lavrov\tChina\tCHN\t710\tNone\tNone\tNone\tChina\t"
    "China\t"
)
RIGHT = "Beijing\tNone\tNone\tBeijing\tCHN\t39.9\t116.4\t1\tBeijing\tPPLC\tWire\t2023-01-02\t"
REST = "a;b\tNone\tBeijing\teng\tNGEC_1\n"


def test_polecat_brings_its_own_types(tmp_path: Path) -> None:
    rows, _ = rows_of("polecat", write(tmp_path / "a.txt", POLECAT + LEFT + RIGHT + REST))
    (row,) = rows
    assert (row.type, row.mode, row.contexts) == ("CONSULT", "visit", ("diplomatic", "military"))
    assert row.source == Party("Sergey Lavrov", "", "RUS", "GOV")
    assert row.target == Party("China", "", "CHN", "")
    assert (row.place, row.publisher) == ("Beijing", "Wire")


def test_polecat_rows_with_an_extra_tab_are_mended_where_that_is_certain(tmp_path: Path) -> None:
    late = LEFT + RIGHT.replace("PPLC", "PPLC\t") + REST
    early = LEFT.replace("Sergey Lavrov\tRUS", "Sergey\tLavrov\tRUS") + RIGHT + REST
    file = write(tmp_path / "a.txt", POLECAT + late + early)
    rows, rejects = rows_of("polecat", file)
    assert [(row.line, row.target.country, row.publisher) for row in rows] == [(2, "CHN", "Wire")]
    assert [(reject.source, reject.code) for reject in rejects] == [(f"{file}:3", "malformed")]


def test_phoenix_is_read_without_and_with_a_header(tmp_path: Path) -> None:
    cells = (
        "11 20160601 2016 6 1 RUSGOV RUS GOV - UKRMIL UKR MIL - 190 19 4 -10.0 - 48 37 Donetsk"
        " - UKR s1_4 http://a.example/1 wire"
    )
    bare = write(tmp_path / "events.full.20160601.txt", "\t".join(cells.split()) + "\n")
    (row,), rejects = rows_of("phoenix", bare)
    assert rejects == []
    assert (row.source, row.target) == (Party("", "RUSGOV"), Party("", "UKRMIL"))
    assert (row.code, row.sentence, row.publisher, row.place) == ("190", "s1_4", "wire", "Donetsk")
    headed = write(
        tmp_path / "historical.csv",
        "eid,story_date,year,month,day,source,source_root,target,target_root,code,goldstein,aid\n"
        "NYT1,8/15/1990,1990,8,15,IRQ,IRQ,KWT,KWT,192,-9.5,77\n",
    )
    (row,), _ = rows_of("phoenix", headed)
    assert (row.record, row.date, row.story) == ("NYT1", dt.date(1990, 8, 15), "77")


def test_plain_tables_of_any_kind_are_cameo(tmp_path: Path) -> None:
    text = "date;source;target;code;complete\n2009-01-02;RUS;USA;036;true\n"
    table = pa.table(
        {
            "source": ["Xi Jinping", None],
            "relation": ["Consult", "Consult"],
            "target": ["Japan", None],
            "date": pa.array([dt.date(2013, 5, 1)] * 2),
            "complete": [False, True],
        }
    )
    pq.write_table(table, tmp_path / "b.parquet")
    rows, rejects = rows_of("cameo", write(tmp_path / "a.csv", text), tmp_path / "b.parquet")
    assert [(r.line, r.source.name, r.code, r.complete) for r in rows] == [
        (2, "RUS", "036", True),
        (1, "Xi Jinping", "Consult", False),
    ]
    assert [r.source for r in rejects] == [f"{tmp_path / 'b.parquet'}:2"]


def test_odd_bytes_do_not_stop_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.tab"
    line = TALK.encode().replace(b"Northern Wire", b"Jornal \xe9 \xed\xa0\x80 \x00")
    file.write_bytes(ICEWS.encode() + line + TALK.encode())
    rows, rejects = rows_of("icews", file)
    assert (len(rows), rejects) == (2, [])
    assert rows[0].publisher is not None
    rows[0].publisher.encode()
