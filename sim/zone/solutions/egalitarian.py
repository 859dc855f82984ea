"""The egalitarian solution, lexicographic (Kalai 1977; Imai 1983)."""

from __future__ import annotations

from sim.space.boxes import Bools
from sim.zone.solutions.gains import Gains, leximin


def egalitarian(given: Gains) -> Bools:
    """Return the points whose gains are leximin.

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
    Kalai, E. (1977), Proportional solutions to bargaining situations.

    Examples
    --------
    >>> import numpy as np
    >>> points = np.array([[1.0, 0.0], [0.5, 0.3], [0.4, 0.5]])
    >>> egalitarian(Gains(points, np.zeros(2), np.ones(2))).tolist()
    [False, False, True]
    """
    return leximin(given.gains)
