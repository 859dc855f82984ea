"""Play the equilibrium of the remaining rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from sim.bargaining.moment import Moment
from sim.bargaining.strategies.base import Choose, Place, Strategy
from sim.space.dominance import nondominated
from sim.space.space import TOLERANCE, Indices
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class _Plan:
    """What both parties do at every turn; arrays are (turn,).

    Parameters
    ----------
    offers
        The mover's offer if it does not accept; -1 for its best.
    needed
        The gain from which on the mover accepts.
    """

    offers: Indices
    needed: Floats


class Equilibrium(Strategy):
    """Offers what the other accepts today rather than counter, and no more.

    Subgame-perfect play by backward induction over the turns that are left, for two parties that
    discount (``patience``, and the hazard of a breakdown). At the last turn whatever is acceptable
    is accepted. With many rounds and little discounting a round it comes near the Nash solution
    with the parties' patience as bargaining weights (Rubinstein 1982; Binmore, Rubinstein and
    Wolinsky 1986). It is taken to know the other's utilities and patience in full, and that the
    state of the scenario stays as it is.
    """

    name = "equilibrium"
    protocols = frozenset({"alternating_offers"})
    parties = (2, 2)
    fixed: ClassVar[Mapping[str, object]] = MappingProxyType({"ties": "first", "tolerance": 0.0})
    foresees = True

    def sit(self, place: Place) -> None:
        """Forget the plans for another table."""
        super().sit(place)
        self.plans: list[_Plan] = []
        self.which = np.zeros(0, dtype=np.int64)

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return what makes it accept exactly what is worth countering for."""
        self._prepare(moment)
        needed = np.array([plan.needed[moment.number] for plan in self.plans])[self.which[rows]]
        # The rule that compares with the next own offer takes off one turn's discount again.
        keep = self.place.keep[self.place.seat, rows]
        return np.asarray(self.ladder.reservation(rows) + needed / keep)

    def proposes(self, rows: Indices, asked: Floats, moment: Moment, choose: Choose) -> Indices:
        """Return the planned offers."""
        self._prepare(moment)
        offers = np.array([plan.offers[moment.number] for plan in self.plans])[self.which[rows]]
        best = self.ladder.offer(rows, self.ladder.size(rows) - 1)
        return np.where(offers >= 0, offers, best)

    def _prepare(self, moment: Moment) -> None:
        """Make a plan for all talks; those that are alike share one."""
        if self.plans:
            return
        place = self.place
        shared = all(ladder.shared for ladder in place.table.ladders)
        alike = np.zeros(place.table.talks) if shared else np.arange(place.table.talks)
        keys = np.column_stack([alike, place.chance.openers, place.keep.T, place.survive])
        _, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        self.which = which.ravel()
        for row in first.tolist():
            keep = (float(place.keep[0, row]), float(place.keep[1, row]))
            opener, survive = int(place.chance.openers[row]), float(place.survive[row])
            self.plans.append(self._worked_out(row, opener, keep, survive, moment.rounds))

    def _worked_out(
        self, row: int, opener: int, keep: tuple[float, float], survive: float, rounds: int
    ) -> _Plan:
        numbers, gains = self._frontier(row)
        turns = 2 * rounds
        offers, needed = np.full(turns, -1), np.zeros(turns)
        value = np.zeros(2)
        for turn in range(turns - 1, -1, -1):
            mover = (opener + turn) % 2
            other = 1 - mover
            # A round ends after its second turn; then talks may break off.
            stay = np.array(keep) * (survive if turn % 2 else 1.0)
            waited = stay * value
            if turn < turns - 1 and len(numbers):
                # The other's own turn is next: it accepts what is worth its countering then.
                place = _best_for(gains, mover, value[other] - TOLERANCE)
                if place >= 0 and stay[mover] * gains[place, mover] >= waited[mover] - TOLERANCE:
                    offers[turn] = numbers[place]
                    waited = stay * gains[place]
            value = waited
            needed[turn] = value[mover]
        return _Plan(offers, needed)

    def _frontier(self, row: int) -> tuple[Indices, Floats]:
        """Return what both could accept and nothing dominates, first seat's best first."""
        ladders = self.place.table.ladders
        place = 0 if ladders[0].shared else row
        utilities, fine = zip(*(ladder.whole() for ladder in ladders), strict=True)
        both = np.stack([utility[place] for utility in utilities], axis=1)
        mutual = np.flatnonzero(np.all([one[place] for one in fine], axis=0))
        kept = mutual[nondominated(both[mutual])]
        reservations = np.array([ladder.reservation(np.array([row]))[0] for ladder in ladders])
        gains = np.maximum(0.0, both[kept] - reservations)
        order = np.lexsort((kept, -gains[:, 0]))
        return kept[order], gains[order]


def _best_for(gains: Floats, mover: int, needed: float) -> int:
    """Return the place of the mover's best that gives the other enough; -1 where nothing does.

    Along the frontier the first seat's gains fall and the second's rise.
    """
    if mover == 0:
        place = int(np.searchsorted(gains[:, 1], needed))
        return place if place < len(gains) else -1
    place = int(np.searchsorted(-gains[:, 0], -needed, side="right")) - 1
    if place < 0:
        return -1
    # Equal vectors stand together; the first of them in file order.
    return int(np.searchsorted(-gains[:, 0], -gains[place, 0]))
