"""Best agreement of one party, without listing agreements.

Used for what must be known before any analysis: the range of a utility, and the agreements that a
war would be fought for. Utilities are additive and rules touch few issues, so the best of a sum is
found by non-serial dynamic programming (Bertelè and Brioschi 1972).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.space.boxes import Box
from sim.space.merge.plan import Watched, make_plan
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
    TooManyAgreements
        If the boxes tie too many issues together.
    """
    watched = [Watched(box, bonus=np.array([a, b])) for box, a, b in bonuses]
    watched += [Watched(box, forbidden=True) for box in forbidden]
    plan = make_plan([np.arange(size) for size in sizes], watched, 2)
    if plan.empty:
        return -np.inf, np.inf
    best, worst = plan.base[:1], plan.base[1:]
    for stage in plan.stages:
        first, second = tables[stage.issue]
        tops = np.array([first[options].max() for options in stage.kinds])
        ties = np.array(
            [
                second[options][first[options] == top].min()
                for options, top in zip(stage.kinds, tops, strict=True)
            ]
        )
        reached = best[stage.source] + tops[stage.kind] + stage.bonus[:, 0]
        behind = worst[stage.source] + ties[stage.kind] + stage.bonus[:, 1]
        best = np.full(len(stage.marks), -np.inf)
        np.maximum.at(best, stage.target, reached)
        worst = np.full(len(stage.marks), np.inf)
        tied = reached == best[stage.target]
        np.minimum.at(worst, stage.target[tied], behind[tied])
    top = best.max()
    return float(top), float(worst[best == top].min())
