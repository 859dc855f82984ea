"""Which of several own offers of equal worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.bargaining.diagrams import NEAR, Diagrams, most_liked
from sim.bargaining.ladder import Ladder
from sim.bargaining.learning import Learner, Likings
from sim.space.space import Indices
from sim.space.values import Floats

OFFERS = 500_000
"""How many offers, or edges of diagrams, are compared at once."""
FEW = 30
"""Up to so many equal offers are scored one by one."""


def best_for_others(
    rows: Indices,
    first: Indices,
    after: Indices,
    *,
    ladder: Ladder,
    diagrams: Diagrams,
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
    diagrams
        The seat's sets of equal offers.
    """
    chosen, sizes = first.copy(), after - first
    for some, search in (
        (np.flatnonzero((sizes > 1) & (sizes <= FEW)), _scored),
        (np.flatnonzero(sizes > FEW), _merged),
    ):
        if len(some):
            talks = rows[some]
            likings = learner.likings(talks, seat)
            chosen[some] += search(talks, first[some], sizes[some], diagrams, likings)
    return ladder.offer(rows, chosen)


def _scored(
    rows: Indices, first: Indices, sizes: Indices, diagrams: Diagrams, likings: Likings
) -> Indices:
    """Return which of a few equal offers is liked best, by scoring each, shape (talk,)."""
    found = np.zeros(len(rows), dtype=np.int64)
    for some in _in_chunks(sizes):
        size = sizes[some]
        begins = np.cumsum(size) - size
        talk = np.repeat(np.arange(some.start, some.stop), size)
        place = np.arange(len(talk)) - np.repeat(begins, size)
        digits = diagrams.menu.digits[diagrams.ladder.offer(rows[talk], first[talk] + place)]
        liking = np.zeros(len(talk))
        for issue, options in enumerate(digits.T):
            liking += likings.of(issue, talk, options)
        best = np.maximum.reduceat(liking, begins) - NEAR
        place = np.where(liking >= np.repeat(best, size), place, len(talk))
        found[some] = np.minimum.reduceat(place, begins)
    return found


def _merged(
    rows: Indices, first: Indices, sizes: Indices, diagrams: Diagrams, likings: Likings
) -> Indices:
    """Return which of many equal offers is liked best, by merging issues, shape (talk,)."""
    found = np.zeros(len(rows), dtype=np.int64)
    known, which = diagrams.of(rows, first, first + sizes)
    edges = np.array([diagram.edges for diagram in known])[which]
    for some in _in_chunks(edges):
        used, number = np.unique(which[some], return_inverse=True)

        def like(issue: int, choice: Indices, option: Indices, start: int = some.start) -> Floats:
            return likings.of(issue, start + choice, option)

        found[some] = most_liked([known[k] for k in used.tolist()], number.ravel(), like)
    return found


def _in_chunks(counts: Indices) -> Iterator[slice]:
    """Yield slices with up to ``OFFERS`` in all, or of one by itself, of things with so many."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        gone = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, gone + OFFERS, "right")))
        yield slice(start, stop)
        start = stop


def first_in_file(rows: Indices, first: Indices, after: Indices, *, ladder: Ladder) -> Indices:
    """Return the first offers in file order."""
    return ladder.offer(rows, first)
