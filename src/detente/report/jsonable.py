"""JSON: a brief as plain dictionaries, lists and numbers."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields, is_dataclass
from typing import Any

from detente.report.brief import Brief

FORMAT = "detente-brief/1"


def brief_dict(brief: Brief) -> dict[str, Any]:
    """The brief as JSON-able values: days as ISO strings, every quote to the letter."""
    return {"format": FORMAT, **_plain(brief)}


def render_json(brief: Brief) -> str:
    """The brief as a JSON text; escaped to ASCII where it holds what no encoding can write."""
    plain = brief_dict(brief)
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(plain, indent=2)
    return text + "\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
