"""Marks: what reviewers said of which entries tell one act, and which tell two."""

from __future__ import annotations

from collections.abc import Sequence

from detente.ledger.entries import Entry


def kept_apart(one: Sequence[Entry], other: Sequence[Entry]) -> bool:
    """Whether an entry of the one act was called another act than one of the other."""
    apart = {id for entry in one for id in entry.apart}
    return bool(apart) and any(entry.event.id in apart for entry in other)


def join_marked(acts: Sequence[Sequence[Entry]]) -> list[list[Entry]]:
    """Acts, each the entries that tell it, with those made one that hold entries called one act.

    Acts that hold entries called two stay apart.
    """
    called = [entry for act in acts for entry in act if entry.joined]
    if not called:
        return [list(act) for act in acts]
    joined = [list(act) for act in acts]
    home = {entry.event.id: place for place, act in enumerate(acts) for entry in act}
    for entry in called:
        for id in entry.joined:
            first, second = home[entry.event.id], home.get(id, home[entry.event.id])
            if first == second or kept_apart(joined[first], joined[second]):
                continue
            home |= {moved.event.id: first for moved in joined[second]}
            joined[first] += joined[second]
            joined[second] = []
    return [act for act in joined if act]
