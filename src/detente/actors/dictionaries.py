"""Dictionaries: actor files of other coders, and users' own, made into names of detente's.

CAMEO's format (TABARI, PETRARCH; Schrodt 2012, *CAMEO manual*, section 3.3): a name in capitals
with ``_`` for blanks, synonyms behind ``+``, and codes in brackets, each for all time or for
``yymmdd-yymmdd``, ``>yymmdd``, ``<yymmdd``. Agents (``MINISTER [~GOV]``) have no country.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.actors.tables import labels, slug, state_codes
from detente.records import Actor

KINDS = ("person", "state", "organisation", "group", "institution", "place", "outlet")
COLUMNS = ("form", "actor", "kind", "since", "until", "source")
_CODE = re.compile(r"\[\s*+(?P<code>[~A-Z][A-Z0-9]*+)\s*+(?P<dates>[^\[\]]*+)\]")
_RANGE = re.compile(r"(?P<one>\d{6,8})\s*-\s*(?P<two>\d{6,8})|(?P<sign>[<>])\s*(?P<day>\d{6,8})")
_NAME = re.compile(r"[+&]?(?P<name>[^\[;#]+)")
_BODIES = ("IGO", "NGO", "NGM", "IMG", "MNC", "INT")  # codes of bodies of no country
_AGENT = "an agent (a word for a role), which names no actor"
_PIVOT = 30  # two-digit years below it are of this century
_IGO = {"UNO": "UN", "NAT": "NATO", "EEC": "EU", "WBK": "WORLD_BANK", "IMF": "IMF", "AEA": "IAEA",
        "OSC": "OSCE", "CIS": "CIS", "ASN": "ASEAN", "OAU": "AFRICAN_UNION", "OAS": "OAS",
        "ICJ": "ICJ", "WTO": "WTO", "WHO": "WHO", "OPC": "OPEC", "ARL": "ARAB_LEAGUE",
        "GCC": "GCC"}  # fmt: skip
_ROLES = {"GOV": "GOV", "MIL": "MIL", "REB": "REB", "OPP": "OPP", "PTY": "OPP", "LEG": "LEG",
          "JUD": "JUD", "SPY": "GOV", "COP": "GOV", "CVL": "CIV", "ELI": "CIV", "EDU": "CIV",
          "BUS": "BUS", "MNC": "BUS", "MED": "MED", "NGO": "NGO", "IGO": "IGO", "UAF": "REB",
          "SEP": "REB", "INS": "REB", "RAD": "REB"}  # fmt: skip
_OLD_CODES = {"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "YUG": "SRB", "WSB": "PSE", "GZS": "PSE",
              "PAL": "PSE", "KSV": "XKX", "SER": "SRB", "MTN": "MNE"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One form, the actor that it means, and from when to when."""

    form: str
    actor: str
    kind: str
    since: dt.date | None = None
    until: dt.date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that could not be used, and why."""

    line: int
    detail: str


def read_cameo(lines: Iterable[str], source: str) -> Iterator[Entry | Fault]:
    """The actors of a CAMEO dictionary; agents and unknown codes are faults, by their line."""
    names: list[str] = []
    codes: list[tuple[int, re.Match[str]]] = []
    for number, raw in enumerate(lines, 1):
        line = raw.split("#")[0].split(";")[0].strip()
        match = _NAME.match(line)
        name = _form(match["name"]) if match else ""
        if name and not line.startswith("+"):
            yield from _entries(names, codes, source)
            names, codes = [], []
        if name:
            names.append(name)
        codes += [(number, code) for code in _CODE.finditer(line)]
    yield from _entries(names, codes, source)


def _entries(
    names: list[str], codes: list[tuple[int, re.Match[str]]], source: str
) -> Iterator[Entry | Fault]:
    """Every name of one entry, under each of its codes."""
    for number, code in codes:
        actor = _actor(code["code"], names)
        if actor is None:
            agent = code["code"].startswith("~")
            yield Fault(number, _AGENT if agent else "a code of no country, organisation or group")
            continue
        try:
            since, until = _dates(code["dates"])
        except ValueError as error:
            yield Fault(number, str(error))
            continue
        kind = "organisation" if actor.code not in state_codes() else "institution"
        if since or until:
            kind = "person"
        elif actor.id in state_codes():
            kind = "state"
        for name in dict.fromkeys(names):
            yield Entry(name, actor.id, kind, since, until, source)


def _form(name: str) -> str:
    """``VLADIMIR_PUTIN_`` as it is written: ``Vladimir Putin``."""
    words = name.strip().strip("_").replace("_", " ").split()
    if not words or any("!" in word for word in words):
        return ""
    if len(words) == 1 and len(words[0]) <= 5 and "." not in words[0]:
        return words[0]  # an acronym, as likely as not
    return " ".join(w if "." in w else w.title().replace("'S", "'s") for w in words)


def _actor(code: str, names: list[str]) -> Actor | None:
    if code.startswith("~") or not names:
        return None
    country, rest = _OLD_CODES.get(code[:3], code[:3]), code[3:]
    if country in _BODIES:
        parts = (rest[i : i + 3] for i in range(0, len(rest), 3))
        known = next((_IGO[part] for part in parts if part in _IGO), None)
        return Actor(known if known in labels() else slug(names[0]).upper().replace("-", "_"))
    if country not in state_codes():
        return None
    roles = [_ROLES[rest[i : i + 3]] for i in range(0, len(rest), 3) if rest[i : i + 3] in _ROLES]
    return Actor(country, roles[0] if roles else None)


def _dates(text: str) -> tuple[dt.date | None, dt.date | None]:
    match = _RANGE.search(text)
    if match is None:
        if text.strip():
            raise ValueError(f"not dates: {text.strip()!r}")
        return None, None
    if match["sign"]:
        day = _day(match["day"])
        return (day, None) if match["sign"] == ">" else (None, day)
    since, until = _day(match["one"]), _day(match["two"])
    if since > until:
        raise ValueError(f"ends before it begins: {text.strip()}")
    return since, until


def _day(digits: str) -> dt.date:
    if len(digits) == 6:
        digits = ("20" if int(digits[:2]) < _PIVOT else "19") + digits
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    try:
        return dt.date(year, month, day)
    except ValueError:
        if day == 31 and month in (4, 6, 9, 11):
            return dt.date(year, month, 30)  # such ends of months stand in the dictionaries
        raise ValueError(f"not a day: {digits}") from None


def read_own(lines: Iterable[str], source: str) -> Iterator[Entry | Fault]:
    """A user's own table: CSV with the columns ``form,actor`` and, as wanted, ``kind`` (person,
    state, organisation, group, institution), ``since``, ``until`` and ``source``."""
    rows = csv.DictReader(" ".join(line.splitlines()) for line in lines)
    missing = {"form", "actor"} - set(rows.fieldnames or ())
    if missing:
        yield Fault(1, f"columns form and actor are wanted; {', '.join(sorted(missing))} missing")
        return
    for number, row in enumerate(rows, 2):
        try:
            form, actor = (row["form"] or "").strip(), Actor.parse((row["actor"] or "").strip())
            since, until = (
                dt.date.fromisoformat(day) if (day := (row.get(column) or "").strip()) else None
                for column in ("since", "until")
            )
        except ValueError as error:
            yield Fault(number, str(error))
            continue
        if not form:
            yield Fault(number, "the form is empty")
            continue
        kind = (row.get("kind") or "").strip() or ("person" if actor.person else "organisation")
        if kind not in KINDS:
            yield Fault(number, f"kind is one of {', '.join(KINDS)}, not {kind!r}")
            continue
        yield Entry(form, actor.id, kind, since, until, (row.get("source") or "").strip() or source)
