"""Draws from the regions of weights that a file allows, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial, log

import numpy as np

from sim.space.values import Floats

SWEEPS = 60
"""Moves per weight from the middle of a box on the simplex until draws forget where they began."""
_POWERS = [log(2.0) ** k / factorial(k) for k in range(20, -1, -1)]


def exp2(x: Floats) -> Floats:
    """Return 2^x, |x| at most 8, by additions and multiplications only.

    Libraries' own exponentials differ in the last digit from machine to machine.

    >>> exp2(np.array([0.0, 1.0, -1.0, 3.0])).tolist()
    [1.0, 2.0, 0.5, 8.0]
    """
    whole = np.rint(x)
    part = x - whole
    power = np.zeros_like(part)
    for factor in _POWERS:
        power = power * part + factor
    return np.ldexp(power, whole.astype(np.int64))


def on_ratios(share: Floats, low: float, high: float) -> Floats:
    """Return numbers between two positive ones, even shares on a scale of ratios."""
    ratio = float(np.log2(high / low))
    return np.clip(low * exp2(ratio * share), low, high)


def in_triangle(share: Floats, low: float, mode: float, high: float) -> Floats:
    """Return the numbers of a triangular distribution below which even shares of it lie."""
    if low == high:
        return np.full(len(share), mode)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
    return np.asarray(np.where(share < turn, rising, falling))


def on_simplex(rng: np.random.Generator, size: int, draws: int) -> Floats:
    """Return draws, even over all weights of 0 or more that add up to 1, shape (draw, weight).

    The gaps between sorted uniform numbers (Devroye 1986, chapter V).
    """
    cuts = np.sort(rng.random((draws, size - 1)), axis=1)
    ends = np.zeros((draws, 1)), np.ones((draws, 1))
    return np.asarray(np.diff(np.concatenate([ends[0], cuts, ends[1]], axis=1), axis=1))


def in_order(rng: np.random.Generator, groups: Sequence[int], draws: int) -> Floats:
    """Return draws, even over weights that add up to 1 and keep an order of importance.

    Parameters
    ----------
    groups
        How many issues of equal weight there are at each step, the most important first.

    Returns
    -------
    ndarray, shape (draw, issue)
        Issues in the order of the groups.
    """
    # The region is a simplex: its corners give the first k groups equal weights, the rest none.
    shares = on_simplex(rng, len(groups), draws)
    sizes = np.cumsum(groups)
    step = np.flip(np.cumsum(np.flip(shares / sizes, axis=1), axis=1), axis=1)
    return np.repeat(step, list(groups), axis=1)


def in_box(rng: np.random.Generator, low: Floats, high: Floats, draws: int) -> Floats:
    """Return draws, even over weights within bounds that add up to 1, shape (draw, weight).

    A random walk along the edges' directions: two weights at a time change by an even draw from
    what their bounds leave (hit-and-run; Smith 1984).

    Parameters
    ----------
    low, high
        Bounds, shape (weight,); 1 must lie between their sums.
    """
    room = high - low
    spare = room.sum()
    start = low + room * ((1.0 - low.sum()) / spare if spare > 0 else 0.0)
    found = np.tile(start, (draws, 1))
    loose = np.flatnonzero(room > 0)
    if len(loose) < 2:
        return found
    for _ in range(SWEEPS * len(loose)):
        first, second = rng.choice(loose, 2, replace=False)
        down = np.minimum(found[:, first] - low[first], high[second] - found[:, second])
        up = np.minimum(high[first] - found[:, first], found[:, second] - low[second])
        step = rng.random(draws) * (up + down) - down
        found[:, first] += step
        found[:, second] -= step
    return np.clip(found, low, high)
