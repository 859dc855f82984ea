"""What is near one agreement: what dominates it, what is acceptable, what only a rule forbids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.answer import Answer
from sim.engines.choice import Engines
from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.space import TOLERANCE, Indices, Space, reservation_path
from sim.space.values import Floats
from sim.zone.packages import best_completion, judge
from sim.zone.trades import Change
from sim.zone.zone import Zone

FORBIDDEN = 10
"""So many agreements that a rule forbids are shown."""


@dataclass(frozen=True, eq=False)
class Near(Answer):
    """Another agreement beside the one that is explained.

    Parameters
    ----------
    changes
        What differs, issue by issue.
    gains
        Party with weights → what the change brings it, in its own utility.
    agreement
        The other agreement.
    rule
        The one rule that forbids it; None if none does.
    not_met
        Rules and walk-away values that it does not meet, where that was looked at.
    """

    changes: tuple[Change, ...]
    gains: Mapping[str, float]
    agreement: Mapping[str, OptionName]
    rule: str | None = None
    not_met: tuple[str, ...] = ()


def dominating(zone: Zone, digits: Indices) -> tuple[Near | None, int]:
    """Return an agreement within red lines that is better for all, and how many points are.

    It dominates this one in the utilities of the parties that bargain, and is worse for nobody
    whose consent is needed. Of the settlement frontier, the one with the largest product of gains
    over this one; a point is one vector of utilities.
    """
    space = zone.space
    if not space.bargaining or not zone.settlement.distinct:
        return None, 0
    better, product = _better(zone.settlement.vectors, space, digits)
    places = np.flatnonzero(better)
    others = [k for k in space.consenting if k not in space.bargaining]
    if len(places) and others:
        # Who consents without bargaining must not be worse off either.
        rows = np.stack([zone.settlement.first(int(place)) for place in places])
        now = space.utilities(digits[None, :])[others]
        places = places[(space.utilities(rows)[others] >= now - TOLERANCE).all(axis=0)]
    if not len(places):
        return None, 0
    best = zone.settlement.first(int(places[product[places].argmax()]))
    judged = judge(space, best)
    return replace(_near(space, digits, best), not_met=judged.not_met), len(places)


def nearest_acceptable(zone: Zone, digits: Indices) -> Near | None:
    """Return the acceptable agreement that differs on the fewest issues; None without a zone.

    Of several such sets of issues, and agreements, that with the largest product of gains over the
    walk-away values.
    """
    space = zone.space
    if not zone.exists:
        return None
    marks = []
    for number, issue in enumerate(space.scenario.issues.values()):
        table = np.zeros((len(issue.names), len(space.issues)), dtype=bool)
        table[:, number] = True
        table[int(digits[number]), number] = False
        marks.append(table)
    sets = zone.engines.of(space).minimal_marks(marks).sets
    if not len(sets):
        return None
    fewest = sets[sets.sum(axis=1) == sets.sum(axis=1).min()]
    found: list[tuple[float, tuple[int, ...]]] = []
    for row in fewest:
        kept = {}
        for number in np.flatnonzero(~row).tolist():
            kept[number] = np.zeros(len(marks[number]), dtype=bool)
            kept[number][int(digits[number])] = True
        best, _ = best_completion(space.narrowed(kept), zone.engines)
        if best is not None:
            found.append((-_product(space, best), tuple(int(place) for place in best)))
    return _near(space, digits, np.array(min(found)[1])) if found else None


def forbidden(zone: Zone, digits: Indices) -> tuple[Near, ...]:
    """Return agreements that every party that bargains prefers and that one rule alone forbids.

    For every rule that is no definition, the one with the largest product of gains over this
    agreement; the largest first, up to ``FORBIDDEN``. Walk-away values don't count: the
    comparison is with this agreement.
    """
    space = zone.space
    if not space.bargaining:
        return ()
    free = [reservation_path(space.parties[k].name) for k in space.consenting]
    found: list[tuple[float, Near]] = []
    for number, rule in enumerate(space.rules):
        if rule.definition or rule not in space.active_rules:
            continue
        open_space = space.without([rule.path, *free])
        points = Engines(limits=zone.engines.limits).of(open_space).best(space.bargaining)
        vectors = points.steps / space.scales[list(points.parties)]
        better, product = _better(vectors, space, digits)
        rows = [next(points.agreements(k))[0] for k in np.flatnonzero(better).tolist()]
        breaking = [
            (float(product[k]), row)
            for k, row in zip(np.flatnonzero(better).tolist(), rows, strict=True)
            if space.broken(row[None, :])[number, 0]
        ]
        if breaking:
            best, row = max(breaking, key=lambda one: one[0])
            found.append((best, _near(space, digits, row, rule.path)))
    found.sort(key=lambda one: -one[0])
    return tuple(near for _, near in found[:FORBIDDEN])


def _better(vectors: Floats, space: Space, digits: Indices) -> tuple[Bools, Floats]:
    """Return which vectors dominate an agreement's, and the product of what each gains."""
    own = space.utilities(np.asarray(digits)[None, :])[list(space.bargaining), 0]
    gains = vectors - own
    better = np.asarray((gains >= 0).all(axis=1) & (gains > TOLERANCE).any(axis=1))
    product = np.prod(np.where(gains > TOLERANCE, gains, TOLERANCE), axis=1)
    return better, product


def _product(space: Space, digits: Indices) -> float:
    parties = list(space.bargaining or space.consenting)
    got = space.utilities(np.asarray(digits)[None, :])[parties, 0]
    gains = np.maximum(0.0, got - np.nan_to_num(space.reservations[parties]))
    return float(np.prod(gains))


def _near(space: Space, digits: Indices, row: Indices, rule: str | None = None) -> Near:
    changes = []
    for number in np.flatnonzero(np.asarray(row) != np.asarray(digits)).tolist():
        name = space.issues[number]
        names = space.scenario.issues[name].names
        changes.append(Change(name, names[int(digits[number])], names[int(row[number])]))
    both = space.utilities(np.stack([np.asarray(digits), np.asarray(row)]))
    gains = {space.parties[k].name: float(both[k, 1] - both[k, 0]) for k in space.weighing}
    return Near(tuple(changes), gains, space.agreement(row), rule)
