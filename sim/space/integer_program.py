"""A mixed-integer linear programme, and its solver kept silent."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np

from sim.space.budget import allowed, left, note, seconds_left, spend
from sim.space.limits import BudgetSpent, TooManyAgreements
from sim.space.values import Floats

WORK = 250_000
"""How many branches one search looks at with an effort of 1, times the variables; not a time, so
that results repeat."""
EACH, ENTRY, FIRST = 4_000, 1.5, 100
"""Work of a search, and of one entry of its rows in one branch, as measured; and how many branches
the start of a search is worth that has to branch at all."""
GAP = 1e-4
"""Relative gap at which a search stops."""
CUTS = 200
"""How many agreements that fail on the exact grid are cut off before it is called a failure."""

Sum = Mapping[int, float]
"""Variable → coefficient."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """What a search found.

    Parameters
    ----------
    values
        Of the variables; None if there is no solution, or none was found.
    bound
        Proven: no solution has a larger objective.
    cut_short
        Whether the search ended at its limit of branches.
    """

    values: Floats | None
    bound: float
    cut_short: bool = False

    @property
    def infeasible(self) -> bool:
        """True if there is proven to be no solution."""
        return self.values is None and self.bound == -np.inf


class CutShort(TooManyAgreements):
    """A search ended, at its limit of branches mostly, before it found or proved anything."""


class Program:
    """Variables between bounds, and rows of sums between bounds."""

    def __init__(self) -> None:
        self.low: list[float] = []
        self.high: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[Sum, float, float]] = []

    def variable(self, low: float, high: float, *, whole: bool = False) -> int:
        """Add a variable and return its number."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(self, terms: Sum, low: float = -np.inf, high: float = np.inf) -> None:
        """Ask for a sum between bounds."""
        self.rows.append((terms, low, high))

    def copy(self) -> Program:
        """Return a copy that can be added to."""
        other = Program()
        other.low, other.high = list(self.low), list(self.high)
        other.whole, other.rows = list(self.whole), list(self.rows)
        return other

    def largest(self, objective: Sum, gap: float = GAP) -> Optimum:
        """Return where a sum is largest; where the solver fails, nothing as if cut short."""
        # Imported here: it takes most of a second, and small scenarios need none of it.
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        try:
            spend(EACH + ENTRY * self._entries)
        except BudgetSpent:
            return Optimum(None, np.inf, cut_short=True)
        limits = self._limits(gap)
        cost = np.zeros(len(self.low))
        for number, factor in objective.items():
            cost[number] -= factor
        lengths = [len(terms) for terms, _, _ in self.rows]
        matrix = csr_array(
            (
                [factor for terms, _, _ in self.rows for factor in terms.values()],
                [number for terms, _, _ in self.rows for number in terms],
                np.cumsum([0, *lengths]),
            ),
            shape=(len(self.rows), len(self.low)),
        )
        lows, highs = [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
        for presolve in (True, False):
            with silent():
                found = milp(
                    cost,
                    integrality=np.array(self.whole, dtype=int),
                    bounds=Bounds(self.low, self.high),
                    constraints=LinearConstraint(matrix, lows, highs),
                    options={**limits, "presolve": presolve},
                )
            self._charge(found.mip_node_count or 0)
            if found.status == 2:
                return Optimum(None, -np.inf)
            # SciPy has no name of its own for a search that ended at the limit of branches.
            cut_short = found.status == 4 and "limit reached" in found.message
            if found.status in (0, 1) or cut_short:
                break
        else:
            # Numbers that the solver can't cope with: it has shown nothing, either way.
            return Optimum(None, np.inf, cut_short=True)
        bound = np.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
        cut_short = cut_short or found.status == 1
        if cut_short:
            note("time" if seconds_left() == 0 else "work")
        return Optimum(found.x, bound, cut_short)

    @property
    def _entries(self) -> int:
        """How many coefficients the rows have."""
        return sum(len(terms) for terms, _, _ in self.rows)

    def _limits(self, gap: float) -> dict[str, float]:
        """Return how far the solver may go."""
        most = max(100, WORK * max(1.0, allowed()[0]) // len(self.low))
        branches = left() / (ENTRY * max(1, self._entries)) - FIRST
        limits = {"node_limit": int(max(1, min(most, branches))), "mip_rel_gap": gap}
        seconds = seconds_left()
        return limits if seconds is None else {**limits, "time_limit": seconds}

    def _charge(self, branches: int) -> None:
        """Count work that is done.

        What it found is there, so that it is the next search that is too much.
        """
        if branches > 1:
            with suppress(BudgetSpent):
                spend(ENTRY * self._entries * (FIRST + branches))


@contextmanager
def silent() -> Iterator[None]:
    """Keep what C code prints off standard output: HiGHS does, even when told not to."""
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:
        # There is no standard output to keep clean.
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)
