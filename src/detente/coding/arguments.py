"""Deep arguments: who does a verb's deed and to whom, through passives, relatives, infinitives.

Works on the tree alone and returns tokens; what they refer to is not its business. Coding
guide, rule 9: passives, relative clauses and participles keep their deep subject.
"""

from __future__ import annotations

from detente.coding.grammar import words
from detente.text.syntax import Tree

_SUBJECTS = ("nsubj", "csubj")
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_LIMIT = 12  # steps up a tree; deeper nesting is a parser's error or an attack


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether the verb is passive: an auxiliary says so, or a bare participle on a noun."""
    if tree.child(verb, "nsubjpass", "auxpass", "agent") is not None:
        return True
    if tree.deps[verb] == "acl" and tree.tags[verb] in ("VBN", "VBD"):
        return True
    if tree.tags[verb] != "VBN":
        return False
    if tree.child(verb, "nsubj") is not None and tree.child(verb, "aux", "dobj") is None:
        return True  # "leaving four people killed"
    if tree.deps[verb] == "conj" and tree.is_verb(tree.heads[verb]):
        own = tree.child(verb, "nsubj", "aux", "dobj")
        return own is None and is_passive(tree, tree.heads[verb])
    if tree.deps[verb] in ("advcl", "amod"):
        return tree.child(verb, "aux", "dobj", "nsubj") is None
    return False


def agent(tree: Tree, verb: int) -> int | None:
    """The doer of a verb's deed: deep subject, or ``None`` if the sentence does not say."""
    return _agent(tree, verb, _LIMIT)


def patient(tree: Tree, verb: int) -> int | None:
    """The deep object: direct object, passive subject, or what a relative clause is about."""
    return _patient(tree, verb, _LIMIT)


def _agent(tree: Tree, verb: int, limit: int) -> int | None:
    if limit == 0:
        return None
    by = tree.child(verb, "agent")
    if by is not None:
        return tree.child(by, "pobj")
    if is_passive(tree, verb):
        return _passive_agent(tree, verb)
    subject = tree.child(verb, *_SUBJECTS)
    if subject is not None:
        if tree.deps[verb] == "relcl" and tree.lower(subject) in _RELATIVE:
            return tree.heads[verb]
        return subject
    return _inherited(tree, verb, limit)


def _passive_agent(tree: Tree, verb: int) -> int | None:
    """``by``-phrases that the parser hangs on the verb as a plain preposition."""
    for prep in tree.under(verb, "prep"):
        if tree.lower(prep) == "by":
            return tree.child(prep, "pobj")
    if tree.deps[verb] == "conj":
        head = tree.heads[verb]
        by = tree.child(head, "agent")
        if by is not None and tree.child(verb, "nsubjpass") is None:
            return tree.child(by, "pobj")
    return None


def _inherited(tree: Tree, verb: int, limit: int) -> int | None:
    """The doer of a verb that has no subject of its own."""
    dep, head = tree.deps[verb], tree.heads[verb]
    if head == verb:
        return None
    if dep == "relcl":
        return head if tree.child(verb, "dobj", "prep") is not None else None
    if dep == "acl":
        if tree.tags[verb] == "VBG":
            return head
        return _noun_agent(tree, head, limit)
    if dep in ("conj", "dep") and tree.is_verb(head):
        if is_passive(tree, head):
            return tree.child(head, "nsubjpass")
        return _agent(tree, head, limit - 1)
    if dep in ("xcomp", "ccomp"):
        if not tree.is_verb(head):
            return _copula_subject(tree, head, limit)
        if tree.lemma(head) in words("object_control"):
            addressee = _patient(tree, head, limit - 1)
            if addressee is None:
                addressee = _prepositional(tree, head, ("on", "to", "with", "upon"))
            if addressee is not None:
                return addressee
        if is_passive(tree, head):
            return tree.child(head, "nsubjpass")
        return _agent(tree, head, limit - 1)
    if dep == "advcl" and tree.is_verb(head):
        if is_passive(tree, head):
            return tree.child(head, "nsubjpass")
        return _agent(tree, head, limit - 1)
    if dep == "pcomp":
        return _gerund_agent(tree, head, limit)
    if dep in ("aux", "auxpass") and tree.is_verb(head):
        return _agent(tree, head, limit - 1)
    return None


def _gerund_agent(tree: Tree, prep: int, limit: int) -> int | None:
    """``accused X of doing`` is X's deed; ``responded by doing`` the subject's."""
    governor = tree.heads[prep]
    if tree.is_verb(governor):
        if tree.lemma(governor) in words("object_control") and tree.lower(prep) != "by":
            accused = _patient(tree, governor, limit - 1)
            if accused is not None:
                return accused
        if is_passive(tree, governor):
            return tree.child(governor, "nsubjpass")
        return _agent(tree, governor, limit - 1)
    if tree.is_noun(governor):
        return _noun_agent(tree, governor, limit)
    return _copula_subject(tree, governor, limit)


