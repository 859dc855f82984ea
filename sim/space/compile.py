"""From a scenario to its numbers: the draw in which every input is at its point."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import product

import numpy as np

from sim.scenario.scenario import Scenario
from sim.space.draw import at_inputs
from sim.space.elimination import best_score
from sim.space.frame import frame_of, linked_values, reservation_numbers
from sim.space.space import Space
from sim.space.values import Floats


def compile_space(scenario: Scenario) -> Space:
    """Return the numbers of a scenario's points.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> space = compile_space(Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"}},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"}},
    ...     },
    ... }))
    >>> space.utilities(space.digits([0, 1, 2])).tolist()
    [[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]]
    """
    return at_inputs(frame_of(scenario), {}).space_of(0)


def reweighted(space: Space, number: int, weights: Floats) -> Space:
    """Return the space with other weights of one party; reservation values follow.

    All other numbers are at their points.

    Parameters
    ----------
    number
        The party's.
    weights
        They are divided by their sum, shape (issue,); 0 where it has no values.

    Examples
    --------
    >>> from sim.scenario import Scenario
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
    path = f"parties.{space.parties[number].name}.weights"
    given = {f"{path}.{issue}": weights[i : i + 1] for i, issue in enumerate(space.issues)}
    return at_inputs(space, given).space_of(0)


def relaxed(space: Space, paths: Collection[str]) -> Space:
    """Return the space without some rules and reservation values, as a file without them has it.

    A war is about the best that the linkages allow: without some of them the reservation values
    that rest on a war are worked out anew.
    """
    left = space.without(paths)
    fought = linked_values(space)
    if not fought or not any(rule.owner < 0 and rule.path in paths for rule in space.rules):
        return left
    anew = at_inputs(left, {}).reservations[0]
    return replace(
        left,
        parties=tuple(
            replace(party, reservation=float(anew[k])) if k in fought else party
            for k, party in enumerate(left.parties)
        ),
    )


def reservation_range(space: Space, number: int) -> tuple[float, float]:
    """Return the lowest and highest reservation value that the file's own ranges for it allow.

    Weights and values stay at their points.
    """
    scenario = space.scenario
    named = reservation_numbers(scenario, space.parties[number].name)
    # It is linear in each of its numbers, so the extremes are at corners of their ranges.
    ends = [(q.low, q.high) for q in (one.resolved(scenario.parameters) for one in named.values())]
    corners = np.array(list(product(*ends)))
    given = {path: corners[:, column] for column, path in enumerate(named)}
    found = at_inputs(space, given, len(corners)).reservations[:, number]
    return float(found.min()), float(found.max())


def utility_range(space: Space, party: int) -> tuple[float, float]:
    """Return a party's lowest and highest utility over the table, rules ignored."""
    numbers = space.parties[party]
    own = [one for one in space.interactions if one.party == party]

    def highest(sign: float) -> float:
        tables = [
            (sign * table[places], sign * table[places])
            for table, places in zip(numbers.contributions, space.options, strict=True)
        ]
        bonuses = [
            ({i: mask[space.options[i]] for i, mask in one.box.items()}, sign * one.steps, 0.0)
            for one in own
        ]
        return best_score(space.sizes, tables, bonuses, [])[0] / numbers.scale

    return 0.0 - highest(-1.0), highest(1.0)
