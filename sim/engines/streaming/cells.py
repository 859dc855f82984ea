"""Single options and pairs of options: do they occur in the zone, and with which smallest gain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engines.protocol import Cells
from sim.engines.streaming.grid import BLOCK, Grid, Row
from sim.engines.streaming.heads_and_tails import Half
from sim.space.space import Indices
from sim.space.values import Floats


def cells(grid: Grid) -> Cells:
    """Return for every option and pair of options what acceptable agreements have them."""
    sizes = [len(issue.names) for issue in grid.space.scenario.issues.values()]
    found = Cells(
        tuple(np.full(size, -np.inf) for size in sizes),
        {
            (i, j): np.full((sizes[i], sizes[j]), -np.inf)
            for i in range(len(sizes))
            for j in range(i + 1, len(sizes))
        },
    )
    if not grid.empty:
        looked = _Found(grid, sizes)
        for row in grid.rows_within():
            looked.look(row)
        looked.enter(found)
    return found


class _Found:
    """The best smallest gain by head, by tail, and by head and option of a tail's issue."""

    def __init__(self, grid: Grid, sizes: Sequence[int]) -> None:
        self.grid = grid
        heads, tails = len(grid.heads.digits), len(grid.tails.digits)
        self.head_gain = np.full(heads, -np.inf)
        self.tail_gain = np.full(tails, -np.inf)
        self.cross = {issue: np.full((heads, sizes[issue]), -np.inf) for issue in grid.tails.issues}

    def look(self, row: Row) -> None:
        """Take in a row."""
        grid, space = self.grid, self.grid.space
        tails = grid.tails_of(row)
        columns = grid.columns_of(row, tails)
        acceptor = grid.acceptor(grid.tails.steps[:, tails] + grid.offsets(row)[:, columns])
        steps = grid.tails.steps[:, tails] + row.bonus[:, columns]
        runs = [
            (issue, _runs(grid.tails.digits[tails, column]))
            for column, issue in enumerate(grid.tails.issues)
        ]
        size = max(1, BLOCK // len(tails))
        for start in range(0, len(row.heads), size):
            some = row.heads[start : start + size]
            accepted = acceptor.accepted(grid.heads.steps[:, some])
            gain = np.full(accepted.shape, np.inf)
            for k in space.bargaining:
                total = grid.heads.steps[k][some][:, None] + steps[k][None, :]
                np.minimum(gain, total / space.scales[k] - space.reservations[k], out=gain)
            gain[~accepted] = -np.inf
            self._take(some, tails, gain, runs)

    def _take(
        self,
        heads: Indices,
        tails: Indices,
        gain: Floats,
        runs: list[tuple[int, tuple[Indices, Indices, Indices]]],
    ) -> None:
        self.head_gain[heads] = np.maximum(self.head_gain[heads], gain.max(axis=1))
        self.tail_gain[tails] = np.maximum(self.tail_gain[tails], gain.max(axis=0))
        for issue, (order, options, starts) in runs:
            best = np.maximum.reduceat(gain[:, order], starts, axis=1)
            block = self.cross[issue][np.ix_(heads, options)]
            self.cross[issue][np.ix_(heads, options)] = np.maximum(block, best)

    def enter(self, into: Cells) -> None:
        """Enter what was found by option and by pair of options."""
        _enter_half(self.grid.heads, self.head_gain, into)
        _enter_half(self.grid.tails, self.tail_gain, into)
        for column, issue in enumerate(self.grid.heads.issues):
            for other, table in self.cross.items():
                np.maximum.at(into.pairs[issue, other], self.grid.heads.digits[:, column], table)


def _runs(options: Indices) -> tuple[Indices, Indices, Indices]:
    """Return an order that sorts by option, the options that occur, and where each begins."""
    order = np.argsort(options, kind="stable")
    present, starts = np.unique(options[order], return_index=True)
    return order, present, starts


def _enter_half(half: Half, gain: Floats, into: Cells) -> None:
    """Enter the options and pairs of options within one half."""
    for column, issue in enumerate(half.issues):
        options = half.digits[:, column]
        np.maximum.at(into.gains[issue], options, gain)
        for further in range(column + 1, len(half.issues)):
            pair = into.pairs[issue, half.issues[further]]
            np.maximum.at(pair, (options, half.digits[:, further]), gain)
