"""What every solution looks at: the gains of the bargaining parties on the frontier."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.space.boxes import Bools
from sim.space.space import TOLERANCE
from sim.space.values import Floats

TIE = 1e-12
"""Relative difference within which products, normalised gains and leximin tie."""
NOISE = 1e-15
"""Rounding error of one gain."""


@dataclass(frozen=True, eq=False)
class Gains:
    """The frontier in the zone, seen from the parties' reservation values.

    Parameters
    ----------
    utilities
        Shape (point, party), the parties that bargain.
    reservations
        Shape (party,).
    power
        Bargaining weight of each party, shape (party,).
    """

    utilities: Floats
    reservations: Floats
    power: Floats

    @cached_property
    def gains(self) -> Floats:
        """G = max(0, u − r), shape (point, party)."""
        return np.maximum(0.0, self.utilities - self.reservations)

    @cached_property
    def ideal(self) -> Floats:
        """The most each party can get in the zone, less its reservation value, shape (party,)."""
        return np.asarray(self.utilities.max(axis=0) - self.reservations)

    @cached_property
    def counted(self) -> Bools:
        """Which parties can gain at all; the others are left out of Nash and Kalai–Smorodinsky."""
        return self.ideal > TOLERANCE


def leximin(values: Floats) -> Bools:
    """Return the rows whose sorted entries are lexicographically largest, smallest entry first.

    Parameters
    ----------
    values
        Shape (point, party).

    Examples
    --------
    >>> leximin(np.array([[0.2, 0.5], [0.3, 0.2], [0.1, 0.9]])).tolist()
    [True, False, False]
    """
    ordered = np.sort(values, axis=1)
    staying = np.ones(len(values), dtype=bool)
    for place in range(ordered.shape[1]):
        column = ordered[:, place]
        best = column[staying].max()
        staying &= column >= best - (TIE * abs(best) + NOISE)
    return staying
