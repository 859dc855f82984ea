"""Sets as rows of bits: many small sets at once, of any number of elements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.space.boxes import Bools

Words = NDArray[np.uint64]
"""Sets packed into 64-bit words, shape (set, word)."""


def pack(sets: Bools) -> Words:
    """Return sets given as booleans (set, element) as words."""
    count, elements = sets.shape
    words = max(1, -(-elements // 64))
    padded = np.zeros((count, words * 64), dtype=bool)
    padded[:, :elements] = sets
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64).reshape(count, words)


def unpack(words: Words, elements: int) -> Bools:
    """Return packed sets as booleans, shape (set, element)."""
    flat = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")
    return flat[:, :elements].astype(bool)


def distinct(words: Words) -> Words:
    """Return each set once."""
    return np.unique(words, axis=0) if words.shape[1] > 1 else np.unique(words[:, 0])[:, None]


def minimal(words: Words) -> Words:
    """Return the sets that contain no other of them, smallest first.

    >>> minimal(pack(np.array([[1, 1, 0], [1, 0, 0], [0, 1, 1]], dtype=bool))).tolist()
    [[1], [6]]
    """
    remaining = distinct(words)
    sizes = np.bitwise_count(remaining).sum(axis=1)
    order = np.argsort(sizes, kind="stable")
    remaining, sizes = remaining[order], sizes[order]
    found: list[Words] = []
    while len(remaining):
        # What is smallest among the remaining contains no other: all smaller ones were found.
        smallest = int(np.searchsorted(sizes, sizes[0], side="right"))
        level, remaining, sizes = remaining[:smallest], remaining[smallest:], sizes[smallest:]
        found.append(level)
        for one in level:
            outside = ((remaining & one) != one).any(axis=1)
            if not outside.all():
                remaining, sizes = remaining[outside], sizes[outside]
    return np.concatenate(found) if found else words[:0]


def antichain_order(sets: Bools) -> Bools:
    """Return sets sorted by size, then by the positions of their elements."""
    if not len(sets):
        return sets
    keys = [tuple(np.flatnonzero(row)) for row in sets]
    order = sorted(range(len(keys)), key=lambda k: (len(keys[k]), keys[k]))
    return sets[order]
