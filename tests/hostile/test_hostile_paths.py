"""Names in inputs never decide where anything is written: commands run where every open is heard.

Documents, rows and files have ids, titles, outlets, addresses and names that lead elsewhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.ledger import Ledger
from web.explorers import make_ledger, open_client, publish

EVIL = (
    "../../../detente-evil", "/tmp/detente-evil", "..\\..\\detente-evil", "C:\\detente-evil",
    "a\0../detente-evil", "a\n../detente-evil\r\nX: y", "file:///tmp/detente-evil",
    "~/detente-evil", "$(touch /tmp/detente-evil)", "|touch /tmp/detente-evil", "." * 300, "CON",
    "",
)  # fmt: skip
HEARD = """
import json, os, sys
heard = []
MODES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def hear(event, given):
    if event == "open" and (set(given[1] or "") & set("wax+") or given[2] & MODES):
        note(given[:1])
    elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "shutil.move"):
        note(given)
def note(names):
    names = [one for one in names if isinstance(one, (str, bytes))]
    heard.extend(os.path.abspath(os.fsdecode(one)) for one in names)
sys.addaudithook(hear)
from detente.cli import main
codes = []
for command in json.loads(sys.stdin.read()):
    try:
        main(command)
    except SystemExit as end:
        codes.append(end.code or 0)
sys.__stdout__.flush()
print("HEARD" + json.dumps([codes, sorted(set(heard))]))
"""
FORMATS = {
    "parquet": "out/tables", "csv": "out/cells", "jsonl": "out/a.jsonl", "sqlite": "out/a.sqlite",
    "polecat": "out/a.txt", "icews": "out/a.tab", "gexf": "out/a.gexf", "graphml": "out/a.graphml",
    "annotations": "out/b.jsonl", "prodigy": "out/c.jsonl", "labelstudio": "out/d.json",
}  # fmt: skip
BRIEFS = ("md", "html", "json", "txt")


def write_inputs(folder: Path) -> None:
    rows = [
        {
            "id": name, "title": name, "outlet": name, "author": name, "url": name, "source": name,
            "date": "2009-03-12", "outlets": [name],
            "text": f"Russia urged NATO to withdraw its troops from Georgia, {n} envoys said.",
        }
        for n, name in enumerate(EVIL)
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    for n, name in enumerate(("..%2f..%2fdetente-evil.txt", "..\\detente-evil.txt", "a\nb.txt")):
        (folder / name).write_text(f"Russia met NATO in Brussels on day {n}.", "utf-8")
    cells = [name.replace("\0", "").replace("\n", " ").replace("\r", " ") for name in EVIL]
    events = [f"2009-03-12\tRUS\tUSA\t042\t{one}\t{one}\t{one}" for one in cells]
    header = "date\tsource\ttarget\tcode\turl\tpublisher\tid"
    (folder.parent / "rows.csv").write_text("\n".join([header, *events]), "utf-8")


@pytest.mark.long
def test_no_command_writes_where_an_input_says(tmp_path: Path) -> None:
    work = tmp_path / "deep" / "down" / "here"
    (work / "in").mkdir(parents=True)
    (work / "out").mkdir()
    write_inputs(work / "in")
    commands = [["run", "in", "--db", "a.duckdb", "--coder", "rules", "--publish"]]
    commands += [["import", "cameo", "rows.csv", "--db", "a.duckdb"]]
    commands += [["export", f, "--db", "a.duckdb", "-o", path] for f, path in FORMATS.items()]
    commands += [
        ["brief", "RUS", "NATO", "--db", "a.duckdb", "-o", f"out/brief.{suffix}",
         "--format", "terminal" if suffix == "txt" else suffix, "--citations", f"out/{suffix}.bib"]
        for suffix in BRIEFS
    ]  # fmt: skip
    commands += [["publish", "--db", "a.duckdb"], ["stories", "--db", "a.duckdb"]]
    done = subprocess.run(
        [sys.executable, "-c", HEARD], input=json.dumps(commands), capture_output=True,
        encoding="utf-8", cwd=work, check=True, timeout=120,
    )  # fmt: skip
    codes, heard = json.loads(done.stdout.rpartition("HEARD")[2])
    assert codes == [0] * len(commands), done.stderr[-3000:]
    allowed = (str(work), "/dev/null", "/proc/", "/tmp/duckdb", str(Path.home() / ".cache"))
    outside = [one for one in heard if not one.startswith(allowed)]
    assert [one for one in outside if "__pycache__" not in one] == []
    assert any(one.startswith(str(work / "out")) for one in heard)  # what is written is heard
    expected = {"in", "out", "rows.csv", "a.duckdb", "a.duckdb.published"}
    assert {p.name for p in work.iterdir()} - expected <= {"a.duckdb.wal", "a.published.duckdb"}
    written = {str(p.relative_to(work)) for p in (work / "out").iterdir()}
    named = {
        *FORMATS.values(),
        *(f"out/brief.{s}" for s in BRIEFS),
        *(f"out/{s}.bib" for s in BRIEFS),
    }
    assert written - named <= {"out/a.metadata.json"}
    assert [p for p in tmp_path.rglob("*evil*") if p.parent != work / "in"] == []
    assert not Path("/tmp/detente-evil").exists()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path = tmp_path_factory.mktemp("paths") / "a.duckdb"
    return open_client(publish(make_ledger(path, months=3)))


@pytest.mark.parametrize("page", ["/static/", "/document/", "/actor/", "/story/", "/issue/"])
@pytest.mark.parametrize(
    "name",
    [
        "../../../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd",
        "....//....//etc/passwd", "..%5c..%5cetc%5cpasswd", "%00/etc/passwd", "a%0d%0aX-Evil:%20y",
    ],
)  # fmt: skip
def test_no_address_leads_to_a_file(client: TestClient, page: str, name: str) -> None:
    answer = client.get(page + name)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text
    assert "X-Evil" not in answer.headers


def test_a_published_ledger_stands_beside_its_own(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "a ' b.duckdb", months=1)
    assert publish(path).parent == tmp_path
    with Ledger.open(path, read_only=True) as ledger:
        assert Path(ledger.path) == path
