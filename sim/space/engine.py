"""What every engine answers, and which one answers for a space."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.space.boxes import Bools
from sim.space.limits import TooManyAgreements
from sim.space.space import Indices, Space
from sim.space.values import Floats

STREAM_LIMIT = 200_000_000
"""How many agreements the streaming engine takes on."""

Gate = Callable[[Indices], Bools]
"""A further test: option places among the listed ones (agreement, issue) → passes or not."""
Progress = Callable[[float], None]
"""Called with the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many agreements there are, exact.

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
    admissible: int
    within_red_lines: int
    acceptable: int


class Points(Protocol):
    """Nondominated agreements, grouped by their vector of utilities."""

    @property
    def parties(self) -> tuple[int, ...]:
        """Numbers of the parties whose utilities the vectors hold."""

    @property
    def steps(self) -> Floats:
        """Distinct vectors in grid steps, shape (point, party), in descending order."""

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
    """

    settlement: Points | None
    zone: Points | None
    critical_reservation: float | None
    slack: dict[int, float | None]
    unfinished: str = ""


@dataclass(frozen=True, eq=False)
class Cells:
    """Which options, and pairs of options of two issues, acceptable agreements have.

    Parameters
    ----------
    gains
        Per issue, for each listed option, the largest smallest gain (utility less reservation
        value of the bargaining party that gains least) of acceptable agreements that have it;
        minus infinity where there is none.
    counts
        Per issue, for each listed option, how many acceptable agreements have it.
    pairs
        The same gains for pairs of issues (lower number first), shape (option, option).
    """

    gains: tuple[Floats, ...]
    counts: tuple[Indices, ...]
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
    """

    edges: tuple[Floats, Floats]
    every: NDArray[np.int64]
    acceptable: NDArray[np.int64]


class Engine(Protocol):
    """Exact answers about one space."""

    name: str

    def counts(self) -> Counts:
        """Count agreements."""

    def occurring(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some agreement within red lines."""

    def frontiers(self) -> Frontiers:
        """Find the settlement frontier, the frontier in the zone, r* and the slacks."""

    def best(self, parties: tuple[int, ...]) -> Points:
        """Return the acceptable agreements that are nondominated in some parties' utilities."""

    def cells(self) -> Cells:
        """Return what acceptable agreements have which options and pairs of options."""

    def density(self, pair: tuple[int, int], edges: tuple[Floats, Floats]) -> Density:
        """Count agreements by cell of the utility plane of two parties."""

    def minimal_marks(self, marks: Sequence[Bools]) -> Bools:
        """Return the minimal sets of marks that acceptable agreements carry.

        Parameters
        ----------
        marks
            Per issue which marks each listed option carries, shape (option, mark).

        Returns
        -------
        ndarray of bool, shape (set, mark)
        """

    def minimal_broken(
        self, coalition: tuple[int, ...], *, reservations: bool, definitions: bool
    ) -> Bools:
        """Return the minimal sets of what agreements break, for a coalition's consent.

        Parameters
        ----------
        coalition
            Numbers of the parties that must accept.
        reservations
            Whether reservation values count.
        definitions
            Whether a linkage that is true by definition counts as a rule that could be broken;
            if not, agreements that break one are left out.

        Returns
        -------
        ndarray of bool, shape (set, active rule + party)
        """


def engine_for(space: Space, gate: Gate | None = None) -> Engine:
    """Return the engine that answers for a space.

    Raises
    ------
    TooManyAgreements
        If there are more agreements than any engine here takes on.
    """
    from sim.space.stream.engine import StreamEngine

    if space.agreements > STREAM_LIMIT:
        raise TooManyAgreements(
            f"the options on the table make {space.agreements:,} agreements; the streaming engine "
            f"takes up to {STREAM_LIMIT:,}. Take options off the table with only:, or drop issues"
        )
    return StreamEngine(space, gate)
