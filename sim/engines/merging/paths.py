"""The agreements behind some nodes of a merge, in file order, as many as are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engines.merging.layers import Layer
from sim.space.space import Indices

BATCH = 4096
"""Up to so many agreements are listed together."""


@dataclass(frozen=True, eq=False)
class _Edges:
    """One layer's edges on paths to the nodes asked for: from node to node by one option."""

    issue: int
    parents: Indices
    options: Indices
    nodes: Indices

    def kept(self, which: Indices) -> _Edges:
        """Return some of the edges."""
        return _Edges(self.issue, self.parents[which], self.options[which], self.nodes[which])


def agreements(layers: Sequence[Layer], nodes: Indices) -> Iterator[Indices]:
    """Yield every agreement that ends in some nodes, in file order, in blocks (agreement, issue).

    Parameters
    ----------
    layers
        Of the merge.
    nodes
        Nodes of the last layer.
    """
    edges = _behind(layers, nodes)
    # By issue number, to fix options in the order of the file.
    order = sorted(range(len(edges)), key=lambda place: edges[place].issue)
    yield from _listed(edges, order, 0)


def _behind(layers: Sequence[Layer], nodes: Indices) -> list[_Edges]:
    """Return the edges of all paths to some nodes."""
    found = []
    nodes = np.unique(nodes)
    for layer in reversed(layers):
        first, counts = layer.starts[nodes], np.diff(layer.starts)[nodes]
        edges = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        rows = layer.rows[edges]
        sizes = np.array([len(layer.options[row]) for row in rows.tolist()], dtype=np.int64)
        found.append(
            _Edges(
                layer.issue,
                np.repeat(layer.parents[edges], sizes).astype(np.int64),
                np.concatenate([layer.options[row] for row in rows.tolist()]),
                np.repeat(np.repeat(nodes, counts), sizes),
            )
        )
        nodes = np.unique(layer.parents[edges]).astype(np.int64)
    found.reverse()
    return found


def _listed(edges: list[_Edges], order: Sequence[int], fixed: int) -> Iterator[Indices]:
    """Yield the agreements of some paths whose first issues have one option each."""
    if fixed == len(order) or _count(edges) <= BATCH:
        rows = _every(edges)
        by_issue = rows[:, order]
        yield by_issue[np.lexsort(by_issue.T[::-1])]
        return
    place = order[fixed]
    for option in np.unique(edges[place].options).tolist():
        chosen = list(edges)
        chosen[place] = edges[place].kept(np.flatnonzero(edges[place].options == option))
        yield from _listed(_connected(chosen, place), order, fixed + 1)


def _connected(edges: list[_Edges], place: int) -> list[_Edges]:
    """Return the edges that are still on a whole path after one layer has lost some."""
    for earlier in range(place - 1, -1, -1):
        needed = np.isin(edges[earlier].nodes, edges[earlier + 1].parents)
        edges[earlier] = edges[earlier].kept(np.flatnonzero(needed))
    for later in range(place + 1, len(edges)):
        reached = np.isin(edges[later].parents, edges[later - 1].nodes)
        edges[later] = edges[later].kept(np.flatnonzero(reached))
    return edges


def _count(edges: Sequence[_Edges]) -> int:
    """Return how many paths there are."""
    ways = {0: 1}
    for layer in edges:
        after: dict[int, int] = {}
        for parent, node in zip(layer.parents.tolist(), layer.nodes.tolist(), strict=True):
            after[node] = after.get(node, 0) + ways[parent]
        ways = after
    return sum(ways.values())


def _every(edges: Sequence[_Edges]) -> Indices:
    """Return all paths as options by layer, shape (path, layer)."""
    nodes, rows = np.zeros(1, dtype=np.int64), np.zeros((1, 0), dtype=np.int64)
    for layer in edges:
        order = np.argsort(layer.parents, kind="stable")
        parents = layer.parents[order]
        first = np.searchsorted(parents, nodes)
        counts = np.searchsorted(parents, nodes, side="right") - first
        chosen = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        rows = np.concatenate(
            [np.repeat(rows, counts, axis=0), layer.options[order][chosen][:, None]], axis=1
        )
        nodes = layer.nodes[order][chosen]
    return rows
