"""Which of several own offers of equal worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.bargaining.diagrams import NEAR, Diagrams, most_liked
from sim.bargaining.ladder import Ladder
from sim.bargaining.learning import Learner, Likings
from sim.bargaining.menu import Menu
from sim.space.space import Indices
from sim.space.values import Floats

OFFERS = 500_000
"""How many offers, or edges of diagrams, are compared at once."""
FEW = 30
"""Up to so many equal offers are scored one by one."""


class BestForOthers:
    """Chooses, among own offers of equal worth, the one that is likely best for the others.

    Of several such the first in file order. Who is asked again with nothing new heard says the same
    again: strategies that hardly move would otherwise work out the same offer every turn.

    Parameters
    ----------
    ladder
        The seat's offers.
    menu
        What can be tabled.
    seat
        Its number.
    """

    def __init__(self, ladder: Ladder, menu: Menu, seat: int) -> None:
        self.ladder, self.seat = ladder, seat
        self.diagrams = Diagrams(ladder, menu)
        self.before: _Asked | None = None

    def choose(self, rows: Indices, first: Indices, after: Indices, learner: Learner) -> Indices:
        """Return the offers, shape (talk,).

        Parameters
        ----------
        rows
            The talks.
        first, after
            The first rung of equal worth and the one after the last, shape (talk,).
        learner
            What has been learnt of the others.
        """
        chosen = first.copy()
        several = np.flatnonzero(after - first > 1)
        if len(several):
            if self.before is None:
                self.before = _Asked(learner.talks, len(learner.sizes), learner.seats - 1)
            likings = learner.likings(rows[several], self.seat)
            fresh = self.before.changed(rows[several], first[several], likings)
            anew = several[fresh]
            if len(anew):
                found = self._found(
                    rows[anew], first[anew], (after - first)[anew], likings.only(fresh)
                )
                self.before.note(rows[anew], first[anew], found, likings.only(fresh))
            chosen[several] += self.before.chosen[rows[several]]
        return self.ladder.offer(rows, chosen)

    def _found(self, rows: Indices, first: Indices, sizes: Indices, likings: Likings) -> Indices:
        found = np.zeros(len(rows), dtype=np.int64)
        for few, search in ((True, _scored), (False, _merged)):
            some = np.flatnonzero((sizes <= FEW) == few)
            if len(some):
                liked = likings.only(some)
                found[some] = search(rows[some], first[some], sizes[some], self.diagrams, liked)
        return found


class _Asked:
    """What was last asked in every talk, and what the answer was.

    Parameters
    ----------
    talks, issues, others
        How many talks, issues and other seats there are.
    """

    def __init__(self, talks: int, issues: int, others: int) -> None:
        self.first, self.chosen = np.full(talks, -1), np.zeros(talks, dtype=np.int64)
        self.last = np.full((others, issues, talks), -1)
        self.weights = np.zeros((others, issues, talks))

    def changed(self, rows: Indices, first: Indices, likings: Likings) -> Indices:
        """Return which of some talks ask something else than before, as places in ``rows``."""
        same = self.first[rows] == first
        for other, (last, weights) in enumerate(zip(likings.last, likings.weights, strict=True)):
            same &= (self.last[other][:, rows] == last).all(axis=0)
            same &= (self.weights[other][:, rows] == weights).all(axis=0)
        return np.flatnonzero(~same)

    def note(self, rows: Indices, first: Indices, chosen: Indices, likings: Likings) -> None:
        """Keep what some talks ask, and the answer."""
        self.first[rows], self.chosen[rows] = first, chosen
        for other, (last, weights) in enumerate(zip(likings.last, likings.weights, strict=True)):
            self.last[other][:, rows], self.weights[other][:, rows] = last, weights


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
