"""Phrases: an entry as the sentence that an analyst would write, from ``phrases.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from detente.records import Actor, Event, Modality
from detente.report.language import Language, Name, load_language
from detente.report.names import Names, capitalize

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
_VERB = re.compile(r"<([^<>|]*)\|([^<>|]*)>")
_NEAR = 80  # characters on either side of the trigger that may sharpen the wording

Tables = Sequence[Mapping[str, Any]]


def write_sentence(event: Event, names: Names) -> str:
    """One entry as a sentence without a full stop: ``NATO accused Russia``.

    Modality changes the verb: what is planned ``plans to``, what is possible ``may``, what
    hangs on a condition ``would, on a condition,``, what did not happen ``did not``.
    """
    language, modality = names.language, event.modality
    tables = _closest(event, language)
    choices = _find_template(event, tables)
    slots = {**_slots(event, names, tables), **_words_of(modality, language)}
    subject = _join(event.source + event.target if event.mutual else event.source, names)
    sentence = _frame(subject, modality, choices, slots, language)
    return capitalize(sentence + _extras(event, names))


def write_demand(
    asker: str, deed: str | None, addressee: str, onto: str | None, event: Event, language: Language
) -> str:
    """An ask as a sentence without a full stop: ``NATO asked Russia to hold talks``.

    ``event`` is one that makes it: its words may sharpen the sentence.
    """
    choices, slots = _ask(deed, addressee, onto, _closest(event, language))
    return capitalize(_frame(asker, Modality.ACTUAL, choices, slots, language))


def write_ask(deed: str | None, addressee: str, onto: str | None = None) -> str:
    """What is asked of whom in English, after a subject: ``asked Russia to hold talks``."""
    return _fill(*_ask(deed, addressee, onto, [load_language().phrases]), first=True)


def _ask(
    deed: str | None, addressee: str, onto: str | None, tables: Tables
) -> tuple[Sequence[str], Mapping[str, str]]:
    slots = {"target": addressee, **(_deed(deed, onto, tables) if deed else {})}
    keys = [f"REQUEST[{deed}]", "REQUEST[*]"] if deed else ["REQUEST"]
    acts = [one["acts"] for one in tables if "acts" in one]
    return _choices(next(table[key] for key in keys for table in acts if key in table)), slots


def _frame(
    subject: str,
    modality: Modality,
    choices: Sequence[str],
    slots: Mapping[str, str],
    language: Language,
) -> str:
    """The verb phrase in the sentence that its modality makes of it."""
    several = isinstance(subject, Name) and subject.several
    frame = language.choose(language.phrases["frames"][modality], 2 if several else 1)
    verb = _fill(choices, slots, first="{done}" in frame)
    return _put({"done": verb, "do": verb, "subject": subject}, frame)


def _words_of(modality: Modality, language: Language) -> dict[str, str]:
    """Words that stand inside a verb phrase where its modality asks for them, such as a ``not``."""
    return dict(language.phrases.get("inside", {}).get(modality, {}))


def _closest(event: Event, language: Language) -> list[Mapping[str, Any]]:
    """The tables to look in: those for the words near the trigger, then the common one."""
    quote, trigger = event.evidence.quote, event.evidence.trigger
    start, end = trigger.start - quote.start, trigger.end - quote.start
    near = quote.text[max(0, start - _NEAR) : end + _NEAR]
    worded = language.phrases["worded"].values()
    found = (one for one in worded if re.search(one["words"], near, re.IGNORECASE))
    return [*found, language.phrases]


def _find_template(event: Event, tables: Tables) -> Sequence[str]:
    kind = "mutual" if event.mutual else "acts"
    phrases: list[Mapping[str, str | list[str]]] = [one[kind] for one in tables if kind in one]
    for key in _keys(event):
        for table in phrases:
            for form in (f"{key}/{event.modality}", key):
                if form in table:
                    return _choices(table[form])
    raise KeyError(event.type)  # every language has a phrase for every type


def _keys(event: Event) -> Iterator[str]:
    if event.content is not None:
        if event.mode is not None:
            yield f"{event.type}.{event.mode}[*]"
        yield f"{event.type}[{event.content.type}]"
        yield f"{event.type}[*]"
    if event.mode is not None:
        yield f"{event.type}.{event.mode}"
    yield event.type


def _choices(template: str | list[str]) -> Sequence[str]:
    return (template,) if isinstance(template, str) else template


def _slots(event: Event, names: Names, tables: Tables) -> dict[str, str]:
    slots: dict[str, str] = {}
    if event.target and not event.mutual:
        slots["target"] = _join(event.target, names)
        if all(actor.person for actor in event.target):
            slots["person"] = slots["target"]
    if event.content is None:
        return slots
    return {**slots, **_deed(event.content.type, _other(event, names), tables)}


def _join(actors: Iterable[Actor], names: Names) -> Name:
    """Several actors as one phrase; in a sentence a government goes by the name of its state."""
    return names.join(
        replace(actor, role=None) if actor.role == "GOV" and actor.person is None else actor
        for actor in actors
    )


def _other(event: Event, names: Names) -> str | None:
    """Whom the deed of the content falls on, where naming it adds something."""
    if event.mutual or event.content is None:
        return None
    if event.type in ("AGREE", "THREATEN", "REJECT") and event.target:
        return _join(event.target, names)
    known = event.source + event.target
    others = [a for a in event.content.target if not any(a.code == b.code for b in known)]
    return _join(others, names) if others else None


def _deed(type: str, other: str | None, tables: Tables) -> dict[str, str]:
    known = (one["deeds"][type] for one in tables if type in one.get("deeds", ()))
    forms: Mapping[str, str] = next(known, {})
    slots = {"other": other} if other else {}
    return {**slots, **{name: _fill((form,), slots, first=True) for name, form in forms.items()}}


def _fill(templates: Sequence[str], slots: Mapping[str, str], *, first: bool) -> str:
    def knows(text: str) -> bool:
        return all(match[1] in slots for match in _SLOT.finditer(text))

    for template in templates:
        if knows(_OPTIONAL.sub("", template)):
            break
    text = _OPTIONAL.sub(lambda match: match[1] if knows(match[1]) else "", template)
    return _put(slots, _VERB.sub(r"\1" if first else r"\2", text))


def _put(slots: Mapping[str, str], text: str) -> str:
    """The text with its places filled in, names in the form that a place asks for."""

    def value(match: re.Match[str]) -> str:
        word = slots[match[1]]
        return word.form(match[2]) if match[2] and isinstance(word, Name) else str(word)

    return _SLOT.sub(value, text)


def _extras(event: Event, names: Names) -> str:
    third: list[Actor] = [
        actor
        for actor in event.object
        if not any(actor.same_side(known) for known in event.source + event.target)
    ]
    phrases = names.language.phrases
    amount = event.amount.text if event.amount else None
    about = _put({"third": _join(third, names)}, phrases["over"]) if third else ""
    return about + (_put({"amount": amount}, phrases["amount"]) if amount else "")
