"""Ledgers for the tests of exports: every field filled, odd characters, imported acts, nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from detente.ledger import Ledger
from detente.records import Actor, Coding, Concern, Document, Event, Evidence, Span
from ledger.event_files import taken
from ledger.samples import CODER, document, event, full_coding, span

ODD = (
    'He said "stop"; it\'s,\ta 🚀 tab\nnew\rline\r\nend \u202eback\u202c nul\0 bell\x07 '
    "line\u2028 & <b> | =1+1 \\ é e\u0301"
)
ACTS = (
    "RUS USA 040 story=1 publisher=north",
    "USA RUS 040 story=1 publisher=north",
    "RUSGOV USA 1312 date=2010-04-02 publisher=south story=2 goldstein=-5.5",
    "Frobnia USA 111 date=2011-04-02 story=3",
    "RUS USA 010 date=2011-04-03 story=4",
)


def odd_ledger() -> Ledger:
    """Three entries: one with every field, one all of odd characters, one without a date."""
    ledger = Ledger.open(":memory:")
    odd = Document("d|2\t#", ODD, title='T"\t\n\0', outlet='a\tb"c|d', url="http://x/?a=1&b=<2>")
    quote, trigger = Span(0, len(ODD), ODD), Span(3, 7, "said")
    sides = (Span(0, 2, "He"),)
    strange = Event(
        odd.id, (Actor("RUS"),), (Actor("NATO"),), "ACCUSE", Evidence(quote, trigger, sides), CODER,
        where="a\tb\n\0", issues=("x;y", "z"),
    )  # fmt: skip
    plain = document("plain")
    ledger.write(
        [full_coding(), Coding(odd, (strange,)), Coding(plain, (event(plain, mutual=True),))],
        coder=CODER,
    )
    assert ledger.counts().events == 3
    return ledger


def acts_ledger(folder: Path) -> Ledger:
    """Imported acts only: a mutual one, a hostile one, one of somebody unknown, a statement."""
    ledger = Ledger.open(":memory:")
    taken(ledger, folder / "acts.tsv", *ACTS)
    return ledger


def told_ledger() -> Ledger:
    """Two stories: one told by three documents, of which the last repeats the second, with two
    events and a concern; one told by one, with an event. A fourth document is in no story."""
    ledger = Ledger.open(":memory:")
    texts = {
        "a": document("a", outlet="wire"),
        "b": Document("b", "Russia sees the base as a threat.", date=dt.date(2009, 9, 19),
                      outlet="post", outlets=("radio",), title="A base"),
        "c": document("c", date="2009-09-20", outlet="courier"),
        "d": document("d", date="2009-10-01"),
        "e": document("e", date="2009-10-02"),
    }  # fmt: skip
    base = texts["b"]
    whole = Span(0, len(base.text), base.text)
    fear = Concern(base.id, (Actor("RUS"),), span(base.text, "the base"), whole, CODER)
    codings = [Coding(text, () if id == "b" else (event(text),), (fear,) if id == "b" else ())
               for id, text in texts.items()]  # fmt: skip
    ledger.write(codings, coder=CODER)
    ledger.place([("a", "a", None), ("b", "a", None), ("c", "a", "b"), ("d", "d", None)])
    return ledger


def many_ledger(count: int = 12) -> Ledger:
    """One document a day, an event each, from 2009-01-01 on."""
    ledger = Ledger.open(":memory:")
    texts = [
        document(f"d{n:03}", date=str(dt.date(2009, 1, 1) + dt.timedelta(n))) for n in range(count)
    ]
    ledger.write([Coding(text, (event(text),)) for text in texts], coder=CODER)
    return ledger
