"""The compromise map: which options, and which pairs of options, the zone has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.space.boxes import Bools
from sim.space.engine import Cells
from sim.space.engines import Engines
from sim.space.space import Space
from sim.space.values import Floats
from sim.zone.ways_out import RuleSet, broken_sets
from sim.zone.zone import Zone


@dataclass(frozen=True, eq=False)
class CompromiseMap:
    """Single options and pairs of options of the zone.

    Parameters
    ----------
    space
        The space.
    cells
        What acceptable agreements have which options and pairs.
    not_met
        (issue number, option place) → for options on the table that no acceptable agreement has,
        the smallest sets of rules and reservation values that agreements with it don't meet: all
        of the fewest members, so that no side's rule is named before another's.
    """

    space: Space
    cells: Cells
    not_met: Mapping[tuple[int, int], tuple[RuleSet, ...]]

    def occurs(self, issue: int) -> Bools:
        """Return which listed options occur in acceptable agreements, shape (option,)."""
        return np.asarray(self.cells.gains[issue] > -np.inf)

    @cached_property
    def closed_pairs(self) -> tuple[tuple[int, int], ...]:
        """Pairs of issues with a cell that is closed as a pair only, most such cells first."""
        ranked = [
            (-int(self.closed_as_pair(i, j).sum()), i, j)
            for i, j in self.cells.pairs
            if self.closed_as_pair(i, j).any()
        ]
        return tuple((i, j) for _, i, j in sorted(ranked))

    def closed_as_pair(self, first: int, second: int) -> Bools:
        """Return the pairs of options that occur alone but not together, shape (option, option)."""
        alone = self.occurs(first)[:, None] & self.occurs(second)[None, :]
        return np.asarray(alone & (self.cells.pairs[first, second] == -np.inf))

    def gain(self, first: int, second: int) -> Floats:
        """Return the largest smallest gain by pair of options; NaN where the pair is closed."""
        gains = self.cells.pairs[first, second]
        return np.where(gains > -np.inf, gains, np.nan)

    @property
    def never(self) -> tuple[tuple[int, int], ...]:
        """(issue, option) on the table that no acceptable agreement has."""
        return tuple(
            (issue, place)
            for issue in range(len(self.space.issues))
            for place in self.space.options[issue].tolist()
            if not self.occurs(issue)[place]
        )

    @property
    def always(self) -> tuple[tuple[int, int], ...]:
        """(issue, option) that every acceptable agreement has, where there was a choice."""
        return tuple(
            (issue, int(np.flatnonzero(self.occurs(issue))[0]))
            for issue in range(len(self.space.issues))
            if self.occurs(issue).sum() == 1 and self.space.sizes[issue] > 1
        )


def compromise_map(zone: Zone, pairs: Sequence[tuple[int, int]] | None = None) -> CompromiseMap:
    """Return the compromise map of a zone.

    Parameters
    ----------
    pairs
        Numbers of the pairs of issues to look at, lower number first. By default all of them; in
        a space that is not listed, those that some rule or interaction names together.

    Examples
    --------
    >>> import sim
    >>> from sim.zone.compromise_map import compromise_map
    >>> zone = sim.explore(sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {
    ...         "price": {"options": ["low", "middle", "high"]},
    ...     },
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"}},
    ...         "seller": {
    ...             "weights": {"price": 1}, "positions": {"price": "high"}, "reservation": 0.4},
    ...     },
    ... }))
    >>> compromise_map(zone).never
    ((0, 0),)
    """
    space = zone.space
    cells = zone.engines.of(space).cells(pairs)
    not_met = {}
    for issue in range(len(space.issues)):
        for place in space.options[issue].tolist():
            if cells.gains[issue][place] == -np.inf:
                not_met[issue, place] = _fewest(space, zone.engines, issue, place)
    return CompromiseMap(space, cells, not_met)


def _fewest(space: Space, engines: Engines, issue: int, place: int) -> tuple[RuleSet, ...]:
    """Return the sets of the fewest members that agreements with an option break."""
    only = np.zeros(int(max(space.options[issue])) + 1, dtype=bool)
    only[place] = True
    narrow = space.narrowed({issue: only})
    engine = engines.of(narrow)
    named = broken_sets(narrow, engine, reservations=True, definitions=True).named()
    return tuple(rules for rules in named if len(rules) == len(named[0]))
