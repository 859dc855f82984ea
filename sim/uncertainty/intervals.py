"""Intervals of one number, and where functions of it bend or change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.space.boxes import Bools
from sim.space.values import Floats

SAMPLES = 33
"""At so many points it is seen where a function bends."""
BEND = 1e-9
"""How far from a straight line its values may be, by rounding."""
Interval = tuple[float, float]


def where_positive(first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """Return between which parts of 0 to 1 lines are 0 or more; from 0 to −1 where nowhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = first / (first - last)
    start = np.where(first >= 0, 0.0, np.where(last >= 0, cross, 0.0))
    stop = np.where(last >= 0, 1.0, np.where(first >= 0, cross, -1.0))
    return start, stop


def bends(at: Floats, function: Callable[[Floats], Floats], depth: int = 8) -> list[float]:
    """Return where a piecewise linear function bends or jumps, as far as some places show.

    Between two places, with the function straight on either side of them, it bends where these
    two lines meet if it has that value there; otherwise more places between are looked at.

    Parameters
    ----------
    at
        The places, ascending.
    """
    value = function(at)
    if np.isnan(value).any():
        return []
    slope = np.diff(value) / np.diff(at)
    near = BEND * (1.0 + float(np.abs(value).max()))
    bent = np.abs(np.diff(slope)) * np.minimum(np.diff(at)[1:], np.diff(at)[:-1]) > near
    found = [float(x) for x in at[1:-1][bent]]
    if depth and len(slope) > 1:
        # Nothing lies beyond the first and last step to compare them with: look closer.
        for end, step in ((bent[0], at[:2]), (bent[-1], at[-2:])):
            if end and step[1] - step[0] > 1e-12 * (1.0 + abs(float(step[0]))):
                low, high = step.tolist()
                found += bends(np.linspace(low, high, SAMPLES), function, depth - 1)
    for k in range(1, len(slope) - 1):
        if not (bent[k - 1] and bent[k]):
            continue
        # Neither this step's line is its neighbours': something happens inside it.
        gap = float(slope[k - 1] - slope[k + 1]) or np.nan
        meeting = at[k] + (value[k + 1] - value[k] - slope[k + 1] * (at[k + 1] - at[k])) / gap
        inside = at[k] < meeting < at[k + 1]
        line = value[k] + slope[k - 1] * (meeting - at[k])
        if inside and abs(float(function(np.array([meeting]))[0]) - line) <= near:
            found.append(float(meeting))
        elif depth and at[k + 1] - at[k] > 1e-12 * (1.0 + abs(float(at[k]))):
            inner = np.linspace(at[k], at[k + 1], SAMPLES)
            # One more on either side, so that what happens at an end is between others.
            beside = (inner[0] - inner[1] + inner[0], inner[-1] + inner[1] - inner[0])
            closer = np.concatenate([beside[:1], inner, beside[1:]])
            found += bends(closer, function, depth - 1)
    return found


def joined(found: Sequence[Interval]) -> list[Interval]:
    """Return intervals, in order, those that touch as one."""
    joined: list[Interval] = []
    for low, high in sorted(found):
        if joined and low <= joined[-1][1] + 1e-12 * (1.0 + abs(low)):
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def inside(opened: Sequence[Interval], point: float) -> bool:
    """Say whether a point is in one of some intervals."""
    near = 1e-12 * (1.0 + abs(point))
    return any(low - near <= point <= high + near for low, high in opened)


def nearest_ends(
    opened: Sequence[Interval], point: float, limits: Interval
) -> tuple[float | None, float | None]:
    """Return the nearest ends of intervals below and above a point; limits are no ends."""
    near = 1e-12 * (1.0 + abs(point))

    def limit(end: float) -> bool:
        return any(abs(end - one) <= 1e-9 * (1.0 + abs(one)) for one in limits)

    ends = [end for interval in opened for end in interval if not limit(end)]
    if inside(opened, point):
        low, high = next(x for x in opened if x[0] - near <= point <= x[1] + near)
        return (None if limit(low) else low, None if limit(high) else high)
    below = [end for end in ends if end < point]
    above = [end for end in ends if end > point]
    return max(below, default=None), min(above, default=None)


def runs(at: Floats, there: Bools, check: Callable[[Floats], Bools]) -> list[Interval]:
    """Return the intervals in which something is so, their ends looked for closely."""
    found: list[Interval] = []
    start: float | None = float(at[0]) if there[0] else None
    for k in range(1, len(at)):
        if there[k] and not there[k - 1]:
            start = edge(float(at[k]), float(at[k - 1]), check)
        if there[k - 1] and not there[k] and start is not None:
            found.append((start, edge(float(at[k - 1]), float(at[k]), check)))
            start = None
    if start is not None:
        found.append((start, float(at[-1])))
    return found


def edge(inside: float, outside: float, check: Callable[[Floats], Bools]) -> float:
    """Return the end of where something is so, between a place where it is and one where not."""
    for _ in range(12):
        at = np.linspace(inside, outside, SAMPLES + 2)[1:-1]
        wrong = np.flatnonzero(~check(at))
        first = int(wrong[0]) if len(wrong) else len(at)
        inside, outside = (
            float(at[first - 1]) if first else inside,
            float(at[first]) if first < len(at) else outside,
        )
    return inside
