"""Phrases: an entry as the sentence that an analyst would write, from ``data/phrases.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from detente.ontology import type_label
from detente.records import Actor, Event, Modality
from detente.report.names import Names, capitalize, join_words

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_VERB = re.compile(r"<([^<>|]*)\|([^<>|]*)>")


@cache
def _tables() -> dict[str, Any]:
    text = files("detente.report").joinpath("data", "phrases.toml").read_text("utf-8")
    return tomllib.loads(text)


def write_sentence(event: Event, names: Names) -> str:
    """One entry as a sentence without a full stop: ``NATO accused Russia``.

    Modality changes the verb: what is planned ``plans to``, what is possible ``may``, what
    hangs on a condition ``would, on a condition,``, what did not happen ``did not``.
    """
    both = event.source + event.target if event.mutual else event.source
    subject = names.join(both)
    planned = event.modality is Modality.PLANNED
    template, is_whole = _find_template(event, planned)
    verb = _fill(template, _slots(event, names), past=event.modality is Modality.ACTUAL)
    several = len({names(actor) for actor in both}) > 1
    lead = {
        Modality.ACTUAL: "",
        Modality.PLANNED: "plan to " if several else "plans to ",
        Modality.POSSIBLE: "may ",
        Modality.CONDITIONAL: "would, on a condition, ",
        Modality.NEGATED: "did not ",
    }[event.modality]
    assert planned or not is_whole
    return capitalize(f"{subject} {lead}{verb}{_extras(event, names)}")


def write_ask(deed: str | None, addressee: str, onto: str | None = None) -> str:
    """What is asked of whom, after a subject: ``asked Russia to hold talks``."""
    slots = {"target": addressee, **(_deed(deed, onto) if deed else {})}
    keys = [f"REQUEST[{deed}]", "REQUEST[*]"] if deed else ["REQUEST"]
    acts = _tables()["acts"]
    template = next(acts[key] for key in keys if key in acts)
    return _fill(_choices(template), slots, past=True)


def _find_template(event: Event, planned: bool) -> tuple[Sequence[str], bool]:
    table: Mapping[str, str | list[str]] = _tables()["mutual" if event.mutual else "acts"]
    for key in _keys(event):
        if planned and f"{key}/planned" in table:
            return _choices(table[f"{key}/planned"]), True
        if key in table:
            return _choices(table[key]), False
    label = type_label(event.type)
    return (f"<took|take> part in {label}",), False


def _keys(event: Event) -> Iterator[str]:
    if event.content is not None:
        yield f"{event.type}[{event.content.type}]"
        yield f"{event.type}[*]"
    if event.mode is not None:
        yield f"{event.type}.{event.mode}"
    yield event.type


def _choices(template: str | list[str]) -> Sequence[str]:
    return (template,) if isinstance(template, str) else template


def _slots(event: Event, names: Names) -> dict[str, str]:
    slots = {"target": names.join(event.target)} if event.target and not event.mutual else {}
    if event.content is None:
        return slots
    return {**slots, **_deed(event.content.type, _other(event, names))}


def _other(event: Event, names: Names) -> str | None:
    """Whom the deed of the content falls on, where naming it adds something."""
    if event.mutual or event.content is None:
        return None
    if event.type in ("AGREE", "THREATEN", "REJECT") and event.target:
        return names.join(event.target)
    known = event.source + event.target
    others = [a for a in event.content.target if not any(a.code == b.code for b in known)]
    return names.join(others) if others else None


def _deed(type: str, other: str | None) -> dict[str, str]:
    forms = _tables()["deeds"].get(type, {})
    slots = {"other": other} if other else {}
    return {**slots, **{name: _fill((form,), slots, past=True) for name, form in forms.items()}}


def _fill(templates: Sequence[str], slots: Mapping[str, str], *, past: bool) -> str:
    def knows(text: str) -> bool:
        return all(name in slots for name in _SLOT.findall(text))

    for template in templates:
        if knows(_OPTIONAL.sub("", template)):
            break
    text = _OPTIONAL.sub(lambda match: match[1] if knows(match[1]) else "", template)
    text = _VERB.sub(r"\1" if past else r"\2", text)
    return _SLOT.sub(lambda match: slots.get(match[1], "somebody"), text)


def _extras(event: Event, names: Names) -> str:
    third: list[Actor] = [
        actor
        for actor in event.object
        if not any(actor.same_side(known) for known in event.source + event.target)
    ]
    amount = f" ({event.amount.text})" if event.amount and event.amount.text else ""
    about = f" over {join_words(names(actor) for actor in third)}" if third else ""
    return about + amount
