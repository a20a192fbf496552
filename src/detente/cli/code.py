"""``detente code``: events of texts on standard output, one JSON object a line; no ledger."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from detente.cli.options import (
    Author,
    CoderName,
    Date,
    GenreName,
    Inputs,
    Mapping,
    Outlet,
    read_day,
    read_mapping,
)


def code(
    inputs: Inputs,
    outlet: Outlet = None,
    author: Author = None,
    date: Date = None,
    genre: GenreName = None,
    mapping: Mapping = None,
    coder: CoderName = "rules",
    concerns: Annotated[
        bool, typer.Option("--concerns", help="Also print stated concerns, after the events.")
    ] = False,
) -> int:
    """Code documents and print their events, one JSON object a line."""
    import json

    from detente.coding import load_coder
    from detente.engine.chunks import chunks
    from detente.records import Genre, Reject
    from detente.records_json import concern_dict, event_dict
    from detente.sources import read

    documents = read(
        inputs,
        mapping=read_mapping(mapping),
        outlet=outlet,
        author=author,
        date=read_day(date),
        genre=Genre(genre) if genre else None,
    )
    reader = load_coder(coder)
    failed = 0
    for chunk in chunks(documents):
        batch = [item for item in chunk if not isinstance(item, Reject)]
        failed += _complain([item for item in chunk if isinstance(item, Reject)])
        for result in reader.code(batch):
            if isinstance(result, Reject):
                failed += _complain([result])
                continue
            for event in result.events:
                print(json.dumps(event_dict(event, result.document), ensure_ascii=False))
            for concern in result.concerns if concerns else ():
                print(json.dumps(concern_dict(concern, result.document), ensure_ascii=False))
    return 1 if failed else 0


def _complain(rejects: list[object]) -> int:
    for reject in rejects:
        print(f"detente: {reject}", file=sys.stderr)
    return len(rejects)
