"""What every engine answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.space.bitsets import antichain_order
from sim.space.boxes import Bools
from sim.space.count import Count
from sim.space.space import Indices, Space
from sim.space.values import Floats

Gate = Callable[[Indices], Bools]
"""A further test: option places among the listed ones (agreement, issue) → passes or not."""
Progress = Callable[[float], None]
"""Called with the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many agreements there are: exact, or proven bounds.

    Where bounds, the lower one is above 0 if there is any that is within red lines, or acceptable.

    Parameters
    ----------
    agreements
        On the table (and through the gate, if any).
    admissible
        That keep every linkage.
    within_red_lines
        That also keep the red lines of those whose consent they need.
    acceptable
        That also give them their reservation values.
    """

    agreements: int
    admissible: Count
    within_red_lines: Count
    acceptable: Count


class Points(Protocol):
    """Nondominated agreements, grouped by their vector of utilities."""

    @property
    def parties(self) -> tuple[int, ...]:
        """Numbers of the parties whose utilities the vectors hold."""

    @property
    def steps(self) -> Floats:
        """Distinct vectors in grid steps, shape (point, party), in descending order."""

    @property
    def complete(self) -> bool:
        """False if only some agreements are known that may be part of the frontier."""

    @property
    def multiplicity(self) -> tuple[int, ...]:
        """How many agreements have each vector."""

    def agreements(self, point: int) -> Iterator[Indices]:
        """Yield a point's agreements in file order, in blocks (agreement, issue)."""


@dataclass(frozen=True, eq=False)
class Frontiers:
    """The frontiers of a space, and how near its zone is to the edge.

    Parameters
    ----------
    settlement
        Agreements within red lines that no other such agreement dominates.
    zone
        The same among the acceptable agreements.
    critical_reservation
        The largest r that, as everybody's reservation value, leaves a zone; None without any
        agreement within red lines or any consenting party with weights.
    slack
        Per consenting party with weights, the most it can get above its reservation value in
        agreements within red lines that all others accept; None where there is none.
    gaps
        What is not exact → how much more it could be at most: ``critical_reservation``,
        ``slack.PARTY`` by number, and solutions by name.
    unfinished
        Why a frontier is not complete; empty if both are.
    tied
        Whether that is because too many issues are tied together.
    """

    settlement: Points
    zone: Points
    critical_reservation: float | None
    slack: dict[int, float | None]
    gaps: Mapping[str, float] = field(default_factory=dict)
    unfinished: str = ""
    tied: bool = False


@dataclass(frozen=True, eq=False)
class Sets:
    """Minimal sets, fewest members first.

    Parameters
    ----------
    sets
        Shape (set, member).
    complete
        False if there are more than were worked out; those with fewer members are there.
    """

    sets: Bools
    complete: bool = True

    @classmethod
    def of(cls, sets: Bools) -> Sets:
        """Return all the minimal sets, in the order of their size and members."""
        return cls(antichain_order(sets))


@dataclass(frozen=True, eq=False)
class Cells:
    """Which options, and pairs of options of two issues, acceptable agreements have.

    Parameters
    ----------
    gains
        Per issue, for each listed option, the largest smallest gain (utility less reservation
        value of the bargaining party that gains least) of acceptable agreements that have it;
        minus infinity where there is none.
    pairs
        The same gains for pairs of issues (lower number first), shape (option, option).
    """

    gains: tuple[Floats, ...]
    pairs: Mapping[tuple[int, int], Floats]


@dataclass(frozen=True, eq=False)
class Density:
    """How many agreements fall into each cell of the utility plane of two parties.

    Parameters
    ----------
    edges
        Bounds of the cells on the two axes, in utility.
    every, acceptable
        Counts, shape (cell, cell): of all agreements on the table, and of the acceptable ones.
    sample
        How many agreements were drawn to count; None if all were counted.
    """

    edges: tuple[Floats, Floats]
    every: NDArray[np.int64]
    acceptable: NDArray[np.int64]
    sample: int | None = None


