"""Wording: a document as its most telling words, weighed by how rare they are of late.

A word weighs more the more often the document has it and the fewer documents have it (tf-idf;
Salton and Buckley 1988). Rarity is taken from the latest documents only: a name that fills the
news for months tells little then. Weights are scaled so that two documents have as many words
in common as the products of their weights add up to.
"""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from functools import lru_cache

from detente.records import Document

KEPT_WORDS = 40
RECENT_DOCUMENTS = 2000
PRIOR_DOCUMENTS = 1000
"""Documents without any of the words that are thought read before the first one: without them
the first few documents would find common only what all of them share."""

TITLE_TIMES = 4

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FUNCTION_WORDS = frozenset(
    """a about above after again against ago all almost along already also although always am
    among an and another any are around as at away back be became because become been before
    began behind being below between both but by came can cannot could did do does doing done
    down during each either else even ever every few for from further get go had has have having
    he her here hers herself him himself his how however i if in instead into is it its itself
    just later less let like made make making many may me meanwhile might mine more most mr mrs
    ms much must my myself neither never no nor not now of off often on once one only onto or
    other others otherwise our ours out over own per perhaps rather said same saying says shall
    she should since so some still such take than that the their theirs them themselves then
    there therefore these they this those though three through thus to together told too toward
    towards two under until up upon us very via was we well went were what when where whether
    which while who whom whose why will with within without would yet you your yours yourself"""
    .split()
)  # fmt: skip


def count_words(document: Document) -> Counter[str]:
    """Stems of a document's words with how often it has them, its title's words twice more."""
    counts = Counter(stems(document.text))
    for stem in stems(document.title or ""):
        counts[stem] += TITLE_TIMES
    return counts


def stems(text: str) -> Iterable[str]:
    """The stems of a text's words, function words left out, in order."""
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        if len(word) > 1 and word not in _FUNCTION_WORDS:
            yield stem(word)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word in small letters without its commonest endings (``withdrawing``, ``withdraws``)."""
    word = word.replace("’", "'").removesuffix("'s").replace("'", "")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, shortest in (("ing", 6), ("ed", 5), ("s", 4)):
        if len(word) >= shortest and word.endswith(ending) and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


class RecentWords:
    """In how many of the latest documents each word stands."""

    def __init__(self, size: int = RECENT_DOCUMENTS) -> None:
        self._size = size
        self._latest: deque[tuple[str, ...]] = deque()
        self._counts: Counter[str] = Counter()

    def take(self, words: Iterable[str]) -> None:
        """Count one document's words; the oldest document is forgotten."""
        own = tuple(words)
        self._latest.append(own)
        self._counts.update(own)
        if len(self._latest) > self._size:
            for word in self._latest.popleft():
                if self._counts[word] == 1:
                    del self._counts[word]
                else:
                    self._counts[word] -= 1

    def weigh(self, counts: Mapping[str, int]) -> dict[str, float]:
        """The most telling words with their weights, whose squares average 1."""
        read = len(self._latest) + PRIOR_DOCUMENTS + 1
        weights = {
            word: (1 + math.log(n)) * math.log(read / (self._counts[word] + 0.5))
            for word, n in counts.items()
        }
        if len(weights) > KEPT_WORDS:
            order = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
            weights = dict(order[:KEPT_WORDS])
        length = math.sqrt(sum(weight**2 for weight in weights.values()) / max(1, len(weights)))
        return {word: weight / length for word, weight in weights.items()}
