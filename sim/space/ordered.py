"""Values that keep the order of their points, and values read off between some numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from sim.scenario.issue import Issue
from sim.scenario.quantity import Quantity
from sim.space.boxes import Bools
from sim.space.values import Floats


def curve_points(listed: Mapping[str, Quantity]) -> list[tuple[float, str]]:
    """Return the numbers at which values of a numeric issue stand, ascending, as written too."""
    return sorted((float(option), option) for option in listed)


def curve_shares(at: Sequence[float], issue: Issue) -> Floats:
    """Return how values at some numbers make those of the levels, shape (number, level)."""
    levels, known = np.array(issue.coordinates, dtype=float), np.array(at)
    columns = np.arange(len(levels))
    found = np.zeros((len(known), len(levels)))
    if len(known) == 1:
        found[0] = 1.0
        return found
    place = np.searchsorted(known, levels, side="right").clip(1, len(known) - 1)
    share = (levels - known[place - 1]) / (known[place] - known[place - 1])
    found[place - 1, columns] = 1.0 - share
    found[place, columns] = share
    return found


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
