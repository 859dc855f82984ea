"""Which of several own offers of equal worth."""

from __future__ import annotations

import numpy as np

from sim.bargaining.ladder import Ladder
from sim.bargaining.learning import Learner
from sim.bargaining.menu import Menu
from sim.space.space import Indices

OFFERS = 500_000
"""How many offers are compared at once."""


def best_for_others(
    rows: Indices,
    first: Indices,
    after: Indices,
    *,
    ladder: Ladder,
    menu: Menu,
    learner: Learner,
    seat: int,
) -> Indices:
    """Return the offers that are likely best for the others; the first in file order among those.

    Parameters
    ----------
    rows
        The talks.
    first, after
        The first rung of equal worth and the one after the last, shape (talk,).
    """
    chosen = first.copy()
    many = np.flatnonzero(after - first > 1)
    sizes = (after - first)[many]
    ends = np.cumsum(sizes)
    start = 0
    while start < len(many):
        stop = int(np.searchsorted(ends, (ends[start - 1] if start else 0) + OFFERS, "right"))
        some = slice(start, max(stop, start + 1))
        size, talks = sizes[some], rows[many[some]]
        begins = np.cumsum(size) - size
        of = np.repeat(np.arange(len(size)), size)
        rungs = first[many[some]][of] + np.arange(len(of)) - begins[of]
        digits = menu.digits[ladder.offer(talks[of], rungs)]
        liking = learner.liking(talks, seat, digits, of).round(12)
        best = np.maximum.reduceat(liking, begins)
        place = np.where(liking == best[of], np.arange(len(of)), len(of))
        chosen[many[some]] = rungs[np.minimum.reduceat(place, begins)]
        start = some.stop
    return ladder.offer(rows, chosen)


def first_in_file(rows: Indices, first: Indices, after: Indices, *, ladder: Ladder) -> Indices:
    """Return the first offers in file order."""
    return ladder.offer(rows, first)
