"""Accept anything that can be accepted, late in the talks."""

from __future__ import annotations

import numpy as np

from sim.bargaining.acceptance.rule import Standing
from sim.bargaining.moment import Moment
from sim.scenario.talks import Strategy
from sim.space.boxes import Bools

AFTER = 0.9
"""From which share of the time on if the file doesn't say."""


def time(strategy: Strategy, offer: Standing, moment: Moment) -> Bools:
    """Return where enough time is gone.

    AC_time of Baarslag, Hindriks and Jonker (2014). What breaks the party's red line or is below
    its reservation value is never accepted, by any rule.

    Parameters
    ----------
    strategy
        Its ``after`` is the share of the time, 0 to 1.
    offer
        The offer on the table.
    moment
        When.

    Returns
    -------
    ndarray of bool, shape (talk,)
    """
    after = AFTER if strategy.after is None else strategy.after
    return np.full(len(offer.worth), moment.time >= after)
