"""Minimal sets: of marks that acceptable agreements carry, and of what agreements break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engines.streaming.grid import BLOCK, Grid, Row
from sim.engines.streaming.heads_and_tails import Half
from sim.engines.streaming.undominated import PartGroups, every_part, part_groups
from sim.space.bitsets import Words, distinct, minimal, pack, unpack
from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.space import Indices
from sim.space.values import Floats

WAITING = 200_000
TABLE = 1 << 22


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


def minimal_broken(
    grid: Grid, coalition: tuple[int, ...], *, reservations: bool, definitions: bool
) -> Bools:
    """Return the minimal broken sets, shape (set, active rule + party)."""
    space = grid.space
    rules, width = len(space.active_rules), len(space.active_rules) + len(space.parties)
    found = MinimalSets()
    if grid.empty:
        return np.zeros((0, width), dtype=bool)
    testing = tuple(k for k in coalition if k in space.consenting) if reservations else ()
    heads, tails = _all_classes(grid, testing)
    fixed = np.array(
        [rule.definition and not definitions for rule in space.active_rules], dtype=bool
    )
    others = {rule.owner for rule in space.active_rules} - {-1, *coalition}
    ignored = np.isin([rule.owner for rule in space.active_rules], list(others))
    for row in grid.rows():
        row = row.limited(np.asarray(~row.broken[:, fixed].any(axis=1)))
        broken = row.broken & ~ignored
        for place, rule in enumerate(space.active_rules):
            if rule.owner in coalition:
                broken[:, place] &= row.bound[rule.owner]
        if not len(broken):
            continue
        classes, failing = _failing(grid, row, heads, tails, testing)
        sets = np.zeros((len(classes), width), dtype=bool)
        sets[:, :rules] = broken[classes]
        for bit, party in enumerate(testing):
            sets[:, rules + party] = (failing >> bit) & 1
        found.add(pack(sets))
    return unpack(minimal(found.sets(max(1, -(-width // 64)))), width)


def _all_classes(grid: Grid, testing: tuple[int, ...]) -> tuple[PartGroups, PartGroups]:
    """Return the undominated heads and tails of every class: any may break the fewest rules."""
    if grid.gate is not None:
        return every_part(grid.heads), every_part(grid.tails)
    heads, tails = (
        part_groups(half, testing, testing, np.arange(len(half.inside)))
        for half in (grid.heads, grid.tails)
    )
    return heads, tails


def _failing(
    grid: Grid, row: Row, heads: PartGroups, tails: PartGroups, testing: tuple[int, ...]
) -> tuple[Indices, Indices]:
    """Return pairs of a tail class's position and a set of failing parties that occur."""
    if row.tails is None:
        if not testing:
            return np.arange(len(row.classes)), np.zeros(len(row.classes), dtype=np.int64)
        chosen = heads.of_class(row.head_class)
        columns, positions = tails.of_classes(row.classes)
    else:
        kept = np.isin(grid.tails.class_of[row.tails], row.classes)
        chosen, columns = row.heads, row.tails[kept]
        positions = grid.columns_of(row, columns)
    if not len(columns):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    margins = tails.steps(columns) + _margins(grid, row)[:, positions]
    span = len(row.classes) << len(testing)
    seen: list[Indices] = []
    table = np.zeros(span if span <= TABLE else 0, dtype=bool)
    step = max(1, BLOCK // len(columns))
    for start in range(0, len(chosen), step):
        some = chosen[start : start + step]
        codes = np.broadcast_to(positions << len(testing), (len(some), len(columns))).copy()
        for bit, party in enumerate(testing):
            fails = margins[party][None, :] < -heads.half.steps[party][some][:, None]
            codes |= fails.astype(np.int64) << bit
        if len(table):
            table[codes.ravel()] = True
        else:
            seen.append(np.unique(codes))
    keys = np.flatnonzero(table) if len(table) else np.unique(np.concatenate(seen))
    return keys >> len(testing), keys & ((1 << len(testing)) - 1)


def _margins(grid: Grid, row: Row) -> Floats:
    """Return interactions less thresholds, infinite where consent isn't required."""
    margins: Floats = row.bonus - grid.thresholds[:, None]
    margins[~row.bound] = np.inf
    return margins
