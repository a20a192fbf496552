"""Fields: an event as a form shows it, and what was typed as ``engine/drafting.py`` takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.ledger.filters import first_day
from detente.ledger.reviews import LONGEST_NOTE
from detente.ontology import event_types, issue_label, issues
from detente.records import Event, Modality, When
from detente.web.reviewing.posted import Posted
from detente.web.reviewing.words import as_place, place_marked, place_words

Values = Mapping[str, tuple[str, ...]]

SIDES = ("source", "target")
WORDS = ("evidence", "trigger", "source_spans", "target_spans")
"""What is marked in the text of an event that is added; the first holds all others."""

_LONGEST_NAME = 200
_PLAIN = {"day": 10, "month": 7, "year": 4}
"""Characters of an ISO day that say a time as finely as it is known."""


class FieldError(ValueError):
    """What is wrong with a form, by field; under an empty name what is wrong with all of it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a list offers: its id, and what a reader calls it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type of act with its modes."""

    id: str
    label: str
    definition: str
    modes: tuple[str, ...]


def type_choices() -> list[TypeChoice]:
    """All types in the guide's order."""
    return [
        TypeChoice(one.id, one.label, one.definition, tuple(one.modes))
        for one in event_types().values()
    ]


def issue_choices() -> list[Choice]:
    """The agenda."""
    return [Choice(one, issue_label(one)) for one in issues()]


def values_of(event: Event) -> dict[str, tuple[str, ...]]:
    """The fields of an event as the form for a correction has them at first."""
    one = {
        "type": event.type,
        "mode": event.mode,
        "content": event.content.type if event.content else None,
        "modality": event.modality.value,
        "mutual": "yes" if event.mutual else None,
        "when": _write_when(event.when),
    }
    return {name: (value,) if value else () for name, value in one.items()} | {
        "source": tuple(actor.id for actor in event.source),
        "target": tuple(actor.id for actor in event.target),
        "issue": event.issues,
    }


def _write_when(when: When | None) -> str | None:
    """A time that can be typed as it is; of others, such as a season, nothing."""
    letters = _PLAIN.get(when.granularity) if when else None
    if when is None or letters is None or (letters == 10 and when.start != when.end):
        return None
    return when.start.isoformat()[:letters]


def read_correction(posted: Posted, event: Event) -> dict[str, Any]:
    """The fields that differ from the event's; raises ``FieldError``.

    A time left empty is left as it is.
    """
    errors = _check(posted)
    if errors:
        raise FieldError(errors)
    before = Posted(values_of(event))
    changed = {
        name: value for name, value in _plain(posted).items() if value != _plain(before)[name]
    }
    if changed.get("when", True) is None:
        del changed["when"]
    mode = changed.get("mode")
    if mode and mode not in event_types()[posted.one("type")].modes:
        raise FieldError({"mode": f"{posted.one('type')} has no mode {mode}"})
    return changed


def read_addition(posted: Posted, text: str) -> dict[str, Any]:
    """All fields of an event that is added to an article; raises ``FieldError``."""
    errors = _check(posted)
    places: dict[str, dict[str, Any] | None] = {}
    for part in WORDS:
        sentence = places.get("evidence")
        within = as_place(sentence) if sentence else None
        try:
            places[part] = _place(posted, part, text, within)
        except ValueError as error:
            errors[part] = str(error)
    if not places.get("evidence") and "evidence" not in errors:
        errors["evidence"] = "give the sentence that says so"
    if not posted.some("source"):
        errors["source"] = "say who acts"
    if errors:
        raise FieldError(errors)
    given = {name: value for name, value in (_plain(posted) | places).items() if value}
    return given | {part: [given[part]] for part in WORDS[2:] if part in given}


def _place(
    posted: Posted, part: str, text: str, within: tuple[int, int] | None
) -> dict[str, Any] | None:
    words = posted.one(part)
    marked = place_marked(text, words, posted.one(f"{part}_start"), posted.one(f"{part}_end"))
    if marked and within and not within[0] <= marked["start"] < marked["end"] <= within[1]:
        raise ValueError("these words do not stand in the sentence")
    return marked or place_words(text, words, posted.one(f"{part}_which"), within)


def _plain(posted: Posted) -> dict[str, Any]:
    """What is not words of the text."""
    return {
        "type": posted.one("type"),
        "mode": posted.one("mode") or None,
        "content": posted.one("content") or None,
        "modality": posted.one("modality") or Modality.ACTUAL.value,
        "mutual": posted.one("mutual") == "yes",
        "when": posted.one("when") or None,
        "source": list(posted.some("source")),
        "target": list(posted.some("target")),
        "issue": list(posted.some("issue")),
    }


def _check(posted: Posted) -> dict[str, str]:
    """What is wrong field by field, as far as the form itself can tell."""
    errors = check_note(posted)
    known: dict[str, set[str]] = {
        "type": {*event_types()},
        "content": {*event_types(), ""},
        "modality": {*(one.value for one in Modality), ""},
        "issue": {*issues()},
    }
    for name, allowed in known.items():
        given = posted.some(name) or ("" if name != "issue" else ())
        wrong = {*given} - allowed if given else {""} - allowed if name == "type" else set()
        if wrong:
            errors[name] = "choose one of the list"
    for side in SIDES:
        if any(len(one) > _LONGEST_NAME for one in posted.some(side)):
            errors[side] = f"a name has at most {_LONGEST_NAME} characters"
    when = posted.one("when")
    try:
        if when:
            first_day(when)
    except ValueError:
        errors["when"] = "give a year, month or day: 2009, 2009-09 or 2009-09-18"
    return errors


def check_note(posted: Posted) -> dict[str, str]:
    """What is wrong with the note."""
    long = len(posted.one("note")) > LONGEST_NOTE
    return {"note": f"a note has at most {LONGEST_NOTE:,} characters"} if long else {}
