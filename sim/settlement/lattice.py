"""The states of implementation: which steps can be done when, whoever the parties are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from sim.space.space import Indices

KEPT = 12
"""Lattices of up to so many steps are kept for the next agreement with the same ones."""

Edge = tuple[frozenset[int], int]
"""Steps any one of which has to be done, and the step that waits for it."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """The states that what comes first allows, and the steps between them.

    A state is a number whose bits are the steps done.

    Parameters
    ----------
    steps
        How many there are.
    edges
        What has to be done first, by number.
    """

    steps: int
    edges: frozenset[Edge]

    @cached_property
    def states(self) -> Indices:
        """The states, ascending, shape (state,)."""
        every = np.arange(1 << self.steps)
        kept = np.ones(len(every), dtype=bool)
        for first, then in self.edges:
            any_of = sum(1 << k for k in first)
            kept &= (every >> then & 1 == 0) | (every & any_of != 0)
        return every[kept]

    @cached_property
    def transitions(self) -> tuple[tuple[Indices, Indices], ...]:
        """Per step the places among the states that it can be taken from, and where it leads."""
        found = []
        for k in range(self.steps):
            source = np.flatnonzero(self.states >> k & 1 == 0)
            goal = self.states[source] | 1 << k
            place = np.searchsorted(self.states, goal)
            there = self.states[place] == goal
            found.append((source[there], place[there]))
        return tuple(found)

    @cached_property
    def layers(self) -> list[list[tuple[int, Indices]]]:
        """Per number of done steps: every step with the transitions that start there."""
        many = self.steps
        bits = sum((self.states >> k & 1 for k in range(many)), np.zeros_like(self.states))
        layers: list[list[tuple[int, Indices]]] = [[] for _ in range(many)]
        for k, (source, _) in enumerate(self.transitions):
            count = bits[source]
            order = np.argsort(count, kind="stable")
            cuts = np.searchsorted(count[order], np.arange(many + 1))
            for layer in range(many):
                chosen = order[cuts[layer] : cuts[layer + 1]]
                if len(chosen):
                    layers[layer].append((k, chosen))
        return layers


def lattice(steps: int, edges: frozenset[Edge]) -> Lattice:
    """Return the lattice of some steps; a small one is made once and kept."""
    return _kept(steps, edges) if steps <= KEPT else Lattice(steps, edges)


@lru_cache(maxsize=64)
def _kept(steps: int, edges: frozenset[Edge]) -> Lattice:
    return Lattice(steps, edges)
