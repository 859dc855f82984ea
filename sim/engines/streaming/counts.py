"""Exact counts, and which options occur within red lines."""

from __future__ import annotations

import numpy as np

from sim.engines.protocol import Counts
from sim.engines.streaming.grid import BLOCK, Grid, Row
from sim.space.boxes import Bools


def count(grid: Grid) -> Counts:
    """Count agreements: all, admissible, within red lines, acceptable."""
    within = acceptable = 0
    for row in grid.rows_within():
        tails = grid.tails_of(row)
        within += len(row.heads) * len(tails)
        acceptable += _accepted(grid, row)
    return Counts(_listed(grid), _admissible(grid), within, acceptable)


def acceptable(grid: Grid) -> int:
    """Count acceptable agreements only."""
    return sum(_accepted(grid, row) for row in grid.rows_within())


def _listed(grid: Grid) -> int:
    if grid.gate is None:
        return grid.space.agreements
    return sum(len(row.heads) * len(grid.tails_of(row)) for row in grid.rows())


def _admissible(grid: Grid) -> int:
    if grid.empty:
        return 0
    if grid.gate is None:
        return sum(
            int(grid.heads.counts[start : start + len(keeping)] @ (keeping @ grid.tails.counts))
            for start, keeping in grid.compatible(grid.linkages)
        )
    total = 0
    for row in grid.rows():
        keeping = np.asarray(~row.broken[:, grid.linkages].any(axis=1))
        total += int(keeping[grid.columns_of(row, grid.tails_of(row))].sum()) * len(row.heads)
    return total


def _accepted(grid: Grid, row: Row) -> int:
    tails = grid.tails_of(row)
    margins = grid.tails.steps[:, tails] + grid.offsets(row)[:, grid.columns_of(row, tails)]
    acceptor = grid.acceptor(margins)
    step = max(1, BLOCK // len(tails))
    total = 0
    for start in range(0, len(row.heads), step):
        heads = grid.heads.steps[:, row.heads[start : start + step]]
        total += int(np.count_nonzero(acceptor.accepted(heads)))
    return total


def occurring(grid: Grid) -> tuple[Bools, ...]:
    """Return per issue which listed options occur in some agreement within red lines."""
    heads = np.zeros(0 if grid.empty else len(grid.heads.digits), dtype=bool)
    tails = np.zeros(0 if grid.empty else len(grid.tails.digits), dtype=bool)
    for row in grid.rows_within():
        heads[row.heads] = True
        tails[grid.tails_of(row)] = True
    found = [
        np.zeros(len(issue.names), dtype=bool) for issue in grid.space.scenario.issues.values()
    ]
    if not grid.empty:
        for half, alive in ((grid.heads, heads), (grid.tails, tails)):
            for column, issue in enumerate(half.issues):
                found[issue][half.digits[alive, column]] = True
    return tuple(found)
