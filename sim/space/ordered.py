"""Values that keep the order of their points, and values read off between some numbers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from sim.scenario.quantity import Quantity
from sim.space.boxes import Bools
from sim.space.values import Floats


def curve_points(listed: Mapping[str, Quantity]) -> list[tuple[float, str]]:
    """Return the numbers at which values of a numeric issue stand, ascending, as written too."""
    return sorted((float(option), option) for option in listed)


def _levels(points: Floats) -> list[np.ndarray]:
    """Return the places of options by their point value, ascending, equal ones together."""
    return [np.flatnonzero(points == value) for value in np.unique(points[~np.isnan(points)])]


def keeps_order(drawn: Floats, points: Floats) -> Bools:
    """Return in which draws no option passes one with a larger point, shape (draw,)."""
    kept = np.ones(len(drawn), dtype=bool)
    levels = _levels(points)
    for lower, upper in pairwise(levels):
        kept &= drawn[:, lower].max(axis=1) <= drawn[:, upper].min(axis=1)
    return kept


def put_in_order(drawn: Floats, points: Floats) -> Floats:
    """Return draws in which what passes the option before it is brought up to it."""
    found = drawn.copy()
    before = np.full(len(drawn), -np.inf)
    for level in _levels(points):
        found[:, level] = np.maximum(found[:, level], before[:, None])
        before = found[:, level].max(axis=1)
    return found
