"""Accept from a fixed level on."""

from __future__ import annotations

import numpy as np

from sim.bargaining.acceptance.rule import Standing
from sim.bargaining.moment import Moment
from sim.scenario.talks import Strategy
from sim.space.boxes import Bools
from sim.space.space import TOLERANCE

LEVEL = 0.9
"""From which part of the way to its best a party accepts if the file doesn't say."""


def constant(strategy: Strategy, offer: Standing, moment: Moment) -> Bools:
    """Return where an offer reaches a fixed part of the way from the least to the best.

    AC_const of Baarslag, Hindriks and Jonker (2014).

    Parameters
    ----------
    strategy
        Its ``level`` is the part of the way, 0 to 1.
    offer
        The offer on the table.
    moment
        Not looked at.

    Returns
    -------
    ndarray of bool, shape (talk,)
    """
    level = LEVEL if strategy.level is None else strategy.level
    needed = offer.bottom + level * (offer.top - offer.bottom)
    return np.asarray(offer.worth >= needed - TOLERANCE)
