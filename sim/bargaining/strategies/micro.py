"""A new offer for a new offer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from sim.bargaining.moment import Moment
from sim.bargaining.strategies.base import Choose, Place, Strategy
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.values import Floats


class Micro(Strategy):
    """Goes down its own list one by one, never faster than the others.

    Best first, and of equal ones the first in file order. Makes its next new offer if it has made
    no more different offers than the fewest that it has got from any other party; else it repeats
    its last one. Takes what is worth at least what it would offer now. MiCRO needs neither time
    nor a model of the others (de Jonge 2022); the rule for more than two parties is ours.
    """

    name = "micro"
    protocols = frozenset({"alternating_offers"})
    fixed: ClassVar[Mapping[str, object]] = MappingProxyType({"ties": "first"})
    remembers = True

    def sit(self, place: Place) -> None:
        """Begin with nothing sent and nothing got."""
        super().sit(place)
        table = place.table
        self.sent = np.zeros(table.talks, dtype=np.int64)
        self.got = np.zeros((table.seats, table.talks), dtype=np.int64)
        self.seen = np.zeros((table.seats, table.talks, self.ladder.width), dtype=bool)

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return the utility of what it would offer now."""
        return self.ladder.worth(rows, self._offers(rows)) - self.said.tolerance

    def proposes(self, rows: Indices, asked: Floats, moment: Moment, choose: Choose) -> Indices:
        """Return the next new offer, or the last one again."""
        offers = self._offers(rows)
        self.sent[rows] += self._ready(rows)
        return offers

    def hears(self, rows: Indices, by: int, offers: Indices, moment: Moment) -> None:
        """Count another party's different offers."""
        self.got[by, rows] += ~self.seen[by, rows, offers]
        self.seen[by, rows, offers] = True

    def _ready(self, rows: Indices) -> Bools:
        others = [seat for seat in range(self.place.table.seats) if seat != self.place.seat]
        fewest = self.got[others][:, rows].min(axis=0)
        left = self.sent[rows] < self.ladder.size(rows)
        return np.asarray(left & (self.sent[rows] <= fewest))

    def _offers(self, rows: Indices) -> Indices:
        """Return the n-th best own offer, n counted with the next one where it is ready for it."""
        number = np.maximum(self.sent[rows] - 1 + self._ready(rows), 0)
        rungs = self.ladder.size(rows) - 1 - number
        if self.ladder.ties:
            # Equal ones stand in file order, and are sent in file order too.
            first, after = self.ladder.equal(rows, rungs)
            rungs = first + (after - 1 - rungs)
        return self.ladder.offer(rows, rungs)
