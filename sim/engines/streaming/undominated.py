"""Heads or tails that can be part of a frontier agreement, those with equal utilities as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.engines.streaming.grid import Grid
from sim.engines.streaming.heads_and_tails import Half
from sim.space.dominance import undominated_parts
from sim.space.space import Indices
from sim.space.values import Floats

FEW = 8
"""Up to so many parts of a class are all kept: sifting them costs more than it saves."""


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
