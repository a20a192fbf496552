"""References: the noun phrases, names and pronouns of one document, resolved to actors.

First depth of coreference: names and titles by table and date, roles by their country,
definite descriptions (``the alliance``) by what was mentioned; pronouns are ``recall``'s.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from detente.actors.gazetteer import Mention, resolve
from detente.actors.recall import Recall, Reference
from detente.actors.tables import Name, Role, descriptions, parties, roles, state_codes
from detente.records import Actor
from detente.text.syntax import Tree

_MODIFIERS = ("amod", "compound", "poss", "nmod", "det")
_TITLES = frozenset(
    "president premier chancellor minister secretary mr mr. mrs mrs. ms ms. king queen prince "
    "general senator sir pm spokesman spokeswoman envoy ambassador chief leader".split()
)
_COUNTRY_NOUNS = frozenset("country nation republic kingdom state island".split())
_PAIR_NOUNS = frozenset(
    "side country nation power leader neighbour neighbor rival government party state "
    "capital president minister".split()
)
_SPOKESMEN = frozenset({"spokesman", "spokeswoman", "spokesperson", "lawyer"})
_OTHERS = frozenset("neighbour neighbor rival foe adversary".split())
_OF = frozenset("of for to".split())
_SOME = frozenset("a an some many several few".split())
_OWNING = frozenset({"of", "from", "at"})
_NAMED = frozenset({"state", "organisation", "group", "institution", "seat", "person", "surname"})


class Discourse(Recall):
    """Resolves the references of one document, passage by passage, sentence by sentence."""

    def __init__(self, date: dt.date | None, home: Actor | None = None) -> None:
        super().__init__(date, home)
        self._introduced: set[str] = set()
        self._surnames: dict[str, Actor] = {}
        self._acronyms: dict[str, Mention] = {}  # "the Foobar Front (FBF)"
        self._at: dict[int, Mention] = {}
        self._joined: dict[int, list[Mention]] = {}
        self._roots: list[int] = []
        self._memo: dict[int, Reference | None] = {}

    def enter(self, tree: Tree, mentions: list[Mention]) -> None:
        """Go on to the next passage and the mentions that the gazetteer found in it."""
        self._tree, self._at, self._roots, self._memo = tree, {}, [], {}
        self._joined = {}
        for mention in mentions:
            first = tree.token_at(mention.start)
            last = first
            while last + 1 < len(tree) and tree.starts[last + 1] < mention.end:
                last += 1
            root = next(
                (i for i in range(last, first - 1, -1) if not first <= tree.heads[i] <= last), last
            )
            for i in range(first, last + 1):
                if i in self._at:  # two names in one token: "U.S.-Russia"
                    self._joined.setdefault(i, []).append(mention)
                else:
                    self._at[i] = mention
            self._roots.append(root)
            self._learn_acronym(mention, last)
        self._find_acronyms()

    def _learn_acronym(self, mention: Mention, last: int) -> None:
        words = self._tree.words[last + 1 : last + 4]
        if len(words) == 3 and words[0] == "(" and words[2] == ")" and _is_acronym(words[1]):
            self._acronyms[words[1]] = mention

    def _find_acronyms(self) -> None:
        tree = self._tree
        for i, word in enumerate(tree.words if self._acronyms else ()):
            known = self._acronyms.get(word)
            if known is not None and i not in self._at:
                self._at[i] = replace(known, start=tree.starts[i], end=tree.ends[i], form=word)
                self._roots.append(i)

    def begin_sentence(self, first: int, last: int) -> None:
        """Resolve the names of a sentence (tokens ``first`` to ``last - 1``), in their order."""
        self._current = []
        self._bounds = (first, last)
        seen: set[int] = set()
        for root in self._roots:
            if not first <= root < last or self._sided(root):
                continue
            reference = self.phrase(self._climb(root))
            if reference is not None and reference.head not in seen:
                seen.add(reference.head)
                self._current.append(reference)
            bare = self._mention(root)
            if bare is not None:
                self._remember_states(bare)
        groups = [group for r in self._current if (group := self._group(r.head)) is not None]
        self._current = sorted([*self._current, *groups], key=lambda r: (r.head, len(r.actors)))

    def phrase(self, i: int) -> Reference | None:
        """What the noun phrase headed by token ``i`` refers to, or ``None``."""
        if i not in self._memo:
            self._memo[i] = None  # a phrase that leads back to itself stays unresolved
            self._memo[i] = self._resolve(i)
        return self._memo[i]

    def is_named(self, i: int) -> bool:
        """Whether token ``i`` is part of a name that the tables know, whatever it refers to."""
        return i in self._at

    def mentioned(self) -> tuple[Actor, ...]:
        """States mentioned so far, the last one last."""
        return tuple(self._states)

    # -- the steps -------------------------------------------------------------------------

    def _resolve(self, i: int) -> Reference | None:
        tree = self._tree
        if i in self._at:
            return self._mention(i) or (self._titled(i) if tree.is_noun(i) else None)
        tag = tree.tags[i]
        if tag in ("PRP", "PRP$"):
            return self._pronoun(i)
        if tag in ("NNP", "NNPS"):
            return self._office(i) or self._titled(i)
        if tag in ("NN", "NNS"):
            return self._pair(i) or self._role(i) or self._description(i)
        if tag == "DT" and tree.lower(i) == "both":
            return self._pair(i)
        if tag == "CD" and tree.deps[i] in ("dobj", "nsubjpass"):
            return self._victims(i)
        return None

    def _climb(self, root: int) -> int:
        """From a name that modifies a role or a person up to the phrase that they head."""
        tree = self._tree
        i = root
        while tree.deps[i] in ("amod", "compound", "poss", "nmod") and tree.is_noun(tree.heads[i]):
            i = tree.heads[i]
            if self._at.get(i) is not None:
                return i
        return i if i == root or self.phrase(i) is not None else root

    def is_void(self, i: int) -> bool:
        """Whether a name of a place or body stands here that meant nobody on that day."""
        mention = self._at.get(i)
        named = mention is not None and mention.kind not in ("person", "surname", "group", "outlet")
        return named and self._mention(i) is None

    def _mention(self, i: int) -> Reference | None:
        mention = self._at[i]
        kind = mention.kind
        if kind == "surname" and not self._may_stand(mention, i):
            return None
        actor = resolve(mention.readings, self._date)
        if kind in ("person", "surname"):
            actor = self._person(mention, actor)
        elif kind == "institution" and actor is not None:
            owner = next(iter(self._owners(i)), actor)  # "Peru's Congress"
            actor = Actor(owner.code, actor.role) if owner.code in state_codes() else actor
        if actor is None:
            return None
        shown = "name" if kind in _NAMED else kind
        actors, end = list(parties().get(actor.code, (actor,))), mention.end
        for other in self._joined.get(i, []):
            more = resolve(other.readings, self._date)
            if more is not None and more not in actors:
                actors.append(more)
                end = other.end
        person = kind in ("person", "surname")
        if kind == "demonym" and self._some_people(i):
            actors = [Actor(a.code, "CIV") for a in actors]
        return Reference(tuple(actors), i, mention.start, end, shown, 1.0, person)

    def _some_people(self, i: int) -> bool:
        """``two Palestinians``, ``a Briton``: people of a country, not the country."""
        tree = self._tree
        if tree.child(i, "nummod") is not None:
            return True
        determiner = tree.child(i, "det")
        counted = determiner is not None and tree.lower(determiner) in _SOME
        return counted and tree.tags[i].startswith("NN")

    def _person(self, mention: Mention, actor: Actor | None) -> Actor | None:
        """A person by full name is introduced; a surname prefers who was introduced."""
        if mention.kind == "surname":
            known = [n for n in mention.readings if n.actor.person in self._introduced]
            if known:
                actor = resolve(tuple(known), self._date)
        if actor is not None and actor.person is not None:
            self._introduced.add(actor.person)
        return actor

    def _may_stand(self, mention: Mention, i: int) -> bool:
        """Whether a bare surname may be read as the office holder."""
        in_office = [n for n in mention.readings if self._holds(n)]
        introduced = any(n.actor.person in self._introduced for n in mention.readings)
        tree = self._tree
        first = i
        while first and self._at.get(first - 1) is mention:
            first -= 1
        before = tree.lower(first - 1) if first else ""
        titled = before in _TITLES or before in roles()
        head = tree.heads[i]
        if head > i and tree.deps[i] == "compound" and tree.tags[head] == "NNP":
            return False  # a given name or the name of a thing
        if first and not titled and tree.tags[first - 1] == "NNP" and tree.heads[first - 1] == i:
            return False  # another given name: another person
        if introduced:
            return True
        return bool(in_office) if titled else any(n.sure for n in in_office)

    def _holds(self, name: Name) -> bool:
        return self._date is None or name.holds(self._date)

    def _office(self, i: int) -> Reference | None:
        """A role in capitals, with its country: ``Kenya's Interior Ministry``."""
        tree = self._tree
        role = self.role_word(i)
        if role is None or not self._owners(i):
            return None
        first = i - role.phrase.count(" ")
        compounds = [c for c in tree.children[i] if tree.deps[c] == "compound" and c < first]
        named = any(tree.tags[c] == "NNP" and c not in self._at for c in compounds)
        return None if named else self._role(i)  # "Kenyan Joe Bishop" holds no office

    def _titled(self, i: int) -> Reference | None:
        """An unknown person with a known role: ``Turkish foreign minister Hakan Foobar``."""
        tree = self._tree
        word = tree.words[i]
        if word in self._surnames:
            return Reference((self._surnames[word],), i, *tree.span(i, i), "name", 0.8, person=True)
        appositive = tree.child(i, "appos")
        if appositive is not None and tree.tags[appositive] == "NN":
            role = self._role(appositive)
            if role is not None and role.person:
                self._surnames[word] = role.actors[0]
                return replace(role, head=i)
        title = next(
            (
                c
                for c in reversed(tree.children[i])
                if tree.deps[c] in ("compound", "nmod", "appos")
                and c < i
                and self.role_word(c) is not None
            ),
            None,
        )
        if title is None:
            return None
        role = self._role(title, owner=i)
        if role is None:
            return None
        if role.person:
            self._surnames[word] = role.actors[0]
        return replace(role, head=i, end=tree.ends[i])

    def _victims(self, i: int) -> Reference | None:
        """``kills 37 in Iraq``: people of the place."""
        place = self.located()
        if place is None or place.code not in state_codes():
            return None
        return Reference((Actor(place.code, "CIV"),), i, *self._tree.span(i, i), "description", 0.5)

    def role_word(self, i: int) -> Role | None:
        """The longest role phrase headed by token ``i``: ``head of state``, ``prime minister``."""
        tree, table = self._tree, roles()
        last = tree.lemma(i) if tree.tags[i] in ("NN", "NNS") else tree.lower(i)
        for width in (2, 1, 0):
            first = i - width
            if first < 0 or any(j in self._at for j in range(first, i)):
                continue
            words = [*(tree.lower(j) for j in range(first, i)), last]
            for stop in range(self._tail(i), i, -1):
                phrase = " ".join([*words, *(tree.lower(j) for j in range(i + 1, stop + 1))])
                if phrase in table:
                    return table[phrase]
            if " ".join(words) in table and not set(words) & _OF:
                return table[" ".join(words)]
        return None

    def _tail(self, i: int) -> int:
        """The last token that may belong to a role phrase headed by ``i``."""
        tree = self._tree
        if i + 1 < len(tree) and tree.lower(i + 1) in _OF:
            return min(i + 5, len(tree) - 1)
        return i

    def _role(self, i: int, owner: int | None = None) -> Reference | None:
        role = self.role_word(i)
        if role is None:
            return None
        tree = self._tree
        countries = self.owners(i) or (self._owners(owner) if owner is not None else [])
        low = min([i, *(c for c in tree.children[i] if tree.deps[c] in _MODIFIERS)])
        person = role.kind == "person"
        named = self._named_beside(i, role)
        if named is not None:
            return replace(named, head=i, start=tree.starts[low])
        if countries:
            joined = [p for c in countries for p in parties().get(c.code, (c,))]
            actors = tuple(dict.fromkeys(with_role(c, role.role) for c in joined))
            return Reference(
                actors, i, *tree.span(low, i), "role", 0.95, person, tree.tags[i].endswith("S")
            )
        determiner = tree.child(i, "det", "poss")
        definite = determiner is not None and tree.lower(determiner) in ("the", "this")
        if owner is not None:
            return None  # a title of an unknown country: ``Senator Smith``
        if definite and role.role == "REB" and (group := self.last_group()) is not None:
            return Reference((group,), i, *tree.span(low, i), "description", 0.7)
        if role.kind in ("person", "body") and not self._crowd(i, role):
            if not definite:
                return None
            earlier = self._earlier_role(role)
            if earlier is not None:
                if tree.tags[i] == "NNS":
                    earlier = Actor(earlier.code, earlier.role)
                return Reference((earlier,), i, *tree.span(low, i), "description", 0.7, person)
        home = self.belongs(i, role.role)
        if home is None:
            return None
        actor = with_role(home, role.role)
        return Reference((actor,), i, *tree.span(low, i), "description", 0.5, person)

    def _crowd(self, i: int, role: Role) -> bool:
        """``gunmen``, ``protesters``: some people of the place that is spoken of."""
        return self._tree.tags[i] == "NNS" and role.role in ("REB", "CIV")

    def _named_beside(self, i: int, role: Role) -> Reference | None:
        """The name beside a role: ``Russia's foreign minister, Sergei Lavrov``; ``the armed
        group, Ansar al-Sunna``."""
        tree = self._tree
        beside = tree.child(i, "appos")
        if beside is None:  # "Russia's envoy to NATO, Dmitry Rogozin": joined to the nearer noun
            objects = (o for c in tree.under(i, "prep") for o in tree.under(c, "pobj"))
            beside = next((b for o in objects for b in tree.under(o, "appos")), None)
        mention = self._at.get(beside) if beside is not None else None
        kind = "person" if role.kind == "person" else "group"
        if beside is None or mention is None or mention.kind != kind:
            return None
        return self._mention(beside)

    def owners(self, i: int) -> list[Actor]:
        """Whose somebody is by his modifiers, or else by what stands beside him: ``the attacker, a
        Syrian national``."""
        beside = [c for c in self._tree.under(i, "appos") if c not in self._at]
        beside += [
            a
            for clause in self._tree.under(i, "relcl")
            if self._tree.lemma(clause) == "be"
            for a in self._tree.under(clause, "attr")
        ]
        beside += [d for c in beside for d in self._tree.under(c, "conj")]
        return self._owners(i) or [a for c in beside for a in self._owners(c, pronouns=False)]

    def _owners(self, i: int, pronouns: bool = True) -> list[Actor]:
        """Whose a role is: ``Turkish``, ``Turkey's``, ``of Turkey``, ``his``."""
        tree = self._tree
        found: list[Actor] = []
        queue = [
            c for c in tree.children[i] if tree.deps[c] in ("amod", "compound", "poss", "nmod")
        ]
        for c in tree.children[i]:
            if tree.deps[c] == "prep" and c > i:
                queue.extend(o for o in tree.under(c, "pobj") if self._owns(c, o))
        while queue:
            c = queue.pop(0)
            mention = self._at.get(c)
            if mention is not None and self._sided(c):
                continue
            if mention is not None and mention.kind != "outlet":
                bare = mention.kind == "surname" and not self._may_stand(mention, c)
                actor = None if bare else resolve(mention.readings, self._date)
                if actor is not None:  # "the prime minister of India Manmohan Singh"
                    found.append(Actor(actor.code, None if actor.person else actor.role))
            elif tree.deps[c] == "poss" and (pronouns or tree.is_noun(c)):
                # "its spokesman", "the alliance's secretary general"
                reference = self.phrase(c)
                if reference is not None:
                    found.extend(Actor(a.code) for a in reference.actors)
            below = (
                "conj",
                "poss",
                "compound",
                "amod",
                *(["npadvmod"] if tree.lower(c) == "led" else []),
            )
            queue.extend(d for d in tree.children[c] if tree.deps[d] in below)
        return found

    def _sided(self, i: int) -> bool:
        """``pro-Palestine``, ``anti-Russian``: whom somebody is for or against is not his own."""
        tree = self._tree
        return i > 1 and tree.words[i - 1] in ("-", "–") and tree.lower(i - 2) in ("pro", "anti")

    def _owns(self, preposition: int, i: int) -> bool:
        """``of Russia``, ``at the mission``, ``spokesman for Hamas``; ``adviser to Obama`` but not
        ``envoy to NATO``.
        """
        word = self._tree.lower(preposition)
        if word == "for":
            return self._tree.lemma(self._tree.heads[preposition]) in _SPOKESMEN
        mention = self._at.get(i)
        person = mention is not None and mention.kind in ("person", "surname")
        return word in _OWNING or (word == "to" and person)

    def _description(self, i: int) -> Reference | None:
        """``the alliance``, ``the country``, ``the two sides``."""
        tree = self._tree
        noun = tree.lemma(i)
        determiner = tree.child(i, "det")
        if determiner is None or tree.lower(determiner) not in ("the", "this"):
            if noun in _OTHERS:
                return self._other(i)
            return self._own_country(i) if noun in _COUNTRY_NOUNS else None
        low = min([i, *(c for c in tree.children[i] if tree.deps[c] in _MODIFIERS)])
        span = tree.span(low, i)
        words = " ".join(tree.lower(j) for j in range(low + 1, i + 1))
        for phrase in (words, noun):
            for code in descriptions().get(phrase, ()):
                if self._was_mentioned(code):
                    return Reference((Actor(code),), i, *span, "description", 0.8)
        state = self.last_state()
        if noun in _COUNTRY_NOUNS and tree.tags[i] == "NN" and state is not None:
            return Reference((state,), i, *span, "description", 0.6)
        return None

    def _own_country(self, i: int) -> Reference | None:
        """``his country``, ``its government's country``: the owner's state."""
        owner = self._tree.child(i, "poss")
        reference = self.phrase(owner) if owner is not None else None
        if owner is None or reference is None or self._tree.tags[owner] != "PRP$":
            return None
        actors = tuple(Actor(a.code) for a in reference.actors)
        return Reference(actors, i, *self._tree.span(owner, i), "description", 0.8)

    def _other(self, i: int) -> Reference | None:
        """``its neighbour``: the state mentioned last that is not the owner's own."""
        owner = self._tree.child(i, "poss")
        reference = self.phrase(owner) if owner is not None else None
        if owner is None or reference is None or self._tree.tags[i] != "NN":
            return None
        own = {a.code for a in reference.actors}
        other = next((s for s in reversed(self._states) if s.code not in own), None)
        if other is None:
            return None
        return Reference((other,), i, *self._tree.span(owner, i), "description", 0.5)

    def _pair(self, i: int) -> Reference | None:
        """``the two sides``, ``both countries``: the two states mentioned last; ``the leaders``, if
        no other was mentioned.
        """
        tree = self._tree
        plural = tree.tags[i] == "NNS" and tree.lemma(i) in _PAIR_NOUNS
        beside = {tree.lower(c) for c in tree.children[i]}
        only = beside == {"the"} and len(self._states) == 2
        if plural and not (only or beside & {"two", "both"}):
            return None
        if not (plural or tree.lower(i) == "both") or len(self._states) < 2:
            return None
        low = min([i, *(c for c in tree.children[i] if tree.deps[c] in _MODIFIERS)])
        pair = (self._states[-2], self._states[-1])
        return Reference(pair, i, *tree.span(low, i), "description", 0.6)


def with_role(owner: Actor, role: str) -> Actor:
    """The owner's body or office holder; an organisation keeps its own id."""
    if owner.code in state_codes():
        return Actor(owner.code, role)
    return Actor(owner.code, role if role == "MIL" else None)


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 10 and word.isalpha() and sum(map(str.isupper, word)) >= 2
