"""The values of an issue's options that a file leaves open, and extremes over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.space.boxes import Bools
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class ValueSet:
    """Values within bounds that keep the order of their points.

    Options of equal points may pass each other; none may pass one with a larger point.

    Parameters
    ----------
    low, high, points
        Of every number that the values rest on, shape (number,).
    shares
        How these make the values of the listed options, shape (number, option).
    """

    low: Floats
    high: Floats
    points: Floats
    shares: Floats

    @cached_property
    def levels(self) -> list[Bools]:
        """Which numbers have the same point, ascending, each of shape (number,)."""
        return [self.points == point for point in np.unique(self.points)]

    @cached_property
    def fixed(self) -> bool:
        """Whether nothing is left open."""
        return bool((self.low == self.high).all())

    @cached_property
    def at_points(self) -> Floats:
        """Values of the options at their points, shape (option,)."""
        return np.asarray(self.points @ self.shares)

    def largest(self, less: Sequence[tuple[float, int]] = ()) -> Floats:
        """Return the most that each option's value can be above others', shape (option,).

        Parameters
        ----------
        less
            Options, by place, with the part of their value that is taken off.
        """
        wanted = self.shares.T.copy()
        for part, option in less:
            wanted -= part * self.shares[:, option]
        if self.fixed:
            return np.asarray(wanted @ self.low)
        return _largest(wanted, self.low, self.high, self.levels)

    def best(self) -> Bools | None:
        """Return which options are best whatever is drawn, shape (option,); None if that varies."""
        return self._always(self.at_points.max())

    def worst(self, among: Bools) -> Bools | None:
        """Return which of some options are worst whatever is drawn; None if that varies."""
        found = self._always(self.at_points[among].min())
        return None if found is None else found & among

    def _always(self, value: float) -> Bools | None:
        """Return the options of one value at the points if these stay equal to each other."""
        found = np.asarray(self.at_points == value)
        used = (self.shares[:, found] != 0).any(axis=1)
        alone = int(found.sum()) == 1
        return found if alone or (self.low[used] == self.high[used]).all() else None


def _largest(wanted: Floats, low: Floats, high: Floats, levels: Sequence[Bools]) -> Floats:
    """Return the largest sums of ordered numbers, shape (row,).

    The numbers of an optimum are ends of ranges, so it is found level by level: the best sum so
    far for every end that the numbers have reached.

    Parameters
    ----------
    wanted
        What each number counts for, shape (row, number).
    """
    ends = np.unique(np.concatenate([low, high]))
    reached = np.full((len(wanted), len(ends)), -np.inf)
    reached[:, 0] = 0.0
    below = np.triu(np.ones((len(ends), len(ends)), dtype=bool))
    for level in levels:
        share = wanted[:, level]
        floor = np.maximum(low[level], ends[:, None])
        ceiling = np.minimum(high[level], ends[:, None])
        fits = (floor[:, None] <= ceiling[None]).all(axis=2) & below
        # What counts for is at its ceiling, what counts against at its floor.
        least = reached + np.minimum(share, 0) @ floor.T
        total = np.where(fits, least[:, :, None], -np.inf).max(axis=1)
        reached = total + np.maximum(share, 0) @ ceiling.T
    return np.asarray(reached.max(axis=1))
