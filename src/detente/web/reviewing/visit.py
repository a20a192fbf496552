"""Visit: one request as far as reviewing goes: who asks, what they may do, what they typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from detente.records import Modality
from detente.web.deeds import coders_of
from detente.web.reviewing.desk import Desk
from detente.web.reviewing.fields import (
    Choice,
    TypeChoice,
    Values,
    issue_choices,
    type_choices,
)
from detente.web.reviewing.passwords import Door
from detente.web.reviewing.reviewed import WAITING, Reviewed, ReviewLine, read_reviewed
from detente.web.reviewing.sessions import Session, Sessions
from detente.web.snapshot import View

_DYADS, _MOST_SUGGESTED = 300, 150


@dataclass(frozen=True, slots=True)
class Form:
    """A form that could not be taken: its name, what was typed, and what is wrong by field."""

    name: str
    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Reception:
    """Where reviewers come in: the desk, the door and their sessions, of one explorer."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.door = Door(desk.password)
        self.sessions = Sessions(desk.name)

    def session(self, request: Request) -> Session | None:
        """The session that a request belongs to."""
        return self.sessions.read(request.cookies)


@dataclass(frozen=True, slots=True)
class Visit:
    """What templates know of reviewing; without a ``reception`` the explorer is read-only.

    ``session`` is the one that the answer leaves with the browser where ``fresh``.
    """

    view: View
    reception: Reception | None = None
    session: Session = field(default_factory=Session.begin)
    fresh: bool = False
    form: Form | None = None
    here: str = "/"

    @classmethod
    def of(cls, view: View, request: Request, reception: Reception | None) -> Visit:
        """The visit of a request.

        A link from elsewhere comes without the cookie, which is no reason to give another.
        """
        query = f"?{request.url.query}" if request.url.query else ""
        path = request.scope.get("raw_path", b"").decode("ascii", "replace") or request.url.path
        here = f"{path}{query}"
        if reception is None:
            return cls(view, here=here)
        session = reception.session(request)
        abroad = request.headers.get("sec-fetch-site") == "cross-site"
        return cls(view, reception, session or Session.begin(), session is None and not abroad,
                   here=here)  # fmt: skip

    def leave(self, response: Response) -> None:
        """Give the browser its session, if it has none."""
        if self.reception and self.fresh:
            self.reception.sessions.write(response, self.session)

    # What templates ask

    @property
    def writes(self) -> bool:
        """Whether reviews are taken here."""
        return self.reception is not None

    @property
    def reviewer(self) -> str:
        """Who reviews; empty until they have said so."""
        return self.session.reviewer

    @property
    def token(self) -> str:
        """What every form carries."""
        return self.reception.sessions.token(self.session) if self.reception else ""

    @property
    def locked(self) -> bool:
        """Whether a password is asked for."""
        return self.reception is not None and self.reception.door.locked

    @property
    def progress(self) -> str:
        """How the next snapshot is coming on (``Desk.progress``)."""
        return self.reception.desk.progress() if self.reception else "busy"

    @property
    def reviewed(self) -> Reviewed:
        """All reviews."""
        return read_reviewed(self.view)

    def of_entry(self, id: str) -> tuple[ReviewLine, ...]:
        """The reviews of one entry."""
        return self.reviewed.of(id)

    def waiting_in(self, document: str) -> int:
        """How many reviews of an article's entries wait for the next snapshot."""
        lines = self.reviewed.lines
        return sum(line.state == WAITING and line.document == document for line in lines)

    def values(self, form: str, first: Values | None = None) -> Values:
        """What stands in a form: what was typed, else what it has at first."""
        if self.form is not None and self.form.name == form:
            return self.form.values
        return first or {}

    def errors(self, form: str) -> Mapping[str, str]:
        """What is wrong with a form."""
        return self.form.errors if self.form is not None and self.form.name == form else {}

    @property
    def types(self) -> list[TypeChoice]:
        return type_choices()

    @property
    def issues(self) -> list[Choice]:
        return issue_choices()

    @property
    def modalities(self) -> list[Choice]:
        return [Choice(m.value, "denied" if m is Modality.NEGATED else m.value) for m in Modality]

    @property
    def suggested(self) -> list[Choice]:
        """The actors with the most acts, to choose from while typing."""
        return self.view.edition.keep("suggested", lambda: _suggest(self.view))


def _suggest(view: View) -> list[Choice]:
    codes = dict.fromkeys(
        code
        for coder in coders_of(view.edition)
        for one in view.snapshot.busiest(coder, _DYADS)
        for code in (one.a, one.b)
    )
    return [Choice(code, view.edition.head(code)) for code in [*codes][:_MOST_SUGGESTED]]
