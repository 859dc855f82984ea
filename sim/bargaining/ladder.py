"""A party's own offers, from the least to the most that it can ask for."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.space.boxes import Bools
from sim.space.space import TOLERANCE, Indices
from sim.space.values import Floats


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

    def every(self, row: int) -> tuple[Floats, Bools]:
        """Return utility and acceptability of the whole menu in one talk, shape (agreement,)."""


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
        return np.searchsorted(self.values, level - TOLERANCE).clip(max=len(self.values) - 1)

    def equal(self, rows: Indices, rungs: Indices) -> tuple[Indices, Indices]:
        """Return the first rung of equal worth, and the one after the last."""
        value = self.values[rungs]
        return np.searchsorted(self.values, value), np.searchsorted(self.values, value, "right")

    def offer(self, rows: Indices, rungs: Indices) -> Indices:
        """Return the agreement on a rung."""
        return self.offers[rungs]

    def every(self, row: int) -> tuple[Floats, Bools]:
        """Return utility and acceptability of the whole menu."""
        return self.utility, self.fine


class DrawnLadder:
    """A ladder of its own for every talk; see :class:`Ladder`.

    Parameters
    ----------
    utility
        Shape (talk, agreement).
    fine
        Shape (talk, agreement).
    reservation
        Shape (talk,).
    """

    shared = False

    def __init__(self, utility: Floats, fine: Bools, reservation: Floats) -> None:
        self.utility, self.fine = utility, fine
        keyed = np.where(fine, utility, -np.inf)
        self.offers = np.argsort(keyed, axis=1, kind="stable")
        self.values = np.take_along_axis(keyed, self.offers, axis=1)
        self.width = utility.shape[1]
        self.first = self.width - fine.sum(axis=1)
        self._reservation = reservation
        self._bottom = np.maximum(utility.min(axis=1, initial=np.inf), reservation)
        with np.errstate(invalid="ignore"):
            self.ties = bool((np.diff(self.values, axis=1) == 0).any())

    def size(self, rows: Indices) -> Indices:
        """Return how many rungs there are."""
        return self.width - self.first[rows]

    def top(self, rows: Indices) -> Floats:
        """Return the utility of the best rung."""
        if not self.width:
            return np.full(len(rows), -np.inf)
        return self.values[rows, -1]

    def bottom(self, rows: Indices) -> Floats:
        """Return the least that the party asks for."""
        return self._bottom[rows]

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
        return (self._search(rows, level - TOLERANCE, right=False) - self.first[rows]).clip(
            max=self.width - self.first[rows] - 1
        )

    def equal(self, rows: Indices, rungs: Indices) -> tuple[Indices, Indices]:
        """Return the first rung of equal worth, and the one after the last."""
        first = self.first[rows]
        value = self.values[rows, rungs + first]
        return (
            self._search(rows, value, right=False) - first,
            self._search(rows, value, right=True) - first,
        )

    def offer(self, rows: Indices, rungs: Indices) -> Indices:
        """Return the agreement on a rung."""
        return self.offers[rows, rungs + self.first[rows]]

    def every(self, row: int) -> tuple[Floats, Bools]:
        """Return utility and acceptability of the whole menu in one talk."""
        return self.utility[row], self.fine[row]

    def _search(self, rows: Indices, level: Floats, *, right: bool) -> Indices:
        """Search every talk's own rungs for a level by halving, shape (talk,)."""
        low, high = self.first[rows], np.full(len(rows), self.width)
        for _ in range(self.width.bit_length()):
            middle = (low + high) >> 1
            open_ = middle < high
            value = self.values[rows, middle.clip(max=self.width - 1)]
            below = ((value <= level) if right else (value < level)) & open_
            low = np.where(below, middle + 1, low)
            high = np.where(below, high, middle)
        return low
