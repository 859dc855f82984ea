"""Offers of equal worth as decision diagrams: the one that is liked best without scoring each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from sim.bargaining.ladder import Ladder
from sim.bargaining.menu import Menu
from sim.space.space import Indices
from sim.space.values import Floats

NEAR = 1e-12
"""Offers that are liked alike to within this are liked alike."""
KEPT = 1_000_000
"""How many edges of diagrams are kept for later offers; beyond it all are made again."""

Like = Callable[[int, Indices, Indices], Floats]
"""Takes an issue, and choices and options of it, both (edge,); returns what each is liked for."""


@dataclass(frozen=True, eq=False)
class Level:
    """One issue of a diagram; edges stand by node and then in file order.

    Parameters
    ----------
    first
        The first edge of each node, shape (node,).
    option
        Place of the option on each edge, shape (edge,).
    child
        The node that it leads to on the next issue, shape (edge,).
    before
        How many offers through the same node come before it in file order, shape (edge,).
    """

    first: Indices
    option: Indices
    child: Indices
    before: Indices


@dataclass(frozen=True, eq=False)
class Diagram:
    """A set of offers as a reduced ordered decision diagram (Bryant 1986), issue by issue.

    Offers with the same beginning share their way, and beginnings with the same continuations
    lead to the same node. Many offers of equal worth are few ways to share a sum out among
    issues, so the diagram is small where the set is large.
    """

    levels: tuple[Level, ...]

    @cached_property
    def edges(self) -> int:
        """How many edges there are."""
        return sum(len(level.option) for level in self.levels)


def make_diagram(digits: Indices) -> Diagram:
    """Return the diagram of some offers.

    Parameters
    ----------
    digits
        Option places of different offers in file order, shape (offer, issue).
    """
    rows, issues = digits.shape
    # The first issue on which an offer differs from the one before; the first from any.
    differs = np.zeros(rows, dtype=np.int64)
    differs[1:] = (digits[1:] != digits[:-1]).argmax(axis=1)
    differs[0] = -1
    starts = np.arange(rows)
    child, size = np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.int64)
    levels = []
    for issue in range(issues - 1, -1, -1):
        option = digits[starts, issue]
        begins = np.flatnonzero(differs[starts] < issue)
        ends = np.append(begins[1:], len(starts))
        # What follows a beginning, as bytes: beginnings with the same are one node.
        follows = (option * (int(child.max()) + 1) + child).tobytes()
        known: dict[bytes, int] = {}
        node = np.array(
            [
                known.setdefault(follows[8 * a : 8 * b], len(known))
                for a, b in zip(begins.tolist(), ends.tolist(), strict=True)
            ]
        )
        _, shown = np.unique(node, return_index=True)
        counts = (ends - begins)[shown]
        first = np.cumsum(counts) - counts
        edges = _ragged(begins[shown], counts)
        through = np.cumsum(size[edges]) - size[edges]
        before = through - np.repeat(through[first], counts)
        levels.append(Level(first, option[edges], child[edges], before))
        size = np.add.reduceat(size, begins)
        starts, child = starts[begins], node
    return Diagram(tuple(reversed(levels)))


def _ragged(starts: Indices, counts: Indices) -> Indices:
    """Return so many whole numbers from each start on, one after the other."""
    begins = np.cumsum(counts) - counts
    return np.repeat(starts - begins, counts) + np.arange(int(counts.sum()))


class _Layer:
    """One issue of several diagrams side by side, once for every choice.

    Parameters
    ----------
    levels
        The issue in each diagram.
    which
        The diagram of each choice, shape (choice,).
    """

    def __init__(self, levels: Sequence[Level], which: Indices) -> None:
        edges = np.array([len(level.option) for level in levels])
        nodes = np.array([len(level.first) for level in levels])
        option, child, before, first = (
            np.concatenate([getattr(level, name) for level in levels])
            for name in ("option", "child", "before", "first")
        )
        place = _ragged((np.cumsum(edges) - edges)[which], edges[which])
        self.choice = np.repeat(np.arange(len(which)), edges[which])
        self.option, self.child, self.before = option[place], child[place], before[place]
        node = _ragged((np.cumsum(nodes) - nodes)[which], nodes[which])
        begins = np.cumsum(edges[which]) - edges[which]
        self.first = first[node] + np.repeat(begins, nodes[which])
        """The first edge of every node of every choice."""
        self.base = np.cumsum(nodes[which]) - nodes[which]
        """The first node of every choice."""

    def climb(self, liked: Floats, above: Floats, base: Indices) -> Floats:
        """Return the best that each node leads to, given that of the nodes of the next issue."""
        self.score = liked + above[base[self.choice] + self.child]
        self.best = np.maximum.reduceat(self.score, self.first)
        return self.best

    def descend(self, node: Indices, needed: Floats) -> Indices:
        """Return, by choice, the first edge of a node that leads to what is needed."""
        place = self.base + node
        ends = np.append(self.first[1:], len(self.score))
        counts = (ends - self.first)[place]
        edges = _ragged(self.first[place], counts)
        good = self.score[edges] >= np.repeat(np.minimum(needed, self.best[place]), counts)
        return np.minimum.reduceat(
            np.where(good, edges, len(self.score)), np.cumsum(counts) - counts
        )


def most_liked(diagrams: Sequence[Diagram], which: Indices, like: Like) -> Indices:
    """Return the place of the most liked offer of a diagram; the first in file order of several.

    Dynamic programming from the last issue to the first, then back along what was best.

    Parameters
    ----------
    diagrams
        The sets of offers.
    which
        The diagram of each choice, shape (choice,).
    like
        What options are liked for; an offer is liked for the sum.

    Returns
    -------
    ndarray, shape (choice,)
    """
    issues = len(diagrams[0].levels)
    layers = [_Layer([d.levels[issue] for d in diagrams], which) for issue in range(issues)]
    above, base = np.zeros(len(which)), np.arange(len(which))
    liked: list[Floats] = []
    for issue in range(issues - 1, -1, -1):
        layer = layers[issue]
        liked.append(like(issue, layer.choice, layer.option))
        above, base = layer.climb(liked[-1], above, base), layer.base
    node, rank = np.zeros(len(which), dtype=np.int64), np.zeros(len(which), dtype=np.int64)
    needed = above - NEAR
    for layer, likes in zip(layers, reversed(liked), strict=True):
        edge = layer.descend(node, needed)
        node, rank = layer.child[edge], rank + layer.before[edge]
        needed = needed - likes[edge]
    return rank


class Diagrams:
    """The diagrams of one seat's sets of equal offers, made when they are first asked for.

    Parameters
    ----------
    ladder
        Its offers.
    menu
        What can be tabled.
    """

    def __init__(self, ladder: Ladder, menu: Menu) -> None:
        self.ladder, self.menu = ladder, menu
        self.keys: dict[tuple[int, int], bytes] = {}
        """(Talk, first rung) → what identifies the set."""
        self.known: dict[bytes, Diagram] = {}
        self.edges = 0

    def of(self, rows: Indices, first: Indices, after: Indices) -> tuple[list[Diagram], Indices]:
        """Return the diagrams of some sets of equal offers, and which of them each set has.

        Parameters
        ----------
        rows
            The talks.
        first, after
            The first rung of equal worth and the one after the last, shape (talk,).
        """
        if self.ladder.shared:
            sets, where = np.unique(first, return_index=True)
            which = np.searchsorted(sets, first)
        else:
            where = which = np.arange(len(rows))
        diagrams = [self._one(int(rows[k]), int(first[k]), int(after[k])) for k in where.tolist()]
        return diagrams, which

    def _one(self, row: int, first: int, after: int) -> Diagram:
        place = (0 if self.ladder.shared else row, first)
        offers = None
        if place not in self.keys:
            offers = self._offers(row, first, after)
            # Talks with ladders of their own mostly have the same sets nevertheless.
            self.keys[place] = blake2b(offers.tobytes(), digest_size=16).digest()
        key = self.keys[place]
        if key not in self.known:
            if self.edges > KEPT:
                self.known, self.edges = {}, 0
            if offers is None:
                offers = self._offers(row, first, after)
            self.known[key] = make_diagram(self.menu.digits[offers])
            self.edges += self.known[key].edges
        return self.known[key]

    def _offers(self, row: int, first: int, after: int) -> Indices:
        rungs = np.arange(first, after)
        return self.ladder.offer(np.full(len(rungs), row), rungs)
