"""The minimal sets of rules and reservation values that agreements break."""

from __future__ import annotations

import numpy as np

from sim.space.bitsets import minimal, pack, unpack
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.stream.marking import MinimalSets
from sim.space.stream.parts import PartGroups, every_part, part_groups
from sim.space.stream.rows import BLOCK, Grid, Row
from sim.space.values import Floats

TABLE = 1 << 22


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
