"""Never move."""

from __future__ import annotations

import numpy as np

from sim.bargaining.moment import Moment
from sim.bargaining.strategies.base import Strategy
from sim.bargaining.strategies.time_dependent import EVERY
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.values import Floats


class Hardliner(Strategy):
    """Always asks for the best that it can get, and takes nothing less.

    The limit of late moving; a yardstick for the others (Baarslag, Hindriks and Jonker 2013).
    """

    name = "hardliner"
    protocols = EVERY

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return the utility of its best."""
        return self.ladder.top(rows) - self.said.tolerance

    def rests(self, rows: Indices) -> Bools:
        """Say that it never makes another offer."""
        return np.ones(len(rows), dtype=bool)
