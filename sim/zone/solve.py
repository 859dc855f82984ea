"""The four solutions of a frontier, each as the set of its maximisers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance
from sim.scenario.base import FrozenDict
from sim.scenario.rules import OptionName
from sim.space.space import Indices
from sim.table import Tabular
from sim.zone.frontier import Frontier, Outcome, outcomes
from sim.zone.solutions import SOLUTIONS, Gains


@dataclass(frozen=True, eq=False, repr=False)
class Solution(Tabular, Answer):
    """The agreements that a solution picks.

    Parameters
    ----------
    name
        Such as ``nash``.
    agreement, utilities
        The first of them in file order; a label, not a choice.
    tied
        How many there are; None if that is not known, because the frontier isn't.
    points
        Their points on the frontier.
    left_out
        Parties that can't gain anywhere in the zone, which the solution leaves out.
    gap
        How much larger what it maximises could be at most: 0 if it is exact. Of the product,
        relative, for Nash; of the sum of utilities for the utilitarian one; of the smallest gain
        (for Kalai–Smorodinsky the smallest share) for the others. Infinite where no bound was
        found; plain data then has null.
    """

    _keys = "agreement utilities tied left_out gap"

    name: str
    agreement: Mapping[str, OptionName]
    utilities: Mapping[str, float]
    tied: int | None
    points: tuple[int, ...]
    left_out: tuple[str, ...]
    frontier: Frontier
    gap: float = 0.0

    def __iter__(self) -> Iterator[Outcome]:
        """Yield every agreement that the solution picks."""
        for point in self.points:
            for block in self.frontier.blocks(point):
                yield from outcomes(self.frontier.space, block)

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        gains = ", ".join(f"{party} {value:.3f}" for party, value in self.utilities.items())
        return glance(f"Solution {self.name}: {gains}")

    def _items(self) -> Iterable[Any]:
        return self


def solve(
    frontier: Frontier, gaps: Mapping[str, float] | None = None
) -> Mapping[str, Solution] | None:
    """Return every solution of the frontier in the zone; None if it is empty.

    Parameters
    ----------
    gaps
        Solution → how far from its best the known agreements may be, where the frontier is not
        complete.
    """
    if not frontier.distinct:
        return None
    space, parties = frontier.space, list(frontier.points.parties)
    gains = Gains(
        frontier.vectors,
        np.nan_to_num(space.reservations[parties]),
        np.array([space.parties[k].power for k in parties]),
    )
    # What is most for a party is not known where a search for it was cut short.
    cut = not isfinite((gaps or {}).get("kalai_smorodinsky", 0.0))
    stuck = tuple(
        space.parties[k].name
        for k, counted in zip(parties, gains.counted, strict=True)
        if not counted and not cut
    )
    found: dict[str, Solution] = {}
    for name, picks in SOLUTIONS.items():
        points = tuple(int(point) for point in np.flatnonzero(picks(gains)))
        first = min((frontier.first(point) for point in points), key=_file_order)
        outcome = next(islice(outcomes(space, first[None, :]), 1))
        left_out = stuck if name in {"nash", "kalai_smorodinsky"} else ()
        tied = sum(frontier.multiplicity(point) for point in points)
        found[name] = Solution(
            name,
            FrozenDict(outcome.agreement),
            FrozenDict(outcome.utilities),
            tied if frontier.complete else None,
            points,
            left_out,
            frontier,
            (gaps or {}).get(name, 0.0),
        )
    return FrozenDict(found)


def _file_order(digits: Indices) -> tuple[int, ...]:
    return tuple(digits.tolist())
