"""All make an offer at once, round by round, and nobody asks for more again."""

from __future__ import annotations

import numpy as np

from sim.bargaining.menu import Menu
from sim.bargaining.moment import Moment
from sim.bargaining.protocols.base import Protocol
from sim.bargaining.talks import Seat, Talks
from sim.space.boxes import Bools
from sim.space.space import Indices


class SimultaneousConcession(Protocol):
    """In every round all parties make an offer at the same time.

    There is an agreement when some offer is worth at least as much to each of the others as its own
    (to as many of them as consent takes); a coin decides between several. Talks end without one
    when nobody's offer has changed and nobody would change it first. (Monotonic concession:
    Rosenschein and Zlotkin 1994; for more parties Endriss 2006.)
    """

    name = "simultaneous_concession"
    label = "offers by all at once"
    coins = True

    def begin(self, model: Talks) -> None:
        """Start without offers."""
        shape = (model.table.seats, model.table.talks)
        self.offers, self.before = np.full(shape, -1), np.full(shape, -1)

    def move(self, model: Talks, old: Menu, new: Menu) -> None:
        """Forget offers on another menu."""
        self.begin(model)

    def act(self, model: Talks, agent: Seat, moment: Moment) -> None:
        """Let one party write down its offer; nobody sees it yet."""
        rows = model.going
        rows = rows[agent.able(rows)]
        if len(rows):
            asked = agent.asks(rows, moment)
            self.offers[agent.seat, rows] = agent.proposes(rows, asked, moment)

    def close(self, model: Talks, moment: Moment) -> None:
        """Look at all offers, see whether one is accepted, and whether anybody still moves."""
        rows = model.going
        offers = self.offers[:, rows]
        for seat, own in enumerate(offers):
            made = own >= 0
            model.offered(rows[made], seat, own[made], moment)
        good = np.stack([self._accepted(model, rows, seat, moment) for seat in range(len(offers))])
        agreed = good.any(axis=0)
        rank = (model.chance.coins.of(moment.round)[0, rows] * good.sum(axis=0)).astype(np.int64)
        winner = (np.cumsum(good, axis=0) == rank + 1).argmax(axis=0)
        chosen = offers[winner, np.arange(len(rows))]
        model.agree(rows[agreed], chosen[agreed], moment)
        rows = rows[~agreed]
        still = (self.offers[:, rows] == self.before[:, rows]).all(axis=0)
        for agent in model.parties:
            still &= agent.rests(rows)
        if model.state == len(model.tables) - 1:  # other rules may yet move them
            model.stop(rows[still], "nobody_moves", moment)
        self.before[:, rows] = self.offers[:, rows]

    def _accepted(self, model: Talks, rows: Indices, seat: int, moment: Moment) -> Bools:
        """Return where one seat's offer is good enough for the others, shape (talk,)."""
        offers = self.offers[seat, rows]
        accepted = np.zeros((len(rows), len(self.offers)), dtype=bool)
        accepted[:, seat] = offers >= 0
        for other in model.parties:
            own = self.offers[other.seat, rows]
            both = np.flatnonzero((offers >= 0) & (own >= 0))
            if other.seat != seat and len(both):
                some = rows[both]
                asked = other.ladder.worth(some, own[both]) - other.strategy.said.tolerance
                accepted[both, other.seat] = other.accepts(
                    some, offers[both], asked, moment, at_once=True
                )
        made = np.flatnonzero(offers >= 0)
        found = np.zeros(len(rows), dtype=bool)
        found[made] = model.table.settled(rows[made], offers[made], accepted[made])
        return found
