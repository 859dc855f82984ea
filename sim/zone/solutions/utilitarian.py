"""The utilitarian solution (Harsanyi 1955)."""

from __future__ import annotations

import numpy as np

from sim.space.boxes import Bools
from sim.zone.solutions.gains import NOISE, TIE, Gains


def utilitarian(given: Gains) -> Bools:
    """Return the points with the largest sum of utilities.

    It compares points of one party's scale with points of another's.

    Parameters
    ----------
    given
        The frontier in the zone.

    Returns
    -------
    ndarray of bool, shape (point,)

    References
    ----------
    Harsanyi, J. (1955), Cardinal welfare, individualistic ethics, and interpersonal comparisons.

    Examples
    --------
    >>> points = np.array([[1.0, 0.0], [0.5, 0.3], [0.4, 0.7]])
    >>> utilitarian(Gains(points, np.zeros(2), np.ones(2))).tolist()
    [False, False, True]
    """
    total = given.utilities.sum(axis=1)
    best = total.max()
    return np.asarray(total >= best - (TIE * abs(best) + NOISE))
