"""Layout: where the actors of a network stand, the same whenever and from wherever it is drawn.

The strongest dyads of all times are laid out once, so that who is many steps apart stands far
apart (Kamada and Kawai 1989, by the stress majorization of Gansner, Koren and North 2004: for 60
actors some 10 ms, where networkx's ``kamada_kawai_layout`` takes 40 to 130). A period starts from
there and goes some of the way to where its own dyads would have their actors: an actor stays about
where it was when the period changes (anchoring to an aggregate: Brandes and Mader 2011). Nothing
is left to chance, so there is no seed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = Mapping[str, Floats]
"""Of every actor two numbers between 0 and 1."""

Tie = tuple[str, str, int]
"""Two actors and the number of their acts."""

MOST_ACTORS = 60
_FREEDOM = 0.4
"""How much of the way an actor goes to where the period's own dyads would have it."""
_FAR = 0.75
"""How far apart those are whom no chain of ties joins, as a share of the longest chain."""
_ASIDE = 0.12
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_APART = 0.075
_TINY = 1e-9
_FIRST_ROUNDS, _NEXT_ROUNDS, _SPREADING_ROUNDS = 150, 40, 50
_CENTRE = np.array([0.5, 0.5])


def choose(ties: Iterable[Tie], most: int) -> list[int]:
    """Which of the ties, in their order, to show: so many, and of no more than 60 actors."""
    kept: list[int] = []
    actors: set[str] = set()
    for number, (a, b, _) in enumerate(ties):
        if len(kept) == most:
            break
        if len(actors | {a, b}) <= MOST_ACTORS:
            actors |= {a, b}
            kept.append(number)
    return kept


def lay_out(ties: Sequence[Tie]) -> Places:
    """The places of all actors of these ties, which come strongest first: up to 60 by how many
    steps they are apart, the others beside those with whom they deal."""
    core = [ties[number] for number in choose(ties, 2 * MOST_ACTORS)]
    if not core:
        return {}
    names = _names(core)
    distances = _measure(core, names)
    places = _fill(_relax(distances, _project(distances), _FIRST_ROUNDS))
    return _attach(ties, dict(zip(names, places, strict=True)))


def settle(ties: Sequence[Tie], around: Places) -> Places:
    """The places of the actors of a period's ties, near those that ``around`` gives."""
    names = _names(ties)
    start = _attach(ties, around)
    places = np.array([start[name] for name in names]).reshape(-1, 2)
    if len(names) > 2:
        distances = _measure(ties, names)
        own = _relax(distances, distances.max() * (places - _CENTRE), _NEXT_ROUNDS)
        places = places + _FREEDOM * (_align(own, places) - places)
        places = (places + _stretch(places)) / 2
    return dict(zip(names, _spread(np.clip(places, 0, 1)), strict=True))


def _names(ties: Iterable[Tie]) -> list[str]:
    return list(dict.fromkeys(name for a, b, _ in ties for name in (a, b)))


def _measure(ties: Sequence[Tie], names: Sequence[str]) -> Floats:
    """How far apart every two actors are along the ties; a strong tie is a short step."""
    from scipy.sparse.csgraph import shortest_path

    number = {name: place for place, name in enumerate(names)}
    steps = np.zeros((len(names), len(names)))
    for a, b, acts in ties:
        steps[number[a], number[b]] = 1 + 1 / math.sqrt(acts)
    found = np.asarray(shortest_path(steps, directed=False))
    found[np.isinf(found)] = _FAR * found[np.isfinite(found)].max()
    return found


def _project(distances: Floats) -> Floats:
    """Places whose distances are these as nearly as two dimensions allow (Torgerson 1952).

    Actors with the same neighbours would fall together, and never part again, but for a little
    sunflower that is laid under them.
    """
    squares, number = distances**2, len(distances)
    means = squares.mean(axis=0)
    values, vectors = np.linalg.eigh((means[:, None] + means - squares - means.mean()) / 2)
    found = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0))
    turned = found * np.sign(found[np.abs(found).argmax(axis=0), (0, 1)] + _TINY)
    angles = _GOLDEN_ANGLE * np.arange(number)
    sunflower = np.sqrt(np.arange(number) / number) * np.array([np.cos(angles), np.sin(angles)])
    return np.asarray(turned + _ASIDE * distances.max() * sunflower.T)


def _relax(distances: Floats, start: Floats, rounds: int) -> Floats:
    """The places moved to where their distances are as given, those of near actors above all."""
    weights = 1 / np.where(distances > 0, distances, np.inf) ** 2
    inverse = np.linalg.inv(np.diag(weights.sum(axis=1)) - weights + 1 / len(weights))
    pulls = weights * distances
    places = start
    for _ in range(rounds):
        between = places[:, None] - places
        pull = -pulls / np.maximum(np.hypot(between[..., 0], between[..., 1]), _TINY)
        np.fill_diagonal(pull, 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        places = inverse @ (pull @ places)
    return np.asarray(places)


def _fill(places: Floats) -> Floats:
    """The places between 0 and 1, half the way from where they are to an even distribution: the
    middle, where most stand, gets room at the cost of the rim."""
    even = places.argsort(axis=0).argsort(axis=0) / max(len(places) - 1, 1)
    return np.asarray((_stretch(places) + even) / 2)


def _stretch(places: Floats) -> Floats:
    """The places as far apart as 0 and 1 allow, across and down."""
    return np.asarray((places - places.min(axis=0)) / np.maximum(np.ptp(places, axis=0), _TINY))


def _align(own: Floats, places: Floats) -> Floats:
    """The layout turned, sized and moved to lie as close to the places as it can (Procrustes)."""
    middle, target = own.mean(axis=0), places.mean(axis=0)
    own, places = own - middle, places - target
    left, weights, right = np.linalg.svd(own.T @ places)
    size = weights.sum() / max(float((own**2).sum()), 1e-9)
    return np.asarray(size * own @ left @ right + target)


def _attach(ties: Sequence[Tie], places: Places) -> Places:
    """The places, and beside them those of actors without one: a little outside of the actors
    with whom they deal, or at the rim where none of these has a place."""
    found = dict(places)
    near: dict[str, list[str]] = defaultdict(list)
    for a, b, _ in ties:
        near[a].append(b)
        near[b].append(a)
    waiting = [name for name in near if name not in found]
    while waiting:
        for name in waiting:
            others = [found[one] for one in near[name] if one in found]
            if others:
                found[name] = _beside(np.mean(others, axis=0), len(found))
        left = [name for name in waiting if name not in found]
        if len(left) == len(waiting):
            found[left[0]] = _beside(_CENTRE, len(found), 0.5)
        waiting = [name for name in left if name not in found]
    return found


def _beside(place: Floats, number: int, aside: float = _ASIDE) -> Floats:
    """A place near this one, another for every number, further from the centre."""
    angle = number * _GOLDEN_ANGLE
    moved = 1.1 * (place - _CENTRE) + aside * np.array([math.cos(angle), math.sin(angle)])
    return np.asarray(_CENTRE + moved)


def _spread(places: Floats) -> Floats:
    """The places moved apart until none stands on another."""
    for _ in range(_SPREADING_ROUNDS):
        between = places[:, None] - places[None]
        distance = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(distance, np.inf)
        if not (distance < _APART).any():
            break
        push = np.clip(_APART - distance, 0, None) / np.maximum(distance, 1e-6)
        places = np.clip(places + 0.5 * (push[..., None] * between).sum(axis=1), 0, 1)
    return places
