"""Frontiers of a grid: only undominated heads and tails of a class can be part of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.space.boxes import Bools
from sim.space.dominance import nondominated, undominated_parts
from sim.space.engine import Frontiers
from sim.space.space import Indices, Space
from sim.space.stream.halves import Half
from sim.space.stream.rows import BLOCK, Grid, Row
from sim.space.values import Floats

FEW = 8
"""Up to so many parts of a class are all kept: sifting them costs more than it saves."""
SIFTED = 4096
"""From how many candidates on a block is sifted before it is merged with what was found."""
MANY = 256
"""From how many tail groups a row's are compared with each other before they meet heads."""


@dataclass(frozen=True, eq=False)
class PartGroups:
    """Undominated parts of some classes, those with equal utilities as one group.

    A group goes by the number of its first part.

    Parameters
    ----------
    half
        The heads or the tails.
    firsts
        The groups, by class, shape (group,).
    class_starts
        Where the groups of each class begin in ``firsts``, shape (class + 1,).
    members
        Groups of more than one part.
    """

    half: Half
    firsts: Indices
    class_starts: Indices
    members: Mapping[int, Indices]

    def of_class(self, number: int) -> Indices:
        """Return the groups of a class."""
        return self.firsts[self.class_starts[number] : self.class_starts[number + 1]]

    def of_classes(self, numbers: Indices) -> tuple[Indices, Indices]:
        """Return the groups of some classes, and for each the position of its class there."""
        lengths = self.class_starts[numbers + 1] - self.class_starts[numbers]
        positions = np.repeat(np.arange(len(numbers)), lengths)
        begins = np.repeat(self.class_starts[numbers] - (np.cumsum(lengths) - lengths), lengths)
        return self.firsts[begins + np.arange(len(begins))], positions

    def parts(self, group: int) -> Indices:
        """Return the parts of a group, ascending."""
        found = self.members.get(group)
        return np.array([group]) if found is None else found

    def steps(self, groups: Indices) -> Floats:
        """Return what groups add to utilities, in grid steps, shape (party, group)."""
        return self.half.steps[:, groups]


def part_groups(
    half: Half, objectives: tuple[int, ...], strict: tuple[int, ...], classes: Indices
) -> PartGroups:
    """Return the groups of parts that could be part of a frontier agreement.

    Parameters
    ----------
    half
        The heads or the tails.
    objectives
        Parties whose utilities matter at all.
    strict
        Those of them that dominance is in.
    classes
        The classes to look at.
    """
    columns = [objectives.index(party) for party in strict]
    members: dict[int, Indices] = {}
    firsts: list[Indices] = []
    lengths = np.zeros(len(half.inside), dtype=np.int64)
    for number in classes.tolist():
        parts = half.members[number]
        if len(parts) > FEW:
            vectors = half.steps[list(objectives)][:, parts].T
            kept = undominated_parts(vectors, columns)
            grouped = _equal_vectors(vectors[kept], parts[kept])
            members |= {int(group[0]): group for group in grouped if len(group) > 1}
            parts = np.array([group[0] for group in grouped])
        firsts.append(parts)
        lengths[number] = len(parts)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.concatenate(firsts) if firsts else np.zeros(0, dtype=np.int64)
    return PartGroups(half, flat, starts, members)


def every_part(half: Half) -> PartGroups:
    """Return every part as a group of its own: under a gate any may matter."""
    starts = np.concatenate(([0], np.cumsum(half.counts)))
    order = np.concatenate(half.members) if half.members else np.zeros(0, dtype=np.int64)
    return PartGroups(half, order, starts, {})


def both_halves(
    grid: Grid, objectives: tuple[int, ...], strict: tuple[int, ...]
) -> tuple[PartGroups, PartGroups]:
    """Return the groups of heads and of tails that could be part of a frontier agreement."""
    if grid.gate is not None:
        return every_part(grid.heads), every_part(grid.tails)
    heads, tails = grid.live
    return (
        part_groups(grid.heads, objectives, strict, heads),
        part_groups(grid.tails, objectives, strict, tails),
    )


def _equal_vectors(vectors: Floats, parts: Indices) -> list[Indices]:
    if vectors.shape[1] == 0 or len(parts) == 1:
        return [parts] if len(parts) else []
    order = np.lexsort(vectors.T[::-1])
    changes = np.flatnonzero((np.diff(vectors[order], axis=0) != 0).any(axis=1)) + 1
    if len(changes) == len(parts) - 1:
        return [parts[k : k + 1] for k in order]
    return [np.sort(group) for group in np.split(parts[order], changes)]


@dataclass(frozen=True, eq=False)
class GridPoints:
    """Nondominated agreements of a grid, as pairs of a head group and a tail group."""

    grid: Grid
    parties: tuple[int, ...]
    vectors: Floats
    pairs: Indices
    heads: PartGroups
    tails: PartGroups

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


class _Archive:
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
    settlement, zone = _Archive(len(strict)), _Archive(len(strict))
    edge = _Edge(space)
    plain = _plain(space)
    for block in _blocks(grid, heads, tails, objectives, strict):
        edge.look(block)
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
    return Frontiers(settled, zoned, edge.critical_reservation(), edge.slacks())


def best(grid: Grid, parties: tuple[int, ...]) -> GridPoints:
    """Return the acceptable agreements that are nondominated in some parties' utilities."""
    objectives = tuple(sorted({*parties, *grid.space.consenting}))
    archive = _Archive(len(parties))
    heads, tails = both_halves(grid, objectives, parties)
    for block in _blocks(grid, heads, tails, objectives, parties):
        accepted = grid.acceptor(block.margins).accepted(block.heads).ravel()
        vectors = block.steps[list(parties)].reshape(len(parties), -1).T
        archive.add(vectors[accepted], block.pairs()[accepted])
    return archive.points(grid, parties, [heads, tails])


