"""A space in which one party's weights are others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.space.compile import reservation_value
from sim.space.space import Space
from sim.space.values import Floats, grid_units, on_grid, total_weights


def reweighted(space: Space, number: int, weights: Floats) -> Space:
    """Return the space with other weights of one party; reservation values follow.

    Parameters
    ----------
    number
        The party's.
    weights
        They are divided by their sum, shape (issue,); 0 where it has no values.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> from sim.space.compile import compile_space
    >>> space = compile_space(Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "high"]}, "day": {"options": ["now", "later"]}},
    ...     "parties": {"buyer": {
    ...         "weights": {"price": 3, "day": 1}, "positions": {"price": "low", "day": "now"},
    ...     }},
    ... }))
    >>> reweighted(space, 0, np.array([1.0, 1.0])).utilities(space.digits([1])).tolist()
    [[0.5]]
    """
    party = space.parties[number]
    unit = float(grid_units(total_weights(weights)))
    contributions = tuple(
        on_grid(weight * value, unit) if weight > 0 else np.zeros(len(value))
        for weight, value in zip(weights.tolist(), party.values, strict=True)
    )
    steps = on_grid(weights, unit)
    scale = float(total_weights(steps))
    changed = replace(party, weights=steps / scale, contributions=contributions, scale=scale)
    parties = tuple(changed if k == number else one for k, one in enumerate(space.parties))
    interactions = tuple(
        replace(x, steps=float(np.rint(x.steps / party.scale * changed.scale)))
        if x.party == number
        else x
        for x in space.interactions
    )
    made = replace(space, parties=parties, interactions=interactions)
    return replace(
        made,
        parties=tuple(
            replace(one, reservation=reservation_value(made, k)) for k, one in enumerate(parties)
        ),
    )
