"""Settling: which later acts answer an ask or a promise, and how sure that is.

An act counts from the day after the first report. On that very day only a refusal counts, or,
where the report looks back on the ask (*had asked*), any act that it tells. What shares no issue
with the ask, or only a broad one, is about something else, unless their words are alike.

The confidence is a logistic function of clues that are all written down: how plainly the act
reads as an answer, how alike the words are, whether an issue is shared, whether it is done with
who asked, the coder's own confidence, and the months between (``data/settling.toml``). Where
there is a sentence encoder, the nearness of the sentences is one more, asked for the surest only.
"""

from __future__ import annotations

import datetime as dt
import heapq
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from detente.analysis.answers import End, Reading, Wanted, involves, read_act, says, tables
from detente.analysis.meaning import SHORT, Meanings
from detente.analysis.stories import Story
from detente.ontology import issue_label

_DAYS_A_MONTH = 30.4

LEAST = 0.5
"""Evidence less sure than this ends nothing."""

LEAST_LIKE = 0.03
"""An act without a telling issue in common with the ask has words at least so like."""

_MOST_TELLINGS, _MOST_COMPARED = 8, 8
_POINTING = re.compile(r" (?:that|this|it|them|so)(?=[.,;:]| (?:to|for|at|in|as|with)\b)")

ALIKE, ALIKE_ON_ISSUE = 0.2, 0.08
"""How alike the words of one ask's tellings are, without a common issue and on a broad one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An act that tells an end, with the reason in words and a confidence from 0 to 1."""

    story: Story
    end: End
    confidence: float
    reason: str


def find_evidence(wanted: Wanted, acts: Sequence[Story], meanings: Meanings) -> list[Evidence]:
    """The acts that may answer what is wanted, each with its confidence, by date.

    ``meanings`` were made of ``acts``, in this order.
    """
    told = wanted.told
    if told is None:
        return []
    sentences = {_sentence(story) for story in wanted.stories}
    found = []
    for place in meanings.places_of(actor.code for actor in (wanted.doer, *wanted.wanters)):
        act = acts[place]
        part = not wanted.holds(act) and _sentence(act) in sentences
        if part or not _is_due(wanted, act, told) or _points_elsewhere(wanted, act):
            continue
        like = meanings.likeness(wanted.first, act)
        if not _is_related(act, wanted, like, meanings):
            continue
        reading = read_act(act, wanted)
        if reading is not None:
            found.append(_weigh(wanted, act, reading, like, meanings))
    return _compare(wanted, found, meanings) if meanings.encodes else found


def _compare(wanted: Wanted, found: list[Evidence], meanings: Meanings) -> list[Evidence]:
    """The surest of the evidence, by the nearness of its sentences as well."""
    surest = heapq.nlargest(_MOST_COMPARED, found, key=lambda one: one.confidence)
    chosen = {id(one) for one in surest}
    return [_weigh_nearness(wanted, one, meanings) for one in found if id(one) in chosen]


def _sentence(story: Story) -> tuple[str, int]:
    """Where it stands: an act told in the sentence of the ask is part of what is asked."""
    return story.lead.document.id, story.event.evidence.quote.start


def _points_elsewhere(wanted: Wanted, act: Story) -> bool:
    """Whether its sentence says *that* or *it* of something told before, and not of the ask.

    *Moscow refused that* answers what its own document asked before it, and no other ask.
    """
    quote = act.event.evidence.quote
    if wanted.holds(act) or len(quote.text) > SHORT or not _POINTING.search(quote.text):
        return False
    asked = (entry for story in wanted.stories for entry in story.entries)
    own = (e.event.evidence.quote for e in asked if e.document.id == act.lead.document.id)
    return not any(one.start < quote.start for one in own)


def _is_due(wanted: Wanted, act: Story, told: dt.date) -> bool:
    """Whether the act comes late enough to be an answer."""
    day = act.date
    if day is None:
        return False
    if wanted.holds(act) or day > told:
        return True
    reported = act.lead.document.date
    if day == told and (act.type == "REJECT" or says(act, "refused")):
        return True
    late = day == told or (reported is not None and reported >= told)
    return late and bool(wanted.wanters) and _is_told_back(wanted, act)


def _is_told_back(wanted: Wanted, act: Story) -> bool:
    """Whether one document tells the ask as past and the act with it."""
    same = act.lead.document.id == wanted.first.lead.document.id
    return same and bool(says(wanted.first, "recalled"))


