"""OpenAPI: the twins of all pages described from the pages' own dataclasses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib.metadata import version
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from detente.web.page import Download, Page
from detente.web.parameters import Parameter, parameters

_KINDS: dict[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
}
_ERROR = {
    "description": "What went wrong.",
    "content": {
        "application/json": {
            "schema": {"type": "object", "properties": {"error": {"type": "string"}}}
        }
    },
}


def describe(pages: Iterable[Page], downloads: Iterable[Download]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of everything that gives data."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for page in pages:
        body = {
            "type": "object",
            "properties": {
                "snapshot": _KINDS[dt.datetime],
                "asked": {"type": "object"},
                "page": _schema(page.data, schemas),
            },
            "required": ["snapshot", "asked", "page"],
        }
        rows = f"The {page.rows} as CSV."
        paths[page.twin("json")] = _operation(page, f"{page.name}-json", page.title, {
            "application/json": {"schema": body}
        })  # fmt: skip
        paths[page.twin("csv")] = _operation(page, f"{page.name}-csv", rows, {
            "text/csv": {"schema": {"type": "string"}}
        })  # fmt: skip
    for one in downloads:
        media = one.media_type.partition(";")[0]
        paths[one.path] = _operation(one, one.name, one.title, {
            media: {"schema": {"type": "string"}}
        })  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": "detente explorer", "version": version("detente")},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(one: Page | Download, id: str, about: str, content: Any) -> dict[str, Any]:
    return {
        "get": {
            "operationId": id,
            "summary": about,
            "parameters": [_parameter(parameter) for parameter in parameters(one.query)],
            "responses": {
                "200": {"description": about, "content": content},
                **dict.fromkeys(("400", "404", "503"), _ERROR),
            },
        }
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = dict(_KINDS[one.kind])
    limits = {"enum": list(one.choices), "minimum": one.least, "maximum": one.most}
    schema |= {name: value for name, value in limits.items() if value not in (None, [])}
    if one.default is not None:
        schema["default"] = one.default
    return {
        "name": one.name,
        "in": "path" if one.in_path else "query",
        "required": one.in_path,
        "description": one.about,
        "schema": schema,
    }


def _schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of a type; dataclasses go into ``schemas`` and are referred to."""
    if kind in _KINDS:
        return _KINDS[kind]
    if is_dataclass(kind):
        assert isinstance(kind, type)
        _enter(kind, schemas)
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [one.value for one in kind]}
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], schemas)}
    if get_origin(kind) in (tuple, list):
        several = [one for one in arguments if one is not Ellipsis]
        if len(several) == 1 or len(set(several)) == 1:
            return {"type": "array", "items": _schema(several[0], schemas)}
        return {"type": "array", "prefixItems": [_schema(one, schemas) for one in several]}
    some = [_schema(one, schemas) for one in arguments if one is not NoneType]
    return {"anyOf": [*some, {"type": "null"}]} if NoneType in arguments else {"anyOf": some}


def _enter(kind: type, schemas: dict[str, Any]) -> None:
    if kind.__name__ in schemas:
        return
    schemas[kind.__name__] = {}  # so that a type that holds itself ends
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)]
    schemas[kind.__name__] = {
        "type": "object",
        "properties": {name: _schema(hints[name], schemas) for name in names},
        "required": names,
    }
