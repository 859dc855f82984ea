"""Which levels of a long scale are named."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isclose, log10

import numpy as np
from numpy.typing import NDArray

ROUND = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0)
"""Steps that people count in, times a power of ten."""


def spread(size: int, gaps: int) -> list[int]:
    """Return places spread evenly over a scale, the first and the last among them.

    Examples
    --------
    >>> spread(1000, 3)
    [0, 333, 666, 999]
    """
    places: NDArray[np.int64] = np.linspace(0, size - 1, gaps + 1).round().astype(np.int64)
    return sorted(set(places.tolist()))


def round_places(levels: Sequence[float], most: int) -> list[int]:
    """Return the places of round levels, and the first and the last place.

    Parameters
    ----------
    levels
        In ascending order.
    most
        How many places there may be.

    Examples
    --------
    >>> round_places(range(1000), 6)
    [0, 200, 400, 600, 800, 999]
    >>> round_places([k / 4 for k in range(41)], 6)
    [0, 8, 16, 24, 32, 40]
    """
    last = len(levels) - 1
    if last < 1 or most < 3:
        return sorted({0, last})
    span = levels[-1] - levels[0]
    power = 10.0 ** floor(log10(span / most))
    for factor in ROUND:
        step = factor * power
        found = [
            place
            for place, level in enumerate(levels)
            if isclose(level / step, round(level / step), abs_tol=1e-6)
        ]
        # Not so near to an end that the two names touch.
        near = 0.55 * step * last / span
        found = [0, *(place for place in found if near < place < last - near), last]
        if 2 < len(found) <= most:
            return found
    return spread(len(levels), most - 1)
