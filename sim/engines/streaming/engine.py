"""The streaming engine: exact up to about 10⁸ agreements, in memory that doesn't grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.engines.protocol import Cells, Counts, Density, Frontiers, Gate, Points, Sets
from sim.engines.streaming import cells, counts, density, frontiers, minimal_sets
from sim.engines.streaming.grid import Grid
from sim.space.boxes import Bools
from sim.space.space import Space
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class StreamingEngine:
    """Looks at heads × tails, block by block; see :class:`sim.engines.protocol.Engine`."""

    space: Space
    gate: Gate | None = None

    @cached_property
    def grid(self) -> Grid:
        """The space as heads × tails."""
        return Grid(self.space, self.gate)

    def counts(self) -> Counts:
        """Count agreements."""
        return counts.count(self.grid)

    def acceptable(self, *, known: bool = False) -> int:
        """Count acceptable agreements only."""
        return counts.acceptable(self.grid)

    def exists(self) -> bool:
        """Return whether some agreement is acceptable."""
        return self.acceptable() != 0

    def occurring(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some agreement within red lines."""
        return counts.occurring(self.grid)

    def frontiers(self) -> Frontiers:
        """Find the settlement frontier, the frontier in the zone, r* and the slacks."""
        return frontiers.frontiers(self.grid)

    def best(self, parties: tuple[int, ...]) -> Points:
        """Return the acceptable agreements that are nondominated in some parties' utilities."""
        return frontiers.best(self.grid, parties)

    def used(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some acceptable agreement."""
        return tuple(np.asarray(gains > -np.inf) for gains in self._cells.gains)

    def cells(self, pairs: Sequence[tuple[int, int]] | None = None) -> Cells:
        """Return what acceptable agreements have which options and pairs of options.

        All pairs of issues cost no more than some.
        """
        if pairs is None:
            return self._cells
        return replace(self._cells, pairs={pair: self._cells.pairs[pair] for pair in pairs})

    @cached_property
    def _cells(self) -> Cells:
        return cells.cells(self.grid)

    def density(self, pair: tuple[int, int], edges: tuple[Floats, Floats]) -> Density:
        """Count agreements by cell of the utility plane of two parties."""
        return density.density(self.grid, pair, edges)

    def minimal_marks(self, marks: Sequence[Bools], most: int | None = None) -> Sets:
        """Return the minimal sets of marks that acceptable agreements carry."""
        return Sets.of(minimal_sets.minimal_marks(self.grid, marks))

    def minimal_broken(
        self, coalition: tuple[int, ...], *, reservations: bool, definitions: bool
    ) -> Sets:
        """Return the minimal sets of what agreements break, for a coalition's consent."""
        found = minimal_sets.minimal_broken(
            self.grid, coalition, reservations=reservations, definitions=definitions
        )
        return Sets.of(found)
