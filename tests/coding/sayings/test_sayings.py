"""Sayings: who says what, by which word, in one passage."""

from __future__ import annotations

import pytest

from detente.coding.sayings import Saying, Sayings
from detente.text.parse import parse
from detente.text.passages import paragraphs
from detente.text.quotes import quotations
from detente.text.syntax import Tree


def found(text: str, turns: bool = False) -> tuple[Tree, Sayings]:
    tree = Tree(next(iter(parse([text]))))
    quotes = [(q.start, q.end) for q in quotations(text, paragraphs(text))]
    return tree, Sayings(tree, quotes, turns)


def told(tree: Tree, saying: Saying) -> tuple[str, str, str]:
    """Source, cue and content of a saying, as words."""
    source = tree.words[saying.source] if saying.source is not None else ""
    first, last = saying.cue
    content = " ".join(" ".join(tree.words[a:b]) for a, b in saying.content)
    return source, " ".join(tree.words[first : last + 1]), content


def around(text: str, word: str, turns: bool = False) -> list[tuple[str, str]]:
    """Source and cue of the sayings around a word, outermost first."""
    tree, sayings = found(text, turns)
    return [told(tree, s)[:2] for s in sayings.around(tree.words.index(word)) if s.asserts]


SAID = [
    ("Lavrov said that NATO expands.", "expands", [("Lavrov", "said")]),
    ("NATO expands, Lavrov said on Monday.", "expands", [("Lavrov", "said")]),
    ("NATO, Lavrov said, expands.", "expands", [("Lavrov", "said")]),
    (
        "Lavrov said in an interview with Izvestia that NATO expands.",
        "expands",
        [("Lavrov", "said in an interview with Izvestia")],
    ),
    ("Lavrov said in a broad sense that NATO expands.", "expands", [("Lavrov", "said")]),
    ("According to Lavrov, NATO expands.", "expands", [("Lavrov", "According to")]),
    ("Moscow rejected the claim by Kyiv that rebels fled.", "fled", [("Kyiv", "claim")]),
    ("Iran is confident that talks resume.", "resume", [("Iran", "is confident")]),
    ("In Tehran's view, sanctions failed.", "failed", [("Tehran", "In Tehran 's view")]),
    (
        "The envoy said Kabul had told him that rebels fled.",
        "fled",
        [("envoy", "said"), ("Kabul", "had told")],
    ),
    (
        "Tanjug quoted the minister as saying that rebels fled.",
        "fled",
        [("Tanjug", "quoted"), ("minister", "saying")],
    ),
    (
        "Reuters, citing a diplomat, reported that rebels fled.",
        "fled",
        [("Reuters", "reported"), ("diplomat", "citing")],
    ),
    ("The report found that rebels fled.", "fled", [("report", "found")]),
    ("Tehran vowed to retaliate.", "retaliate", [("Tehran", "vowed")]),
]


@pytest.mark.parametrize(("text", "word", "expected"), SAID)
def test_who_says_so_outermost_first(text: str, word: str, expected: list[tuple[str, str]]) -> None:
    assert around(text, word) == expected


def test_what_is_not_vouched_for_is_no_assertion() -> None:
    assert around("Lavrov did not say that NATO expands.", "expands") == []
    assert around("Kyiv wants Moscow to withdraw.", "withdraw") == []


def test_who_gives_a_document_out_says_what_it_says() -> None:
    tree, sayings = found("Kyiv issued a statement calling on Moscow to withdraw.")
    assert [told(tree, s)[:2] for s in sayings] == [("Kyiv", "issued a statement calling on")]
    tree, sayings = found("Kyiv read a statement calling on Moscow to withdraw.")
    assert [told(tree, s)[:2] for s in sayings][-1:] == [("statement", "calling on")]


def test_who_brings_up_a_claim_passes_it_on() -> None:
    chain = around("The minister recalled Kyiv's claim that rebels fled.", "fled")
    assert chain == [("minister", "recalled"), ("Kyiv", "claim")]


def test_a_quotation_goes_on_after_its_speaker() -> None:
    text = '"We will go," the envoy said. "Our troops leave on Sunday."'
    tree, sayings = found(text)
    (saying,) = sayings.around(tree.words.index("leave"))
    assert told(tree, saying)[:2] == ("envoy", "said")
    assert saying.quotes_at(tree.words.index("leave"))
    assert saying.form == "direct"


def test_quoting_a_phrase_is_mixed_and_none_indirect() -> None:
    _, sayings = found('The envoy said the raid was "a grave mistake by all of us" and left.')
    assert next(iter(sayings)).form == "mixed"
    _, sayings = found("The envoy said the raid was a mistake.")
    assert next(iter(sayings)).form == "indirect"


def test_quotations_nest() -> None:
    text = "“The general told us, ‘My men never crossed the river at night,’” the envoy said."
    assert [source for source, _ in around(text, "crossed")] == ["envoy", "general"]


def test_a_quotation_without_a_cue_is_left_to_the_passage_before() -> None:
    tree, sayings = found('"Our troops leave on Sunday without delay."')
    assert sayings.is_left(tree.words.index("leave"))


def test_words_still_to_come() -> None:
    tree, sayings = found("The envoy added:")
    assert sayings.opening is not None
    assert tree.words[sayings.opening.source or 0] == "envoy"


@pytest.mark.parametrize(
    ("text", "word", "turns", "source"),
    [
        ("MR. GIBBS: The talks resume on Monday.", "resume", True, "GIBBS"),
        ("Poll: Voters reject the treaty", "reject", False, "Poll"),
        ("Rebels shelled the port: Beijing", "shelled", False, "Beijing"),
    ],
)
def test_labels(text: str, word: str, turns: bool, source: str) -> None:
    assert [who for who, _ in around(text, word, turns)] == [source]


def test_an_aside_leaves_out_what_its_speaker_does_next() -> None:
    text = "Rebels fled, the envoy said, and Moscow withdrew its monitors."
    assert around(text, "fled") == [("envoy", "said")]
    tree, sayings = found(text)
    phrase = sayings.phrase_of_source(next(iter(sayings)))
    assert phrase is not None
    assert tree.words[phrase[0] : phrase[1]] == ["the", "envoy"]