@dataclass(frozen=True, eq=False)
class _Block:
    """Some head groups of a row against its tail groups.

    Parameters
    ----------
    heads
        Grid steps of the head groups, shape (party, head).
    tails
        Grid steps of the tail groups with interactions, shape (party, tail).
    margins
        The same with thresholds taken off, infinite as in ``Grid.offsets``.
    """

    heads: Floats
    tails: Floats
    margins: Floats
    head_groups: Indices
    tail_groups: Indices

    @cached_property
    def steps(self) -> Floats:
        """Utilities in grid steps, shape (party, head, tail)."""
        return self.heads[:, :, None] + self.tails[:, None, :]

    def pairs(self) -> Indices:
        """Head group and tail group of each pair, shape (head × tail, 2)."""
        heads = np.repeat(self.head_groups, len(self.tail_groups))
        return np.stack([heads, np.tile(self.tail_groups, len(self.head_groups))], axis=1)


def _blocks(
    grid: Grid,
    heads: PartGroups,
    tails: PartGroups,
    objectives: tuple[int, ...],
    strict: tuple[int, ...],
) -> Iterator[_Block]:
    columns = [objectives.index(party) for party in strict]
    for row in grid.rows_within():
        groups, classes = _tail_groups(grid, row, tails)
        steps = tails.steps(groups) + row.bonus[:, classes]
        offsets = grid.offsets(row)
        if len(groups) > MANY:
            kept = _undominated_in_row(steps[list(objectives)], offsets[:, classes], columns)
            groups, classes, steps = groups[kept], classes[kept], steps[:, kept]
        margins = tails.steps(groups) + offsets[:, classes]
        chosen = row.heads if grid.gate is not None else heads.of_class(row.head_class)
        step = max(1, BLOCK // len(groups))
        for start in range(0, len(chosen), step):
            some = chosen[start : start + step]
            yield _Block(heads.steps(some), steps, margins, some, groups)


def _tail_groups(grid: Grid, row: Row, tails: PartGroups) -> tuple[Indices, Indices]:
    """Return a row's tail groups, and for each the position of its class in the row."""
    if row.tails is not None:
        return row.tails, grid.columns_of(row, row.tails)
    return tails.of_classes(row.classes)


def _undominated_in_row(steps: Floats, offsets: Floats, strict: list[int]) -> Bools:
    """Return which tail groups stay once all of a row are compared.

    Only tails that the same parties must accept can stand in for each other.
    """
    if np.isfinite(offsets).all():
        return undominated_parts(steps.T, strict)
    patterns = np.isfinite(offsets) * 1 + np.isposinf(offsets) * 2
    _, pattern = np.unique(patterns, axis=1, return_inverse=True)
    kept = np.zeros(steps.shape[1], dtype=bool)
    for number in range(int(pattern.max()) + 1):
        alike = np.flatnonzero(pattern == number)
        kept[alike] = undominated_parts(steps[:, alike].T, strict)
    return kept


class _Edge:
    """The critical common reservation value and the slacks, found block by block."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.critical = -math.inf
        self.seen = False
        self.slack = dict.fromkeys(space.consenting, -math.inf)

    def look(self, block: _Block) -> None:
        """Take in a block of agreements within red lines."""
        space, consent = self.space, self.space.consent
        self.seen = True
        if not space.consenting:
            return
        utilities = block.steps / space.scales[:, None, None]
        # Where a party's consent isn't required nothing it gets matters; where its red line is
        # broken nothing would be enough.
        utilities = np.where(np.isposinf(block.margins)[:, None, :], np.inf, utilities)
        utilities = np.where(np.isneginf(block.margins)[:, None, :], -np.inf, utilities)
        needed = [k for k in consent.required if space.parties[k].weighs]
        lowest = np.full(utilities.shape[1:], np.inf)
        if needed:
            lowest = utilities[needed].min(axis=0)
        if consent.at_least:
            without = [k for k in consent.of if not space.parties[k].weighs]
            voters = utilities[list(consent.of)].copy()
            for place, party in enumerate(consent.of):
                if party in without:
                    voters[place] = np.where(np.isneginf(block.margins[party]), -np.inf, np.inf)
            rank = len(consent.of) - consent.at_least
            lowest = np.minimum(lowest, np.partition(voters, rank, axis=0)[rank])
        lowest = lowest[np.isfinite(lowest)]
        if lowest.size:
            self.critical = max(self.critical, float(lowest.max()))
        if consent.unanimous:
            self._slacks(block)

    def _slacks(self, block: _Block) -> None:
        space = self.space
        fails = {
            k: block.heads[k][:, None] + block.margins[k][None, :] < 0 for k in space.consenting
        }
        failing = sum(f.astype(np.int16) for f in fails.values())
        for party in space.consenting:
            others = failing - fails[party] == 0
            if others.any():
                reached = float(block.steps[party][others].max()) / space.parties[party].scale
                self.slack[party] = max(
                    self.slack[party], reached - float(space.reservations[party])
                )

    def critical_reservation(self) -> float | None:
        """Return r*."""
        return self.critical if math.isfinite(self.critical) else None

    def slacks(self) -> dict[int, float | None]:
        """Return the slack of each consenting party with weights."""
        return {k: s if math.isfinite(s) else None for k, s in self.slack.items()}
