"""The training data: every line reads, nothing is there twice, what measures is kept apart."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from training.names import fill

from detente.ontology import event_types
from training import real, written

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "training"


@pytest.fixture(scope="module")
def sentences() -> list[written.Written]:
    found = []
    for path in sorted([*TRAINING.glob("written/*.txt"), *TRAINING.glob("contrast/*.txt")]):
        good, faults = written.read(path)
        assert not faults
        found += good
    return found


def test_there_are_sentences_of_every_type_and_mode(sentences: list[written.Written]) -> None:
    assert len(sentences) >= 8000
    types = Counter(s.type for s in sentences)
    assert min(types[name] for name in event_types()) >= 250
    modes = {(s.type, s.mode) for s in sentences}
    missing = [(t, m) for t in event_types() for m in written.modes_of(t) if (t, m) not in modes]
    assert not missing


def test_no_two_sentences_are_alike_but_for_their_names(sentences: list[written.Written]) -> None:
    assert not written.near_copies([s for s in sentences if s.block is None])


def test_contrast_blocks_differ_in_labels_or_marks(sentences: list[written.Written]) -> None:
    blocks: dict[str, list[written.Written]] = {}
    for one in sentences:
        if one.block is not None:
            blocks.setdefault(one.block, []).append(one)
    assert len(blocks) >= 400
    for block in blocks.values():
        assert len(block) >= 2
        assert len({(s.template, s.type, s.modality, s.content) for s in block}) == len(block)


def test_slots_are_filled_and_marks_stay_on_their_words(sentences: list[written.Written]) -> None:
    chance = random.Random(1)
    for one in chance.sample(sentences, 1500):
        text, spans = fill(one, chance)
        assert not set("{}[]") & set(text)
        for start, end in spans.values():
            assert text[start:end].strip() == text[start:end] != ""
            assert not (start and text[start - 1].isalnum() and text[start].isalnum())


PLAIN_WORDS = frozenset(
    "the a an of to in on and for at by with from that its his her their has have had was were is "
    "are be been as it this who which after said".split()
)


def phrases(text: str) -> set[tuple[str, ...]]:
    """Runs of three words, at least two of them with a meaning of their own."""
    words = re.findall(r"[a-z']+|#", text.lower())
    runs = zip(words, words[1:], words[2:], strict=False)
    return {run for run in runs if sum(w not in PLAIN_WORDS and w != "#" for w in run) >= 2}


@pytest.mark.shared
def test_no_sentence_retells_one_that_measures(
    sentences: list[written.Written], shared: Path
) -> None:
    holders: dict[tuple[str, ...], list[int]] = {}
    lines = (shared / "gold" / "type_dev.jsonl").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        for phrase in phrases(json.loads(line)["text"]):
            holders.setdefault(phrase, []).append(number)
    for one in sentences:
        bare = written.SLOT.sub("#", written.MARK.sub(r"\2", one.template))
        shared_by = Counter(n for phrase in phrases(bare) for n in holders.get(phrase, ()))
        assert max(shared_by.values(), default=0) < 4, f"{one.file}:{one.line}"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (
            "[S {A}]'s army [V shelled] [T a {B.adj} post]",
            "the Netherlands' army shelled an Irish post",
        ),
        ("[S {A}] [V met] [T the {B}] team", "The Netherlands met the Ireland team"),
    ],
)
def test_articles_and_possessives_fit_the_names(
    template: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import names

    states = {
        "A": names.State("the Netherlands", "Dutch", "Dutch people", "Amsterdam", (), ()),
        "B": names.State("Ireland", "Irish", "Irish people", "Dublin", (), ()),
    }
    monkeypatch.setattr(names.Cast, "state", lambda self, letter: states[letter])
    one = written.parse(f"ASSAULT actual | {template}")
    assert fill(one, random.Random(1))[0] == text[0].upper() + text[1:]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ASSAULT actual [S {A}]", "no ' | '"),
        ("BITE actual | [S {A}] [V bit] [T {B}]", "unknown type"),
        ("AID:lots actual | [S {A}] [V fed] [T {B}]", "no mode"),
        ("AID now | [S {A}] [V fed] [T {B}]", "modality"),
        ("AID actual | [S {A}] fed [T {B}]", "wants one"),
        ("AID actual | [S {A}] [V fed] [T {B.wine}]", "slot form"),
        ("AID actual | [S {A}] [V fed] [T {A.org}]", "two kinds"),
        ("NONE:others actual | [S {A}] and [T {B}]", "NONE"),
    ],
)
def test_what_is_wrong_in_a_line_is_told(line: str, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("|", r"\|")):
        written.parse(line)


def test_real_labels_are_whole_and_none_is_of_a_report_kept_for_measuring() -> None:
    labels = real.load(TRAINING / "real")
    assert sum(bool(one.label) for one in labels) >= 3000
    kept = {
        json.loads(line)["id"]
        for line in (ROOT / "tests" / "gold" / "reports.jsonl").read_text("utf-8").splitlines()
    }
    assert not kept & {one.document for one in labels}
    for one in labels:
        for span in (one.source, one.target, one.trigger):
            assert span is None or one.start <= span[0] < span[1] <= one.end
        if one.label:
            written.parse(f"{one.label} {one.modality} {one.flags} | [S x] [T y] [V z]")


@pytest.mark.shared
def test_real_labels_stand_on_whole_words_of_their_documents(shared: Path) -> None:
    labels = [one for one in real.load(TRAINING / "real") if one.label]
    texts = dict(real.texts(shared / "news", {one.document for one in labels}))
    for one in labels:
        text = texts[one.document]
        for start, end in filter(None, (one.source, one.target, one.trigger)):
            assert text[start:end].strip() == text[start:end]
            assert not (text[start - 1 : start].isalnum() and text[start].isalnum())
            assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
