"""Which sets of moves are enough: minimal feasible sets, and issues that combine with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from sim.answer import Answer
from sim.engines.choice import Engines
from sim.engines.protocol import Engine, Sets
from sim.space.bitsets import antichain_order
from sim.space.boxes import Bools
from sim.space.count import Bounds, Count, added
from sim.space.limits import BudgetSpent, TooManyAgreements
from sim.zone.depths import Depths, Pair
from sim.zone.frontier import Frontier
from sim.zone.holding import patterns

MOST_MOVES = 6
"""Number of moves up to which a smallest set can be read."""
NEARBY = 0.2
"""A list that changes for a threshold within this share of it is reported as sensitive to it."""


@dataclass(frozen=True)
class EitherOr(Answer):
    """An issue on which somebody moves in every acceptable agreement, whoever it is.

    Its choices combine with every minimal set of the rest.

    Parameters
    ----------
    issue
        Which.
    choices
        The minimal sets of moves on it.
    """

    issue: str
    choices: tuple[tuple[Pair, ...], ...]


@dataclass(frozen=True)
class MinimalSet(Answer):
    """A minimal feasible set of material moves, beside the unavoidable ones and either–ors.

    Parameters
    ----------
    concessions
        The pairs of party and issue.
    agreements
        How many acceptable agreements need just these, unavoidable ones and choices of either–ors.
    """

    concessions: tuple[Pair, ...]
    agreements: Count


@dataclass(frozen=True)
class Smallest(Answer):
    """The minimal sets of moves at one threshold.

    Parameters
    ----------
    minimal_sets
        The first of them, fewest moves first.
    minimal_sets_number
        How many there are; where not all were worked out, at least how many, either–ors not taken
        out of them.
    either_or
        Issues that combine with all of them, in file order.
    """

    minimal_sets: tuple[MinimalSet, ...]
    minimal_sets_number: Count
    either_or: tuple[EitherOr, ...]


@dataclass(frozen=True)
class Raised(Answer):
    """The smallest common threshold at which the smallest sets have at most six moves.

    Parameters
    ----------
    above, upto
        Any smallest depth above the first and up to the second gives this (shares of every
        party's total weight, as with ``material``).
    smallest
        The minimal sets there.
    """

    _keys = "above upto **smallest"

    above: float
    upto: float
    smallest: Smallest


class Search:
    """The minimal sets of moves at one threshold, and at others near it."""

    def __init__(
        self,
        engine: Engine,
        given: Depths,
        engines: Engines,
        unavoidable: frozenset[tuple[int, int]],
        zone: bool,
        most: int | None = None,
    ) -> None:
        self.engine, self.given, self.engines, self.zone = engine, given, engines, zone
        self.unavoidable = unavoidable
        self.kept = np.array([pair not in unavoidable for pair in given.pairs], dtype=bool)
        self.marks = tuple(table[:, self.kept] for table in given.marks)
        self.columns = np.flatnonzero(self.kept)
        nothing = np.zeros((0, len(self.columns)), dtype=bool)
        self.found = engine.minimal_marks(self.marks, most) if zone else Sets.of(nothing)

    def at(self, given: Depths, most: int | None = None) -> Search:
        """Return the search at another threshold."""
        return Search(self.engine, given, self.engines, self.unavoidable, self.zone, most)

    def name(self, column: int) -> Pair:
        """Return a move by its column among those that are not unavoidable."""
        return self.given.name(int(self.columns[column]))

    def pairs(self, row: Bools) -> tuple[Pair, ...]:
        """Return the moves of a set."""
        return tuple(self.name(column) for column in np.flatnonzero(row).tolist())

    def never_needed(self) -> tuple[Pair, ...] | None:
        """Return material moves that no acceptable agreement needs."""
        if not self.found.complete:
            return None
        never = np.asarray(~self.found.sets.any(axis=0))
        return self.pairs(never) if self.zone else ()

    def split(self) -> tuple[Bools, tuple[EitherOr, ...]]:
        """Return the sets without either–ors, and these."""
        sets = self.found.sets
        chosen: list[EitherOr] = []
        if not self.found.complete:
            return sets, ()
        for issue, name in enumerate(self.given.space.issues):
            own = np.array([self.given.pairs[k][1] == issue for k in self.columns], dtype=bool)
            if not own.any() or not len(sets):
                continue
            choices, rest = (np.unique(sets[:, part], axis=0) for part in (own, ~own))
            # All sets differ, so that as many as there are combinations are all of these.
            if choices.any(axis=1).all() and len(choices) * len(rest) == len(sets):
                every = np.zeros((len(choices), len(self.columns)), dtype=bool)
                every[:, own] = choices
                chosen.append(
                    EitherOr(name, tuple(self.pairs(row) for row in antichain_order(every)))
                )
                sets = np.zeros((len(rest), len(self.columns)), dtype=bool)
                sets[:, ~own] = rest
        return sets, tuple(chosen)

    def smallest(self, shown: int) -> Smallest:
        """Return the minimal sets, with the number of agreements of the first of them."""
        sets, chosen = self.split()
        rows = antichain_order(sets)
        return Smallest(
            tuple(MinimalSet(self.pairs(row), self._number(row, chosen)) for row in rows[:shown]),
            len(rows) if self.found.complete else Bounds(len(rows), None),
            chosen,
        )

    @property
    def unknown(self) -> bool:
        """Whether the search was cut short before it found any set."""
        return not self.found.complete and not len(self.found.sets)

    def fewest(self) -> int:
        """Return how many moves the smallest sets have, either–ors left out."""
        sets, _ = self.split()
        return int(sets.sum(axis=1).min()) if len(sets) else 0

    def _number(self, row: Bools, chosen: Sequence[EitherOr]) -> Count:
        """Count the agreements that make just some moves and, on each issue, one of its choices."""
        columns = {self.name(k): k for k in range(len(self.columns))}
        total: Count = 0
        for choice in product(*(one.choices for one in chosen)):
            allowed = row.copy()
            allowed[[columns[pair] for pairs in choice for pair in pairs]] = True
            total = added(total, self._within(allowed))
        return total

    def _within(self, allowed: Bools) -> Count:
        """Count the acceptable agreements that make no other moves."""
        options = {
            issue: np.asarray(~table[:, ~allowed].any(axis=1))
            for issue, table in enumerate(self.marks)
        }
        narrow = self.given.space.narrowed(options)
        # Some acceptable agreement was found with just these.
        try:
            return self.engines.of(narrow).acceptable(known=True)
        except TooManyAgreements:
            return Bounds(1, None)

    def raised(self, shown: int) -> Raised | None:
        """Return the smallest common threshold at which the smallest sets can be read."""
        if self.given.asked or self.unknown or self.fewest() <= MOST_MOVES:
            return None
        depths = sorted({float(d) for row in self.given.depth for one in row for d in one if d > 0})
        # Where all sets are too many to work out, one of the smallest says how many moves it has.
        most = None if self.found.complete else 1

        def readable(place: int) -> bool:
            there = self.at(self.given.at(share=depths[place]), most)
            if there.unknown:
                raise BudgetSpent("not even one of the smallest sets was found")
            return there.fewest() <= MOST_MOVES

        try:
            place = _first(readable, len(depths))
        except BudgetSpent:
            return None
        above = depths[place - 1] if place else 0.0
        if place == len(depths):
            # Nothing counts above the largest depth of all.
            found = self.at(self.given.at(share=1.0 + above))
            return Raised(above, 1.0, found.smallest(shown))
        found = self.at(self.given.at(share=depths[place]))
        return Raised(above, depths[place], found.smallest(shown))


def _first(holds: Callable[[int], bool], number: int) -> int:
    """Return the first of some places at which a test holds that holds from then on."""
    low, high = 0, number
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def sensitive(search: Search, frontier: Frontier, grouped: bool) -> tuple[str, ...] | None:
    """Return which lists would change for a threshold a fifth lower or higher."""
    if not search.found.complete:
        return None
    given = search.given
    found = set()
    for factor in (1.0 - NEARBY, 1.0 + NEARBY):
        other = given.at(factor=factor)
        if _same_marks(given, other):
            continue
        beside = search.at(other)
        if not beside.found.complete:
            return None
        if _sets(beside) != _sets(search):
            found.add("minimal_sets")
        if grouped and patterns(frontier, other) != patterns(frontier, given):
            found.add("patterns")
    return tuple(sorted(found))


def _same_marks(first: Depths, second: Depths) -> bool:
    return first.pairs == second.pairs and all(
        np.array_equal(one, other) for one, other in zip(first.marks, second.marks, strict=True)
    )


def _sets(search: Search) -> tuple[frozenset[frozenset[Pair]], tuple[EitherOr, ...]]:
    """Return minimal sets and either–ors so that those of two thresholds can be compared."""
    sets, chosen = search.split()
    return frozenset(frozenset(search.pairs(row)) for row in sets), chosen
