"""A parsed passage as plain lists: words, tags, labels, heads; quick to walk, easy to test."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from detente.text.parse import lemma

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Tree:
    """The dependency tree of one passage (labels as in spaCy's English models).

    Tokens are numbered from 0; ``starts[i]:ends[i]`` are characters of the passage, and
    ``sentences`` are half-open ranges of tokens.
    """

    __slots__ = ("children", "deps", "ends", "heads", "sentences", "starts", "tags", "words")

    def __init__(self, doc: Doc) -> None:
        self.words = [t.text for t in doc]
        self.starts = [t.idx for t in doc]
        self.ends = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self.tags = [t.tag_ for t in doc]
        self.deps = [t.dep_ for t in doc]
        self.heads = [t.head.i for t in doc]
        self.children: list[list[int]] = [[] for _ in self.words]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append(i)
        self.sentences = [(s.start, s.end) for s in doc.sents]

    def __len__(self) -> int:
        return len(self.words)

    def lemma(self, i: int) -> str:
        return lemma(self.words[i], self.tags[i])

    def lower(self, i: int) -> str:
        return self.words[i].lower()

    def is_verb(self, i: int) -> bool:
        return self.tags[i].startswith("VB")

    def is_noun(self, i: int) -> bool:
        return self.tags[i].startswith("NN")

    def child(self, i: int, *deps: str) -> int | None:
        """The first child of ``i`` under one of these labels."""
        return next((c for c in self.children[i] if self.deps[c] in deps), None)

    def under(self, i: int, *deps: str) -> list[int]:
        """All children of ``i`` under these labels."""
        return [c for c in self.children[i] if self.deps[c] in deps]

    def edges(self, i: int) -> tuple[int, int]:
        """First and last token (both included) of the words that hang on ``i``."""
        low = high = i
        stack = [i]
        while stack:
            for c in self.children[stack.pop()]:
                low, high = min(low, c), max(high, c)
                stack.append(c)
        return low, high

    def series(self, i: int) -> int:
        """The first of the things joined by and/or of which ``i`` is one."""
        while self.deps[i] == "conj" and self.heads[i] != i:
            i = self.heads[i]
        return i

    def ancestors(self, i: int) -> list[int]:
        """The heads above ``i``, nearest first."""
        chain = []
        while self.heads[i] != i:
            i = self.heads[i]
            chain.append(i)
        return chain

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters from the start of token ``first`` to the end of token ``last``."""
        return self.starts[first], self.ends[last]

    def sentence(self, i: int) -> int:
        """The number of the sentence in which token ``i`` stands."""
        return bisect_right(self.sentences, i, key=lambda s: s[0]) - 1

    def token_at(self, char: int) -> int:
        """The token that covers or follows a character of the passage."""
        return max(0, bisect_right(self.starts, char) - 1)
