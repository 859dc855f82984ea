"""Best agreement of one party, without listing agreements.

Used for what must be known before any analysis: the range of a utility, and the agreements that a
war would be fought for. Utilities are additive and rules touch few issues, so the best of a sum is
found by non-serial dynamic programming (Bertelè and Brioschi 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sim.space.best_by_search import best_by_search
from sim.space.boxes import Box
from sim.space.elimination_plan import Plan, Stage, Watched, make_plan
from sim.space.limits import TiedTogether
from sim.space.space import Indices
from sim.space.values import Floats


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

    Raises
    ------
    CutShort
        If the boxes tie too many issues together, and a search for it was cut short.
    """
    tops, ties = best_scores(
        sizes,
        [(first[None, :], second[None, :]) for first, second in tables],
        [(box, np.array([a]), np.array([b])) for box, a, b in bonuses],
        forbidden,
        1,
    )
    return float(tops[0]), float(ties[0])


def best_scores(
    sizes: Sequence[int],
    tables: Sequence[tuple[Floats, Floats]],
    bonuses: Sequence[tuple[Box, Floats, Floats]],
    forbidden: Sequence[Box],
    draws: int,
) -> tuple[Floats, Floats]:
    """Return the same for many draws of the scores at once.

    Parameters
    ----------
    sizes, forbidden
        As in :func:`best_score`.
    tables
        Per issue the two scores of its options, each of shape (draw, option).
    bonuses
        Boxes with what an agreement inside adds to the two scores, each of shape (draw,).
    draws
        How many draws there are.

    Returns
    -------
    tuple of ndarray, shape (draw,)
    """
    plan = _plan(tuple(sizes), _keys([box for box, _, _ in bonuses]), _keys(forbidden))
    if plan is None:
        return _searched(sizes, tables, bonuses, forbidden, draws)
    if plan.empty:
        return np.full(draws, -np.inf), np.full(draws, np.inf)
    worth = [np.zeros((draws, len(bonuses))) for _ in range(2)]
    for k, (_, a, b) in enumerate(bonuses):
        worth[0][:, k], worth[1][:, k] = a, b
    best, worst = (w @ plan.base[:, None] for w in worth)
    for stage in plan.stages:
        best, worst = _after(stage, tables[stage.issue], worth, best, worst)
    top = best.max(axis=1)
    return top, np.where(best == top[:, None], worst, np.inf).min(axis=1)


def _after(
    stage: Stage,
    tables: tuple[Floats, Floats],
    worth: Sequence[Floats],
    best: Floats,
    worst: Floats,
) -> tuple[Floats, Floats]:
    """Return the two scores of each state after an issue, shape (draw, state)."""
    first, second = tables
    if len(stage.target) == len(stage.marks) == 1 and not stage.bonus.any():
        # There is one way on, of which nothing depends but what the issue adds.
        top, tie = _top(first, second, stage.kinds[int(stage.kind[0])])
        return best[:, stage.source] + top[:, None], worst[:, stage.source] + tie[:, None]
    found = [_top(first, second, options) for options in stage.kinds]
    tops, ties = (np.stack(columns, axis=1) for columns in zip(*found, strict=True))
    reached = best[:, stage.source] + tops[:, stage.kind] + worth[0] @ stage.bonus.T
    behind = worst[:, stage.source] + ties[:, stage.kind] + worth[1] @ stage.bonus.T
    best = np.full((len(first), len(stage.marks)), -np.inf)
    worst = np.full((len(first), len(stage.marks)), np.inf)
    for move, target in enumerate(stage.target.tolist()):
        better = reached[:, move] > best[:, target]
        tied = reached[:, move] == best[:, target]
        lower = np.minimum(worst[:, target], behind[:, move])
        worst[:, target] = np.where(
            better, behind[:, move], np.where(tied, lower, worst[:, target])
        )
        best[:, target] = np.maximum(best[:, target], reached[:, move])
    return best, worst


def _top(first: Floats, second: Floats, options: Indices) -> tuple[Floats, Floats]:
    """Return the largest first score of some options, and the least second one beside it.

    Each of shape (draw,).
    """
    chosen = first[:, options]
    top = chosen.max(axis=1)
    if first is second:
        return top, top
    return top, np.where(chosen == top[:, None], second[:, options], np.inf).min(axis=1)


def _searched(
    sizes: Sequence[int],
    tables: Sequence[tuple[Floats, Floats]],
    bonuses: Sequence[tuple[Box, Floats, Floats]],
    forbidden: Sequence[Box],
    draws: int,
) -> tuple[Floats, Floats]:
    """Return the same by a search for every draw."""
    found = [
        best_by_search(
            sizes,
            [(first[draw], second[draw]) for first, second in tables],
            [(box, float(a[draw]), float(b[draw])) for box, a, b in bonuses],
            forbidden,
        )
        for draw in range(draws)
    ]
    tops, ties = np.array(found).reshape(draws, 2).T
    return tops, ties


Key = tuple[tuple[int, bytes], ...]


def _keys(boxes: Sequence[Box]) -> tuple[Key, ...]:
    """Return boxes as what can be looked up."""
    return tuple(tuple((issue, mask.tobytes()) for issue, mask in box.items()) for box in boxes)


@lru_cache(maxsize=64)
def _plan(
    sizes: tuple[int, ...], bonuses: tuple[Key, ...], forbidden: tuple[Key, ...]
) -> Plan | None:
    """Return the plan, made once for all the draws of a scenario; None if too much is tied.

    It follows which bonuses an agreement has; what they are worth differs by draw.
    """

    def box(key: Key) -> Box:
        return {issue: np.frombuffer(mask, dtype=bool) for issue, mask in key}

    unit = np.eye(len(bonuses))
    watched = [Watched(box(key), bonus=unit[k]) for k, key in enumerate(bonuses)]
    watched += [Watched(box(key), forbidden=True) for key in forbidden]
    try:
        return make_plan([np.arange(size) for size in sizes], watched, len(bonuses))
    except TiedTogether:
        return None
