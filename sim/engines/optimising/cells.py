"""The largest smallest gain of a space, by optimisation."""

from __future__ import annotations

import numpy as np

from sim.engines.optimising.model import Model
from sim.space.space import Space


def largest_smallest_gain(space: Space) -> float:
    """Return how much more than its reservation value every bargaining party can get.

    Minus infinity if no agreement is acceptable. Found to within the solver's gap.
    """
    model = Model(space)
    model.accept()
    level = model.program.variable(-np.inf, np.inf)
    for party in space.bargaining:
        row = {**model.utility(party), level: -1.0}
        model.program.row(row, low=float(space.reservations[party]))
    digits, _ = model.best({level: 1.0})
    if digits is None:
        return -np.inf
    gains = space.utilities(digits[None, :])[:, 0] - space.reservations
    return float(gains[list(space.bargaining)].min())
