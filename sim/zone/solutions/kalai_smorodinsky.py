"""The Kalai–Smorodinsky solution, lexicographic (Kalai and Smorodinsky 1975; Imai 1983)."""

from __future__ import annotations

import numpy as np

from sim.space.boxes import Bools
from sim.zone.solutions.gains import Gains, leximin


def kalai_smorodinsky(given: Gains) -> Bools:
    """Return the points whose gains, as shares of each party's ideal gain, are leximin.

    The ideal gain is the most that the party gets anywhere in the zone. Parties that can't gain
    are left out; if none can, every point stays.

    Parameters
    ----------
    given
        The frontier in the zone.

    Returns
    -------
    ndarray of bool, shape (point,)

    References
    ----------
    Kalai, E. and Smorodinsky, M. (1975), Other solutions to Nash's bargaining problem.
    Imai, H. (1983), Individual monotonicity and lexicographic maxmin solution.

    Examples
    --------
    >>> points = np.array([[1.0, 0.0], [0.5, 0.3], [0.0, 0.5]])
    >>> kalai_smorodinsky(Gains(points, np.zeros(2), np.ones(2))).tolist()
    [False, True, False]
    """
    if not given.counted.any():
        return np.ones(len(given.utilities), dtype=bool)
    return leximin(given.gains[:, given.counted] / given.ideal[given.counted])
