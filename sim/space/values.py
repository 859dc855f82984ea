"""Values of options and contributions to utility, on the decimal grid."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from sim.scenario.issue import Issue
from sim.scenario.party import Party
from sim.scenario.position import Position
from sim.scenario.quantity import Quantity

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

GRID_DIGITS = 12
"""Decimal digits that a party's total weight keeps on its grid."""


def option_values(position: Position, issue: Issue, parameters: Mapping[str, Quantity]) -> Floats:
    """Return the value of every listed option.

    Parameters
    ----------
    position
        Ideal and loss, listed values, or both.
    issue
        The issue.
    parameters
        What ``$name`` stands for.

    Returns
    -------
    ndarray, shape (option,)
        Values in 0..1; NaN where the file gives none (options of an issue without weight).
    """
    listed = {option: value.point(parameters) for option, value in (position.values or {}).items()}
    if position.ideal is None and issue.numeric:
        if not listed:
            return np.full(len(issue.names), math.nan)
        known = sorted((float(option), value) for option, value in listed.items())
        numbers, at_numbers = zip(*known, strict=True)
        return between(numbers, np.array(at_numbers), issue)
    if position.ideal is None:
        values = np.full(len(issue.names), math.nan)
    else:
        values = _by_distance(position, issue)
    for option, number in listed.items():
        values[issue.place(option)] = number
    return values


def _by_distance(position: Position, issue: Issue) -> Floats:
    """Return 1 − loss(d/D), D the largest distance over all options with a coordinate."""
    at = np.array([math.nan if c is None else c for c in issue.coordinates])
    ideal = issue.coordinate(position.ideal)
    assert ideal is not None
    distance = np.abs(at - ideal)
    if position.loss == "all_or_nothing":
        return np.where(np.isnan(distance), math.nan, (distance == 0).astype(float))
    largest = np.nanmax(distance)
    relative = distance / largest if largest > 0 else distance
    return 1.0 - (relative if position.loss == "linear" else relative**2)


def point_weights(party: Party, parameters: Mapping[str, Quantity]) -> dict[str, float]:
    """Return the weights that the point analysis uses, in the file's own units.

    For ``weights: unknown`` and ``order`` they are the mean of the corners of the region of
    weights that the file allows (equal weights; the rank-order centroid of Barron and Barrett
    1996, where tied issues share equally).
    """
    if party.order is not None:
        groups = [g if isinstance(g, tuple) else (g,) for g in party.order]
        sizes = list(accumulate(len(g) for g in groups))
        # Corner k gives the issues of the first k groups equal weights and the others none.
        shares = [
            sum((Fraction(1, size) for size in sizes[k:]), Fraction(0)) for k in range(len(groups))
        ]
        # In whole numbers, so that sums that are equal on paper are equal.
        whole = math.lcm(*(share.denominator for share in shares))
        common = math.gcd(*(int(share * whole) for share in shares))
        return {
            issue: float(share * whole / common)
            for group, share in zip(groups, shares, strict=True)
            for issue in group
        }
    if party.weights == "unknown":
        return dict.fromkeys(party.positions, 1.0)
    assert isinstance(party.weights, Mapping)
    return {issue: weight.point(parameters) for issue, weight in party.weights.items()}


def between(numbers: Sequence[float], values: Floats, issue: Issue) -> Floats:
    """Return the values of a numeric issue's levels, linear between those at some numbers.

    Added up term by term, so that a point and a draw of the same numbers agree to the last bit.

    Parameters
    ----------
    numbers
        Where values are given, ascending.
    values
        What they are there, shape (…, number).

    Returns
    -------
    ndarray, shape (…, level)
    """
    left, right, share = level_shares(numbers, issue)
    return np.asarray(values[..., left] * (1.0 - share) + values[..., right] * share)


def level_shares(numbers: Sequence[float], issue: Issue) -> tuple[Places, Places, Floats]:
    """Return between which numbers each level lies, and the share of the way, shape (level,)."""
    levels, known = np.array(issue.coordinates, dtype=float), np.array(numbers, dtype=float)
    if len(known) == 1:
        nowhere = np.zeros(len(levels), dtype=np.int64)
        return nowhere, nowhere, np.zeros(len(levels))
    right = np.searchsorted(known, levels, side="right").clip(1, len(known) - 1)
    left = right - 1
    share = (levels - known[left]) / (known[right] - known[left])
    return left, right, share.clip(0.0, 1.0)


def total_weights(raw: Floats) -> Floats:
    """Return the sum of weights along the last axis, from first to last; 1 where there are none.

    Without weights a party's whole utility lies in its interactions, whose worth then counts in
    points of a scale from 0 to 1.
    """
    total = np.zeros(raw.shape[:-1])
    for column in range(raw.shape[-1]):
        total = total + raw[..., column]
    return np.where(total > 0, total, 1.0)


def grid_units(totals: Floats) -> Floats:
    """Return how many grid steps one unit of weight has: 10^(12 − ⌊log10 W⌋).

    A total that is a power of ten on paper, and just below it as it is added up, counts as that
    power: the grid must not depend on the order of weights.

    >>> grid_units(np.array([250.0, 0.1 + 0.7 + 0.2])).tolist()
    [10000000000.0, 1000000000000.0]
    """
    reached = totals * (1.0 + 1e-12)
    exponent = np.floor(np.log10(reached))
    # The logarithm of a power of ten may come out just beside the whole number.
    exponent += 10.0 ** (exponent + 1) <= reached
    exponent -= 10.0**exponent > reached
    return np.asarray(10.0 ** (GRID_DIGITS - exponent))


def on_grid(amount: Floats, units: Floats | float) -> Floats:
    """Return amounts of weight as whole grid steps, held in float64."""
    return np.asarray(np.rint(amount * units))