def _is_related(act: Story, wanted: Wanted, likeness: float, meanings: Meanings) -> bool:
    """Whether the act is about the matter: by an issue that both have, else by their words."""
    shared = set(wanted.first.issues) & set(act.issues)
    if wanted.holds(act) or shared - set(tables()["broad"]):
        return True
    around = set(meanings.issues(wanted.first)) & set(meanings.issues(act))
    apart = wanted.first.issues and act.issues and not around
    return not apart and likeness >= LEAST_LIKE


def _weigh(
    wanted: Wanted, act: Story, reading: Reading, likeness: float, meanings: Meanings
) -> Evidence:
    shared = [issue for issue in wanted.first.issues if issue in act.issues]
    around = [issue for issue in wanted.issues if issue in meanings.issues(act)]
    days = max(0, (act.date - wanted.told).days) if act.date and wanted.told else 0
    clues = {
        "strength": reading.strength,
        "likeness": min(likeness, 0.5),
        "words": min(meanings.overlap(wanted.first, act), 1.0) if act is not wanted.first else 0.0,
        "issue": max((meanings.issue_rarity(issue) for issue in shared), default=0.0),
        "around": max((meanings.issue_rarity(issue) for issue in around), default=0.0),
        "partner": float(involves(act, wanted.partners)),
        "own_words": float(wanted.holds(act)),
        "confidence": act.event.confidence,
        "months": math.log1p(days / _DAYS_A_MONTH),
    }
    weights = tables()["weights"]
    total = weights["constant"] + sum(weights[name] * clue for name, clue in clues.items())
    words: list[str] = []
    if not wanted.holds(act):
        silent = frozenset(tables()["silent"].split())
        words = meanings.shared_words(wanted.first, act, silent=silent)
    reason = _explain(reading, shared or around, words, days)
    sureness = 1 / (1 + math.exp(-total))
    return Evidence(act, reading.end, sureness, reason)


def _weigh_nearness(wanted: Wanted, one: Evidence, meanings: Meanings) -> Evidence:
    """The evidence with what the nearness of the sentences adds to its confidence."""
    weight, typical = tables()["nearness"]["weight"], tables()["nearness"]["typical"]
    odds = one.confidence / (1 - one.confidence)
    if wanted.holds(one.story) or odds * math.exp(weight * (1 - typical)) < 1:
        return one  # it cannot become sure enough to count
    tellings = dict.fromkeys(_text(story) for story in wanted.stories[:_MOST_TELLINGS])
    near = meanings.nearness(tellings, meanings.sentence(one.story))
    odds *= math.exp(weight * (near - typical))
    reason = f"{one.reason}; nearness of the sentences {near:.2f}"
    return replace(one, confidence=odds / (1 + odds), reason=reason)


def _text(story: Story) -> str:
    return story.event.evidence.quote.text


def explain(decisive: Evidence | None, *, ended: bool) -> str:
    """Why something ended as it did, or why it is taken not to have ended."""
    if decisive is None:
        return "no later act on the matter was found"
    return decisive.reason if ended else "no later act tells an end surely enough"


def rate(decisive: Evidence | None, *, ended: bool) -> float:
    """How sure the status is: that of the evidence, or of there being none that is surer."""
    sureness = decisive.confidence if decisive else 0.0
    return round(sureness if ended else 1 - sureness, 3)


def _explain(reading: Reading, issues: Sequence[str], words: Sequence[str], days: int) -> str:
    parts = [reading.why]
    if issues:
        parts.append(f"same issue ({issue_label(issues[0])})")
    if words:
        parts.append(f"both speak of {', '.join(words)}")
    parts.append("the same day" if days == 0 else f"{days:,} day{'s' * (days > 1)} later")
    return "; ".join(parts)


def is_same_matter(one: Story, other: Story, meanings: Meanings) -> bool:
    """Whether two askings (or promises) of one deed are the same one.

    They are on a common issue; if that is a broad one, or neither names any, their words are
    alike as well.
    """
    shared = set(one.issues) & set(other.issues)
    if shared - set(tables()["broad"]):
        return True
    if one.issues and other.issues and not shared:
        return False
    return meanings.likeness(one, other) >= (ALIKE_ON_ISSUE if shared else ALIKE)
