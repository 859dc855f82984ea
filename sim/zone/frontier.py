"""A frontier as people use it: agreements with what each party gets, best Nash product first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance
from sim.engines.protocol import Points
from sim.scenario.rules import OptionName
from sim.space.space import Indices, Space
from sim.space.values import Floats
from sim.table import Tabular
from sim.zone.solutions.nash import nash_objective

LARGEST = 4096
"""Agreements are made into rows so many at a time at most."""


@dataclass(frozen=True)
class Outcome(Answer):
    """An agreement and the utilities of every party with weights."""

    agreement: Mapping[str, OptionName]
    utilities: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; there may be many thousands, so that nothing is looked at."""
        return {"agreement": dict(self.agreement), "utilities": dict(self.utilities)}


def outcomes(space: Space, digits: Indices) -> Iterator[Outcome]:
    """Yield agreements, given by option places (agreement, issue), with their utilities."""
    utilities = space.utilities(digits)[list(space.weighing)].T.tolist()
    parties = [space.parties[k].name for k in space.weighing]
    names = [issue.names for issue in space.scenario.issues.values()]
    for row, values in zip(digits.tolist(), utilities, strict=True):
        options = [known[place] for known, place in zip(names, row, strict=True)]
        yield Outcome(
            dict(zip(space.issues, options, strict=True)), dict(zip(parties, values, strict=True))
        )


@dataclass(frozen=True, eq=False, repr=False)
class Frontier(Tabular):
    """Agreements that no other of their kind dominates, grouped by their vectors of utilities.

    Iterating yields every agreement, equal vectors adjacent, best Nash product first and in file
    order within one vector; agreements are made as they are asked for.

    Parameters
    ----------
    space
        The space they are part of.
    points
        The engine's answer.
    """

    space: Space
    points: Points

    @cached_property
    def _order(self) -> Indices:
        parties = list(self.points.parties)
        power = np.array([self.space.parties[k].power for k in parties])
        gains = np.maximum(0.0, self._vectors - self.space.reservations[parties])
        count, product = nash_objective(np.nan_to_num(gains), power)
        return np.lexsort((-product, -count))

    @cached_property
    def _vectors(self) -> Floats:
        return self.points.steps / self.space.scales[list(self.points.parties)]

    @cached_property
    def vectors(self) -> Floats:
        """Utilities of the bargaining parties, distinct, shape (point, party)."""
        return self._vectors[self._order]

    @property
    def distinct(self) -> int:
        """How many different vectors of utilities there are."""
        return len(self.points.steps)

    @cached_property
    def total(self) -> int:
        """How many agreements there are."""
        return sum(self.points.multiplicity)

    @property
    def complete(self) -> bool:
        """False if only some agreements are known that may be part of it."""
        return self.points.complete

    def __len__(self) -> int:
        """Return how many agreements there are."""
        return self.total

    def multiplicity(self, point: int) -> int:
        """Return how many agreements have the point's vector."""
        return self.points.multiplicity[int(self._order[point])]

    def blocks(self, point: int) -> Iterator[Indices]:
        """Yield the agreements of a point in file order, in blocks (agreement, issue)."""
        return self.points.agreements(int(self._order[point]))

    def first(self, point: int) -> Indices:
        """Return the first agreement of a point in file order, shape (issue,)."""
        return np.asarray(next(self.blocks(point))[0])

    def digits(self) -> Iterator[Indices]:
        """Yield every agreement in blocks (agreement, issue), small ones first."""
        waiting: list[Indices] = []
        size, most = 0, 1
        for point in range(self.distinct):
            for block in self.blocks(point):
                waiting.append(block)
                size += len(block)
                if size >= most:
                    yield np.concatenate(waiting)
                    waiting, size, most = [], 0, min(2 * most, LARGEST)
        if waiting:
            yield np.concatenate(waiting)

    def __iter__(self) -> Iterator[Outcome]:
        """Yield every agreement."""
        for block in self.digits():
            yield from outcomes(self.space, block)

    def __getitem__(self, place: int) -> Outcome:
        """Return one agreement by its place."""
        found = next(islice(self, place, None), None) if place >= 0 else None
        if found is None:
            raise IndexError(f"place {place} of a frontier of {self.total} agreements")
        return found

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        least = "" if self.complete else "at least "
        return glance(f"Frontier: {least}{self.total:,} agreements at {self.distinct:,} points")

    def _items(self) -> Iterable[Any]:
        return self
