"""Answers: how one act reads as an answer to what was asked or promised.

What one side was asked to do, or said that it would, is *wanted* of it. An act of that side
(or of both together) tells an end in one of four ways:

- **done**: it is of the type wanted, or of one that does it (``data/settling.toml``);
- **partly done**: it is only promised, planned or possible, or its sentence says that it is not
  all of it (*for now*, *would be studied*);
- **undone**: it is a refusal of the matter, the deed denied or given up, an act that goes the
  other way, or its sentence says no (*in vain*, *could not be undone*);
- **dropped**: who asks takes the ask back, in words or by denying it.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from detente.analysis.judgements import is_judgement
from detente.analysis.meaning import stem
from detente.analysis.pair import speaks_for
from detente.analysis.stories import Story
from detente.records import Actor, Modality

_WITH_PARTNERS = frozenset({"CONSULT", "COOPERATE"})
_NEAR = 60  # characters
_BESIDE = re.compile(
    r"\b(?:the|an?|its|their|his|her|these|those|(?:should|must|ought to|needs? to)(?: \w+)?) $",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(
    r"(?:;|\b(?:and|but|while|as|since|when|after|although))"
    r" (?:the )?[A-Z]\w+ (?:ha[sd]|have|is|are|was|were|will|would|\w+ed)\b"
)
_OUGHT = re.compile(
    r"(?:should|must|ought(?: not)? to|needs? to|ha(?:s|ve) to)(?: not)?\b"
    r"(?: (?:now|therefore|at least|at last|also|nevertheless|then)\b)*",
    re.IGNORECASE,
)
_VERB_AFTER_TO = re.compile(r"[^.;]{0,80}?\bto ([^\W\d_]{3,})")
_WORD = re.compile(r"[^\W\d_]{3,}")
_PROMISES = frozenset({"AGREE", "CONCEDE", "SUPPORT"})


class End(StrEnum):
    """How an act answers what was wanted."""

    DONE = "done"
    PARTLY = "partly done"
    UNDONE = "undone"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of ``doer``: a type of deed (``None``: not told), on issues, since a day.

    ``wanters`` may take it back (nobody, of a promise); ``stories`` are all that say it;
    ``partners`` are those with or towards whom it would be done.
    """

    doer: Actor
    wanters: tuple[Actor, ...]
    deed: str | None
    issues: tuple[str, ...]
    stories: tuple[Story, ...]
    partners: tuple[Actor, ...] = ()
    _own: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own", frozenset(map(id, self.stories)))

    @property
    def first(self) -> Story:
        return self.stories[0]

    def holds(self, story: Story) -> bool:
        """Whether this very story says it."""
        return id(story) in self._own

    @property
    def told(self) -> dt.date | None:
        """The last day that the first report speaks of, or its own date if that is earlier."""
        days = [day for day in (self.first.last_day, self.first.lead.document.date) if day]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one act reads as an answer, before its confidence: the end, how plainly, and why."""

    end: End
    strength: float
    why: str


def read_act(act: Story, wanted: Wanted) -> Reading | None:
    """How ``act`` answers what is wanted, if it does at all."""
    if wanted.holds(act):
        return _read_own(act)
    if is_judgement(act.lead):
        return None
    if not acts_in(act, (wanted.doer,)):
        return _read_withdrawal(act, wanted) if acts_in(act, wanted.wanters) else None
    told = _read_type(act, wanted.deed)
    if (off := _tells(act, "called_off")) and wanted.deed is not None:
        end = End.DONE if _is_yielding(wanted) else End.UNDONE
        return Reading(end, 0.8, f"it is given up (“{off}”)")
    if told is None or told.end is not End.DONE:
        return _read_cues(act) or told
    if says(act, "partly"):
        return Reading(End.PARTLY, told.strength, "its sentence says that it is not all")
    if wanted.deed in _WITH_PARTNERS and wanted.partners and not involves(act, wanted.partners):
        return Reading(told.end, 0.5 * told.strength, f"{told.why}, with others")
    return told


def _read_own(act: Story) -> Reading | None:
    """Whether the sentence that asks tells as well what came of it."""
    if cue := says(act, "granted"):
        return Reading(End.DONE, 0.8, f"its sentence says yes (“{cue}”)")
    if cue := says(act, "weighed"):
        return Reading(End.PARTLY, 0.8, f"its sentence says neither yes nor no (“{cue}”)")
    return _read_cues(act, "rebuffed")


def _is_yielding(wanted: Wanted) -> bool:
    """Whether giving up is what is wanted: by its type, or since its own sentence speaks of it."""
    return wanted.deed in tables()["yielding"] or bool(says(wanted.first, "called_off"))


def _read_withdrawal(act: Story, wanted: Wanted) -> Reading | None:
    """Whether who asks takes the ask back."""
    if says(act, "dropped"):
        return Reading(End.DROPPED, 1.0, "who asks takes it back")
    same = act.type == "REQUEST" and act.content_type == wanted.deed
    if same and act.modality is Modality.NEGATED:
        return Reading(End.DROPPED, 0.8, "who asks is said not to ask it")
    return _read_cues(act, "rebuffed") if same else None


def _read_cues(act: Story, cues: str = "refused") -> Reading | None:
    """Whether the sentence says no; of what the doer itself asks for it says nothing."""
    if act.type == "REQUEST" and cues == "refused":
        return None
    cue = _tells(act, cues) if cues == "refused" else says(act, cues)
    return Reading(End.UNDONE, 0.8, f"its sentence says no (“{cue}”)") if cue else None


def _read_type(act: Story, deed: str | None) -> Reading | None:
    """What the type, content and modality of an act of the doer tell."""
    if act.type == "REJECT":
        return _read_refusal(act, deed)
    about = act.content_type
    fit = _fit(act.type, deed)
    if act.type in _PROMISES and about is not None and fit < 1:
        fit = 0.8 * _fit(about, deed)
        firm = act.modality in (Modality.ACTUAL, Modality.PLANNED)
        return Reading(End.PARTLY, fit, "the deed is promised") if fit and firm else None
    if not fit:
        return _read_contrary(act, deed)
    if act.modality is Modality.NEGATED:
        return Reading(End.UNDONE, fit, "the deed is said not to have been done")
    if act.modality is Modality.PLANNED:
        return Reading(End.PARTLY, 0.8 * fit, "the deed is planned")
    if act.modality is not Modality.ACTUAL:
        return Reading(End.PARTLY, 0.4 * fit, "the deed is called possible")
    same = "the deed itself" if fit == 1 else "a deed that comes to the same"
    return Reading(End.DONE, fit, same if deed else "a helpful deed, where none is named")


def _read_refusal(act: Story, deed: str | None) -> Reading | None:
    """A refusal of the ask or the deed; one of something unnamed tells less."""
    if act.modality is not Modality.ACTUAL:
        return None
    about = act.content_type
    if about is not None and about in ("REQUEST", deed):
        return Reading(End.UNDONE, 1.0, "a refusal of it")
    if about is None or about in _does(deed):
        return Reading(End.UNDONE, 0.6, "a refusal")
    return None


def _read_contrary(act: Story, deed: str | None) -> Reading | None:
    undoes = tables()["deeds"].get(deed, {}).get("undoes", ())
    if act.type in undoes and act.modality is Modality.ACTUAL:
        return Reading(End.UNDONE, 0.4, "a deed that goes the other way")
    return None


def _fit(type: str, deed: str | None) -> float:
    """How far an act of ``type`` does the ``deed``: 1 is the deed itself."""
    if deed is None:
        return 0.4 if type in ("AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT") else 0
    return 1.0 if type == deed else 0.5 if type in _does(deed) else 0.0


def _does(deed: str | None) -> Sequence[str]:
    found: Sequence[str] = tables()["deeds"].get(deed, {}).get("does", ())
    return found


def guess_deed(story: Story) -> str | None:
    """The type asked for: what the coder read, else what the verb of the ask tells."""
    if story.content_type is not None:
        return story.content_type
    event = story.event
    quote, trigger = event.evidence.quote, event.evidence.trigger
    after = quote.text[trigger.end - quote.start :]
    ought = _OUGHT.match(trigger.text)
    if ought:  # "should stop"
        told = _WORD.findall(trigger.text, ought.end())[-1:] or _WORD.findall(after)[:1]
    else:  # "urged it to stop"
        told = _VERB_AFTER_TO.findall(after)[:1]
    verbs = _verbs()
    return next((verbs[stem(verb)] for verb in told if stem(verb) in verbs), None)


def acts_in(act: Story, actors: Iterable[Actor]) -> bool:
    """Whether one of the actors does it."""
    event = act.event
    doing = event.source + event.target if event.mutual else event.source
    return any(speaks_for(one, actor) for actor in actors for one in doing)


def involves(act: Story, actors: Iterable[Actor]) -> bool:
    """Whether one of the actors has a side in the act."""
    event = act.event
    return any(speaks_for(one, actor) for actor in actors for one in event.source + event.target)


def says(act: Story, cue: str) -> str:
    """The words of the sentence that tell such an end, if it has any.

    Not those that only describe a thing (*the cancelled sites*), or say what ought to be done
    (*should refuse*).
    """
    match = _find_cue(act, cue)
    return match.group() if match else ""


def _tells(act: Story, cue: str) -> str:
    """The same, where those words stand near the act: a long sentence tells of others as well."""
    match = _find_cue(act, cue)
    evidence = act.event.evidence
    start, end = evidence.trigger.start, evidence.trigger.end
    if match is None:
        return ""
    first, last = (evidence.quote.start + place for place in match.span())
    between = evidence.quote.text[max(0, end - evidence.quote.start) : match.end()]
    near = first - end <= _NEAR and start - last <= _NEAR
    return match.group() if near and not _NEW_CLAUSE.search(between) else ""


def _find_cue(act: Story, cue: str) -> re.Match[str] | None:
    return _search(act.event.evidence.quote.text, cue)


@lru_cache(maxsize=100_000)  # one sentence is read for many asks
def _search(text: str, cue: str) -> re.Match[str] | None:
    found = _cues(cue).finditer(text)
    return next((m for m in found if not _BESIDE.search(text[: m.start()])), None)


@cache
def _cues(name: str) -> re.Pattern[str]:
    return re.compile("|".join(tables()["cues"][name]), re.IGNORECASE)


@cache
def _verbs() -> dict[str, str]:
    return {verb: deed for deed, verbs in tables()["verbs"].items() for verb in verbs}


@cache
def tables() -> dict[str, Any]:
    """``data/settling.toml``."""
    text = files("detente.analysis").joinpath("data", "settling.toml").read_text("utf-8")
    return tomllib.loads(text)
