"""Parameters: what a page may be asked, as a dataclass that the address fills and OpenAPI tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeVar, get_args, get_type_hints

from detente.ledger.filters import first_day, last_day

T = TypeVar("T")
_LONGEST = 200


def of_path(about: str) -> Any:
    """A field that stands in the path."""
    return field(metadata={"about": about, "path": True})


def asked(
    about: str,
    default: object = None,
    *,
    choices: tuple[str, ...] = (),
    least: float | None = None,
    most: float | None = None,
    last: bool = False,
) -> Any:
    """A field of the query; ``last`` takes the last day of a month or year, not the first."""
    told = {"about": about, "choices": choices, "least": least, "most": most, "last": last}
    return field(default=default, metadata=told)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, kind (str, int, float or date), and what it may be."""

    name: str
    kind: type
    about: str
    in_path: bool
    default: object
    choices: tuple[str, ...]
    least: float | None
    most: float | None
    last: bool

    def read(self, text: str) -> object:
        """The value that a text stands for; raises ``ValueError`` naming the parameter."""
        if len(text) > _LONGEST:
            raise ValueError(f"{self.name} has more than {_LONGEST} characters")
        try:
            value = self._convert(text)
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}") from None
        if self.choices and value not in self.choices:
            raise ValueError(f"{self.name} is one of {', '.join(self.choices)}, not {text!r}")
        if isinstance(value, int | float) and not self._is_within(value):
            raise ValueError(f"{self.name} is between {self.least:g} and {self.most:g}")
        return value

    def _convert(self, text: str) -> object:
        if self.kind is dt.date:
            return last_day(text) if self.last else first_day(text)
        if self.kind in (int, float):
            try:
                return self.kind(text)
            except ValueError:
                raise ValueError(f"not a number: {text!r}") from None
        return text

    def _is_within(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


_KNOWN: dict[type[Any], tuple[Parameter, ...]] = {}


def parameters(query: type[Any]) -> tuple[Parameter, ...]:
    """The parameters of a page, in the order of its dataclass."""
    if query not in _KNOWN:
        hints = get_type_hints(query)
        _KNOWN[query] = tuple(_parameter(one, hints[one.name]) for one in fields(query))
    return _KNOWN[query]


def _parameter(one: Field[Any], hint: Any) -> Parameter:
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not type(None)]
    told = one.metadata
    default = None if one.default is MISSING else one.default
    return Parameter(
        one.name, kinds[0], told["about"], told.get("path", False), default,
        told.get("choices", ()), told.get("least"), told.get("most"), told.get("last", False),
    )  # fmt: skip


def read(query: type[T], path: Mapping[str, str], given: Mapping[str, str]) -> T:
    """The page's question from its address; what is empty is not asked.

    Raises ``ValueError`` for what is no value of a parameter. Parameters that the page does not
    have are passed over.
    """
    values: dict[str, object] = {}
    for one in parameters(query):
        text = path.get(one.name) if one.in_path else given.get(one.name, "").strip()
        if text:
            values[one.name] = one.read(text)
    return query(**values)


def write(query: object, **changed: object) -> dict[str, str]:
    """The query's parameters as an address has them, those that differ from the default."""
    found = {}
    for one in parameters(type(query)):
        value = changed.get(one.name, getattr(query, one.name))
        if not one.in_path and value not in (None, "", one.default):
            found[one.name] = str(value)
    return found
