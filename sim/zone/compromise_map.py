"""The compromise map: which options, and which pairs of options, the zone has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.display import glance
from sim.engines.choice import Engines
from sim.engines.protocol import Cells
from sim.scenario.arguments import expect
from sim.space.boxes import Bools
from sim.space.budget import answering
from sim.space.limits import TooManyAgreements
from sim.space.space import Space
from sim.space.values import Floats
from sim.zone.ways_out import RuleSet, broken_sets
from sim.zone.zone import Zone

SEARCHED = 60
"""Up to so many options are looked at unasked where each takes a search of its own."""
TOGETHER = 4
"""From so many closed options of an issue on, what stands against them is worked out together."""


@dataclass(frozen=True, eq=False, repr=False)
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
    among_others
        Those of these options for which there may be further sets of as few members.
    exact
        False where gains come from optimisation, and are within its gap.
    """

    space: Space
    cells: Cells
    not_met: Mapping[tuple[int, int], tuple[RuleSet, ...]]
    among_others: frozenset[tuple[int, int]] = frozenset()
    exact: bool = True

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

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        issues = len(self.space.issues)
        return glance(f"CompromiseMap: {issues} issues, {len(self.not_met)} options never used")


@answering
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
    expect(zone, Zone)
    space = zone.space
    cells = zone.engines.of(space).cells(pairs)
    closed = {
        (issue, place)
        for issue in range(len(space.issues))
        for place in space.options[issue].tolist()
        if cells.gains[issue][place] == -np.inf
    }
    reasons = _Reasons(space, zone.engines, closed)
    found = reasons.worked_out()
    return CompromiseMap(
        space,
        cells,
        {key: found[key] for key in sorted(found)},
        frozenset(reasons.among_others),
        zone.engine != "optimise",
    )


def takes_long(zone: Zone) -> bool:
    """Say whether every option takes a search of its own, and there are many."""
    return zone.engine == "optimise" and sum(zone.space.sizes) > SEARCHED


class _Reasons:
    """Works out which smallest sets of rules and reservation values stand against options.

    Parameters
    ----------
    space
        The space.
    engines
        How engines are chosen.
    closed
        (issue number, option place) of the options to look at.
    """

    def __init__(self, space: Space, engines: Engines, closed: set[tuple[int, int]]) -> None:
        self.space, self.engines, self.left = space, engines, set(closed)
        self.found: dict[tuple[int, int], tuple[RuleSet, ...]] = {}
        self.among_others: set[tuple[int, int]] = set()

    def worked_out(self) -> dict[tuple[int, int], tuple[RuleSet, ...]]:
        """Return the sets by option."""
        streamed = self.engines.choice(self.space)[0] == "stream"
        if not streamed and len(self.left) == sum(self.space.sizes):
            # Nothing is acceptable, mostly for the same few reasons whatever the option.
            self._together(self.space, self.left)
        for issue in sorted({issue for issue, _ in self.left}):
            while True:
                some = {key for key in self.left if key[0] == issue}
                if streamed or len(some) < TOGETHER:
                    break
                narrow = _limited(self.space, issue, [place for _, place in some])
                if not self._together(narrow, some):
                    break
            for key in sorted(some):
                sets, complete = _fewest(_limited(self.space, issue, [key[1]]), self.engines)
                self._settle(key, tuple(sets), complete)
        return self.found

    def _together(self, space: Space, some: set[tuple[int, int]]) -> bool:
        """Settle those options whose sets are as small as any of a space; say if there are some.

        A set of the fewest members that agreements of the space break: with it left out of
        account, exactly those that break all of it are acceptable, and the options they have
        are those that it stands against. No smaller set can stand against these.
        """
        sets, complete = _fewest(space, self.engines)
        if len(sets) >= len(some):
            return False
        found: dict[tuple[int, int], list[RuleSet]] = {}
        for rules in sets:
            open_space = space.without(rules)
            try:
                used = self.engines.of(open_space).used()
            except TooManyAgreements:
                # Cut short: each option is then looked at by itself.
                return False
            for issue, place in some:
                if used[issue][place]:
                    found.setdefault((issue, place), []).append(rules)
        for key, stand in found.items():
            self._settle(key, tuple(stand), complete)
        return bool(found)

    def _settle(self, key: tuple[int, int], sets: tuple[RuleSet, ...], complete: bool) -> None:
        self.found[key] = sets
        self.left.discard(key)
        if not complete:
            self.among_others.add(key)


def _limited(space: Space, issue: int, places: Sequence[int]) -> Space:
    """Return the space with some options of one issue."""
    only = np.zeros(len(list(space.scenario.issues.values())[issue].names), dtype=bool)
    only[list(places)] = True
    return space.narrowed({issue: only})


def _fewest(space: Space, engines: Engines) -> tuple[list[RuleSet], bool]:
    """Return the sets of the fewest members that agreements break, and whether they are all."""
    broken = broken_sets(space, engines.of(space), reservations=True, definitions=True)
    named = broken.named()
    fewest = [rules for rules in named if len(rules) == len(named[0])]
    # Sets are found by their size: where larger ones are there too, none so small is missing.
    larger = len(fewest) < len(named) and len(list(space.consent.coalitions())) == 1
    return fewest, broken.complete or larger
