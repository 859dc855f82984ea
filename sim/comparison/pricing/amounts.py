"""What an amount of utility is like: a party's own step from one option to another."""

from __future__ import annotations

import math
from itertools import permutations

from sim.comparison.pricing.price import Move
from sim.space.space import Space


def as_much_as(space: Space, party: str, amount: float | None) -> Move | None:
    """Return the step between two options of one issue that is worth the most like an amount.

    The nearest by ratio, the first in file order of equally near ones; None for no amount, or a
    party without any step.

    Parameters
    ----------
    party
        Whose utility it is.
    amount
        In that utility.

    Examples
    --------
    >>> import sim
    >>> space = sim.explore(sim.load("scenarios/teaching/two-issues.yaml")).space
    >>> move = as_much_as(space, space.parties[0].name, 0.31)
    >>> move.issue, round(move.worth, 3)
    ('grazing', 0.3)
    """
    if amount is None or amount <= 0:
        return None
    numbers = next(one for one in space.parties if one.name == party)
    best: tuple[float, Move] | None = None
    for name, places, table in zip(space.issues, space.options, numbers.contributions, strict=True):
        names = space.scenario.issues[name].names
        for worse, better in permutations(places.tolist(), 2):
            worth = float(table[better] - table[worse]) / numbers.scale
            if worth > 0:
                far = abs(math.log(worth / amount))
                if best is None or far < best[0] - 1e-12:
                    best = far, Move(name, names[worse], names[better], worth)
    return None if best is None else best[1]
