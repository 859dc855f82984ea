"""The nondominated agreements of a grid, collected block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.engines.streaming.grid import BLOCK, Grid
from sim.engines.streaming.undominated import PartGroups
from sim.space.dominance import nondominated
from sim.space.space import Indices
from sim.space.values import Floats

SIFTED = 4096
"""From how many candidates on a block is sifted before it is merged with what was found."""


@dataclass(frozen=True, eq=False)
class GridPoints:
    """Nondominated agreements of a grid, as pairs of a head group and a tail group."""

    grid: Grid
    parties: tuple[int, ...]
    vectors: Floats
    pairs: Indices
    heads: PartGroups
    tails: PartGroups
    complete = True

    @cached_property
    def _starts(self) -> Indices:
        changes = (np.diff(self.vectors, axis=0) != 0).any(axis=1)
        starts = np.flatnonzero(np.concatenate(([True], changes)))[: len(self.vectors)]
        return np.append(starts, len(self.vectors)).astype(np.int64)

    @cached_property
    def steps(self) -> Floats:
        """Distinct vectors in grid steps, shape (point, party), in descending order."""
        return self.vectors[self._starts[:-1]]

    @cached_property
    def multiplicity(self) -> tuple[int, ...]:
        """How many agreements have each vector."""
        sizes = [
            len(self.heads.parts(h)) * len(self.tails.parts(t)) for h, t in self.pairs.tolist()
        ]
        starts = self._starts.tolist()
        return tuple(sum(sizes[a:b]) for a, b in pairwise(starts))

    def agreements(self, point: int) -> Iterator[Indices]:
        """Yield a point's agreements in file order, in blocks (agreement, issue)."""
        by_head: dict[int, list[Indices]] = {}
        for h, t in self.pairs[self._starts[point] : self._starts[point + 1]].tolist():
            for head in self.heads.parts(h).tolist():
                by_head.setdefault(head, []).append(self.tails.parts(t))
        for head in sorted(by_head):
            tails = np.sort(np.concatenate(by_head[head]))
            yield self.grid.digits(np.full(len(tails), head), tails)


class Archive:
    """The nondominated vectors so far, with the pairs they come from."""

    def __init__(self, width: int) -> None:
        self.vectors = np.zeros((0, width))
        self.pairs = np.zeros((0, 2), dtype=np.int64)
        self.waiting: list[tuple[Floats, Indices]] = []
        self.count = 0

    def add(self, vectors: Floats, pairs: Indices) -> None:
        """Take in candidates, shape (candidate, objective) and (candidate, 2)."""
        if len(vectors) > SIFTED:
            kept = nondominated(vectors)
            vectors, pairs = vectors[kept], pairs[kept]
        self.waiting.append((vectors, pairs))
        self.count += len(vectors)
        if self.count > BLOCK + len(self.vectors):
            self.settle()

    def settle(self) -> None:
        """Merge what is waiting."""
        vectors = np.concatenate([self.vectors, *(v for v, _ in self.waiting)])
        pairs = np.concatenate([self.pairs, *(p for _, p in self.waiting)])
        kept = nondominated(vectors)
        self.vectors, self.pairs = vectors[kept], pairs[kept]
        self.waiting, self.count = [], 0

    def points(self, grid: Grid, parties: tuple[int, ...], groups: list[PartGroups]) -> GridPoints:
        """Return what is left, in descending order of the vectors."""
        self.settle()
        keys = [self.pairs[:, 1], self.pairs[:, 0], *(-self.vectors.T[::-1])]
        order = np.lexsort(keys)
        return GridPoints(grid, parties, self.vectors[order], self.pairs[order], *groups)
