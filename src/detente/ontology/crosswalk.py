"""Crosswalk: CAMEO codes and ICEWS relation names to PLOVER types, read from data.

Types and modes follow the crosswalk of PLOVER's manual (openeventdata, CAMEO2PLOVER-2021), with
the mode of manual 2.0 where the crosswalk uses an older one. CAMEO 01 and 02, which that lacks,
and what verbal acts are about follow the codebook: appeals and demands are REQUEST, intents
AGREE, and their content is the deed asked for or promised. Statements (01) are no act of PLOVER:
they are kept without a type. The table is ``data/cameo.csv``, where every departure has its note.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from detente.ontology import event_types, quad, score

__all__ = ["Deed", "cameo_codes", "find_cameo", "find_plover", "issues_of"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a code says was done.

    ``code`` is CAMEO's, roots written as their general form (``04`` as ``040``), or PLOVER's
    ``TYPE`` or ``TYPE/mode``. ``act`` is the code under which the same act is found whoever
    tells it: a visit hosted (043) is the visit (042) the other way round, ``turned`` then.
    ``stem`` begins every code that says the same more exactly. ``type``, ``quad`` and ``score``
    are ``None`` of statements. ``goldstein`` is on Goldstein's scale of -10 to +10.
    """

    code: str
    act: str
    turned: bool
    stem: str
    type: str | None
    mode: str | None
    content: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    contexts: tuple[str, ...]
    issues: tuple[str, ...]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("detente.ontology").joinpath("data", name).read_text("utf-8")
    return iter(csv.DictReader(io.StringIO(text)))


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def cameo_codes() -> dict[str, Deed]:
    """Every CAMEO code, from 01 to 2042, roots among them."""
    return {row["code"]: _deed(row) for row in _rows("cameo.csv")}


def _deed(row: dict[str, str]) -> Deed:
    code = row["code"] if len(row["code"]) > 2 else row["code"] + "0"
    type, content, contexts = row["type"] or None, row["content"] or None, _list(row["contexts"])
    act = row["converse"] or code
    return Deed(
        code,
        act,
        act != code,
        act[:2] if len(act) == 3 and act.endswith("0") else act,
        type,
        row["mode"] or None,
        content,
        quad(type, content) if type else None,
        score(type, row["mode"] or None, content) if type else None,
        float(row["goldstein"]) if row["goldstein"] else None,
        contexts,
        _list(row["issues"]) or issues_of(contexts),
    )


@cache
def _relations() -> dict[str, str]:
    return {row["relation"].casefold(): row["code"] for row in _rows("cameo_relations.csv")}


@lru_cache(maxsize=4096)
def find_cameo(text: str) -> Deed | None:
    """The deed of a CAMEO code, or of a relation by the name that ICEWS gives it.

    Tables that took codes for numbers lose the zero before them, so ``42`` is found as 042.
    ``None`` for what is neither.
    """
    known, word = cameo_codes(), text.strip()
    word = word.removesuffix(".0") if word[:1].isdigit() else word
    found = known.get(word) or known.get("0" + word)
    if found is None:
        code = _relations().get(word.casefold())
        found = known.get(code) if code else None
    return found


@lru_cache(maxsize=4096)
def find_plover(type: str, mode: str, contexts: tuple[str, ...]) -> Deed | None:
    """The deed of a PLOVER type and mode as POLECAT writes them; ``None`` for no such type.

    A mode that the manual gives no score counts as its type does.
    """
    name, own = type.strip().upper(), mode.strip().lower().replace("_", "-") or None
    if name not in event_types():
        return None
    code = f"{name}/{own}" if own else name
    own_quad, own_score = quad(name), score(name, own)
    return Deed(code, code, False, code, name, own, None, own_quad, own_score, None, contexts,
                issues_of(contexts))  # fmt: skip


@cache
def _context_issues() -> dict[str, str]:
    return {row["context"]: row["issue"] for row in _rows("context_issues.csv")}


def issues_of(contexts: Iterable[str]) -> tuple[str, ...]:
    """The agenda's issues that PLOVER contexts stand for, each once; many stand for none."""
    found = (_context_issues().get(context) for context in contexts)
    return tuple(dict.fromkeys(issue for issue in found if issue))
