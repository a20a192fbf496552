"""The screen spares the classifier proposals that come to nothing, and no entry for that."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from itertools import islice

from detente.coding.neural.classifier import Candidate, Classifier, Judged, classifier
from detente.coding.neural.coder import NeuralCoder
from detente.records import Coding, Document
from detente.sources import read


class Counting:
    """A classifier that tells how often it was asked."""

    def __init__(self, model: Classifier) -> None:
        self.model = model
        self.asked = 0
        self.labels, self.settings, self.trust = model.labels, model.settings, model.trust

    def judge(self, sentences: Sequence[str], candidates: Sequence[Candidate]) -> list[Judged]:
        self.asked += len(candidates)
        return self.model.judge(sentences, candidates)


def test_fewer_questions_for_the_same_deeds() -> None:
    corpus = files("detente.demo") / "corpus"
    found: dict[bool, set[tuple[object, ...]]] = {}
    asked: dict[bool, int] = {}
    documents = [d for d in islice(read([str(corpus)]), 12) if isinstance(d, Document)]
    for gated in (True, False):
        counting = Counting(classifier())
        coder = NeuralCoder(counting, gated=gated)  # type: ignore[arg-type]
        codings = [result for result in coder.code(documents) if isinstance(result, Coding)]
        asked[gated] = counting.asked
        found[gated] = {
            (e.document_id, e.type, e.evidence.quote.start, e.source, e.target)
            for coding in codings
            for e in coding.events
            if e.confidence >= 0.5
        }
    lost = found[False] - found[True]
    assert len(found[False]) > 20
    assert len(lost) <= 0.03 * len(found[False])
    assert 0 < asked[True] < 0.9 * asked[False]
