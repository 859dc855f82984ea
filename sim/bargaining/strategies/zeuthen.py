"""Whoever risks less by a breakdown moves."""

from __future__ import annotations

import numpy as np

from sim.bargaining.moment import Moment
from sim.bargaining.strategies.base import Choose, Place, Strategy
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.values import Floats

NEAR = 1e-12
"""Products tie within this, relative."""
NOT_MUTUAL = -1.0
"""Stands for the product of gains of what some party could not accept."""


class Zeuthen(Strategy):
    """Moves if its own offer has the smallest product of gains, just enough to have it no more.

    For two parties the one whose offer has the smaller product of gains is the one that would
    rather move than risk a breakdown (Zeuthen 1930; Harsanyi 1956), so both arrive at the Nash
    solution; for more, moving by the product is one of the concessions of Endriss (2006). It is
    taken to know the others' utilities and reservation values in full. Ties are settled by a coin.
    """

    name = "zeuthen"
    protocols = frozenset({"simultaneous_concession"})

    def sit(self, place: Place) -> None:
        """Work out every agreement's product of gains, and forget all offers."""
        super().sit(place)
        table = place.table
        self.last = np.full((table.seats, table.talks), -1)
        self.product = self._product()
        own = np.broadcast_to(self.ladder.whole()[0], self.product.shape)
        order = np.argsort(-self.product, axis=1, kind="stable")
        falling = np.take_along_axis(own, order, axis=1)
        before = np.maximum.accumulate(falling, axis=1)
        fresh = np.ones(falling.shape, dtype=bool)
        fresh[:, 1:] = falling[:, 1:] > before[:, :-1]
        best = np.maximum.accumulate(np.where(fresh, np.arange(falling.shape[1]), 0), axis=1)
        self.falling = -np.take_along_axis(self.product, order, axis=1)
        self.best = np.take_along_axis(order, best, axis=1)
        """Of the agreements with the k largest products, the best for this party."""

    def _product(self) -> Floats:
        """Return every agreement's product of everybody's gains, (1 or talk, agreement)."""
        product: Floats = np.ones((1, self.ladder.width))
        mutual: Bools = np.ones((1, self.ladder.width), dtype=bool)
        for ladder in self.place.table.ladders:
            utility, fine = ladder.whole()
            gain = utility - ladder.reservation(np.arange(len(utility)))[:, None]
            product = product * np.maximum(0.0, gain)
            mutual = mutual & fine
        return np.where(mutual, product, NOT_MUTUAL)

    def _of(self, rows: Indices, offers: Indices) -> Floats:
        """Return products of offers, shape (talk,)."""
        found = self.product[rows if len(self.product) > 1 else np.zeros_like(rows), offers]
        return np.where(offers >= 0, found, NOT_MUTUAL)

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return the utility of its last offer, or of its best."""
        own = self.last[self.place.seat, rows]
        worth = self.ladder.worth(rows, own.clip(min=0))
        return np.where(own >= 0, worth, self.ladder.top(rows)) - self.said.tolerance

    def proposes(self, rows: Indices, asked: Floats, moment: Moment, choose: Choose) -> Indices:
        """Return its last offer, or where it moves the next."""
        seat = self.place.seat
        own = self.last[seat, rows]
        offers = own.copy()
        new = np.flatnonzero(own < 0)
        if len(new):
            rungs = self.ladder.size(rows[new]) - 1
            offers[new] = choose(rows[new], *self.ladder.equal(rows[new], rungs))
        moving = np.flatnonzero((own >= 0) & self._moves(rows, moment))
        if len(moving):
            offers[moving] = self._next(rows[moving], own[moving])
        self.last[seat, rows] = offers
        return np.asarray(offers)

    def _moves(self, rows: Indices, moment: Moment) -> Bools:
        """Return where this party's offer has the smallest product, by a coin among ties."""
        products = np.stack([self._of(rows, offers) for offers in self.last[:, rows]])
        smallest = products.min(axis=0)
        tied = products <= smallest + NEAR * np.abs(smallest)
        coins = self.place.chance.coins.of(moment.round)[0, rows]
        chosen = (coins * tied.sum(axis=0)).astype(np.int64)
        rank = np.cumsum(tied, axis=0) - 1
        return np.asarray(tied[self.place.seat] & (rank[self.place.seat] == chosen))

    def _next(self, rows: Indices, own: Indices) -> Indices:
        """Return the best for this party that has a larger product than some other's offer."""
        others = [seat for seat in range(self.place.table.seats) if seat != self.place.seat]
        last = self.last[others][:, rows]
        products = np.stack([self._of(rows, offers) for offers in last])
        beaten = products.min(axis=0)
        table = rows if len(self.product) > 1 else np.zeros_like(rows)
        largest = -self.falling[table, 0]
        margin = NEAR * np.abs(beaten)
        larger = self._count(table, beaten + margin)
        as_large = self._count(table, largest - NEAR * np.abs(largest) - 1e-300)
        offers = self.best[table, np.where(larger > 0, larger, as_large) - 1]
        # Both are at the largest product there is: it takes the other's.
        final = (larger == 0) & (self._of(rows, own) >= largest - NEAR * np.abs(largest))
        worth = np.stack(
            [
                np.where(p >= beaten - margin, self.ladder.worth(rows, o.clip(min=0)), -np.inf)
                for p, o in zip(products, last, strict=True)
            ]
        )
        theirs = np.take_along_axis(last, worth.argmax(axis=0)[None, :], axis=0)[0]
        offers = np.where(final, theirs, offers)
        return np.where(largest < 0, own, offers)

    def _count(self, table: Indices, level: Floats) -> Indices:
        """Return how many agreements have a product above a level, shape (talk,)."""
        if len(self.product) == 1:
            return np.searchsorted(self.falling[0], -level)
        return np.asarray((self.falling[table] < -level[:, None]).sum(axis=1))

    def hears(self, rows: Indices, by: int, offers: Indices, moment: Moment) -> None:
        """Note another party's offer."""
        self.last[by, rows] = offers

    def rests(self, rows: Indices) -> Bools:
        """Say that it is stuck where no agreement is acceptable to all at the table."""
        table = rows if len(self.product) > 1 else np.zeros_like(rows)
        return np.asarray(self.falling[table, 0] > 0)
