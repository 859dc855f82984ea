"""The Nash bargaining solution (Nash 1950; with weights, Kalai 1977)."""

from __future__ import annotations

import numpy as np

from sim.space.boxes import Bools
from sim.space.space import TOLERANCE
from sim.space.values import Floats
from sim.zone.solutions.gains import TIE, Gains


def nash_objective(gains: Floats, power: Floats) -> tuple[Floats, Floats]:
    """Return how many parties gain, and the product of those gains, each to its power.

    Parameters
    ----------
    gains
        Shape (point, party), 0 or more.
    power
        Shape (party,).

    Returns
    -------
    (ndarray, ndarray), each of shape (point,)

    Examples
    --------
    >>> count, product = nash_objective(np.array([[0.5, 0.4], [0.9, 0.0]]), np.ones(2))
    >>> count.tolist(), product.tolist()
    ([2.0, 1.0], [0.2, 0.9])
    """
    gaining = gains > TOLERANCE
    product = np.where(gaining, gains, 1.0) ** power
    return gaining.sum(axis=1).astype(float), product.prod(axis=1)


def nash(given: Gains) -> Bools:
    """Return the points with the largest product of gains.

    First the largest number of parties that gain, then the largest Π g^α over those that do.
    Parties that can't gain anywhere in the zone are left out; if none can, every point stays.

    Parameters
    ----------
    given
        The frontier in the zone.

    Returns
    -------
    ndarray of bool, shape (point,)

    References
    ----------
    Nash, J. (1950), The bargaining problem. Kalai, E. (1977), Nonsymmetric Nash solutions.

    Examples
    --------
    >>> nash(Gains(np.array([[0.9, 0.2], [0.6, 0.6]]), np.zeros(2), np.ones(2))).tolist()
    [False, True]
    """
    count, product = nash_objective(given.gains[:, given.counted], given.power[given.counted])
    most = count == count.max()
    return np.asarray(most & (product >= product[most].max() * (1 - TIE)))
