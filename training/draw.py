"""Draws the real material: reports to be coded in full, and sentences to be labelled.

`python -m training.draw NEWS_FOLDER LEDGER OUT_FOLDER` needs a ledger that `detente run` made with
the rules coder from the same news: rare types are drawn more, by what that coder found. Everything
is drawn with one seed. Reports that are kept for measuring (`reports.jsonl`) give no sentence.

`python -m training.draw more NEWS_FOLDER OUT_FOLDER SEED PARTS` draws some 4,000 sentences more at
random, from documents that have given none, into files for so many readers: up to four in a row of
a short document, two of a long one, each naming at least two parties.

`python -m training.draw doubted NEWS_FOLDER LEDGER OUT_FOLDER SEED PARTS` draws sentences in which
the neural coder trusted an entry little (`DOUBT`), 230 for each of so many readers, from documents
that have given none; LEDGER is one that it made.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from pathlib import Path
from typing import Any

import duckdb

from detente.actors.gazetteer import gazetteer
from detente.text.parse import parse
from detente.text.passages import passages
from detente.text.syntax import Tree
from training import real
from training.examples import HERE, barred

SEED = 20261124
PARTIES = {"state", "demonym", "city", "seat", "organisation", "group", "institution", "person"}
# Reports kept for measuring, by file; only whole texts up to a length a person codes in full.
REPORTS = {"current_events": 150, "wikinews": 25, "kremlin": 25}
LONGEST_REPORT = 1600
# Sentences by what the rules coder found in them, and at random by file.
BY_TYPE = {
    "PROTEST": 130, "MOBILIZE": 170, "COOPERATE": 220, "CONCEDE": 220, "RETREAT": 200,
    "THREATEN": 170, "REJECT": 200, "SUPPORT": 200, "AGREE": 170, "AID": 220, "REQUEST": 120,
    "SANCTION": 150, "ACCUSE": 100, "CONSULT": 80,
}  # fmt: skip
AT_RANDOM = {"current_events": 1250, "wikinews": 160, "kremlin": 120, "whitehouse": 120}
MORE = {"current_events": 2700, "wikinews": 500, "kremlin": 500, "whitehouse": 300}
DOUBT, EACH = (0.2, 0.6), 230  # trust in an entry, and sentences for a reader


def documents(folder: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found[row["id"]] = {**row, "file": path.name}
    return found


def sentences(text: str) -> list[tuple[int, int, int]]:
    """Start, end and number of party mentions of every sentence, as document offsets."""
    found = []
    parts = passages(text)
    for passage, doc in zip(parts, parse([p.text for p in parts]), strict=True):
        tree = Tree(doc)
        mentions = [m for m in gazetteer().find(passage.text) if m.kind in PARTIES]
        for first, last in tree.sentences:
            low, high = tree.span(first, last - 1)
            inside = sum(low <= m.start < high for m in mentions)
            found.append((*passage.locate(low, high), inside))
    return found


def draw(folder: Path, ledger: Path, out: Path) -> None:
    chance = random.Random(SEED)
    news = documents(folder)
    by_file = _by_file(news)

    reports: list[str] = []
    find = gazetteer().find
    for name, wanted in REPORTS.items():
        pool = chance.sample(by_file[name], len(by_file[name]))
        fit = (
            key for key in pool
            if 40 < len(news[key]["text"]) <= LONGEST_REPORT
            and any(m.kind in PARTIES for m in find(news[key]["text"]))
        )  # fmt: skip
        reports += [key for key, _ in zip(fit, range(wanted), strict=False)]
    kept = set(reports)

    chosen: dict[tuple[str, int, int], None] = {}
    rows = duckdb.connect(str(ledger), read_only=True).execute(
        "select e.type, e.document_id, min(v.start_char) "
        "from events e join evidence v using (entry) "
        "where v.part = 'trigger' group by 1, 2 order by 1, 2"
    ).fetchall()  # fmt: skip
    for kind, wanted in BY_TYPE.items():
        pool = [(d, at) for t, d, at in rows if t == kind and d not in kept]
        for key, at in chance.sample(pool, wanted):
            for start, end, _ in sentences(news[key]["text"]):
                if start <= at < end and end - start < 500:
                    chosen[key, start, end] = None
    for name, wanted in AT_RANDOM.items():
        taken = 0
        for key in chance.sample(by_file[name], len(by_file[name])):
            if taken == wanted:
                break
            if key in kept:
                continue
            fit = [
                (start, end) for start, end, mentions in sentences(news[key]["text"])
                if 30 < end - start < 500 and mentions >= (1 if taken % 4 == 0 else 2)
            ]  # fmt: skip
            if fit:
                start, end = chance.choice(fit)
                if (key, start, end) not in chosen:
                    chosen[key, start, end] = None
                    taken += 1
    drawn = list(chosen)
    chance.shuffle(drawn)

    out.mkdir(parents=True, exist_ok=True)
    with (out / "reports.jsonl").open("w", encoding="utf-8") as sink:
        for key in reports:
            row = news[key]
            keep = {k: row.get(k) for k in ("id", "date", "outlet", "outlets", "title", "text")}
            sink.write(json.dumps(keep, ensure_ascii=False) + "\n")
    _write(out / "sentences.jsonl", drawn, news)
    print(f"{len(reports)} reports, {len(drawn)} sentences")


def more(folder: Path, out: Path, seed: int, parts: int) -> None:
    """Sentences at random from documents without labels, in `parts` files, whole documents each."""
    chance = random.Random(seed)
    news = documents(folder)
    used = {one.document for one in real.load(HERE / "real")} | barred()
    by_file = _by_file(news)
    chosen: dict[str, list[tuple[int, int]]] = {}
    for name, wanted in MORE.items():
        taken = 0
        for key in chance.sample(by_file[name], len(by_file[name])):
            if taken >= wanted:
                break
            text = news[key]["text"]
            if key in used or len(text) < 60 or not gazetteer().find(text[:3000]):
                continue
            fit = [
                (start, end) for start, end, mentions in sentences(text[:6000])
                if 35 < end - start < 420 and mentions >= 2
                and text[start:end] == _folded(text[start:end])
            ]  # fmt: skip
            if name != "current_events":
                chance.shuffle(fit)
            kept = fit[: 4 if name == "current_events" else 2]
            if kept:
                chosen[key] = kept
                taken += len(kept)
    keys = chance.sample(list(chosen), len(chosen))
    out.mkdir(parents=True, exist_ok=True)
    for part in range(parts):
        places = [(key, *place) for key in keys[part::parts] for place in chosen[key]]
        _write(out / f"sentences_{part}.jsonl", places, news)
    print(f"{sum(map(len, chosen.values()))} sentences of {len(chosen)} documents")


def doubted(folder: Path, ledger: Path, out: Path, seed: int, parts: int) -> None:
    """Sentences with an entry that the coder doubts, in ``parts`` files."""
    news = documents(folder)
    used = {one.document for one in real.load(HERE / "real")} | barred()
    rows = duckdb.connect(str(ledger), read_only=True).execute(
        "select distinct e.document_id, v.start_char from events e join evidence v using (entry) "
        "where v.part = 'trigger' and e.confidence between ? and ? order by 1, 2", DOUBT
    ).fetchall()  # fmt: skip
    chosen: dict[tuple[str, int, int], None] = {}
    for key, at in random.Random(seed).sample(rows, len(rows)):
        if len(chosen) == EACH * parts:
            break
        if key in used:
            continue
        for start, end, _ in sentences(news[key]["text"]):
            whole = news[key]["text"][start:end]
            if start <= at < end and 35 < end - start < 420 and whole == _folded(whole):
                chosen[key, start, end] = None
    out.mkdir(parents=True, exist_ok=True)
    places = list(chosen)
    for part in range(parts):
        _write(out / f"sentences_{part}.jsonl", places[part * EACH : (part + 1) * EACH], news)
    print(f"{len(places)} sentences")


def _by_file(news: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Ids by the file that they come from, named as in the tables above."""
    found: dict[str, list[str]] = {}
    for key, row in news.items():
        name = next(name for name in AT_RANDOM if row["file"].startswith(name))
        found.setdefault(name, []).append(key)
    return found


def _write(path: Path, places: list[tuple[str, int, int]], news: dict[str, dict[str, Any]]) -> None:
    """Numbered sentences for a reader."""
    with path.open("w", encoding="utf-8") as sink:
        for number, (key, start, end) in enumerate(places, 1):
            row = news[key]
            item = {"n": number, "id": key, "date": row["date"], "start": start, "end": end,
                    "text": _folded(row["text"][start:end])}  # fmt: skip
            sink.write(json.dumps(item, ensure_ascii=False) + "\n")


def _folded(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    if sys.argv[1] == "more":
        more(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    elif sys.argv[1] == "doubted":
        doubted(*map(Path, sys.argv[2:5]), int(sys.argv[5]), int(sys.argv[6]))
    else:
        draw(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
