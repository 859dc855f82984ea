"""Which vectors no other vector dominates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.scenario.option_names import WORK
from sim.space.boxes import Bools
from sim.space.budget import TRIFLE, spend, stopped
from sim.space.budget import left as work_left
from sim.space.values import Floats

SIEVED = 20_000
"""From so many vectors on a coarse grid drops most of the dominated ones first."""
SLAB = 60_000
"""About so many vectors in three objectives are compared at once."""
CELLS = {2: 1024, 3: 112, 4: 32}
"""Cells per axis of that grid, by its number of axes."""
EACH, COMPARED = 0.25, 0.008
"""Work of one vector; and, for each objective from the fourth on, of one vector and the square root
of the number that is not dominated, as measured."""
SAMPLE = 10_000
"""How many vectors say about how many of all are not dominated."""


def nondominated(vectors: Floats) -> Bools:
    """Return which vectors no other dominates; larger is better and equal vectors all stay.

    A vector dominates another if it is at least as large everywhere and larger somewhere.

    Parameters
    ----------
    vectors
        Shape (point, objective).

    Returns
    -------
    ndarray of bool, shape (point,)

    Examples
    --------
    >>> nondominated(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.5], [0.0, 1.0]])).tolist()
    [True, True, False, True]
    """
    points, objectives = vectors.shape
    spend(EACH * points)
    if points <= 1 or objectives == 0:
        return np.ones(points, dtype=bool)
    if objectives == 1:
        return np.asarray(vectors[:, 0] == vectors[:, 0].max())
    if objectives == 2:
        return _nondominated_pairs(vectors)
    # Imported here: it takes a fifth of a second, and two parties need none of it.
    import moocore

    left = np.ones(points, dtype=bool)
    if points > SIEVED and objectives - 1 in CELLS:
        # Finer than about one vector to a cell helps no more.
        fine = int(2 * points ** (1 / (objectives - 1)))
        left = _sieve(vectors, min(fine, CELLS[objectives - 1]))
    some = np.ascontiguousarray(vectors[left])
    if objectives == 3 and len(some) > SLAB:
        left[left] = _slab_by_slab(some)
        return left
    _expect(some)
    kept = moocore.is_nondominated(some, maximise=True, keep_weakly=True)
    left[left] = kept
    spend(_comparing(len(some), objectives) * float(kept.sum()) ** 0.5)
    return left


def _comparing(points: int, objectives: int) -> float:
    """Return the work of comparing points, over the square root of how many are not dominated."""
    return COMPARED * max(0, objectives - 3) * points


def _expect(vectors: Floats) -> None:
    """Raise if comparing vectors would take more work than is left.

    A part of them says how much: of more vectors no larger share is nondominated.
    """
    import moocore

    points, objectives = vectors.shape
    each, allowed = _comparing(points, objectives), work_left()
    if each * points**0.5 <= max(allowed, TRIFLE):
        return
    sample = np.ascontiguousarray(vectors[:: max(1, points // SAMPLE)])
    share = float(moocore.is_nondominated(sample, maximise=True, keep_weakly=True).mean())
    if each * (points * share) ** 0.5 > allowed:
        raise stopped("work", f"comparing utilities takes more work than allowed ({WORK})")


def _slab_by_slab(vectors: Floats) -> Bools:
    """Return which vectors in three objectives no other dominates, best first objective first.

    Of all that came before, only the staircase in the other two objectives matters, so the exact
    test works on pieces that fit in the cache.
    """
    import moocore

    kept = np.zeros(len(vectors), dtype=bool)
    order = np.argsort(-vectors[:, 0])
    first = vectors[order, 0]
    stairs = np.zeros((0, 3))
    start = 0
    while start < len(order):
        end = min(start + SLAB, len(order))
        # Equal first objectives stay together: the staircase is strictly better in it.
        end = int(np.searchsorted(-first, -first[end - 1], side="right"))
        slab = vectors[order[start:end]]
        stairs[:, 0] = first[start] + 1.0
        both = np.concatenate([slab, stairs])
        found = moocore.is_nondominated(both, maximise=True, keep_weakly=True)[: len(slab)]
        kept[order[start:end]] = found
        stairs = _higher_stairs(stairs, slab[found])
        start = end
    return kept


def _higher_stairs(stairs: Floats, points: Floats) -> Floats:
    """Return the staircase in the last two objectives, ascending, with further points."""
    step = np.searchsorted(stairs[:, 1], points[:, 1])
    height = np.append(stairs[:, 2], -np.inf)[step]
    both = np.concatenate([stairs, points[points[:, 2] > height]])[:, 1:]
    found = np.unique(both[_nondominated_pairs(both)], axis=0)
    return np.concatenate([np.zeros((len(found), 1)), found], axis=1)


def _sieve(vectors: Floats, cells: int) -> Bools:
    """Return which vectors no other dominates by a whole cell of a coarse grid.

    Quick, and most of what the exact test would drop goes here: the best last objective among
    all cells that are strictly higher on every other axis is one cumulative maximum away.
    """
    axes = vectors.shape[1] - 1
    flat = np.zeros(len(vectors), dtype=np.int32)
    for axis in range(axes):
        # Columns in one piece: everything here is several times quicker than on strided ones.
        column = np.ascontiguousarray(vectors[:, axis])
        low, high = column.min(), column.max()
        column = (column - low) * (cells / ((high - low) * (1 + 1e-9) if high > low else 1.0))
        flat = flat * (cells + 1) + column.astype(np.int32)
    last = np.ascontiguousarray(vectors[:, axes])
    best = np.full((cells + 1,) * axes, -np.inf)
    np.maximum.at(best.ravel(), flat, last)
    for axis in range(axes):
        best = np.flip(np.maximum.accumulate(np.flip(best, axis), axis), axis)
    # One step up on every axis is as far along the flat array from every cell.
    step = sum((cells + 1) ** axis for axis in range(axes))
    return np.asarray(~(best.ravel()[flat + step] >= last))


def _nondominated_pairs(vectors: Floats) -> Bools:
    """Sort by the first objective, then keep what the running maximum of the second allows."""
    order = np.lexsort((-vectors[:, 1], -vectors[:, 0]))
    first, second = vectors[order, 0], vectors[order, 1]
    best_before = np.concatenate(([-np.inf], np.maximum.accumulate(second)[:-1]))
    # Equal to the best so far is dominated unless the whole vector is the same.
    holder = np.maximum.accumulate(np.where(second > best_before, np.arange(len(order)), 0))
    same = (second == best_before) & (first == first[holder]) & (second == second[holder])
    kept = np.zeros(len(vectors), dtype=bool)
    kept[order] = (second > best_before) | same
    return kept


def undominated_parts(vectors: Floats, strict: NDArray[np.intp] | list[int]) -> Bools:
    """Return which parts of agreements could still be part of a frontier agreement.

    A part may go only if another is at least as good in every objective and better in a
    ``strict`` one: whatever completes the first, completes the second to something that dominates
    it and is accepted wherever it is.

    Parameters
    ----------
    vectors
        Shape (part, objective).
    strict
        The objectives that dominance is in; the others only matter for acceptance.
    """
    kept = nondominated(vectors)
    if len(strict) == vectors.shape[1] or kept.all():
        return kept
    # Only what equals a nondominated part in every strict objective can be dominated without harm.
    _, same = np.unique(vectors[:, strict], axis=0, return_inverse=True)
    same = same.ravel()
    some = kept | np.isin(same, same[kept])
    # Of those equal in the strict objectives none dominates another: one more objective in which
    # they go up as the others go down. Across different ones it follows the order of the strict
    # ones, so that it never stands in the way of a part that is better there.
    loose = np.setdiff1d(np.arange(vectors.shape[1]), strict)
    chosen, groups = vectors[some], same[some]
    order = np.lexsort([*(-chosen[:, loose]).T, groups])
    before = (np.diff(chosen[order], axis=0) != 0).any(axis=1)
    rank = np.empty(len(chosen))
    rank[order] = np.concatenate(([0], np.cumsum(before)))
    kept[some] = nondominated(np.column_stack([chosen, rank]))
    return kept
