"""Answer concessions in kind."""

from __future__ import annotations

import numpy as np

from sim.bargaining.moment import Moment
from sim.bargaining.strategies.base import Place, Strategy
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.values import Floats


class TitForTat(Strategy):
    """Comes down from its best by as much as the others' offers have come up.

    Measured in its own utility, from each other party's first offer to its last; the mean over
    those that have made offers, times ``answer`` (1 if the file doesn't say). What is taken back
    is answered too. (Absolute tit-for-tat of Faratin, Sierra and Jennings 1998; the idea is
    Rapoport's, in Axelrod 1984.) Two of them never move.
    """

    name = "tit_for_tat"
    protocols = frozenset({"alternating_offers", "simultaneous_concession"})
    takes = frozenset({"answer"})

    def sit(self, place: Place) -> None:
        """Begin with no offers heard."""
        super().sit(place)
        shape = (place.table.seats, place.table.talks)
        self.first = np.full(shape, np.nan)
        self.last = np.full(shape, np.nan)

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return its best less what the others have moved."""
        moved = self.last[:, rows] - self.first[:, rows]
        heard = ~np.isnan(moved)
        mean = np.where(heard, moved, 0.0).sum(axis=0) / np.maximum(heard.sum(axis=0), 1)
        answer = 1.0 if self.said.answer is None else self.said.answer
        top, bottom = self.ladder.top(rows), self.ladder.bottom(rows)
        return np.asarray(np.clip(top - answer * mean, bottom, top) - self.said.tolerance)

    def hears(self, rows: Indices, by: int, offers: Indices, moment: Moment) -> None:
        """Note what another party's offer is worth to this one."""
        worth = self.ladder.worth(rows, offers)
        fresh = np.isnan(self.first[by, rows])
        self.first[by, rows[fresh]] = worth[fresh]
        self.last[by, rows] = worth

    def rests(self, rows: Indices) -> Bools:
        """Say that it moves only if others do."""
        return np.ones(len(rows), dtype=bool)
