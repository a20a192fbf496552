"""Ledgers for the tests of exports: every field filled, odd characters, imported acts, nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from detente.ledger import Ledger
from detente.records import Actor, Coding, Document, Event, Evidence, Span
from ledger.event_files import taken
from ledger.samples import CODER, document, event, full_coding

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


def many_ledger(count: int = 12) -> Ledger:
    """One document a day, an event each, from 2009-01-01 on."""
    ledger = Ledger.open(":memory:")
    texts = [
        document(f"d{n:03}", date=str(dt.date(2009, 1, 1) + dt.timedelta(n))) for n in range(count)
    ]
    ledger.write([Coding(text, (event(text),)) for text in texts], coder=CODER)
    return ledger
