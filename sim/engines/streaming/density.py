"""How many agreements fall into each cell of a utility plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engines.protocol import Density
from sim.engines.streaming.grid import BLOCK, Grid, Row
from sim.space.space import Indices
from sim.space.values import Floats

Counts = NDArray[np.int64]


def density(grid: Grid, pair: tuple[int, int], edges: tuple[Floats, Floats]) -> Density:
    """Count the agreements, and the acceptable ones, in each cell of a utility plane.

    Parameters
    ----------
    pair
        The parties on the two axes.
    edges
        Evenly spaced bounds of the cells, in utility, lowest first.
    """
    shape = (len(edges[0]) - 1, len(edges[1]) - 1)
    every = np.zeros(shape[0] * shape[1], dtype=np.int64)
    acceptable = np.zeros_like(every)
    for row in grid.rows():
        _add(grid, row, pair, edges, every, accepted_only=False)
    for row in grid.rows_within():
        _add(grid, row, pair, edges, acceptable, accepted_only=True)
    return Density(edges, every.reshape(shape), acceptable.reshape(shape))


def _add(
    grid: Grid,
    row: Row,
    pair: tuple[int, int],
    edges: tuple[Floats, Floats],
    counts: Counts,
    *,
    accepted_only: bool,
) -> None:
    tails = grid.tails_of(row)
    if not len(tails):
        return
    columns = grid.columns_of(row, tails)
    steps = grid.tails.steps[:, tails] + row.bonus[:, columns]
    acceptor = grid.acceptor(grid.tails.steps[:, tails] + grid.offsets(row)[:, columns])
    size = max(1, BLOCK // len(tails))
    for start in range(0, len(row.heads), size):
        heads = grid.heads.steps[:, row.heads[start : start + size]]
        places = _places(grid, heads, steps, pair, edges)
        if accepted_only:
            places = places[acceptor.accepted(heads)]
        counts += np.bincount(places.ravel(), minlength=len(counts))


def _places(
    grid: Grid, heads: Floats, tails: Floats, pair: tuple[int, int], edges: tuple[Floats, Floats]
) -> Indices:
    """Return the number of the cell of each pair of head and tail."""
    places = np.zeros((heads.shape[1], tails.shape[1]), dtype=np.int64)
    for party, bounds in zip(pair, edges, strict=True):
        cells = len(bounds) - 1
        utility = (heads[party][:, None] + tails[party][None, :]) / grid.space.scales[party]
        place = ((utility - bounds[0]) * (cells / (bounds[-1] - bounds[0]))).astype(np.int64)
        places = places * cells + np.clip(place, 0, cells - 1)
    return places
