"""A party's own offers, from the least to the most that it can ask for."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np

from sim.space.boxes import Bools
from sim.space.space import TOLERANCE, Indices
from sim.space.values import Floats

BINS, STEPS = 4, 4
"""How many bins there are for each number that is looked up, and how many numbers of one bin are
passed one by one before the rest is found by halving."""


class Ladder(Protocol):
    """The agreements that a party can offer and accept, ascending in its own utility.

    Rungs are places on the ladder; ``rows`` are numbers of talks. Where nothing is drawn all
    talks share one ladder.
    """

    @property
    def ties(self) -> bool:
        """Whether some agreements are worth the same to the party."""

    @property
    def width(self) -> int:
        """Number of agreements on the menu."""

    @property
    def shared(self) -> bool:
        """Whether all talks have the same ladder."""

    def size(self, rows: Indices) -> Indices:
        """Return how many rungs there are, shape (talk,)."""

    def top(self, rows: Indices) -> Floats:
        """Return the utility of the best rung; minus infinity without any, shape (talk,)."""

    def bottom(self, rows: Indices) -> Floats:
        """Return the reservation value, or the least that any agreement gives, shape (talk,)."""

    def reservation(self, rows: Indices) -> Floats:
        """Return the reservation value, shape (talk,)."""

    def worth(self, rows: Indices, offers: Indices) -> Floats:
        """Return the utility of one agreement in each talk, shape (talk,)."""

    def takes(self, rows: Indices, offers: Indices) -> Bools:
        """Return whether the party could accept one agreement in each talk, shape (talk,)."""

    def reach(self, rows: Indices, level: Floats) -> Indices:
        """Return the lowest rung worth at least a level, the top one if none is, (talk,)."""

    def equal(self, rows: Indices, rungs: Indices) -> tuple[Indices, Indices]:
        """Return the first rung of equal worth, and the one after the last, shape (talk,)."""

    def offer(self, rows: Indices, rungs: Indices) -> Indices:
        """Return the agreement on a rung, shape (talk,)."""

    def whole(self) -> tuple[Floats, Bools]:
        """Return utility and acceptability of the whole menu.

        Shape (1, agreement) where all talks share the ladder, or (talk, agreement).
        """


class Lookup:
    """Places in ascending numbers, looked up in a table of bins: quicker than by halving.

    Parameters
    ----------
    values
        The numbers, shape (number,).
    """

    def __init__(self, values: Floats) -> None:
        self.values = np.append(values, np.inf)
        self._low = float(values[0]) if len(values) else 0.0
        self._high = float(values[-1]) if len(values) else 0.0
        span = self._high - self._low
        self._bins = BINS * max(1, len(values))
        self._per = self._bins / span if span > 0 and np.isfinite(self._bins / span) else 0.0
        edges = self._low + np.arange(self._bins) / self._per if self._per else np.zeros(1)
        self._first = np.searchsorted(values, edges) if self._per else np.zeros(1, dtype=np.int64)

    def places(self, levels: Floats) -> Indices:
        """Return how many of the numbers are below each level, shape (level,)."""
        # A bin less, so that rounding never starts beyond the place.
        inside = np.clip(levels, self._low, self._high) - self._low
        bins = np.clip(inside * self._per - 1.0, 0.0, len(self._first) - 1.0)
        place = self._first[bins.astype(np.int64)]
        for _ in range(STEPS):
            lower = self.values[place] < levels
            if not lower.any():
                return place
            place += lower
        rest = np.flatnonzero(self.values[place] < levels)
        place[rest] = np.searchsorted(self.values[:-1], levels[rest])
        return place


class SharedLadder:
    """One ladder for all talks; see :class:`Ladder`.

    Parameters
    ----------
    utility
        Of every agreement on the menu, shape (agreement,).
    fine
        Which of them the party could accept, shape (agreement,).
    reservation
        Its reservation value.
    """

    shared = True

    def __init__(self, utility: Floats, fine: Bools, reservation: float) -> None:
        self.utility, self.fine = utility, fine
        own = np.flatnonzero(fine)
        order = np.argsort(utility[own], kind="stable")
        self.offers = own[order]
        self.values = utility[self.offers]
        self._reservation = reservation
        self._top = float(self.values[-1]) if len(own) else -np.inf
        self._bottom = max(float(utility.min(initial=np.inf)), reservation)
        self.ties = bool((np.diff(self.values) == 0).any())
        self.width = len(utility)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.values)

    def size(self, rows: Indices) -> Indices:
        """Return how many rungs there are."""
        return np.full(len(rows), len(self.offers))

    def top(self, rows: Indices) -> Floats:
        """Return the utility of the best rung."""
        return np.full(len(rows), self._top)

    def bottom(self, rows: Indices) -> Floats:
        """Return the least that the party asks for."""
        return np.full(len(rows), self._bottom)

    def reservation(self, rows: Indices) -> Floats:
        """Return the reservation value."""
        return np.full(len(rows), self._reservation)

    def worth(self, rows: Indices, offers: Indices) -> Floats:
        """Return the utility of one agreement in each talk."""
        return self.utility[offers]

    def takes(self, rows: Indices, offers: Indices) -> Bools:
        """Return whether the party could accept one agreement in each talk."""
        return self.fine[offers]

    def reach(self, rows: Indices, level: Floats) -> Indices:
        """Return the lowest rung worth at least a level, the top one if none is."""
        return np.minimum(self._lookup.places(level - TOLERANCE), len(self.values) - 1)

    def equal(self, rows: Indices, rungs: Indices) -> tuple[Indices, Indices]:
        """Return the first rung of equal worth, and the one after the last."""
        value = self.values[rungs]
        return np.searchsorted(self.values, value), np.searchsorted(self.values, value, "right")

    def offer(self, rows: Indices, rungs: Indices) -> Indices:
        """Return the agreement on a rung."""
        return self.offers[rungs]

    def whole(self) -> tuple[Floats, Bools]:
        """Return utility and acceptability of the whole menu."""
        return self.utility[None, :], self.fine[None, :]


class DrawnLadder:
    """A ladder of its own for every talk; see :class:`Ladder`.

    Parameters
    ----------
    steps
        Utilities in grid steps, whole numbers, shape (talk, agreement).
    scale
        Grid steps of a utility of 1, shape (talk,).
    fine
        Which agreements the party could accept, shape (talk, agreement).
    reservation
        Shape (talk,).
    """

    shared = False

    def __init__(self, steps: Floats, scale: Floats, fine: Bools, reservation: Floats) -> None:
        self.utility, self.fine = steps / scale[:, None], fine
        self.width = steps.shape[1]
        self.first = self.width - fine.sum(axis=1)
        self.offers, self.values = self._sorted(steps, scale)
        self._reservation = reservation
        self._bottom = np.maximum(self.utility.min(axis=1, initial=np.inf), reservation)
        equal = self.values[:, 1:] == self.values[:, :-1]
        self.ties = bool((equal & (self.values[:, 1:] > -np.inf)).any())
        self._starts = np.arange(len(steps)) * self.width

    def _sorted(self, steps: Floats, scale: Floats) -> tuple[Indices, Floats]:
        """Return agreements ascending in utility and then in file order, and their utilities.

        What the party could not accept comes first, at minus infinity.
        """
        bits = max(1, self.width - 1).bit_length()
        if np.abs(steps).max(initial=0.0) < 2.0 ** (62 - bits):
            # Utility and place in one whole number: sorting these is several times quicker.
            keys = (steps.astype(np.int64) << bits) | np.arange(self.width)
            keys[~self.fine] = np.iinfo(np.int64).min
            keys.sort(axis=1)
            offers = keys & ((1 << bits) - 1)
            values = (keys >> bits) / scale[:, None]
        else:
            keyed = np.where(self.fine, steps, -np.inf)
            offers = np.argsort(keyed, axis=1, kind="stable")
            values = np.take_along_axis(keyed, offers, axis=1) / scale[:, None]
        values[np.arange(self.width) < self.first[:, None]] = -np.inf
        return offers, values

    def size(self, rows: Indices) -> Indices:
        """Return how many rungs there are."""
        return np.asarray(self.width - self.first[rows])

    def top(self, rows: Indices) -> Floats:
        """Return the utility of the best rung."""
        if not self.width:
            return np.full(len(rows), -np.inf)
        return np.asarray(self.values[rows, -1])

    def bottom(self, rows: Indices) -> Floats:
        """Return the least that the party asks for."""
        return np.asarray(self._bottom[rows])

    def reservation(self, rows: Indices) -> Floats:
        """Return the reservation value."""
        return self._reservation[rows]

    def worth(self, rows: Indices, offers: Indices) -> Floats:
        """Return the utility of one agreement in each talk."""
        return self.utility[rows, offers]

    def takes(self, rows: Indices, offers: Indices) -> Bools:
        """Return whether the party could accept one agreement in each talk."""
        return self.fine[rows, offers]

    def reach(self, rows: Indices, level: Floats) -> Indices:
        """Return the lowest rung worth at least a level, the top one if none is."""
        place = self._search(rows, level - TOLERANCE, np.less)
        return np.asarray(np.minimum(place, self.width - 1) - self.first[rows])

    def equal(self, rows: Indices, rungs: Indices) -> tuple[Indices, Indices]:
        """Return the first rung of equal worth, and the one after the last."""
        first = self.first[rows]
        value = self.values[rows, rungs + first]
        return (
            self._search(rows, value, np.less) - first,
            self._search(rows, value, np.less_equal) - first,
        )

    def offer(self, rows: Indices, rungs: Indices) -> Indices:
        """Return the agreement on a rung."""
        return np.asarray(self.offers[rows, rungs + self.first[rows]])

    def whole(self) -> tuple[Floats, Bools]:
        """Return utility and acceptability of the whole menu."""
        return self.utility, self.fine

    def _search(self, rows: Indices, level: Floats, below: np.ufunc) -> Indices:
        """Return how many of a talk's own rungs are below a level, by halving, shape (talk,)."""
        flat, starts = self.values.ravel(), self._starts[rows]
        place = np.zeros(len(rows), dtype=np.int64)
        for power in range(self.width.bit_length() - 1, -1, -1):
            further = np.minimum(place + (1 << power), self.width)
            lower = below(flat.take(starts + further - 1), level)
            place = np.where(lower, further, place)
        return place
