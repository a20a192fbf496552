"""A small ledger, published, for the tests of the explorer: real enough to fill every page."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from detente.engine.publishing import publish_ledger
from detente.ledger import Ledger
from detente.records import Actor, Coding, Document, Event, Evidence, Modality, Span, Voice
from detente.web.app import make_app
from ledger.samples import CODER, actors, span

HOST = "127.0.0.1:8200"
HOSTILE_TITLE = "<script>alert(1)</script> \u202egnp.exe \x00 {{ 7 * 7 }}"
HOSTILE_OUTLET = '"><img src=x onerror=alert(1)>'
HOSTILE_CELL = "=HYPERLINK(evil)"
_DEEDS = (
    ("RUS", "RETREAT", "NATO", ("missile-defence",)),
    ("NATO", "CONCEDE", "RUS", ("missile-defence",)),
    ("RUS", "ACCUSE", "NATO", ("territorial-conflict",)),
    ("NATO", "REQUEST", "RUS", ("arms-control",)),
    ("RUS", "THREATEN", "NATO", ()),
    ("NATO", "CONSULT", "RUS", ("arms-control",)),
)


def make_ledger(path: Path, *more: Coding, months: int = 24) -> Path:
    """A ledger with an act a month between Russia and NATO, the first in January 2008."""
    with Ledger.open(path) as ledger:
        ledger.write([*(_coding(number) for number in range(months)), *more], coder=CODER)
    return path


def publish(path: Path) -> Path:
    """The snapshot of a ledger, made now."""
    with Ledger.open(path, read_only=True) as ledger:
        return publish_ledger(ledger).path


def open_client(snapshot: Path, *, seconds: float | None = None, host: str = HOST) -> TestClient:
    """A client of the explorer of a snapshot."""
    app = make_app(snapshot, hosts=[HOST], seconds=seconds)
    return TestClient(app, base_url=f"http://{host}", follow_redirects=False)


@contextmanager
def running(make: Callable[[int], Starlette]) -> Iterator[str]:
    """The address of a server on a free port, of the application that is made for that port."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(make(port), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


def _coding(number: int) -> Coding:
    source, type, target, issues = _DEEDS[number % len(_DEEDS)]
    day = dt.date(2008 + number // 12, number % 12 + 1, 10)
    text = f"Report {number}: one of them acted towards the other, said a spokesman."
    of = Document(
        f"doc-{number}", text, title=f"Headline {number}", outlet="Kommersant", date=day,
        url=f"https://example.org/{number}", source=f"doc-{number}",
    )  # fmt: skip
    quote, trigger = Span(0, len(text), text), span(text, "acted")
    said = (Voice("speaker", "a spokesman", actors(source)[0], "said"),)
    event = Event(
        of.id, actors(source), actors(target), type, Evidence(quote, trigger), CODER,
        mutual=type == "CONSULT", issues=issues, attribution=said, confidence=0.9,
    )  # fmt: skip
    return Coding(of, (event,))


def act(source: str, type: str, target: str, day: str, *issues: str) -> Coding:
    """A document that tells one act."""
    text = f"{source} acted towards {target} on {day}, it was said."
    id = f"{source}-{type}-{target}-{day}"
    of = Document(id, text, date=dt.date.fromisoformat(day), source=id)
    event = Event(
        id, actors(source), actors(target), type,
        Evidence(Span(0, len(text), text), span(text, "acted")), CODER,
        mutual=type == "CONSULT", issues=issues, confidence=0.9,
    )  # fmt: skip
    return Coding(of, (event,))


def hostile_coding() -> Coding:
    """A document whose every field tries to be something else."""
    text = "<b onmouseover=alert(1)>Russia</b> attacked NATO \u202e\u2066 {{ 7 * 7 }} </script>"
    of = Document(
        "../../etc/passwd?<x>", text, title=HOSTILE_TITLE, outlet=HOSTILE_OUTLET,
        outlets=(HOSTILE_CELL,), date=dt.date(2009, 6, 1), url="javascript:alert(1)", source="x",
    )  # fmt: skip
    person = Actor("RUS", "GOV", "<svg onload=alert(1)>")
    event = Event(
        of.id, (person,), actors("NATO"), "ASSAULT",
        Evidence(Span(0, len(text), text), span(text, "attacked")), CODER,
        modality=Modality.ACTUAL, confidence=0.9,
    )  # fmt: skip
    return Coding(of, (event,))


FIRST_EVENT = _coding(0).events[0].id
"""Of the document ``doc-0``."""
