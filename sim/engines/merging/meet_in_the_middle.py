"""Counting pairs of which one reaches what the other leaves open, in several columns at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engines.merging.residue_numbers import products, reduced
from sim.engines.merging.score_counts import Scores
from sim.space.budget import spend
from sim.space.limits import BudgetSpent
from sim.space.space import Indices

TABLE = 1 << 23
"""Up to so many cells all combinations of ranks are worked out."""
WORK = 40_000_000
"""Maximum number of steps of counting run by run, or of pairs looked at one by one."""
STATES, STEP = 100.0, 0.05
"""Work of a pair of states, and of a step, as measured."""
BLOCK = 1 << 22
"""Maximum number of pairs looked at together."""


def is_affordable(first: Scores, second: Scores, work: int = WORK) -> bool:
    """Say whether ``reaching`` takes a few seconds at most.

    Parameters
    ----------
    first, second
        Of the two parts of agreements.
    work
        How many steps of counting run by run, or pairs, are not too many.
    """
    if not len(first) or not len(second):
        return True
    cells = np.prod([len(np.unique(column)) + 1.0 for column in second.vectors])
    columns = len(second.vectors)
    runs = np.log2(len(second) + 1.0) ** (columns - 1)
    return bool(
        cells <= TABLE
        or columns == 1
        or len(first) * len(second) * columns <= work
        or (len(first) + len(second)) * runs <= work
    )


def reaching(
    first: Scores, second: Scores, thresholds: Indices, moduli: Sequence[int]
) -> list[int]:
    """Return how many pairs add up to the thresholds in every column, as remainders.

    Parameters
    ----------
    first, second
        Of the two parts of agreements.
    thresholds
        Shape (column,).
    """
    if not len(first) or not len(second):
        return [0] * len(moduli)
    columns = max(1, len(thresholds))
    runs = (len(first) + len(second)) * np.log2(len(second) + 1.0) ** (columns - 1)
    pairs = float(len(first)) * len(second)
    spend(STATES + STEP * min(runs, pairs, TABLE + pairs**0.5) * len(moduli))
    if len(first) * len(second) <= BLOCK or (
        len(thresholds) > 1 and len(first) * len(second) * len(thresholds) <= WORK
    ):
        return products(first.counts, _by_pairs(first, second, thresholds, moduli), moduli)
    needed = thresholds[:, None] - second.vectors
    ranks, sizes, places = [], [], []
    for needs, reached in zip(needed, first.vectors, strict=True):
        known = np.unique(needs)
        ranks.append(np.searchsorted(known, needs))
        places.append(np.searchsorted(known, reached, side="right"))
        sizes.append(len(known))
    cells = int(np.prod([size + 1 for size in sizes], dtype=float))
    if cells <= max(TABLE, 2 * len(second)):
        below = _by_table(ranks, sizes, places, second.counts, moduli)
    else:
        none = np.zeros(len(second), dtype=np.int64)
        start = np.zeros(len(first), dtype=np.int64)
        below = _by_levels(start, places, none, ranks, second.counts, moduli)
    return products(first.counts, below, moduli)


def _by_pairs(first: Scores, second: Scores, thresholds: Indices, moduli: Sequence[int]) -> Indices:
    """Return for each of the first the sum of counts of those that reach with it, pair by pair."""
    found = np.empty((len(moduli), len(first)), dtype=np.int64)
    step = max(1, BLOCK // len(second))
    for start in range(0, len(first), step):
        some = slice(start, start + step)
        reached = np.ones((first.vectors[:, some].shape[1], len(second)), dtype=bool)
        for mine, others, needed in zip(first.vectors, second.vectors, thresholds, strict=True):
            reached &= mine[some, None] >= needed - others[None, :]
        # Sums of up to 2^32 remainders fit into 64 bits.
        found[:, some] = np.stack([reached @ counts for counts in second.counts])
    return reduced(found, moduli)


def _by_table(
    ranks: Sequence[Indices],
    sizes: Sequence[int],
    places: Sequence[Indices],
    counts: Indices,
    moduli: Sequence[int],
) -> Indices:
    """Return for every place the sum of counts of lower ranks, by a cumulative table."""
    shape = tuple(size + 1 for size in sizes)
    if not shape:
        total = reduced(counts.sum(axis=1, keepdims=True), moduli)
        return np.asarray(total)
    cell = np.ravel_multi_index([rank + 1 for rank in ranks], shape)
    at = np.ravel_multi_index(list(places), shape)
    found = np.empty((len(moduli), len(at)), dtype=np.int64)
    for row, numbers, modulus in zip(found, counts, moduli, strict=True):
        table = np.zeros(int(np.prod(shape)), dtype=np.int64)
        np.add.at(table, cell, numbers)
        table = table.reshape(shape)
        for axis in range(len(shape)):
            # Sums of up to 2^32 remainders fit into 64 bits.
            np.cumsum(table, axis=axis, out=table)
            np.remainder(table, modulus, out=table)
        row[:] = table.ravel()[at]
    return found


def _by_levels(
    groups: Indices,
    places: Sequence[Indices],
    others: Indices,
    ranks: Sequence[Indices],
    counts: Indices,
    moduli: Sequence[int],
) -> Indices:
    """Return for every place the sum of counts of lower ranks in its group (Bentley 1980).

    The lower ranks of one column are a few runs of 1, 2, 4, … in order; within each run the same
    is asked of one column less.

    Parameters
    ----------
    groups, places
        Of what asks, shape (asking,) and per column shape (asking,).
    others, ranks
        Of what is counted.
    """
    span = int(max(ranks[0].max(initial=0), places[0].max(initial=0))) + 1
    if (int(max(groups.max(initial=0), others.max(initial=0))) + 1) * span >= 1 << 62:
        raise BudgetSpent("more runs to count than 64 bits can number")
    code = others * span + ranks[0]
    order = np.argsort(code, kind="stable")
    begin = np.searchsorted(code[order], groups * span)
    end = np.searchsorted(code[order], groups * span + places[0])
    if len(ranks) == 1:
        running = np.zeros((len(counts), len(order) + 1), dtype=np.int64)
        np.cumsum(counts[:, order], axis=1, out=running[:, 1:])
        return reduced(running[:, end] - running[:, begin], moduli)
    starts = np.searchsorted(others[order], others[order])
    position = np.arange(len(order)) - starts
    reach = end - begin
    found = np.zeros((len(counts), len(groups)), dtype=np.int64)
    left = [rank[order] for rank in ranks[1:]]
    for level in range(int(reach.max(initial=0)).bit_length()):
        asking = np.flatnonzero(reach >> level & 1)
        runs = len(order) + 1
        found[:, asking] += _by_levels(
            groups[asking] * runs + (reach[asking] >> level) - 1,
            [place[asking] for place in places[1:]],
            others[order] * runs + (position >> level),
            left,
            counts[:, order],
            moduli,
        )
    return reduced(found, moduli)
