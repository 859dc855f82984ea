"""Blocks of agreements within red lines that can be part of a frontier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engines.streaming.grid import BLOCK, Grid, Row
from sim.engines.streaming.undominated import PartGroups
from sim.space.boxes import Bools
from sim.space.dominance import undominated_parts
from sim.space.space import Indices
from sim.space.values import Floats

MANY = 256
"""From how many tail groups a row's are compared with each other before they meet heads."""


@dataclass(frozen=True, eq=False)
class Block:
    """Some head groups of a row against its tail groups.

    Parameters
    ----------
    heads
        Grid steps of the head groups, shape (party, head).
    tails
        Grid steps of the tail groups with interactions, shape (party, tail).
    margins
        The same with thresholds taken off, infinite as in ``Grid.offsets``.
    """

    heads: Floats
    tails: Floats
    margins: Floats
    head_groups: Indices
    tail_groups: Indices

    @cached_property
    def steps(self) -> Floats:
        """Utilities in grid steps, shape (party, head, tail)."""
        return self.heads[:, :, None] + self.tails[:, None, :]

    def pairs(self) -> Indices:
        """Head group and tail group of each pair, shape (head × tail, 2)."""
        heads = np.repeat(self.head_groups, len(self.tail_groups))
        return np.stack([heads, np.tile(self.tail_groups, len(self.head_groups))], axis=1)


def blocks(
    grid: Grid,
    heads: PartGroups,
    tails: PartGroups,
    objectives: tuple[int, ...],
    strict: tuple[int, ...],
) -> Iterator[Block]:
    """Yield the agreements within red lines that are made of some groups of parts, in blocks.

    Parameters
    ----------
    grid
        The space as heads × tails.
    heads, tails
        The groups.
    objectives, strict
        As in ``part_groups``.
    """
    columns = [objectives.index(party) for party in strict]
    for row in grid.rows_within():
        groups, classes = _tail_groups(grid, row, tails)
        steps = tails.steps(groups) + row.bonus[:, classes]
        offsets = grid.offsets(row)
        if len(groups) > MANY:
            kept = _undominated_in_row(steps[list(objectives)], offsets[:, classes], columns)
            groups, classes, steps = groups[kept], classes[kept], steps[:, kept]
        margins = tails.steps(groups) + offsets[:, classes]
        chosen = row.heads if grid.gate is not None else heads.of_class(row.head_class)
        step = max(1, BLOCK // len(groups))
        for start in range(0, len(chosen), step):
            some = chosen[start : start + step]
            yield Block(heads.steps(some), steps, margins, some, groups)


def _tail_groups(grid: Grid, row: Row, tails: PartGroups) -> tuple[Indices, Indices]:
    """Return a row's tail groups, and for each the position of its class in the row."""
    if row.tails is not None:
        return row.tails, grid.columns_of(row, row.tails)
    return tails.of_classes(row.classes)


def _undominated_in_row(steps: Floats, offsets: Floats, strict: list[int]) -> Bools:
    """Return which tail groups stay once all of a row are compared.

    Only tails that the same parties must accept can stand in for each other.
    """
    if np.isfinite(offsets).all():
        return undominated_parts(steps.T, strict)
    patterns = np.isfinite(offsets) * 1 + np.isposinf(offsets) * 2
    _, pattern = np.unique(patterns, axis=1, return_inverse=True)
    kept = np.zeros(steps.shape[1], dtype=bool)
    for number in range(int(pattern.max()) + 1):
        alike = np.flatnonzero(pattern == number)
        kept[alike] = undominated_parts(steps[:, alike].T, strict)
    return kept
