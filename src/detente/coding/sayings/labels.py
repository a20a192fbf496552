"""Labels: a name and a colon in front of words, or behind a headline."""

from __future__ import annotations

from detente.coding.sayings.clauses import MARKS
from detente.coding.sayings.frames import documents
from detente.coding.sayings.saying import Saying
from detente.text.syntax import Tree

_LONGEST = 9  # tokens of a label
LONGEST_TITLE = 20  # tokens of a headline


def label(tree: Tree, turns: bool) -> Saying | None:
    """``MR. GIBBS: ...``, ``Poll: ...``, ``... wreck: Beijing``.

    ``turns`` tells of a transcript, where whatever stands before a colon is a label. Its kind is
    ``label``, else ``headline``: a place in front of a report is none, which the names decide.
    """
    last = len(tree) - 1
    title = len(tree) <= LONGEST_TITLE and len(tree.sentences) == 1 and tree.words[last] != ":"
    behind = next((i for i in range(max(1, last - 4), last) if tree.words[i] == ":"), 0)
    if behind > 3 and title and tree.tags[last] in ("NNP", "NNS"):
        return Saying(behind, (behind, behind), last, ((0, behind),), "headline", True)
    colon = next((i for i in range(1, min(last, _LONGEST)) if tree.words[i] == ":"), 0)
    words = [w for w in tree.words[:colon] if w not in MARKS and w not in ("(", ")")]
    if not words:
        return None
    name = all(w[:1].isupper() or w in (".", "-", "'") for w in words)
    shouted = name and "".join(words).isupper() and len("".join(words)) > 1
    person = name and len(words) > 1 and tree.tags[colon - 1] == "NNP"
    writing = tree.lemma(colon - 1) in documents()
    if not (turns or shouted or person or writing or (title and tree.is_noun(colon - 1))):
        return None
    kind = "label" if shouted or turns else "headline"
    return Saying(colon, (colon, colon), colon - 1, ((colon + 1, last + 1),), kind, True)
