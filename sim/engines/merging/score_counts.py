"""How many partial agreements have which utilities: distributions that grow issue by issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engines.merging.residue_numbers import reduced
from sim.space.budget import spend
from sim.space.limits import BudgetSpent
from sim.space.space import Indices

TOO_MANY = 1.5
"""Where so many times more sums than may stay are expected to differ, counting is given up."""
DENSE = 1 << 23
"""Maximum number of cells up to which equal utilities are found by counting, not sorting."""
STATE, SUM = 150.0, 0.05
"""Work of a state, and of a sum in one column or of its number as one remainder, as measured."""
WIDEST = 1 << 50
"""Maximum width of a grid; a party's utilities span less, so that wider ones tell no more apart."""


@dataclass(frozen=True, eq=False)
class Scores:
    """Distinct vectors of utilities, and how many partial agreements have each.

    Parameters
    ----------
    vectors
        In steps of some grid, shape (column, vector).
    counts
        As remainders, shape (prime, vector).
    """

    vectors: Indices
    counts: Indices

    def __len__(self) -> int:
        """Return how many vectors there are."""
        return int(self.vectors.shape[1])


@dataclass(frozen=True, eq=False)
class Window:
    """What still matters of utilities in one state, each of shape (column,).

    Parameters
    ----------
    hopeless
        Below it nothing that comes is enough.
    enough
        From it on everything that comes is enough; more makes no difference.
    """

    hopeless: Indices
    enough: Indices


@dataclass
class Lattice:
    """The grid that vectors are on; it gets coarser once there are too many of them.

    Parameters
    ----------
    unit
        Its width, in steps, the same for every column.
    most
        How many distinct vectors a state may have.
    direction
        -1 to round down to coarser grids, 1 to round up, 0 to raise instead.
    together
        How many sums of the last step had the same vector, on average.
    """

    unit: int
    most: int
    direction: int
    together: float = 1.0

    def coarsen(self) -> None:
        """Make it twice as wide.

        Raises
        ------
        BudgetSpent
            If nothing may be rounded, or nothing is left to round.
        """
        if not self.direction or self.unit >= WIDEST:
            raise BudgetSpent(f"more than {self.most:,} different utilities to count")
        self.unit *= 2

    def rounded(self, vectors: Indices, anchor: Indices) -> Indices:
        """Return vectors on the grid through an anchor."""
        if self.unit == 1:
            return vectors
        away = vectors - anchor[:, None]
        places = away // self.unit if self.direction < 0 else -(-away // self.unit)
        return np.asarray(anchor[:, None] + places * self.unit)


Part = tuple[Scores, Indices, Indices]
"""Scores, what options add to them, shape (row, column), and how many options add that, (row,)."""


def grown(parts: Sequence[Part], window: Window, lattice: Lattice, moduli: Sequence[int]) -> Scores:
    """Return the scores of every sum of a partial agreement and an option, in one state.

    Raises
    ------
    BudgetSpent
        If there are too many, and rounding is not allowed or no longer helps.
    """
    spend(STATE)
    vectors, counts = [], []
    for scores, steps, sizes in parts:
        total = len(scores) * len(steps)
        sums = (scores.vectors[:, :, None] + steps.T[:, None, :]).reshape(steps.shape[1], total)
        spend(SUM * total * (len(scores.vectors) + len(moduli)))
        number = scores.counts[:, :, None] * sizes[None, None, :]
        alive = np.ones(total, dtype=bool)
        for column, bound in zip(sums, window.hopeless.tolist(), strict=True):
            alive &= column >= bound
        sums = sums[:, alive]
        for column, bound in zip(sums, window.enough.tolist(), strict=True):
            np.minimum(column, bound, out=column)
        vectors.append(sums)
        counts.append(reduced(number.reshape(len(moduli), total)[:, alive], moduli))
    found = Scores(np.concatenate(vectors, axis=1), np.concatenate(counts, axis=1))
    before = len(found)
    if not lattice.direction and before > TOO_MANY * lattice.together * lattice.most:
        # As many fell together before, there are too many to be worth sorting.
        lattice.coarsen()
    while True:
        found = on_lattice(found, window, lattice, moduli)
        if len(found) <= lattice.most:
            lattice.together = max(1, before) / max(1, len(found))
            return found
        lattice.coarsen()


def on_lattice(scores: Scores, window: Window, lattice: Lattice, moduli: Sequence[int]) -> Scores:
    """Return scores with their vectors rounded to the grid in use, equal ones together."""
    vectors, counts = lattice.rounded(scores.vectors, window.enough), scores.counts
    if lattice.unit > 1:
        alive = (vectors >= window.hopeless[:, None]).all(axis=0)
        vectors, counts = vectors[:, alive], counts[:, alive]
    return _merged(Scores(vectors, counts), moduli)


def _merged(scores: Scores, moduli: Sequence[int]) -> Scores:
    """Return each distinct vector once, with the sum of its counts."""
    if len(scores) < 2:
        return scores
    code, cells = _codes(scores.vectors)
    if cells <= min(DENSE, 64 * len(code) + 4096):
        first = np.full(cells, -1, dtype=np.int64)
        first[code[::-1]] = np.arange(len(code))[::-1]
        there = np.flatnonzero(first >= 0)
        counts = np.empty((len(moduli), len(there)), dtype=np.int64)
        for row, numbers in zip(counts, scores.counts, strict=True):
            table = np.zeros(cells, dtype=np.int64)
            np.add.at(table, code, numbers)
            row[:] = table[there]
        return Scores(scores.vectors[:, first[there]], reduced(counts, moduli))
    order = np.argsort(code, kind="stable")
    ordered = code[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.add.reduceat(scores.counts[:, order], starts, axis=1)
    return Scores(scores.vectors[:, order[starts]], reduced(counts, moduli))


def _codes(vectors: Indices) -> tuple[Indices, int]:
    """Return a number for each vector, the same for equal ones only, and a bound on them."""
    code, cells = np.zeros(vectors.shape[1], dtype=np.int64), 1
    for column in vectors:
        low = column.min()
        away = column - low
        width = int(np.gcd.reduce(away)) or 1
        places = away // width
        size = int(places.max()) + 1
        if cells * size >= 1 << 62:
            # Whole numbers would not hold it: number the distinct ones first.
            known, code = np.unique(code, return_inverse=True)
            cells = len(known)
        if cells * size >= 1 << 62:
            known, places = np.unique(places, return_inverse=True)
            size = len(known)
        code = code * size + places
        cells *= size
    return code, cells
