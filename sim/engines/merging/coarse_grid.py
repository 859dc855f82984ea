"""Utilities as small whole numbers, where what options add are simple fractions of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, gcd, lcm

import numpy as np

from sim.engines.terms import Terms
from sim.space.elimination_plan import Plan
from sim.space.space import Indices
from sim.space.values import Floats

WHOLE = 10**12
"""Grid steps of about a tenth to all of a party's total weight."""
LARGEST = 10_000
"""Largest denominator looked for, and most parts that ``WHOLE`` may be divided into."""


@dataclass(frozen=True)
class _Parts:
    """One party's steps in larger ones.

    Parameters
    ----------
    step
        Grid steps of a larger one.
    threshold
        The smallest number of larger ones that the party accepts.
    """

    step: Fraction
    threshold: int

    @classmethod
    def of(cls, added: Floats, terms: int, threshold: float) -> _Parts:
        """Return larger steps for what an agreement is a sum of.

        Parameters
        ----------
        added
            All that may be added, in grid steps.
        terms
            How many of them at most.
        threshold
            In grid steps.
        """
        distinct = np.unique(added).astype(np.int64).tolist()
        near = [Fraction(steps, WHOLE).limit_denominator(LARGEST) for steps in distinct]
        away = [abs(one * WHOLE - steps) for one, steps in zip(near, distinct, strict=True)]
        parts = 1
        for one in near:
            parts = lcm(parts, one.denominator)
            if parts > LARGEST:
                break
        if parts <= LARGEST and max(away) <= 1:
            step, error = Fraction(WHOLE, parts), terms * max(away)
            low, high = ceil((threshold - error) / step), ceil((threshold + error) / step)
            if low == high:
                return cls(step, low)
        common = Fraction(gcd(*distinct) or 1)
        return cls(common, ceil(int(threshold) / common))

    def whole(self, steps: Floats) -> Indices:
        """Return grid steps as numbers of larger ones, to the nearest."""
        found = np.rint(steps * (self.step.denominator / self.step.numerator))
        return found.astype(np.int64)


def whole_points(terms: Terms, columns: Sequence[int]) -> tuple[Plan, list[Indices], Indices]:
    """Return the plan, what options add, and the thresholds, in as coarse steps as is exact.

    Sixths of a point, say, are rounded on the fine decimal grid, so that sums that are equal on
    paper differ in their last digits. Counted in sixths they are equal again. That is exact
    wherever those last digits can't decide whether a threshold is reached; otherwise the fine
    grid is kept.

    Parameters
    ----------
    columns
        Numbers of the parties to look at.

    Returns
    -------
    (Plan, list of ndarray, ndarray)
        The plan in these columns, per issue shape (option, column), and shape (column,).
    """
    plan = terms.plan.limited(columns)
    tables = [np.zeros((len(t), len(columns)), dtype=np.int64) for t in terms.tables]
    thresholds = np.zeros(len(columns), dtype=np.int64)
    base = np.zeros(len(columns))
    bonuses = [np.zeros(stage.bonus.shape) for stage in plan.stages]
    for column, party in enumerate(columns):
        on_table = [
            t[places, party] for t, places in zip(terms.tables, terms.space.options, strict=True)
        ]
        added = np.concatenate([*on_table, *(s.bonus[:, column] for s in plan.stages)])
        most = len(plan.stages) + len(terms.space.interactions) + 1
        part = _Parts.of(np.append(added, plan.base[column]), most, terms.thresholds[party])
        for table, steps in zip(tables, terms.tables, strict=True):
            table[:, column] = part.whole(steps[:, party])
        for bonus, stage in zip(bonuses, plan.stages, strict=True):
            bonus[:, column] = part.whole(stage.bonus[:, column])
        base[column] = part.whole(plan.base[column : column + 1])[0]
        thresholds[column] = part.threshold
    stages = (replace(s, bonus=bonus) for s, bonus in zip(plan.stages, bonuses, strict=True))
    return Plan(tuple(stages), base), tables, thresholds
