"""The minimal sets of marks that acceptable agreements carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.space.bitsets import Words, distinct, minimal, pack, unpack
from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.space import Indices
from sim.space.stream.halves import Half
from sim.space.stream.rows import BLOCK, Grid, Row
from sim.space.values import Floats

WAITING = 200_000


@dataclass(frozen=True, eq=False)
class _MarkedParts:
    """Parts that can matter: per class and set of marks the undominated ones, by set of marks.

    Parameters
    ----------
    masks
        The distinct sets of marks, shape (set, word).
    parts
        Per class the parts that stay, those with equal marks adjacent.
    mask_of
        The number of each part's set of marks, shape (part,).
    """

    masks: Words
    parts: tuple[Indices, ...]
    mask_of: Indices


def _marked(
    half: Half, marks: Sequence[Bools], objectives: tuple[int, ...], keep_all: bool
) -> _MarkedParts:
    width = marks[0].shape[1]
    carried = np.zeros((len(half.digits), width), dtype=bool)
    for column, issue in enumerate(half.issues):
        carried |= marks[issue][half.digits[:, column]]
    packed = pack(carried)
    masks, mask_of = np.unique(packed, axis=0, return_inverse=True)
    mask_of = mask_of.reshape(-1)
    vectors = half.steps[list(objectives)].T
    parts = []
    for members in half.members:
        order = members[np.argsort(mask_of[members], kind="stable")]
        if not keep_all:
            ends = np.flatnonzero(np.diff(mask_of[order])) + 1
            order = np.concatenate([_best(vectors, some) for some in np.split(order, ends)])
        parts.append(order)
    return _MarkedParts(masks, tuple(parts), mask_of)


def _best(vectors: Floats, parts: Indices) -> Indices:
    """Return undominated parts, one of those with equal utilities."""
    if vectors.shape[1] == 0:
        return parts[:1]
    _, first = np.unique(vectors[parts], axis=0, return_index=True)
    alone = parts[first]
    return alone[nondominated(vectors[alone])]


def minimal_marks(grid: Grid, marks: Sequence[Bools]) -> Bools:
    """Return the minimal sets of marks of acceptable agreements, shape (set, mark)."""
    width = marks[0].shape[1] if marks else 0
    found = MinimalSets()
    if not grid.empty:
        gated = grid.gate is not None
        heads = _marked(grid.heads, marks, grid.space.consenting, gated)
        tails = _marked(grid.tails, marks, grid.space.consenting, gated)
        for row in grid.rows_within():
            _look(grid, row, heads, tails, found)
    return unpack(found.sets(max(1, -(-width // 64))), width)


def _look(
    grid: Grid, row: Row, heads: _MarkedParts, tails: _MarkedParts, found: MinimalSets
) -> None:
    """Take in the sets of marks of a row's acceptable agreements."""
    if row.tails is None:
        columns = np.concatenate([tails.parts[number] for number in row.classes])
        rows = heads.parts[row.head_class]
    else:
        columns, rows = row.tails, row.heads
    columns = columns[np.argsort(tails.mask_of[columns], kind="stable")]
    margins = grid.tails.steps[:, columns] + grid.offsets(row)[:, grid.columns_of(row, columns)]
    tail_mask, tail_starts = _runs(tails.mask_of[columns])
    acceptor = grid.acceptor(margins)
    step = max(1, BLOCK // len(columns))
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        accepted = acceptor.accepted(grid.heads.steps[:, some])
        head_mask, head_starts = _runs(heads.mask_of[some])
        exists = np.logical_or.reduceat(accepted, head_starts, axis=0)
        exists = np.logical_or.reduceat(exists, tail_starts, axis=1)
        h, t = np.nonzero(exists)
        found.add(heads.masks[head_mask[h]] | tails.masks[tail_mask[t]])


def _runs(numbers: Indices) -> tuple[Indices, Indices]:
    """Return the value and the start of each run of equal numbers."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(numbers)) + 1)).astype(np.int64)
    return numbers[starts], starts


class MinimalSets:
    """Collects sets and keeps the minimal ones."""

    def __init__(self) -> None:
        self.waiting: list[Words] = []
        self.count = 0

    def add(self, words: Words) -> None:
        """Take in sets, shape (set, word)."""
        if len(words):
            once = distinct(words)
            self.waiting.append(once)
            self.count += len(once)
            if self.count > WAITING:
                self.waiting = [minimal(np.concatenate(self.waiting))]
                # Large antichains must not be sifted anew for every row.
                self.count = 0

    def sets(self, words: int) -> Words:
        """Return the minimal sets of all taken in."""
        if not self.waiting:
            return np.zeros((0, words), dtype=np.uint64)
        return minimal(np.concatenate(self.waiting))
