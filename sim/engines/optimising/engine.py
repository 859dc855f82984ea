"""Single agreements by mixed-integer linear optimisation, for the engine that merges."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engines.optimising import cells, counts, critical, minimal_sets
from sim.engines.optimising.frontiers import SolutionSearch
from sim.engines.protocol import KnownSolutions, Reached, Sets
from sim.space.boxes import Bools
from sim.space.space import Indices, Space


class Optimiser:
    """See :class:`sim.engines.protocol.SingleSearch`."""

    def exists(self, space: Space, *, reservations: bool = True) -> bool:
        """Return whether some agreement is acceptable, or only within red lines."""
        return counts.exists(space, reservations=reservations)

    def some_agreement(self, space: Space, *, reservations: bool = True) -> Indices | None:
        """Return an acceptable agreement, or one within red lines, (issue,); None if none is."""
        return counts.some_agreement(space, reservations=reservations)

    def critical_reservation(self, space: Space) -> Reached:
        """Return the largest common reservation value that leaves a zone, and the gap."""
        return critical.critical_reservation(space)

    def slack(self, space: Space, party: int) -> Reached:
        """Return the most a party can get above its reservation value if all others accept."""
        return critical.slack(space, party)

    def largest_smallest_gain(self, space: Space) -> float:
        """Return how much more than its reservation value every bargaining party can get."""
        return cells.largest_smallest_gain(space)

    def solutions(
        self, space: Space, parties: tuple[int, ...] | None = None
    ) -> KnownSolutions | None:
        """Return agreements for all solutions; None if the zone is empty."""
        return SolutionSearch(space, parties).found()

    def minimal_marks(self, space: Space, marks: Sequence[Bools], most: int) -> Sets:
        """Return the minimal sets of marks that acceptable agreements carry, fewest first."""
        return minimal_sets.minimal_marks(space, marks, most)

    def minimal_broken(
        self, space: Space, coalition: tuple[int, ...], most: int, *, reservations: bool,
        definitions: bool,
    ) -> Sets:  # fmt: skip
        """Return the minimal sets of what agreements break, for a coalition's consent."""
        return minimal_sets.minimal_broken(
            space, coalition, most, reservations=reservations, definitions=definitions
        )
