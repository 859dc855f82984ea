"""Some agreements that are known, where the whole frontier is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.space.dominance import nondominated
from sim.space.space import Indices, Space
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class KnownPoints:
    """Those of some agreements that no other of them dominates.

    Parameters
    ----------
    space
        The space.
    parties
        Numbers of the parties whose utilities count.
    digits
        Option places among the listed ones, in file order, shape (agreement, issue).
    """

    space: Space
    parties: tuple[int, ...]
    digits: Indices
    complete = False

    @classmethod
    def of(cls, space: Space, parties: tuple[int, ...], digits: Indices) -> KnownPoints:
        """Return the points of some agreements, each once."""
        if not len(digits):
            return cls(space, parties, np.zeros((0, len(space.issues)), dtype=np.int64))
        digits = np.unique(digits, axis=0)
        kept = nondominated(space.steps(digits)[list(parties)].T)
        return cls(space, parties, digits[kept])

    @cached_property
    def _grouped(self) -> tuple[Floats, list[Indices]]:
        vectors = self.space.steps(self.digits)[list(self.parties)].T
        distinct, place = np.unique(-vectors, axis=0, return_inverse=True)
        place = place.ravel()
        return -distinct, [np.flatnonzero(place == p) for p in range(len(distinct))]

    @property
    def steps(self) -> Floats:
        """Distinct vectors in grid steps, shape (point, party), in descending order."""
        return self._grouped[0]

    @cached_property
    def multiplicity(self) -> tuple[int, ...]:
        """How many of the known agreements have each vector."""
        return tuple(len(rows) for rows in self._grouped[1])

    def agreements(self, point: int) -> Iterator[Indices]:
        """Yield a point's known agreements in file order, in blocks (agreement, issue)."""
        yield self.digits[self._grouped[1][point]]
