"""The neural coder with a classifier that says what the test wants it to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from detente.actors.gazetteer import gazetteer
from detente.actors.references import Discourse
from detente.coding.neural.classifier import Candidate, Judged
from detente.coding.neural.coder import NeuralCoder
from detente.coding.neural.pairs import parties
from detente.coding.neural.sides import Sides
from detente.coding.protocol import Pair
from detente.ontology import event_types
from detente.records import Coding, Document, Event
from detente.text.parse import parse
from detente.text.syntax import Tree

LABELS = {
    "type": ["NONE", *event_types()],
    "mode": ["-", "SANCTION:expel", "SANCTION:embargo", "CONSULT:visit"],
    "content": ["-", *event_types()],
    "modality": ["actual", "planned", "possible", "conditional", "negated"],
    "mutual": ["no", "yes"],
    "none": ["no-act", "others", "reversed"],
}
Answer = dict[str, str]
Says = Callable[[str, str | None, str | None], Answer]


class Oracle:
    """Answers by source, target and trigger words; `trigger` is the word to point at."""

    labels = LABELS

    def __init__(self, says: Says, sure: float = 0.9) -> None:
        self.settings = {
            "stands": 0.5,
            "mistaken": 0.3,
            "lexicon": 0.3,
            "modality": 0.6,
            "content": 0.6,
        }
        self.trust = {"sure": 1.0}  # trusted as far as it is sure that there is an act
        self.says = says
        self.sure = sure
        self.asked: list[tuple[str, str | None, str | None]] = []

    def judge(self, sentences: Sequence[str], candidates: Sequence[Candidate]) -> list[Judged]:
        return [self._one(sentences[c.sentence], c) for c in candidates]

    def _one(self, text: str, candidate: Candidate) -> Judged:
        source, target, trigger = (text[s[0] : s[1]] if s else None for s in candidate.spans)
        assert source is not None
        self.asked.append((source, target, trigger))
        answer = {"type": "NONE", "none": "no-act", "modality": "actual", "mutual": "no",
                  "content": "-", "mode": "-", **self.says(source, target, trigger)}  # fmt: skip
        heads = {}
        for head, names in LABELS.items():
            chances = np.full(len(names), (1 - self.sure) / (len(names) - 1))
            chances[names.index(answer[head])] = self.sure
            heads[head] = chances
        word = answer.get("trigger", "")
        at = text.find(word) if word else 0
        return Judged(heads, (at, at + len(word)))


def coded(text: str, says: Says, sure: float = 0.9) -> tuple[list[Event], Oracle]:
    oracle = Oracle(says, sure)
    document = Document("d", text, date=dt.date(2010, 5, 1))
    (coding,) = NeuralCoder(oracle).code([document])  # type: ignore[arg-type]
    assert isinstance(coding, Coding)
    return list(coding.events), oracle


def sides(event: Event) -> tuple[str, str, str]:
    return (" ".join(a.id for a in event.source), event.type, " ".join(a.id for a in event.target))


def test_a_deed_that_no_lexicon_knows_is_found_between_two_actors() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        forward = (source, target) == ("Russia", "Ukraine")
        return {"type": "COERCE", "trigger": "frobnicates"} if forward else {}

    (event,), _ = coded("Russia frobnicates Ukraine.", says)
    assert sides(event) == ("RUS", "COERCE", "UKR")
    assert event.evidence.trigger.text == "frobnicates"
    assert event.coder == f"neural/{NeuralCoder.version}"


def test_the_direction_is_turned_where_the_classifier_sees_it_reversed() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        if source == "Ukraine":
            return {"type": "ASSAULT", "trigger": "frobnicated"}
        return {"none": "reversed"}

    (event,), _ = coded("Russia was frobnicated by Ukraine.", says)
    assert sides(event) == ("UKR", "ASSAULT", "RUS")


def test_what_grammar_found_is_dropped_where_the_classifier_sees_no_act() -> None:
    text = "Russia expelled three British diplomats."
    kept, _ = coded(text, lambda *_: {"type": "SANCTION", "mode": "SANCTION:expel"})
    assert [sides(e) for e in kept] == [("RUS", "SANCTION", "GBR")]
    assert kept[0].mode == "expel"
    dropped, _ = coded(text, lambda *_: {"none": "others"})
    assert dropped == []


def test_the_lexicon_breaks_a_tie() -> None:
    text = "Russia expelled three British diplomats."
    (event,), _ = coded(text, lambda *_: {"type": "COERCE"}, sure=0.3)
    assert event.type == "SANCTION"
    (event,), _ = coded(text, lambda *_: {"type": "COERCE"}, sure=0.9)
    assert event.type == "COERCE"


def test_modality_content_and_mutuality_come_from_the_classifier() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        act = {"type": "AGREE", "content": "AID", "modality": "negated", "mutual": "yes",
               "trigger": "help"}  # fmt: skip
        return act if target else {}

    (event,), _ = coded("Russia did not help Ukraine.", says)
    assert event.content is not None
    assert (event.content.type, event.modality.value, event.mutual) == ("AID", "negated", True)


def test_extra_modes_of_training_do_not_reach_the_ledger() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "SANCTION", "mode": "SANCTION:embargo", "trigger": "frobnicates"}

    (event,), _ = coded("Russia frobnicates Ukraine.", says)
    assert event.mode is None


def test_a_pair_that_grammar_joined_is_not_told_twice() -> None:
    text = "Russia expelled three British diplomats."
    events, oracle = coded(text, lambda *_: {"type": "SANCTION"})
    assert len(events) == 1
    assert len(oracle.asked) >= 2


def test_we_is_who_speaks_in_the_sentence_not_who_spoke_before() -> None:
    text = (
        "Barack Obama said the United States backed the plan. "
        "\u201cWe will impose sanctions on Iran,\u201d Russian Foreign Minister Sergei Lavrov "
        "said on Monday."
    )
    events, _ = coded(text, lambda _, target, __: {"type": "SANCTION"} if target == "Iran" else {})
    assert {s.code for e in events if "Iran" in e.evidence.quote.text for s in e.source} == {"RUS"}


def test_parties_with_a_wrong_word_between_them_are_asked_about_once_more() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        if trigger == "expelled" or target is None:
            return {}
        return {"type": "COERCE", "trigger": "frobnicated"}

    text = "Russia frobnicated and expelled three British diplomats."
    (event,), oracle = coded(text, says)
    assert (event.type, event.evidence.trigger.text) == ("COERCE", "frobnicated")
    assert ("Russia", "British", "expelled") in oracle.asked


def test_a_people_beside_its_own_government_is_not_the_state() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        if "Serbians" in source and target is not None and "government" in target:
            return {"type": "PROTEST", "trigger": "frobnicated"}
        return {}

    (event,), _ = coded("Serbians frobnicated the Serbian government in March.", says)
    assert ([a.id for a in event.source], event.target[0].id) == (["SRB-CIV"], "SRB-GOV")


def test_people_whom_no_table_names_belong_to_the_country_spoken_of() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "COERCE", "trigger": "arrest"} if source == "Police" else {}

    (event,), _ = coded("Police arrest John Foobar in Kenya.", says)
    assert event.source[0].code == "KEN"
    assert [a.id for a in event.target] == ["KEN-CIV"]
    assert event.confidence < 0.6


def test_judging_a_given_pair_never_answers_none() -> None:
    oracle = Oracle(lambda *_: {"type": "NONE", "mode": "SANCTION:embargo"})
    (judged,) = NeuralCoder(oracle).judge([Pair("A b C", ((0, 1),), ((4, 5),))])  # type: ignore[arg-type]
    assert judged.type is not None
    assert judged.type != "NONE"
    assert sum(judged.scores.values()) == pytest.approx(1.0)


def test_coding_is_the_same_in_any_batch() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "ASSAULT", "trigger": "frobnicates"} if target else {}

    texts = ["Russia frobnicates Ukraine.", "It rained.", "France frobnicates Mali and Chad."]
    documents = [Document(str(n), text, date=dt.date(2010, 5, 1)) for n, text in enumerate(texts)]
    coder = NeuralCoder(Oracle(says))  # type: ignore[arg-type]
    together = [c.events for c in coder.code(documents) if isinstance(c, Coding)]
    alone = [c.events for d in documents for c in coder.code([d]) if isinstance(c, Coding)]
    assert together == alone


def test_a_title_and_the_name_beside_it_are_one_party() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "ACCUSE"} if target == "Turkey" else {}

    text = "Iraqi Prime Minister Haider al-Abadi frobnicated Turkey."
    events, oracle = coded(text, says)
    assert len(events) == 1
    assert not any("Minister" in (s, t) for s, t, _ in oracle.asked)


def test_an_unnamed_doer_gives_way_to_one_that_the_classifier_finds() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        deed = source == "Boko Haram" and target is not None
        return {"type": "ASSAULT", "trigger": "killed"} if deed else {}

    text = "Three soldiers from Chad were killed as Boko Haram frobnicated an army bomb."
    events, _ = coded(text, says)
    assert all(e.source[0].code == "BOKO_HARAM" for e in events if e.type == "ASSAULT")


def test_what_may_be_trusted_too_little_does_not_stand() -> None:
    text = "Russia frobnicates Ukraine."
    assert coded(text, lambda *_: {}, sure=0.4)[0]  # no act: 0.4, so an act: 0.6
    assert not coded(text, lambda *_: {}, sure=0.6)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Russia should frobnicate Ukraine.",
        "Russia ought to frobnicate Ukraine.",
        "Russia and China must frobnicate Ukraine.",
    ],
)
def test_what_somebody_ought_to_do_is_not_done(text: str) -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        deed = source == "Russia" and target == "Ukraine"
        return {"type": "COERCE", "trigger": "frobnicate"} if deed else {}

    assert coded(text, says)[0] == []
    (event,), _ = coded("Russia will frobnicate Ukraine.", says)
    assert sides(event) == ("RUS", "COERCE", "UKR")


def test_who_says_that_another_ought_to_do_it_does_ask() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        deed = (source, target) == ("China", "Russia")
        return {"type": "REQUEST", "trigger": "frobnicate"} if deed else {}

    (event,), _ = coded("China says that Russia should frobnicate Ukraine.", says)
    assert sides(event) == ("CHN", "REQUEST", "RUS")


def test_two_deeds_asked_in_one_sentence_are_two_asks() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "REQUEST"} if (source, target) == ("India", "Pakistan") else {}

    text = "India called on Pakistan to arrest the men and to reopen the border."
    events, _ = coded(text, says, 0.55)  # not sure enough of the content to overrule the grammar
    assert {sides(event) for event in events} == {("IND", "REQUEST", "PAK")}
    assert sorted(str(e.content and e.content.type) for e in events) == ["COERCE", "RETREAT"]


def test_an_ask_is_told_once_where_the_same_words_name_its_deed() -> None:
    text = (
        "Greece and Turkey should explore sharing the gas field, the Greek foreign minister said."
    )
    document = Document(id="gas", text=text, date=dt.date(2012, 5, 5))
    coding = NeuralCoder().code([document])
    asks = [e for one in coding for e in one.events if e.type == "REQUEST"]
    assert [e.content and e.content.type for e in asks] == ["COOPERATE"]


def test_a_name_of_two_words_stands_under_its_head() -> None:
    text = "The United States frobnicated Ukraine."
    tree = Tree(next(parse([text])))
    discourse = Discourse(None)
    discourse.enter(tree, gazetteer().find(text))
    discourse.begin_sentence(*tree.sentences[0])
    first = parties(discourse, tree, *tree.sentences[0], Sides(discourse, tree))[0]
    assert tree.words[first.head] == "States"


@pytest.mark.parametrize(
    ("text", "pointed", "shown"),
    [
        ("Russian drone strikes frightened Ukraine.", "drone", "strikes"),
        ("Russia is frobnicating Ukraine.", "is", "frobnicating"),
        ("Russia re-frobnicated Ukraine.", "re", "re-frobnicated"),
    ],
)
def test_the_word_shown_is_the_one_that_names_the_act(text: str, pointed: str, shown: str) -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "ASSAULT", "trigger": pointed} if target and not trigger else {}

    events, _ = coded(text, says)
    assert shown in {e.evidence.trigger.text for e in events}


def test_parties_of_what_all_did_together_do_nothing_more_by_the_same_words() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "AGREE", "mutual": "yes", "trigger": "agree"} if target else {}

    events, _ = coded("Russia, Chad and Pakistan agree to trade with each other.", says)
    assert len(events) == 1


def test_who_undergoes_a_deed_is_not_its_doer() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "COERCE", "trigger": "frobnicated"}

    events, _ = coded("Russia was frobnicated in Ukraine.", says)
    assert "RUS" not in {a.id for e in events for a in e.source}


def test_the_deed_promised_is_ones_own_and_the_deed_asked_the_others() -> None:
    def promise(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "AGREE", "content": "AID", "trigger": "frobnicated"} if target else {}

    def ask(source: str, target: str | None, trigger: str | None) -> Answer:
        return {**promise(source, target, trigger), "type": "REQUEST"} if target else {}

    contents = [coded("Russia frobnicated Ukraine.", says)[0][0].content for says in (promise, ask)]
    assert [[a.id for a in c.source] for c in contents if c] == [["RUS"], ["UKR"]]


def test_a_person_who_leaves_does_not_withdraw() -> None:
    def says(source: str, target: str | None, trigger: str | None) -> Answer:
        return {"type": "RETREAT", "trigger": "left"} if target else {}

    assert coded("The Russian foreign minister left Ukraine.", says)[0] == []
    assert coded("Russian troops left Ukraine.", says)[0] != []
