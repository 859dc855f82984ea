"""The nondominated agreements that a merge found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engines.merging.layers import Layer, Merged, descending
from sim.engines.merging.paths import agreements
from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.space import Indices
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class MergePoints:
    """Nondominated vectors, each with the nodes of the last layer that have it.

    Parameters
    ----------
    parties
        Numbers of the parties whose utilities the vectors hold.
    steps
        Distinct vectors in grid steps, shape (point, party), in descending order.
    layers
        Of the merge.
    nodes
        Nodes of the last layer by point.
    starts
        Where each point's nodes start, shape (point + 1,).
    """

    parties: tuple[int, ...]
    steps: Floats
    layers: tuple[Layer, ...]
    nodes: Indices
    starts: Indices
    complete = True

    @classmethod
    def of(cls, parties: tuple[int, ...], merged: Merged) -> MergePoints:
        """Return the nondominated agreements of a merge, over all its last states."""
        vectors = merged.vectors[:, : len(parties)]
        kept = np.flatnonzero(nondominated(vectors))
        order, starts = descending(vectors[kept])
        steps = vectors[kept[order[starts]]]
        ends = np.append(starts, len(order)).astype(np.int64)
        return cls(parties, steps, merged.layers, kept[order], ends)

    @cached_property
    def _ways(self) -> Sequence[int]:
        """How many agreements end in each node of the last layer."""
        return ways(self.layers)

    @cached_property
    def multiplicity(self) -> tuple[int, ...]:
        """How many agreements have each vector."""
        nodes, starts = self.nodes.tolist(), self.starts.tolist()
        found = self._ways
        if len(nodes) == len(self.steps):
            return tuple([found[node] for node in nodes])
        return tuple(
            sum(found[node] for node in nodes[starts[p] : starts[p + 1]])
            for p in range(len(self.steps))
        )

    @cached_property
    def _alone(self) -> tuple[Bools, Indices]:
        """Return which points are one agreement each, and the first path to every point."""
        count = len(self.steps)
        first = self.nodes[self.starts[:-1]]
        alone = np.diff(self.starts) == 1
        digits = np.zeros((count, len(self.layers)), dtype=np.int16 if self._narrow else np.int64)
        for layer in reversed(self.layers):
            edge = layer.starts[first]
            alone &= layer.starts[first + 1] == edge + 1
            options = np.array([group[0] for group in layer.options], dtype=np.int64)
            several = np.array([len(group) > 1 for group in layer.options], dtype=bool)
            rows = layer.rows[edge]
            digits[:, layer.issue] = options[rows]
            alone &= ~several[rows]
            first = layer.parents[edge].astype(np.int64)
        return alone, digits

    @property
    def _narrow(self) -> bool:
        largest = max((int(o.max()) for layer in self.layers for o in layer.options), default=0)
        return largest < np.iinfo(np.int16).max

    def agreements(self, point: int) -> Iterator[Indices]:
        """Yield a point's agreements in file order, in blocks (agreement, issue)."""
        alone, digits = self._alone
        if alone[point]:
            yield digits[point : point + 1].astype(np.int64)
            return
        yield from agreements(self.layers, self.nodes[self.starts[point] : self.starts[point + 1]])


def ways(layers: Sequence[Layer]) -> list[int]:
    """Return how many agreements end in each node of the last layer."""
    found: np.ndarray = np.ones(1, dtype=np.int64)
    bound = 1
    for layer in layers:
        sizes = np.array([len(group) for group in layer.options], dtype=np.int64)
        bound *= int(sizes.sum())
        # Whole numbers of any size where 64 bits might not hold them.
        if bound >= 1 << 62:
            found, sizes = found.astype(object), sizes.astype(object)
        each = found[layer.parents] * sizes[layer.rows]
        found = np.add.reduceat(each, layer.starts[:-1]) if len(each) else each
    return [int(number) for number in found]
