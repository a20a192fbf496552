"""A ledger for the pages of evidence: one act told by three, denied by another, and odd texts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from detente.ledger import Ledger
from detente.records import (
    Actor,
    Coding,
    Concern,
    Document,
    Event,
    Evidence,
    Modality,
    Span,
    Voice,
)  # fmt: skip
from ledger.event_files import taken
from ledger.samples import CODER, actors, span

FIRST = "Moscow. Russia attacked a NATO base near Tbilisi, a NATO spokesman said on Friday."
DENIAL = "Russia did not attack any NATO base, Sergei Lavrov said."
# Beyond the basic plane, decomposed and composed accents, carriage returns, a line of its own.
ODD = (
    (
        "\ud835\udd18\ud835\udd2b\ud835\udd26 𝔘𝔫𝔦: 😀 Zu\u0308rich und Z\u00fcrich.\r\n\r\n"
        "NATO accused Russia, and Russia threatened NATO 😀 at once.\r\nA second line.\r\n\r\n"
        "Nothing more.\n"
    )
    .encode("utf-16", "surrogatepass")
    .decode("utf-16")
)
WHOLE = "NATO accused Russia, and Russia threatened NATO 😀 at once."
DEEP = "news/2009 09?18#a.json"
HUGE = "x" * 200_000


def act(
    of: Document,
    source: str,
    type: str,
    target: str,
    trigger: str,
    quote: str | None = None,
    *,
    said: tuple[Voice, ...] = (),
    names: tuple[str, str] | None = None,
    modality: str = "actual",
    confidence: float = 0.9,
) -> Event:
    """An event of a document whose quote, trigger and parties stand in it as they are given."""
    where = span(of.text, quote or of.text)
    one, other = names or (None, None)
    return Event(
        of.id, actors(source), actors(target), type,
        Evidence(where, _inside(of.text, where, trigger),
                 (_inside(of.text, where, one),) if one else (),
                 (_inside(of.text, where, other),) if other else ()),
        CODER, issues=("military-posture",), modality=Modality(modality), attribution=said,
        confidence=confidence,
    )  # fmt: skip


def _inside(text: str, where: Span, part: str) -> Span:
    start = text.index(part, where.start)
    return Span(start, start + len(part), part)


def document(id: str, text: str, day: int, outlet: str, url: str | None = None) -> Document:
    return Document(id, text, title=f"Title of {id}", outlet=outlet, author="A. Author",
                    date=dt.date(2009, 9, day), url=url, source=id)  # fmt: skip


def codings() -> list[Coding]:
    """What the ledger holds; the first three documents are one news story, the third a copy."""
    spokesman = Voice("speaker", "a NATO spokesman", Actor("NATO"), "said", named=False)
    outlet = Voice("outlet", "Kommersant", Actor("MED", None, "kommersant"))
    lavrov = Voice("speaker", "Sergei Lavrov", Actor("RUS", "MFA", "lavrov"), "said")
    one = document("one", FIRST, 18, "Kommersant", "https://example.org/one")
    two = document("two", FIRST.replace("Moscow. ", "Tbilisi. "), 19, "Reuters")
    three = document("three", FIRST + " ", 19, "Courier", "javascript:alert(1)")
    no = document("no", DENIAL, 20, "Tass")
    odd = document("odd", ODD, 21, "Odd")
    deep = document(DEEP, "NATO visited Russia.", 22, "Deep")
    huge = document("huge", f"{HUGE} Russia attacked NATO {HUGE}", 23, HUGE)
    attack = ("RUS", "ASSAULT", "NATO", "attacked")
    fear = Concern("odd", actors("RUS"), span(ODD, "Russia threatened NATO"), span(ODD, WHOLE),
                   CODER, confidence=0.7)  # fmt: skip
    return [
        Coding(one, (act(one, *attack, FIRST[8:], said=(outlet, spokesman),
                         names=("Russia", "NATO")),)),
        Coding(two, (act(two, *attack, confidence=0.8),)),
        Coding(three, (act(three, *attack, confidence=0.7),)),
        Coding(no, (act(no, "RUS", "ASSAULT", "NATO", "attack", modality="negated",
                        said=(lavrov,)),)),
        Coding(odd, (
            act(odd, "NATO", "ACCUSE", "RUS", "accused", WHOLE, names=("NATO", "Russia")),
            act(odd, "RUS", "THREATEN", "NATO", "threatened", "Russia threatened NATO",
                names=("Russia", "NATO")),
        ), (fear,)),
        Coding(deep, (act(deep, "NATO", "CONSULT", "RUS", "visited"),)),
        Coding(huge, (act(huge, *attack),)),
    ]  # fmt: skip


def make_told(path: Path) -> dict[str, list[str]]:
    """The ledger at a path; the ids of the entries of each document."""
    with Ledger.open(path) as ledger:
        coded = codings()
        ledger.write(coded, coder=CODER)
        ledger.place([("one", "one", None), ("two", "one", None), ("three", "one", "one")])
        taken(ledger, path.with_suffix(".tsv"), "RUS NATO 190 sentence=Fire publisher=Wire",
              "RUS NATO 190 story=7", "GEO USA 040 date=2010-05-01")  # fmt: skip
    return {one.document.id: [event.id for event in one.events] for one in coded}
