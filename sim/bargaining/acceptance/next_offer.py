"""Accept what is worth at least as much as one's own next offer."""

from __future__ import annotations

import numpy as np

from sim.bargaining.acceptance.rule import Standing
from sim.bargaining.moment import Moment
from sim.scenario.talks import Strategy
from sim.space.boxes import Bools
from sim.space.space import TOLERANCE


def next_offer(strategy: Strategy, offer: Standing, moment: Moment) -> Bools:
    """Return where an offer gives what the own next offer would, one turn later.

    AC_next of Baarslag, Hindriks and Jonker (2014). An own offer can be accepted one turn later at
    the earliest, so its gain counts less by the party's patience.

    Parameters
    ----------
    strategy
        What the file says; not looked at.
    offer
        The offer on the table.
    moment
        Not looked at.

    Returns
    -------
    ndarray of bool, shape (talk,)
    """
    needed = offer.reservation + offer.keep * (offer.asked - offer.reservation)
    return np.asarray(offer.worth >= needed - TOLERANCE)