Reached = tuple[float | None, float]
"""What some agreement reaches, None if there is none; and how much more could be at most."""


@dataclass(frozen=True, eq=False)
class KnownSolutions:
    """Agreements of the zone, the best ones by each solution among them.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (agreement, issue).
    gaps
        Solution → how much more its objective could be at most: of the sum for the utilitarian
        one, of the product, relative, for Nash, and of the smallest gain for the other two.
    """

    digits: Indices
    gaps: Mapping[str, float]


class SingleSearch(Protocol):
    """Searches for single agreements, in spaces of any size.

    Each may raise :class:`~sim.space.integer_program.CutShort`.
    """

    def exists(self, space: Space, *, reservations: bool = True) -> bool:
        """Return whether some agreement is acceptable, or only within red lines."""

    def some_agreement(self, space: Space, *, reservations: bool = True) -> Indices | None:
        """Return an acceptable agreement, or one within red lines, (issue,); None if none is."""

    def critical_reservation(self, space: Space) -> Reached:
        """Return the largest common reservation value that leaves a zone, and the gap."""

    def slack(self, space: Space, party: int) -> Reached:
        """Return the most a party can get above its reservation value if all others accept."""

    def largest_smallest_gain(self, space: Space) -> float:
        """Return how much more than its reservation value every bargaining party can get."""

    def solutions(
        self, space: Space, parties: tuple[int, ...] | None = None
    ) -> KnownSolutions | None:
        """Return agreements for all solutions; None if the zone is empty."""

    def minimal_marks(self, space: Space, marks: Sequence[Bools], most: int) -> Sets:
        """Return the minimal sets of marks that acceptable agreements carry, fewest first."""

    def minimal_broken(
        self, space: Space, coalition: tuple[int, ...], most: int, *, reservations: bool,
        definitions: bool,
    ) -> Sets:  # fmt: skip
        """Return the minimal sets of what agreements break, for a coalition's consent."""


class Engine(Protocol):
    """Exact answers about one space."""

    def counts(self) -> Counts:
        """Count agreements."""

    def acceptable(self, *, known: bool = False) -> Count:
        """Count acceptable agreements only.

        Parameters
        ----------
        known
            Whether it is known that there is one.
        """

    def exists(self) -> bool:
        """Return whether some agreement is acceptable."""

    def occurring(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some agreement within red lines."""

    def frontiers(self) -> Frontiers:
        """Find the settlement frontier, the frontier in the zone, r* and the slacks."""

    def best(self, parties: tuple[int, ...]) -> Points:
        """Return the acceptable agreements that are nondominated in some parties' utilities."""

    def cells(self, pairs: Sequence[tuple[int, int]] | None = None) -> Cells:
        """Return what acceptable agreements have which options and pairs of options.

        Parameters
        ----------
        pairs
            The pairs of issues to look at, lower number first; None for the engine's choice.
        """

    def used(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some acceptable agreement."""

    def density(self, pair: tuple[int, int], edges: tuple[Floats, Floats]) -> Density:
        """Count agreements by cell of the utility plane of two parties."""

    def minimal_marks(self, marks: Sequence[Bools], most: int | None = None) -> Sets:
        """Return the minimal sets of marks that acceptable agreements carry.

        Parameters
        ----------
        marks
            Per issue which marks each listed option carries, shape (option, mark).
        most
            How many to work out where not all are; None for as many as the engine does.
        """

    def minimal_broken(
        self, coalition: tuple[int, ...], *, reservations: bool, definitions: bool
    ) -> Sets:
        """Return the minimal sets of what agreements break, for a coalition's consent.

        Members are the active rules, then the parties.

        Parameters
        ----------
        coalition
            Numbers of the parties that must accept.
        reservations
            Whether reservation values count.
        definitions
            Whether a linkage that is true by definition counts as a rule that could be broken;
            if not, agreements that break one are left out.
        """
