"""Agreements as pairs of a head and a tail: the first issues' options, and the rest.

Utilities add up over heads and tails, and whether an agreement is inside a box depends on one bit
of its head and one of its tail. Heads with the same bits form a class, and so do tails, so that a
pair of classes breaks the same rules and has the same interactions throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.space.boxes import Bools, Box, box_matches
from sim.space.budget import spend
from sim.space.space import Indices, Space, combinations_of
from sim.space.values import Floats

PART = 0.02
"""Work of a part for each box and party."""


@dataclass(frozen=True, eq=False)
class Half:
    """All heads, or all tails.

    Parameters
    ----------
    issues
        Numbers of the issues in this half, in file order.
    digits
        Option places among the listed ones, shape (part, issue of the half).
    steps
        What each part adds to utilities, in grid steps, shape (party, part).
    inside
        Which boxes it is inside as far as its issues go, shape (class, box).
    class_of
        The class of each part, shape (part,).
    """

    issues: tuple[int, ...]
    digits: Indices
    steps: Floats
    inside: Bools
    class_of: Indices

    @cached_property
    def members(self) -> tuple[Indices, ...]:
        """The parts of each class, in order."""
        order = np.argsort(self.class_of, kind="stable")
        ends = np.cumsum(self.counts).tolist()
        return tuple(order[a:b] for a, b in zip([0, *ends], ends, strict=False))

    @cached_property
    def counts(self) -> Indices:
        """How many parts each class has."""
        return np.bincount(self.class_of, minlength=len(self.inside))


def split_point(sizes: tuple[int, ...]) -> int:
    """Return how many of the first issues make the heads, so that both halves are small.

    >>> split_point((10, 10, 10, 10))
    2
    """
    products = [1]
    for size in sizes:
        products.append(products[-1] * size)
    whole = products[-1]
    return min(range(len(products)), key=lambda k: (products[k] + whole // products[k], k))


def make_half(space: Space, issues: tuple[int, ...], boxes: tuple[Box, ...]) -> Half:
    """Return all combinations of the options of some issues."""
    shape = tuple(space.sizes[i] for i in issues)
    count = int(np.prod(shape, dtype=np.int64))
    spend(PART * count * (1 + len(boxes) + len(space.parties)))
    digits = combinations_of(np.arange(count), shape)
    for column, issue in enumerate(issues):
        digits[:, column] = space.options[issue][digits[:, column]]
    steps = np.zeros((len(space.parties), count))
    for k, party in enumerate(space.parties):
        for column, issue in enumerate(issues):
            steps[k] += party.contributions[issue][digits[:, column]]
    bits = np.zeros((count, len(boxes)), dtype=bool)
    for number, box in enumerate(boxes):
        bits[:, number] = box_matches(box, digits, issues)
    inside, class_of = _classes(bits)
    return Half(issues, digits, steps, inside, class_of)


def _classes(bits: Bools) -> tuple[Bools, Indices]:
    """Return the distinct rows, in order of first appearance, and the row of each part."""
    if bits.shape[1] == 0:
        return np.zeros((min(1, len(bits)), 0), dtype=bool), np.zeros(len(bits), dtype=np.int64)
    packed = np.packbits(bits, axis=1)
    keys = packed.view([("", np.uint8)] * packed.shape[1]).reshape(-1)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return bits[first[order]], rank[inverse]
