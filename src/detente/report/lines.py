"""Lines: a story as a sentence with its date, weight and proof."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from detente.analysis.pair import Pair
from detente.analysis.stories import Story
from detente.ledger.entries import Entry
from detente.records import Event, Voice
from detente.report.brief import Line
from detente.report.dates import write_day, write_when
from detente.report.language import Language, Name
from detente.report.names import Names
from detente.report.phrases import write_sentence
from detente.report.quotes import Quote, cut_quote

_NOBODY = frozenset({"few", "nobody", "none", "no one"})  # "few doubt that" is said by the text
_COMMON = frozenset("A An The Some Several Many Few Most Other Both Two Three Four Five".split())
_PRONOUNS = frozenset({"", "he", "she", "they", "it", "who", "we", "i", "his", "her"})


@dataclass(frozen=True, slots=True)
class LineWriter:
    """What every section needs to put stories into words: the pair, its names, the period.

    The names know the language.
    """

    pair: Pair
    names: Names
    since: dt.date | None
    until: dt.date | None
    horizon: dt.date
    window_days: int

    @property
    def a_name(self) -> Name:
        return self.names(self.pair.a)

    @property
    def b_name(self) -> Name:
        return self.names(self.pair.b)

    @property
    def a_heading(self) -> str:
        """A's name without an article."""
        return self.language.strip_article(self.a_name)

    @property
    def b_heading(self) -> str:
        return self.language.strip_article(self.b_name)

    @property
    def language(self) -> Language:
        return self.names.language

    def say(self, key: str, number: int | None = None, /, **values: object) -> str:
        """Words of the language; see ``Language.say``."""
        return self.language.say(key, number, **values)

    def write_day(self, day: dt.date | None, *, short: bool = False) -> str:
        """A day in the language's words."""
        return write_day(day, short=short, language=self.language)

    def in_english(self) -> LineWriter:
        """The same in English, in which the measures speak and briefs are noted."""
        return replace(self, names=self.names.in_english())

    def write(self, story: Story) -> Line:
        """The line of one story: its surest report leads, the others stand behind."""
        event, lead = story.event, story.lead
        first = story.entries[0].event.when
        rest = [entry for entry in story.entries if entry is not lead]
        return Line(
            id=story.id,
            date=story.date,
            when=write_when(story.date, first, self.language),
            direction=self.pair.direction(event) or "",
            sentence=write_sentence(event, self.names),
            according_to=self.voice(event.speaker) if _is_another(event) else None,
            type=story.type,
            content=story.content_type,
            modality=str(story.modality),
            happened=story.happened,
            quad=story.quad,
            score=story.score,
            issues=tuple(self.language.issue(issue) for issue in story.issues),
            reports=story.reports,
            outlets=story.outlets,
            independent=story.independent,
            confidence=event.confidence,
            strength=round(story.strength, 3),
            quote=self.quote(lead),
            others=tuple(self.quote(entry) for entry in rest),
        )

    def quote(self, entry: Entry) -> Quote:
        """The entry's evidence, cut to length around its trigger."""
        event = entry.event
        return cut_quote(
            event.evidence.quote,
            event.evidence.trigger,
            entry.document,
            entry_id=event.id,
            language=self.language,
            voice=self.voice(event.speaker),
        )

    def voice(self, voice: Voice | None) -> str | None:
        """Who says so, in the text's words; a pronoun gives way to what it stands for."""
        if voice is None:
            return None
        name = " ".join(voice.name.split())
        if name.lower() in _NOBODY:
            return None
        if name.lower() in _PRONOUNS:
            return self.names(voice.actor) if voice.actor else None
        first, space, rest = name.partition(" ")
        return first.lower() + space + rest if first in _COMMON else name


def _is_another(event: Event) -> bool:
    """Whether somebody else than the one who acts is made to say it."""
    speaker = event.speaker
    return speaker is not None and (speaker.actor is None or (speaker.actor,) != event.source)
