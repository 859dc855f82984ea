"""What is too large for the engines here, told instead of tried."""

from __future__ import annotations

from dataclasses import dataclass

MEMORY = 2_000_000_000
"""Bytes that an engine may hold by default."""
POINTS = {1: 2_000_000, 2: 2_000_000, 3: 1_000_000, 4: 500_000, 5: 300_000}
"""Up to so many different utilities a frontier is worked out, by number of parties."""
FEWEST = 200_000
"""The same for more parties: each further one makes comparing dearer."""

MOST_LISTED = 2**20
"""Maximum number of agreements that are held as a list, to be looked at one by one."""
COUNTED = 400_000
"""Up to so many different utilities of half an agreement are kept apart to count exactly."""
VECTOR = 1_000
"""Bytes that counting takes for each of them, as measured, all it holds at its worst included."""


class TooManyAgreements(ValueError):
    """The scenario has more agreements than any engine here takes on."""


class BudgetSpent(TooManyAgreements):
    """An answer would need more than was allowed; others may still be had."""


class TiedTogether(BudgetSpent):
    """Rules or interactions name so many issues together that these can't be merged one by one."""


@dataclass(frozen=True)
class Limits:
    """How far engines go.

    Parameters
    ----------
    memory
        Bytes that one answer may hold.
    points
        Different utilities that a frontier may have at any stage; None for ``POINTS``.
    counted
        Different utilities of half an agreement that counting keeps apart.
    effort
        How much work an answer may take: 1 is about 60 s on the reference machine. None for what
        :func:`sim.effort` says.
    seconds
        After how long an answer stops whatever it is at; None for never. What it is then depends
        on the machine.
    exact_counts
        Whether agreements are counted exactly even where that takes most of the work.
    bounds
        Whether close bounds are worked out where a count is not exact.
    """

    memory: int = MEMORY
    points: int | None = None
    counted: int = COUNTED
    effort: float | None = None
    seconds: float | None = None
    exact_counts: bool = False
    bounds: bool = True

    @property
    def most_counted(self) -> int:
        """How many utilities counting keeps apart within the memory allowed."""
        return max(1, min(self.counted, self.memory // VECTOR))

    def most_points(self, objectives: int) -> int:
        """Return how many points a frontier in so many objectives may have."""
        return POINTS.get(objectives, FEWEST) if self.points is None else self.points


DEFAULT = Limits()
"""How far engines go if nothing else is said."""
