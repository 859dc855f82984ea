"""A seeded sample of agreements, for pictures of spaces that nobody can list."""

from __future__ import annotations

import numpy as np

from sim.engines.protocol import Density
from sim.space.listing import acceptable
from sim.space.space import Indices, Space
from sim.space.values import Floats

SEED, DRAWN = 20220329, 20_000
"""Of the sample, and how many agreements it has."""


def drawn(space: Space, number: int = DRAWN, seed: int = SEED) -> Indices:
    """Return agreements on the table, each as likely as any other, shape (agreement, issue)."""
    rng = np.random.default_rng(seed)
    columns = [places[rng.integers(len(places), size=number)] for places in space.options]
    return np.stack(columns, axis=1)


def density(space: Space, pair: tuple[int, int], edges: tuple[Floats, Floats]) -> Density:
    """Count a sample of agreements by cell of the utility plane of two parties."""
    digits = drawn(space)
    utilities = space.utilities(digits)
    places = []
    for party, bounds in zip(pair, edges, strict=True):
        cells = len(bounds) - 1
        place = ((utilities[party] - bounds[0]) * (cells / (bounds[-1] - bounds[0]))).astype(int)
        places.append(np.clip(place, 0, cells - 1))
    shape = (len(edges[0]) - 1, len(edges[1]) - 1)
    flat = np.ravel_multi_index(places, shape)
    counts = [
        np.bincount(flat[kept], minlength=shape[0] * shape[1]).reshape(shape)
        for kept in (np.ones(len(flat), dtype=bool), acceptable(space, digits))
    ]
    return Density(edges, counts[0], counts[1], sample=len(digits))
