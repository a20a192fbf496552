"""``detente code``: events of texts on standard output, one JSON object a line; no ledger."""

from __future__ import annotations

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
    read_genre,
    read_mapping,
)
from detente.coding import DEFAULT_CODER


def code(
    inputs: Inputs,
    outlet: Outlet = None,
    author: Author = None,
    date: Date = None,
    genre: GenreName = None,
    mapping: Mapping = None,
    coder: CoderName = DEFAULT_CODER,
    concerns: Annotated[
        bool, typer.Option("--concerns", help="Also print stated concerns, after the events.")
    ] = False,
) -> int:
    """Code documents and print their events, one JSON object a line; no ledger needed."""
    import json

    from detente.engine.session import code_documents
    from detente.records import Reject
    from detente.records_json import concern_dict, event_dict
    from detente.sources import read

    documents = read(
        inputs,
        mapping=read_mapping(mapping),
        outlet=outlet,
        author=author,
        date=read_day(date),
        genre=read_genre(genre),
    )
    unread = 0
    for result in code_documents(documents, coder):
        if isinstance(result, Reject):
            unread += 1
            typer.echo(f"{result.source}: not read ({result.code}): {result.detail}", err=True)
            continue
        rows = [event_dict(event, result.document) for event in result.events]
        if concerns:
            rows += [concern_dict(concern, result.document) for concern in result.concerns]
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    return 1 if unread else 0
