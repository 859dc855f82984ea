"""Alternating offers, stacked: a counter-offer rejects."""

from __future__ import annotations

import numpy as np

from sim.bargaining.menu import Menu
from sim.bargaining.moment import Moment
from sim.bargaining.protocols.base import Protocol
from sim.bargaining.talks import Seat, Talks
from sim.space.space import Indices


class AlternatingOffers(Protocol):
    """In every round each party acts once: it accepts what is there, or makes a counter-offer.

    A counter-offer takes the place of what was on the table and counts as accepting it oneself.
    There is an agreement when all whose consent it needs have accepted the same offer, one after
    the other (Rubinstein 1982 for two parties; the stacked protocol for more: Aydoğan, Festen,
    Hindriks and Jonker 2017). The opener acts first in every round, the others after it in file
    order.
    """

    name = "alternating_offers"
    label = "alternating offers"
    opens = True

    def turns(self, seats: int) -> int:
        """Return as many turns as there are seats."""
        return seats

    def begin(self, model: Talks) -> None:
        """Start with nothing on the table."""
        talks, seats = model.table.talks, model.table.seats
        self.standing = np.full(talks, -1)
        self.accepted = np.zeros((talks, seats), dtype=bool)
        openers = model.chance.openers
        self.groups = [np.flatnonzero(openers == seat) for seat in range(seats)]

    def move(self, model: Talks, old: Menu, new: Menu) -> None:
        """Keep the offers that are still on the menu; nobody has accepted them yet."""
        there = self.standing >= 0
        self.standing[there] = new.find(old.digits[self.standing[there]])
        self.accepted[:] = False

    def act(self, model: Talks, agent: Seat, moment: Moment) -> None:
        """Let one party accept or counter in the talks where it is its turn."""
        seat = agent.seat
        group = (seat - moment.turn) % model.table.seats
        rows = self.groups[group]
        rows = rows[agent.able(rows)]
        if not len(rows):
            return
        asked = agent.asks(rows, moment)
        standing = self.standing[rows]
        yes = standing >= 0
        if yes.all():
            yes = agent.accepts(rows, standing, asked, moment)
        elif yes.any():
            yes[yes] = agent.accepts(rows[yes], standing[yes], asked[yes], moment)
        if yes.any():
            self._accept(model, seat, rows[yes], moment)
            rows, asked = rows[~yes], asked[~yes]
        if len(rows):
            offers = agent.proposes(rows, asked, moment)
            self._counter(model, seat, rows, offers, moment)

    def _accept(self, model: Talks, seat: int, rows: Indices, moment: Moment) -> None:
        self.accepted[rows, seat] = True
        offers = self.standing[rows]
        settled = model.table.settled(rows, offers, self.accepted[rows])
        model.agree(rows[settled], offers[settled], moment)

    def _counter(
        self, model: Talks, seat: int, rows: Indices, offers: Indices, moment: Moment
    ) -> None:
        self.standing[rows] = offers
        self.accepted[rows] = False
        self.accepted[rows, seat] = True
        model.offered(rows, seat, offers, moment)
        settled = model.table.settled(rows, offers, self.accepted[rows])
        model.agree(rows[settled], offers[settled], moment)

    def drop(self, rows: Indices) -> None:
        """Forget talks that have ended."""
        gone = np.zeros(len(self.standing), dtype=bool)
        gone[rows] = True
        self.groups = [group[~gone[group]] for group in self.groups]
