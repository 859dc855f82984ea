"""Concessions: who moves from its stated position, on what, and which sets are feasible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from sim.scenario.rules import OptionName
from sim.space.bitsets import antichain_order
from sim.space.boxes import Bools
from sim.space.count import Bounds, Count, at_least, plain
from sim.space.engine import Engine, Sets
from sim.space.engines import Engines
from sim.space.not_computed import NotComputed
from sim.space.space import Indices, Space
from sim.space.values import Floats
from sim.zone.frontier import Frontier

Pair = tuple[str, str]
"""A concession: (party, issue)."""

MATERIAL = 0.03
"""Smallest depth that counts: share of the party's total weight."""
SHOWN = 10
"""How many minimal sets are worked out in full."""
GROUPED = 200_000
"""Up to so many agreements of a frontier are grouped by who holds what."""
TOO_MANY_SETS = NotComputed("not all smallest sets of concessions were worked out", None)
"""What stands in place of the concessions that are never needed."""
NOT_GROUPED = NotComputed(
    f"the frontier is not worked out to its end, or has more than {GROUPED:,} agreements", None
)
"""What stands in place of the patterns of who holds what."""


@dataclass(frozen=True)
class MinimalSet:
    """A minimal feasible concession set, without the unavoidable concessions.

    Parameters
    ----------
    concessions
        The pairs of party and issue.
    agreements
        How many acceptable agreements need just these and the unavoidable ones.
    """

    concessions: tuple[Pair, ...]
    agreements: Count


@dataclass(frozen=True)
class Pattern:
    """Who holds what in some agreements of the frontier.

    Parameters
    ----------
    held
        Issue → the parties whose position stands there: none of those that weigh it for
        *shared*, all of them for *common ground*.
    agreements
        How many agreements of the frontier have the pattern.
    """

    held: Mapping[str, str]
    agreements: int


