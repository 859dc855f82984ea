"""The streaming engine: exact up to about 10⁸ agreements, in memory that doesn't grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.space.boxes import Bools
from sim.space.engine import Counts, Frontiers, Gate, Points
from sim.space.space import Space
from sim.space.stream import breaking, counting, fronts, marking
from sim.space.stream.rows import Grid


@dataclass(frozen=True, eq=False)
class StreamEngine:
    """Looks at heads × tails, block by block; see :class:`sim.space.engine.Engine`."""

    space: Space
    gate: Gate | None = None
    name = "stream"

    @cached_property
    def grid(self) -> Grid:
        """The space as heads × tails."""
        return Grid(self.space, self.gate)

    def counts(self) -> Counts:
        """Count agreements."""
        return counting.count(self.grid)

    def occurring(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some agreement within red lines."""
        return counting.occurring(self.grid)

    def frontiers(self) -> Frontiers:
        """Find the settlement frontier, the frontier in the zone, r* and the slacks."""
        return fronts.frontiers(self.grid)

    def best(self, parties: tuple[int, ...]) -> Points:
        """Return the acceptable agreements that are nondominated in some parties' utilities."""
        return fronts.best(self.grid, parties)

    def minimal_marks(self, marks: Sequence[Bools]) -> Bools:
        """Return the minimal sets of marks that acceptable agreements carry, (set, mark)."""
        return marking.minimal_marks(self.grid, marks)

    def minimal_broken(
        self, coalition: tuple[int, ...], *, reservations: bool, definitions: bool
    ) -> Bools:
        """Return the minimal broken sets, shape (set, active rule + party)."""
        return breaking.minimal_broken(
            self.grid, coalition, reservations=reservations, definitions=definitions
        )