def _copula_subject(tree: Tree, predicate: int, limit: int) -> int | None:
    """``is ready to``, ``is a would-be member``: the subject of the copula."""
    own = tree.child(predicate, *_SUBJECTS, "nsubjpass")
    if own is not None:
        return own
    head = tree.heads[predicate]
    if head != predicate and tree.is_verb(head):
        return tree.child(head, "nsubjpass") or _agent(tree, head, limit - 1)
    return None


def _noun_agent(tree: Tree, noun: int, limit: int) -> int | None:
    """Whose noun it is: ``Russia's plan to``, ``made a pledge to``."""
    owner = tree.child(noun, "poss")
    if owner is not None:
        return owner
    for prep in tree.under(noun, "prep"):
        if tree.lower(prep) in ("by", "of", "from"):
            found = tree.child(prep, "pobj")
            if found is not None:
                return found
    head = tree.heads[noun]
    if tree.deps[noun] == "dobj" and tree.is_verb(head):
        return _agent(tree, head, limit - 1)
    if tree.deps[noun] == "pobj":
        governor = tree.heads[head]
        if tree.is_verb(governor) and governor != noun:
            return _agent(tree, governor, limit - 1)
    return tree.child(noun, "compound", "amod")


def _patient(tree: Tree, verb: int, limit: int) -> int | None:
    if limit == 0:
        return None
    if is_passive(tree, verb):
        subject = tree.child(verb, "nsubjpass", "nsubj")
        if subject is not None:
            relative = tree.deps[verb] == "relcl" and tree.lower(subject) in _RELATIVE
            return tree.heads[verb] if relative else subject
        if tree.deps[verb] in ("acl", "amod"):
            return tree.heads[verb]
        if tree.deps[verb] == "conj":
            return _patient(tree, tree.heads[verb], limit - 1)
        if tree.deps[verb] in ("xcomp", "advcl") and tree.is_verb(tree.heads[verb]):
            return _agent(tree, tree.heads[verb], limit - 1)
        return None
    direct = tree.child(verb, "dobj", "dative")
    if direct is not None and tree.deps[direct] == "dative" and not tree.is_noun(direct):
        return tree.child(direct, "pobj") or direct
    if direct is not None:
        if tree.deps[verb] == "relcl" and tree.lower(direct) in _RELATIVE:
            return tree.heads[verb]
        return direct
    if tree.deps[verb] == "relcl":
        subject = tree.child(verb, *_SUBJECTS)
        if subject is not None and tree.lower(subject) not in _RELATIVE:
            return tree.heads[verb]
    clause = tree.child(verb, "ccomp", "xcomp")
    if clause is not None and _is_small(tree, verb, clause):
        helped = tree.child(clause, "nsubj")
        if helped is not None:
            return helped
    for other in tree.under(verb, "conj"):  # "criticised and rejected the plan"
        if tree.is_verb(other) and other > verb and tree.child(other, "nsubj") is None:
            shared = tree.child(other, "dobj")
            if shared is not None and tree.child(verb, "prep", "xcomp", "ccomp", "advmod") is None:
                return shared
    return None


def _is_small(tree: Tree, verb: int, clause: int) -> bool:
    """``helped NATO build``, ``ordered them to leave``: the clause's subject is the object."""
    lemma = tree.lemma(verb)
    infinitive = any(tree.lower(c) == "to" for c in tree.under(clause, "aux"))
    return lemma in words("small_clause") or (infinitive and lemma in words("object_control"))


def _prepositional(tree: Tree, verb: int, prepositions: tuple[str, ...]) -> int | None:
    for prep in tree.under(verb, "prep", "dative"):
        if tree.lower(prep) in prepositions:
            found = tree.child(prep, "pobj")
            if found is not None:
                return found
    return None


def prepositional(tree: Tree, governor: int, *prepositions: str) -> list[int]:
    """Objects of these prepositions on a word, on its particle, or on its other prepositions."""
    found = []
    queue = [governor]
    while queue:
        here = queue.pop(0)
        for c in tree.children[here]:
            if tree.deps[c] in ("prep", "agent", "dative"):
                if tree.lower(c) in prepositions:
                    found.extend(tree.under(c, "pobj"))
                queue.append(c)
            elif tree.deps[c] in ("prt", "advmod") and here == governor:
                queue.append(c)
    return found


def complement(tree: Tree, head: int) -> int | None:
    """The clause that completes a word: infinitive, that-clause, gerund after a preposition."""
    clause = tree.child(head, "xcomp", "ccomp", "acl")
    if clause is not None:
        return clause
    for prep in tree.under(head, "prep", "agent"):
        gerund = tree.child(prep, "pcomp")
        if gerund is not None:
            return gerund
    return tree.child(head, "advcl") if tree.is_verb(head) and _infinitive(tree, head) else None


def _infinitive(tree: Tree, head: int) -> bool:
    clause = tree.child(head, "advcl")
    return clause is not None and any(
        tree.deps[c] == "aux" and tree.lower(c) == "to" for c in tree.children[clause]
    )
