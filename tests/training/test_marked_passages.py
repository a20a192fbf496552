"""The marked passages: every one reads, marks fit together, what measures is kept apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from training.sayings import HERE, Passage, chains, parse, unseen, written

ROOT = Path(__file__).resolve().parents[2]
NEAR = 8  # words in a row that two passages of different hands do not share by chance


@pytest.fixture(scope="module")
def passages() -> list[Passage]:
    return [*written(), *unseen()]


def test_every_passage_reads_and_is_measured_by_one_word(passages: list[Passage]) -> None:
    assert len(passages) > 4000
    assert all(p.mark is not None for p in passages)
    lengths = Counter(len(p.chain(p.mark[0])) for p in passages if p.mark)
    assert min(lengths[n] for n in (0, 1, 2, 3)) > 300


def test_marks_lie_in_the_text(passages: list[Passage]) -> None:
    for passage in passages:
        for said in passage.sayings.values():
            for low, high in (*said.content, *said.cue, *([said.source] if said.source else ())):
                assert 0 <= low < high <= len(passage.text), passage.name


def test_real_passages_are_stored_without_their_text() -> None:
    rows = [json.loads(line) for line in (HERE / "real.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) > 700
    assert {key for row in rows for key in row} == {"file", "doc", "start", "end", "sayings"}


def test_no_passage_to_learn_from_is_near_one_that_measures() -> None:
    gold = (ROOT / "tests" / "gold" / "chains.jsonl").read_text("utf-8").splitlines()
    kept = {run for line in gold for run in _runs(json.loads(line)["text"])}
    assert not [p.name for p in written() if kept & _runs(p.text)]


def _runs(text: str) -> set[str]:
    words = re.findall(r"[a-z']+", text.lower())
    return {" ".join(words[i : i + NEAR]) for i in range(len(words) - NEAR + 1)}


def test_unseen_passages_are_rows_of_the_task() -> None:
    rows = list(chains())
    assert len(rows) == len(list(unseen()))
    assert all(row["text"].count(row["mark"]) >= row["nth"] for row in rows)


def test_inner_speakers_stand_inside_outer_ones() -> None:
    text = (
        "<s1>Ada</s1> <q1>said</q1> <c1><s2>Ben</s2> <q2>heard</q2> <c2>they <m>fled</m></c2></c1>."
    )
    passage = parse("p", text)
    assert passage.text == "Ada said Ben heard they fled."
    assert passage.mark is not None
    said = passage.chain(passage.mark[0])
    assert [passage.text[slice(*s.source)] for s in said if s.source] == ["Ada", "Ben"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<s1>Ada <q1>said</s1></q1> <c1>no</c1>", "closes nothing"),
        ("<s1>Ada</s1> <q1>said</q1>", "lacks its cue or content"),
        ("<s1>Ada</s1> <q1>said</q1> <c1>no", "is not closed"),
        ("<m>Ada</m> <m>left</m>", "two words are marked"),
        ("<s1>Ada</s1> <x1>said</x1> no", "cannot be read"),
    ],
)
def test_marks_that_do_not_fit_are_told(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse("p", text)
