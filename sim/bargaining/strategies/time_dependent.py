"""Ask for less as time goes by."""

from __future__ import annotations

from math import log
from typing import ClassVar

import numpy as np

from sim.bargaining.moment import Moment
from sim.bargaining.strategies.base import Strategy
from sim.space.space import Indices
from sim.space.values import Floats

EVERY = frozenset({"alternating_offers", "simultaneous_concession", "single_text"})


class TimeDependent(Strategy):
    """Asks for r + (b − r)·(1 − t^e), from the best b down towards the reservation value r.

    t is the share of the time that is gone and e the exponent: above 1 it moves late, at 1
    evenly, below 1 early (Faratin, Sierra and Jennings 1998). Without an exponent in the file it
    is drawn for each talk from 0.25 to 4, even on a scale of ratios, so that moving late and
    moving early are alike.
    """

    name = "time_dependent"
    protocols = EVERY
    takes = frozenset({"exponent"})

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return the level at this time."""
        exponent = self.place.chance.exponents[self.place.seat, rows]
        aspiration = 1.0 - np.exp(exponent * log(moment.time))
        bottom, top = self.ladder.bottom(rows), self.ladder.top(rows)
        level = bottom + (top - bottom) * aspiration - self.said.tolerance
        return np.asarray(np.maximum(level, bottom))


class Boulware(TimeDependent):
    """Moves late: time-dependent with exponent 4 unless the file gives another.

    Named after Lemuel Boulware, who made one offer and stayed there (Raiffa 1982).
    """

    name = "boulware"
    exponent: ClassVar[float | None] = 4.0


class Linear(TimeDependent):
    """Moves evenly: time-dependent with exponent 1."""

    name = "linear"
    takes: ClassVar[frozenset[str]] = frozenset()
    exponent: ClassVar[float | None] = 1.0


class Conceder(TimeDependent):
    """Moves early: time-dependent with exponent 1/4 unless the file gives another."""

    name = "conceder"
    exponent: ClassVar[float | None] = 0.25
