"""Best agreement by eliminating one issue after the other, without listing agreements.

Used for what must be known before any analysis: the range of a utility, and the agreements that a
war would be fought for. Utilities are additive and rules touch few issues, so the best of a sum is
found by non-serial dynamic programming (Bertelè and Brioschi 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import Box
from sim.space.limits import TooManyAgreements
from sim.space.values import Floats

MAX_TABLE = 20_000_000


@dataclass(frozen=True, eq=False)
class _Factor:
    """Scores that depend on a few issues: first to maximise, and second to minimise in ties."""

    scope: tuple[int, ...]
    first: Floats
    second: Floats


def best_score(
    sizes: Sequence[int],
    tables: Sequence[tuple[Floats, Floats]],
    bonuses: Sequence[tuple[Box, float, float]],
    forbidden: Sequence[Box],
) -> tuple[float, float]:
    """Return the largest first score and, among its maximisers, the smallest second score.

    Parameters
    ----------
    sizes
        Number of options per issue.
    tables
        Per issue the two scores of its options.
    bonuses
        Boxes with what an agreement inside adds to the two scores.
    forbidden
        Boxes that no agreement may be in.

    Returns
    -------
    (float, float)
        Minus infinity and infinity where every agreement is forbidden.
    """
    factors = [_Factor((i,), first, second) for i, (first, second) in enumerate(tables)]
    for box, first, second in bonuses:
        inside = _inside(box, sizes)
        scope = tuple(sorted(box))
        factors.append(_Factor(scope, np.where(inside, first, 0.0), np.where(inside, second, 0.0)))
    for box in forbidden:
        inside = _inside(box, sizes)
        penalty = np.where(inside, -np.inf, 0.0)
        factors.append(_Factor(tuple(sorted(box)), penalty, np.zeros_like(penalty)))
    remaining = set(range(len(sizes)))
    while remaining:
        issue = min(remaining, key=lambda i: (_table_size(i, factors, sizes), i))
        touching = [f for f in factors if issue in f.scope]
        factors = [f for f in factors if issue not in f.scope]
        factors.append(_eliminate(issue, touching, sizes))
        remaining.discard(issue)
    first = sum(float(f.first) for f in factors)
    second = sum(float(f.second) for f in factors)
    return (first, second) if np.isfinite(first) else (-np.inf, np.inf)


def _check_size(shape: Sequence[int]) -> None:
    """Raise if a table of scores would be too large."""
    if np.prod(shape, dtype=float) > MAX_TABLE:
        raise TooManyAgreements(
            f"the rules tie {len(shape)} issues together ({np.prod(shape, dtype=float):.0e} "
            "combinations), too many to find the best agreement of a party"
        )


def _inside(box: Box, sizes: Sequence[int]) -> np.ndarray:
    shape = [sizes[i] for i in sorted(box)]
    _check_size(shape)
    inside = np.ones(shape, dtype=bool)
    for axis, issue in enumerate(sorted(box)):
        shape = [1] * len(box)
        shape[axis] = -1
        inside &= box[issue].reshape(shape)
    return inside


def _joint_scope(issue: int, factors: Sequence[_Factor]) -> tuple[int, ...]:
    return tuple(sorted({i for f in factors if issue in f.scope for i in f.scope}))


def _table_size(issue: int, factors: Sequence[_Factor], sizes: Sequence[int]) -> int:
    size = 1
    for i in _joint_scope(issue, factors):
        size *= sizes[i]
    return size


def _eliminate(issue: int, factors: Sequence[_Factor], sizes: Sequence[int]) -> _Factor:
    scope = _joint_scope(issue, factors)
    shape = [sizes[i] for i in scope]
    _check_size(shape)
    first, second = np.zeros(shape), np.zeros(shape)
    for factor in factors:
        view = [sizes[i] if i in factor.scope else 1 for i in scope]
        first = first + factor.first.reshape(view)
        second = second + factor.second.reshape(view)
    axis = scope.index(issue)
    best = first.max(axis=axis)
    tied = first == np.expand_dims(best, axis)
    worst = np.where(tied, second, np.inf).min(axis=axis)
    return _Factor(tuple(i for i in scope if i != issue), best, worst)
