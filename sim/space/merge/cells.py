"""Single options and pairs of options: do they occur in the zone, and with which smallest gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.space.acceptance import acceptable
from sim.space.boxes import Bools
from sim.space.engine import Cells
from sim.space.limits import BudgetSpent, Limits
from sim.space.merge import fronts
from sim.space.merge.layers import Merge
from sim.space.merge.terms import Terms
from sim.space.optimise.program import CutShort
from sim.space.optimise.reference import References
from sim.space.optimise.single import exists, largest_smallest_gain
from sim.space.space import Indices, Space
from sim.space.values import Floats

WITNESSES = 400
"""How many agreements of the frontier are tried with each option first."""
SEARCHED = 50_000
"""Up to so many utilities a search may keep apart; then optimisation takes over."""


def tied_pairs(space: Space) -> list[tuple[int, int]]:
    """Return the pairs of issues that some rule or interaction names together."""
    boxes = [box for rule in space.active_rules for box in rule.boxes]
    boxes += [one.box for one in space.interactions]
    found = {(i, j) for box in boxes for i in box for j in box if i < j}
    return sorted(found)


def cells(space: Space, limits: Limits, pairs: Sequence[tuple[int, int]] | None) -> Cells:
    """Return the largest smallest gain for every option, and for pairs of options."""
    sizes = [len(issue.names) for issue in space.scenario.issues.values()]
    search = _Search(space, limits)
    gains = tuple(np.full(size, -np.inf) for size in sizes)
    chosen = tied_pairs(space) if pairs is None else pairs
    tables = {(i, j): np.full((sizes[i], sizes[j]), -np.inf) for i, j in chosen}
    if search.exists:
        for issue, places in enumerate(space.options):
            for place in places.tolist():
                gains[issue][place] = search.gain({issue: place})
        for (i, j), table in tables.items():
            for first in np.flatnonzero(gains[i] > -np.inf).tolist():
                for second in np.flatnonzero(gains[j] > -np.inf).tolist():
                    table[first, second] = search.gain({i: first, j: second})
    return Cells(gains, tables)


@dataclass(frozen=True, eq=False)
class _Search:
    """Looks for the agreements whose smallest gain is largest."""

    space: Space
    limits: Limits

    @cached_property
    def witnesses(self) -> Indices:
        """Some acceptable agreements with a large smallest gain, shape (agreement, issue)."""
        space = self.space
        few = replace(self.limits, points=SEARCHED)
        try:
            points = fronts.best(space, space.bargaining, few)
        except BudgetSpent:
            found = References(space).found()
            return fronts.no_agreements(space) if found is None else found.digits
        smallest = _smallest(space, points.steps)
        best = np.argsort(-smallest, kind="stable")[:WITNESSES]
        rows = [next(points.agreements(int(point)))[:1] for point in best]
        return np.concatenate(rows) if rows else fronts.no_agreements(space)

    @property
    def exists(self) -> bool:
        """Say whether there is any acceptable agreement."""
        return bool(self.space.bargaining) and len(self.witnesses) > 0

    def gain(self, fixed: Mapping[int, int]) -> float:
        """Return the largest smallest gain with some options; minus infinity if there is none."""
        space = self.space
        digits = self.witnesses.copy()
        for issue, place in fixed.items():
            digits[:, issue] = place
        digits = digits[acceptable(space, digits)]
        steps = space.steps(digits)[list(space.bargaining)].T
        known = float(_smallest(space, steps).max(initial=-np.inf))
        narrow = space.narrowed({issue: _only(space, issue, p) for issue, p in fixed.items()})
        try:
            return self._searched(narrow, known)
        except BudgetSpent:
            try:
                return max(known, largest_smallest_gain(narrow))
            except CutShort:
                return known

    def _searched(self, narrow: Space, known: float) -> float:
        def promise(optimistic: Floats, marks: int) -> Bools:
            count = len(narrow.bargaining)
            return np.asarray(_smallest(narrow, optimistic[:, :count]) > known)

        few = replace(self.limits, points=SEARCHED)
        merged = Merge(Terms(narrow), narrow.bargaining, few, promise=promise).run()
        found = _smallest(narrow, merged.vectors[:, : len(narrow.bargaining)])
        return max(known, float(found.max(initial=-np.inf)))


def _smallest(space: Space, steps: Floats) -> Floats:
    """Return the smallest gain of each vector of the bargaining parties' grid steps."""
    chosen = list(space.bargaining)
    gains = steps / space.scales[chosen] - space.reservations[chosen]
    return np.asarray(gains.min(axis=1, initial=np.inf))


def _only(space: Space, issue: int, place: int) -> Bools:
    listed = list(space.scenario.issues.values())[issue].names
    return np.asarray(np.arange(len(listed)) == place)


def used(space: Space, limits: Limits) -> tuple[Bools, ...]:
    """Return per issue which listed options occur in some acceptable agreement."""
    found = [np.zeros(len(issue.names), dtype=bool) for issue in space.scenario.issues.values()]
    witnesses = _Search(space, limits).witnesses
    for issue, places in enumerate(space.options):
        found[issue][witnesses[:, issue]] = True
        for place in places[~found[issue][places]].tolist() if len(witnesses) else ():
            found[issue][place] = exists(space.narrowed({issue: _only(space, issue, place)}))
    return tuple(found)
