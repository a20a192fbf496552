"""Posted: what a form brought, read without a library for files, which no form here sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import Request

_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 300


class BadFormError(ValueError):
    """A request that no form of ours can have sent."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form, each with all its values in order."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The field's first value without white space around it; empty where there is none."""
        return next(iter(self.values.get(name, ())), "").strip()

    def some(self, name: str) -> tuple[str, ...]:
        """All values of a field that are not blank."""
        return tuple(v for value in self.values.get(name, ()) if (v := value.strip()))


async def read_posted(request: Request) -> Posted:
    """The form of a request; raises ``BadFormError`` for any other body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _TYPE:
        raise BadFormError(f"a form comes as {_TYPE}, not as {kind[:60] or 'nothing'}")
    try:
        found = parse_qs(
            (await request.body()).decode("ascii"), keep_blank_values=True, strict_parsing=True,
            errors="strict", max_num_fields=_MOST_FIELDS,
        )  # fmt: skip
    except ValueError as error:
        raise BadFormError("the form cannot be read") from error
    return Posted({name: tuple(_lines(value) for value in some) for name, some in found.items()})


def _lines(text: str) -> str:
    """With the line ends that texts have here; a browser sends others."""
    return text.replace("\r\n", "\n")