@dataclass(frozen=True, eq=False)
class Depths:
    """How deep each party moves from its baseline at each option.

    Parameters
    ----------
    space
        The space.
    depth
        Per bargaining party and issue the shortfall of each listed option, as a share of the
        party's total weight; 0 or less where it doesn't move.
    material
        The smallest depth that counts; 0 counts every shortfall.
    """

    space: Space
    depth: tuple[tuple[Floats, ...], ...]
    material: float

    @property
    def parties(self) -> tuple[int, ...]:
        """Numbers of the parties that bargain."""
        return self.space.bargaining

    def conceded(self, place: int, issue: int) -> Bools:
        """Return at which listed options a party concedes, shape (option,).

        Parameters
        ----------
        place
            The party's place among those that bargain.
        issue
            The issue's number.
        """
        depth = self.depth[place][issue]
        # Half a grid step below the bound, so that 3 points of 100 count as 0.03.
        slack = 0.5 / self.space.parties[self.parties[place]].scale
        return (depth > 0) & (depth >= self.material - slack)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The concessions that some option on the table makes: (party's place, issue)."""
        return tuple(
            (place, issue)
            for place in range(len(self.parties))
            for issue in range(len(self.space.issues))
            if self.conceded(place, issue)[self.space.options[issue]].any()
        )

    @cached_property
    def marks(self) -> tuple[Bools, ...]:
        """Per issue which concessions each listed option makes, shape (option, pair)."""
        marks = []
        for issue, listed in enumerate(self.space.scenario.issues.values()):
            table = np.zeros((len(listed.names), len(self.pairs)), dtype=bool)
            for column, (place, on) in enumerate(self.pairs):
                if on == issue:
                    table[:, column] = self.conceded(place, issue)
            marks.append(table)
        return tuple(marks)

    def name(self, column: int) -> Pair:
        """Return a concession by its column in ``marks``."""
        place, issue = self.pairs[column]
        return self.space.parties[self.parties[place]].name, self.space.issues[issue]


def depths(
    space: Space, material: float = MATERIAL, baseline: Mapping[str, OptionName] | None = None
) -> Depths:
    """Return how deep each option is below each party's baseline.

    Parameters
    ----------
    material
        Smallest depth that counts, as a share of the party's total weight.
    baseline
        An agreement, possibly partial, to measure from instead of the parties' positions; an
        issue that it leaves open is no concession.
    """
    scenario = space.scenario
    found = []
    for k in space.bargaining:
        party = space.parties[k]
        own = []
        for number, (name, issue) in enumerate(scenario.issues.items()):
            steps = party.contributions[number]
            if not party.weights[number] > 0 or (baseline is not None and name not in baseline):
                own.append(np.zeros(len(steps)))
                continue
            if baseline is not None:
                reference = steps[issue.place(baseline[name])]
            else:
                reference = _position_steps(space, k, number)
            own.append((reference - steps) / party.scale)
        found.append(tuple(own))
    return Depths(space, tuple(found), material)


def _position_steps(space: Space, party: int, issue: int) -> float:
    """Return what a party's position on an issue contributes to its utility."""
    name = space.issues[issue]
    position = space.scenario.parties[space.parties[party].name].positions[name]
    steps = space.parties[party].contributions[issue]
    if position.ideal is None:
        return float(steps.max())
    place = space.scenario.issues[name].find(position.ideal)
    if place is not None:
        return float(steps[place])
    # An ideal between two levels of a numeric issue: it is worth the whole weight.
    return float(np.rint(space.parties[party].weights[issue] * space.parties[party].scale))


@dataclass(frozen=True, eq=False)
class Concessions:
    """What everyone must give up in any case, and which sets are feasible.

    Parameters
    ----------
    material
        The smallest depth that counts.
    unavoidable
        Concessions in every acceptable agreement.
    never_needed
        Concessions that some option makes, and that no acceptable agreement needs: in none of
        the minimal sets. None if not all of these were worked out.
    patterns
        Of the frontier's agreements, most frequent first; None if the frontier is not complete or
        has more than ``GROUPED`` agreements.
    minimal_sets
        The first of them, fewest members first.
    minimal_sets_number
        How many there are, or how many there are at least.
    """

    material: float
    unavoidable: tuple[Pair, ...]
    never_needed: tuple[Pair, ...] | None
    patterns: tuple[Pattern, ...] | None
    minimal_sets: tuple[MinimalSet, ...]
    minimal_sets_number: Count
    depths: Depths

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "material": self.material,
            "unavoidable": [list(pair) for pair in self.unavoidable],
            "never_needed": TOO_MANY_SETS.to_dict()
            if self.never_needed is None
            else [list(pair) for pair in self.never_needed],
            "patterns": NOT_GROUPED.to_dict()
            if self.patterns is None
            else [{"held": dict(p.held), "agreements": p.agreements} for p in self.patterns],
            "minimal_sets": [
                {
                    "concessions": [list(pair) for pair in one.concessions],
                    "agreements": plain(one.agreements),
                }
                for one in self.minimal_sets
            ],
            "minimal_sets_number": plain(self.minimal_sets_number),
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
    nothing = np.zeros((0, len(given.pairs)), dtype=bool)
    found = engine.minimal_marks(given.marks) if zone else Sets.of(nothing)
    sets, everywhere = found.sets, found.always
    somewhere = np.asarray(sets.any(axis=0) | (not zone))
    never = tuple(given.name(k) for k in np.flatnonzero(~somewhere).tolist())
    avoidable = antichain_order(sets[:, ~everywhere])
    columns = np.flatnonzero(~everywhere)
    minimal_sets = []
    for row in avoidable[:shown]:
        members = columns[np.flatnonzero(row)]
        allowed = everywhere.copy()
        allowed[members] = True
        minimal_sets.append(
            MinimalSet(tuple(given.name(k) for k in members), _within(given, allowed, engines))
        )
    return Concessions(
        given.material,
        tuple(given.name(k) for k in np.flatnonzero(everywhere).tolist()),
        never if found.complete else None,
        _patterns(frontier, given) if frontier.complete and frontier.total <= GROUPED else None,
        tuple(minimal_sets),
        len(sets) if found.complete else Bounds(len(sets), None),
        given,
    )


def _within(given: Depths, allowed: Bools, engines: Engines) -> Count:
    """Count the acceptable agreements that concede nothing outside a set."""
    options = {
        issue: np.asarray(~table[:, ~allowed].any(axis=1))
        for issue, table in enumerate(given.marks)
    }
    return engines.of(given.space.narrowed(options)).counts().acceptable


def holders(given: Depths) -> tuple[tuple[str, ...], ...]:
    """Return per issue and listed option who holds it: common ground, shared, or held by whom."""
    space = given.space
    found = []
    for issue in range(len(space.issues)):
        weighing = [
            place for place, k in enumerate(given.parties) if space.parties[k].weights[issue] > 0
        ]
        conceding = np.stack(
            [given.conceded(place, issue) for place in weighing]
            or [np.zeros(len(given.marks[issue]), dtype=bool)]
        )
        labels = []
        for column in conceding.T:
            if not column.any():
                labels.append("common ground")
            elif column.all():
                labels.append("shared")
            else:
                names = [
                    space.parties[given.parties[place]].name
                    for place, concedes in zip(weighing, column, strict=True)
                    if not concedes
                ]
                labels.append("held by " + ", ".join(names))
        found.append(tuple(labels))
    return tuple(found)


def _patterns(frontier: Frontier, given: Depths) -> tuple[Pattern, ...]:
    """Group the frontier's agreements by who holds what, issue by issue."""
    labels = holders(given)
    kinds = [sorted(set(column)) for column in labels]
    codes = [
        np.array([kind.index(label) for label in column])
        for kind, column in zip(kinds, labels, strict=True)
    ]
    counted: dict[tuple[int, ...], int] = {}
    for block in _batches(frontier):
        rows = np.stack([codes[i][block[:, i]] for i in range(len(codes))], axis=1)
        unique, counts = np.unique(rows, axis=0, return_counts=True)
        for row, count in zip(unique.tolist(), counts.tolist(), strict=True):
            counted[tuple(row)] = counted.get(tuple(row), 0) + count
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Pattern(
            {
                name: kinds[i][code]
                for i, (name, code) in enumerate(zip(given.space.issues, row, strict=True))
            },
            count,
        )
        for row, count in ranked
    )


def _batches(frontier: Frontier) -> Any:
    """Yield the frontier's agreements in large blocks."""
    blocks = frontier.digits()
    while batch := list(islice(blocks, 4096)):
        yield np.concatenate(batch)


__all__ = [
    "MATERIAL",
    "Concessions",
    "Depths",
    "Indices",
    "MinimalSet",
    "Pattern",
    "concessions",
    "depths",
]
