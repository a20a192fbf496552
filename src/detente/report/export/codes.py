"""Codes: PLOVER acts in CAMEO's codes, for data sets that know no other."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

from detente.ontology.crosswalk import Deed, cameo_codes

# Of codes that say the same in PLOVER's terms, those that say least beside it, or say it of
# armies, which most news of withdrawals and threats is about.
_USUAL = frozenset({"050", "111", "120", "138", "190", "0256", "0356", "1056", "1246"})


@cache
def find_code(type: str, mode: str | None, content: str | None, score: float | None) -> Deed | None:
    """The CAMEO code that says most of an act, and if it can be nothing else.

    A request with a hostile sign is a demand (10), any other an appeal (02). ``None`` for a type
    that CAMEO has no code for.
    """
    same = [deed for deed in cameo_codes().values() if deed.type == type and not deed.turned]
    if type == "REQUEST":
        root = "10" if score is not None and score < 0 else "02"
        same = [deed for deed in same if deed.code.startswith(root)]

    def rank(deed: Deed) -> tuple[object, ...]:
        says_else = deed.content not in (content, None)
        exact = (deed.content != content, deed.mode != mode, deed.mode is not None)
        return says_else, *exact, deed.code not in _USUAL, len(deed.code), deed.code

    return min(same, key=rank, default=None)


@cache
def find_relation(code: str) -> str | None:
    """What ICEWS calls a CAMEO code, or else the code that it is a kind of."""
    text = files("detente.ontology").joinpath("data", "cameo_relations.csv").read_text("utf-8")
    names = {row["code"]: row["relation"] for row in csv.DictReader(io.StringIO(text))}
    return next((names[code[:end]] for end in (4, 3, 2) if code[:end] in names), None)
