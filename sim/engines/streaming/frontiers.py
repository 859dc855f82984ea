"""Frontiers of a grid: only undominated heads and tails of a class can be part of them."""

from __future__ import annotations

import numpy as np

from sim.engines.protocol import Frontiers
from sim.engines.streaming.blocks import blocks
from sim.engines.streaming.critical import CriticalValues
from sim.engines.streaming.grid import Grid
from sim.engines.streaming.points import Archive, GridPoints
from sim.engines.streaming.undominated import both_halves
from sim.space.space import Space


def _plain(space: Space) -> bool:
    """True if the zone is the settlement frontier's part that meets the reservation values."""
    return (
        space.consent.unanimous
        and not space.consent.where
        and set(space.consenting) <= set(space.bargaining)
    )


def frontiers(grid: Grid) -> Frontiers:
    """Find the settlement frontier, the frontier in the zone, r* and the slacks."""
    space = grid.space
    objectives = tuple(sorted({*space.bargaining, *space.consenting}))
    # Without parties that bargain there is no frontier; r* and slacks are still asked for.
    strict = space.bargaining or objectives
    heads, tails = both_halves(grid, objectives, strict)
    settlement, zone = Archive(len(strict)), Archive(len(strict))
    critical = CriticalValues(space)
    plain = _plain(space)
    for block in blocks(grid, heads, tails, objectives, strict):
        critical.look(block)
        if not space.bargaining:
            continue
        vectors = block.steps[list(strict)].reshape(len(strict), -1).T
        pairs = block.pairs()
        settlement.add(vectors, pairs)
        if not plain:
            accepted = grid.acceptor(block.margins).accepted(block.heads).ravel()
            zone.add(vectors[accepted], pairs[accepted])
    settled = settlement.points(grid, strict, [heads, tails])
    if plain:
        say = space.consenting
        thresholds = np.array([space.threshold(k) if k in say else -np.inf for k in strict])
        meets = (settled.vectors >= thresholds).all(axis=1)
        zoned = GridPoints(grid, strict, settled.vectors[meets], settled.pairs[meets], heads, tails)
    else:
        zoned = zone.points(grid, strict, [heads, tails])
    return Frontiers(settled, zoned, critical.critical_reservation(), critical.slacks())


def best(grid: Grid, parties: tuple[int, ...]) -> GridPoints:
    """Return the acceptable agreements that are nondominated in some parties' utilities."""
    objectives = tuple(sorted({*parties, *grid.space.consenting}))
    archive = Archive(len(parties))
    heads, tails = both_halves(grid, objectives, parties)
    for block in blocks(grid, heads, tails, objectives, parties):
        accepted = grid.acceptor(block.margins).accepted(block.heads).ravel()
        many = accepted.size  # Said, as nothing tells it where there are no parties.
        vectors = block.steps[list(parties)].reshape(len(parties), many).T
        archive.add(vectors[accepted], block.pairs()[accepted])
    return archive.points(grid, parties, [heads, tails])
