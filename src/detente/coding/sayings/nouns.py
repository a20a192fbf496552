"""Other cues: nouns (``the minister's claim that``), adjectives (``is confident that``) and
``according to``, ``in X's view``."""

from __future__ import annotations

from collections.abc import Iterator

from detente.coding.grammar import words
from detente.coding.sayings.clauses import edges, is_infinitive, is_told, reach, source_of, trim
from detente.coding.sayings.frames import documents, is_telling, of_noun, views
from detente.coding.sayings.saying import Saying
from detente.text.syntax import Tree

# Verbs that only carry a noun of saying: "issued a warning", "take the view".
_CARRYING = frozenset("make issue give express take hold have voice share repeat".split())
_CLAUSES = ("acl", "relcl", "ccomp")


def noun_saying(tree: Tree, i: int) -> Saying | None:
    """``the minister's claim that``, ``a report by the agency that``, ``their call for``."""
    above = tree.heads[tree.heads[i]] if tree.deps[i] == "pobj" else tree.heads[i]
    placed = tree.lower(tree.heads[i]) in ("in", "at", "on")
    if placed and tree.is_verb(above) and is_telling(tree.lemma(above)):
        return None  # "said in a statement that"
    known = of_noun(tree.lemma(i))
    source = owner(tree, i)
    if "that" in known or tree.lemma(i) in documents():
        for c in (*tree.under(i, *_CLAUSES), *_beyond(tree, i)):
            if is_told(tree, i, c):
                source = source if source is not None else _viewer(tree, i)
                return Saying(i, (i, i), source, (reach(tree, i, c),), "noun", True)
    if source is None or not known:
        return None
    for c in tree.under(i, "acl"):
        if is_infinitive(tree, c):
            return Saying(i, (i, i), source, (edges(tree, c),), "noun", False)
    for c in tree.under(i, "prep"):
        below = tree.child(c, "pobj", "pcomp")
        if tree.lower(c) in known and below is not None:
            return Saying(i, (i, c), source, (edges(tree, below),), "noun", False)
    return None


def _beyond(tree: Tree, i: int) -> list[int]:
    """Clauses that the parser hung on the last word of the noun's phrase, or on its verb."""
    below = [o for c in tree.under(i, "prep") for o in tree.under(c, "pobj")]
    below += tree.under(i, "acl")  # "the accusation, made by X, that"
    found = [c for o in below for c in tree.under(o, *_CLAUSES)]
    head = tree.heads[i]
    if tree.deps[i] in ("dobj", "attr", "pobj", "nsubj") and not is_telling(tree.lemma(head)):
        found += tree.under(head, "ccomp")
    return found


def owner(tree: Tree, i: int) -> int | None:
    """Whose claim, call or report a noun is."""
    whose = tree.child(i, "poss")
    if whose is not None and tree.lemma(whose) not in words("times"):
        return whose
    made = [b for c in tree.under(i, "acl") for b in tree.under(c, "agent")]
    for c in (*tree.under(i, "prep", "agent"), *made):
        whose = tree.child(c, "pobj")
        if tree.lower(c) in ("by", "from"):
            return whose
        if tree.lower(c) == "in" and whose is not None and tree.tags[whose] == "NNP":
            return whose  # "a report in Le Figaro"
    head = tree.heads[i]
    carried = tree.deps[i] == "dobj" and tree.lemma(head) in _CARRYING
    return tree.child(head, "nsubj") if carried else None


def _viewer(tree: Tree, view: int) -> int | None:
    if any(tree.lower(c) == "full" for c in tree.under(view, "amod")):
        return None  # "in full view of the police"
    whose = tree.child(view, "poss")
    if whose is not None:
        return None if tree.lemma(whose) in words("times") else whose
    of = next((c for c in tree.under(view, "prep") if tree.lower(c) == "of"), None)
    return tree.child(of, "pobj") if of is not None else None


def adjective_saying(tree: Tree, i: int) -> Saying | None:
    """``Hamas is confident that``, ``is critical of``, ``is unwilling to``."""
    verb = i if tree.is_verb(i) else tree.heads[i]
    source = tree.child(verb, "nsubjpass")
    if source is None and tree.is_verb(verb):
        source = source_of(tree, verb)
    if source is None or tree.lower(source) in ("it", "there"):
        return None
    own = set(tree.under(verb, "aux", "auxpass", "neg"))
    low = verb if 0 <= i - verb < 3 else i
    while low - 1 in own:
        low -= 1
    clause = tree.child(i, "ccomp") or tree.child(verb, "ccomp")
    if clause is not None and clause > i:
        return Saying(i, (low, i), source, (edges(tree, clause),), "think", True)
    to = next((c for c in tree.under(i, "xcomp") if is_infinitive(tree, c)), None)
    if to is not None:
        return Saying(i, (low, i), source, (edges(tree, to),), "intend", False)
    for about in tree.under(i, "prep"):
        below = tree.child(about, "pobj", "pcomp")
        if below is not None:
            high = about if about == i + 1 else i
            return Saying(i, (low, high), source, (edges(tree, below),), "think", False)
    return None


def according_saying(tree: Tree, i: int) -> Iterator[Saying]:
    """``according to X`` and ``in X's view``, of the clause that they stand in."""
    if tree.lower(i) == "according":
        to = tree.child(i, "prep")
        below = tree.child(to, "pobj", "pcomp") if to is not None else None
        verb = below is not None and tree.is_verb(below)
        source = tree.child(below, "dobj") if verb and below is not None else below
    else:
        to = tree.child(i, "pobj")
        told = is_telling(tree.lemma(tree.heads[i]))  # "argues in its assessment"
        seen = to is not None and not told and tree.lemma(to) in views()
        source = _viewer(tree, to) if seen and to is not None else None
    if to is None or source is None:
        return
    low, high = tree.edges(i)
    clause = tree.heads[i]
    while not tree.is_verb(clause) and tree.heads[clause] != clause:
        clause = tree.heads[clause]
    first, last = tree.edges(clause)
    around = (trim(tree, part) for part in ((first, low), (high + 1, last + 1)))
    content = tuple(part for part in around if part is not None)
    if content:
        yield Saying(i, (i, to), source, content, "according", True)
