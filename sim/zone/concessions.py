"""Concessions: who moves from its stated position, on what, and which sets of moves are enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.bitsets import antichain_order
from sim.space.boxes import Bools
from sim.space.count import Bounds, Count, at_least, plain
from sim.space.engine import Engine, Sets
from sim.space.engines import Engines
from sim.zone.depths import Depths, Pair
from sim.zone.frontier import Frontier
from sim.zone.holding import Pattern, patterns

SHOWN = 10
"""Number of minimal sets that are worked out in full."""
GROUPED = 200_000
"""Maximum number of agreements of a frontier that are grouped by who holds what."""
MOST_MOVES = 6
"""Number of moves up to which a smallest set can be read."""
NEARBY = 0.2
"""A list that changes for a threshold within this share of it is reported as sensitive to it."""


@dataclass(frozen=True)
class Settled:
    """An issue that the state of the draft settles: one option is on the table.

    Parameters
    ----------
    issue, option
        Which, and the option.
    round
        Number of the round since which it is the only one; None if it always was, or became so by
        a variant or another change.
    moves
        Party → how deep the option lies below its baseline (share of its total weight).
    """

    issue: str
    option: OptionName
    round: int | None
    moves: Mapping[str, float]


@dataclass(frozen=True)
class EitherOr:
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
class MinimalSet:
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
class Smallest:
    """The minimal sets of moves at one threshold.

    Parameters
    ----------
    minimal_sets
        The first of them, fewest moves first.
    minimal_sets_number
        How many there are, or bounds.
    either_or
        Issues that combine with all of them, in file order.
    """

    minimal_sets: tuple[MinimalSet, ...]
    minimal_sets_number: Count
    either_or: tuple[EitherOr, ...]


@dataclass(frozen=True)
class Raised:
    """The smallest common threshold at which the smallest sets have at most six moves.

    Parameters
    ----------
    above, upto
        Any smallest depth above the first and up to the second gives this (shares of every
        party's total weight, as with ``material``).
    smallest
        The minimal sets there.
    """

    above: float
    upto: float
    smallest: Smallest


@dataclass(frozen=True, eq=False)
class Concessions:
    """What everyone must give up in any case, and which sets of moves are enough.

    Parameters
    ----------
    material
        Party that bargains → the smallest depth that counts in patterns and minimal sets.
    settled
        Issues with one option on the table; they take no part in what follows.
    unavoidable
        Moves in every acceptable agreement, however small.
    least_depths
        The smallest depth of each of them in acceptable agreements.
    never_needed
        Material moves that some option makes, and that no acceptable agreement needs: in none of
        the minimal sets. None if not all of these were worked out.
    patterns
        Of the frontier's agreements, most frequent first; None if the frontier is not complete or
        has more than ``GROUPED`` agreements.
    smallest
        Minimal sets of material moves and either–ors.
    raised
        What they are at a higher threshold, where the smallest have more than six moves.
    sensitive
        Which of ``minimal_sets`` and ``patterns`` would change for thresholds a fifth lower or
        higher; None where not all minimal sets were worked out.
    depths
        How deep each option lies below each party's baseline.
    """

    material: Mapping[str, float]
    settled: tuple[Settled, ...]
    unavoidable: tuple[Pair, ...]
    least_depths: tuple[float, ...]
    never_needed: tuple[Pair, ...] | None
    patterns: tuple[Pattern, ...] | None
    smallest: Smallest
    raised: Raised | None
    sensitive: tuple[str, ...] | None
    depths: Depths

    @property
    def minimal_sets(self) -> tuple[MinimalSet, ...]:
        """The first minimal sets, fewest moves first."""
        return self.smallest.minimal_sets

    @property
    def minimal_sets_number(self) -> Count:
        """How many minimal sets there are, or bounds."""
        return self.smallest.minimal_sets_number

    @property
    def either_or(self) -> tuple[EitherOr, ...]:
        """Issues that combine with every minimal set."""
        return self.smallest.either_or

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "material": dict(self.material),
            "settled": [
                {
                    "issue": one.issue,
                    "option": one.option,
                    "round": one.round,
                    "moves": dict(one.moves),
                }
                for one in self.settled
            ],
            "unavoidable": _plain(self.unavoidable),
            "least_depths": list(self.least_depths),
            "never_needed": None if self.never_needed is None else _plain(self.never_needed),
            "patterns": None
            if self.patterns is None
            else [
                {
                    "held": {issue: str(one) for issue, one in p.held.items()},
                    "agreements": p.agreements,
                }
                for p in self.patterns
            ],
            **_smallest_dict(self.smallest),
            "raised": None
            if self.raised is None
            else {
                "above": self.raised.above,
                "upto": self.raised.upto,
                **_smallest_dict(self.raised.smallest),
            },
            "sensitive": None if self.sensitive is None else list(self.sensitive),
            "interactions_left_out": [path for path, _ in self.depths.interactions],
        }


def _plain(pairs: tuple[Pair, ...]) -> list[list[str]]:
    return [list(pair) for pair in pairs]


def _smallest_dict(found: Smallest) -> dict[str, Any]:
    return {
        "minimal_sets": [
            {"concessions": _plain(one.concessions), "agreements": plain(one.agreements)}
            for one in found.minimal_sets
        ],
        "minimal_sets_number": plain(found.minimal_sets_number),
        "either_or": [
            {"issue": one.issue, "choices": [_plain(choice) for choice in one.choices]}
            for one in found.either_or
        ],
    }


def concessions(
    engine: Engine,
    frontier: Frontier,
    given: Depths,
    engines: Engines,
    acceptable: Count,
    shown: int = SHOWN,
) -> Concessions:
    """Return the concessions of the acceptable agreements.

    Parameters
    ----------
    engine
        Of the space.
    frontier
        The frontier in the zone.
    given
        How deep each option is.
    acceptable
        How many acceptable agreements there are.
    shown
        How many minimal sets to work out in full.
    """
    zone = at_least(acceptable) > 0
    anyway = _unavoidable(engine, given) if zone else {}
    search = _Search(engine, given, engines, frozenset(anyway), zone)
    smallest = search.smallest(shown)
    grouped = frontier.complete and frontier.total <= GROUPED
    space = given.space
    return Concessions(
        {
            space.parties[k].name: depth
            for k, depth in zip(given.parties, given.material, strict=True)
        },
        tuple(_settled(given)),
        tuple(_named(given, pair) for pair in anyway),
        tuple(anyway.values()),
        search.never_needed(),
        patterns(frontier, given) if grouped else None,
        smallest,
        search.raised(shown),
        _sensitive(search, frontier, grouped),
        given,
    )


def _named(given: Depths, pair: tuple[int, int]) -> Pair:
    place, issue = pair
    return given.space.parties[given.parties[place]].name, given.space.issues[issue]


def _unavoidable(engine: Engine, given: Depths) -> dict[tuple[int, int], float]:
    """Return who moves on what in every acceptable agreement, and how deep at least.

    It is a question of single issues: whether an acceptable agreement has an option that is no
    worse to the party than its baseline.
    """
    used = engine.used()
    found = {}
    for place in range(len(given.parties)):
        for issue, options in enumerate(used):
            depth = given.depth[place][issue][options]
            if issue not in given.settled and len(depth) and (depth > 0).all():
                found[place, issue] = float(depth.min())
    return found


def _settled(given: Depths) -> list[Settled]:
    space = given.space
    found = []
    for issue in given.settled:
        name = space.issues[issue]
        place = int(space.options[issue][0])
        moves = {
            space.parties[k].name: float(given.depth[p][issue][place])
            for p, k in enumerate(given.parties)
            if given.depth[p][issue][place] > 0
        }
        option = space.scenario.issues[name].names[place]
        found.append(Settled(name, option, _since(space.scenario, name, option), moves))
    return found


def _since(scenario: Scenario, issue: str, option: OptionName) -> int | None:
    """Return the number of the last round that took every other option off the table."""
    for number in range(scenario.round, 0, -1):
        changed = scenario.rounds[number - 1].changes.get("issues", {}).get(issue)
        if changed and [str(name) for name in changed.get("only") or ()] == [str(option)]:
            return number
    return None


class _Search:
    """The minimal sets of moves at one threshold, and at others near it."""

    def __init__(
        self,
        engine: Engine,
        given: Depths,
        engines: Engines,
        unavoidable: frozenset[tuple[int, int]],
        zone: bool,
    ) -> None:
        self.engine, self.given, self.engines, self.zone = engine, given, engines, zone
        self.unavoidable = unavoidable
        self.kept = np.array([pair not in unavoidable for pair in given.pairs], dtype=bool)
        self.marks = tuple(table[:, self.kept] for table in given.marks)
        self.columns = np.flatnonzero(self.kept)
        nothing = np.zeros((0, len(self.columns)), dtype=bool)
        self.found = engine.minimal_marks(self.marks) if zone else Sets.of(nothing)

    def at(self, given: Depths) -> _Search:
        """Return the search at another threshold."""
        return _Search(self.engine, given, self.engines, self.unavoidable, self.zone)

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

    def split(self) -> tuple[Bools, tuple[EitherOr, ...], Bools]:
        """Return the sets without either–ors, these, and the columns that belong to them."""
        sets = self.found.sets
        chosen: list[EitherOr] = []
        free = np.zeros(len(self.columns), dtype=bool)
        if not self.found.complete:
            return sets, (), free
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
                free |= own
                sets = np.zeros((len(rest), len(self.columns)), dtype=bool)
                sets[:, ~own] = rest
        return sets, tuple(chosen), free

    def smallest(self, shown: int) -> Smallest:
        """Return the minimal sets, with the number of agreements of the first of them."""
        sets, chosen, free = self.split()
        rows = antichain_order(sets)
        return Smallest(
            tuple(
                MinimalSet(self.pairs(row), self._within(np.asarray(row | free)))
                for row in rows[:shown]
            ),
            len(rows) if self.found.complete else Bounds(len(rows), None),
            chosen,
        )

    def fewest(self) -> int:
        """Return how many moves the smallest sets have, either–ors left out."""
        sets, _, _ = self.split()
        return int(sets.sum(axis=1).min()) if len(sets) else 0

    def _within(self, allowed: Bools) -> Count:
        """Count the acceptable agreements that make no other moves."""
        options = {
            issue: np.asarray(~table[:, ~allowed].any(axis=1))
            for issue, table in enumerate(self.marks)
        }
        return self.engines.of(self.given.space.narrowed(options)).counts().acceptable

    def raised(self, shown: int) -> Raised | None:
        """Return the smallest common threshold at which the smallest sets can be read."""
        if self.fewest() <= MOST_MOVES:
            return None
        depths = sorted({float(d) for row in self.given.depth for one in row for d in one if d > 0})
        searches: dict[int, _Search] = {}

        def readable(place: int) -> bool:
            searches[place] = self.at(self.given.at(share=depths[place]))
            return searches[place].fewest() <= MOST_MOVES

        place = _first(readable, len(depths))
        above = depths[place - 1] if place else 0.0
        if place == len(depths):
            # Nothing counts above the largest depth of all.
            found = self.at(self.given.at(share=1.0 + above))
            return Raised(above, 1.0, found.smallest(shown))
        found = searches.get(place) or self.at(self.given.at(share=depths[place]))
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


def _sensitive(search: _Search, frontier: Frontier, grouped: bool) -> tuple[str, ...] | None:
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
        if _sets(beside) != _sets(search):
            found.add("minimal_sets")
        if grouped and patterns(frontier, other) != patterns(frontier, given):
            found.add("patterns")
    return tuple(sorted(found))


def _same_marks(first: Depths, second: Depths) -> bool:
    return first.pairs == second.pairs and all(
        np.array_equal(one, other) for one, other in zip(first.marks, second.marks, strict=True)
    )


def _sets(search: _Search) -> tuple[frozenset[frozenset[Pair]], tuple[EitherOr, ...]]:
    """Return minimal sets and either–ors so that those of two thresholds can be compared."""
    sets, chosen, _ = search.split()
    return frozenset(frozenset(search.pairs(row)) for row in sets), chosen


__all__ = [
    "Concessions",
    "Depths",
    "EitherOr",
    "MinimalSet",
    "Pattern",
    "Raised",
    "Settled",
    "Smallest",
    "concessions",
]
