"""From a scenario to its numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from sim.scenario.quantity import Quantity
from sim.scenario.reservation import War
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.boxes import BoxRule, breaking_boxes, clause_box
from sim.space.consent import consent_rule
from sim.space.elimination import best_score
from sim.space.space import BoxInteraction, PartyNumbers, Space
from sim.space.values import (
    grid_units,
    on_grid,
    option_values,
    point_weights,
    total_weights,
)

Pick = Callable[[Quantity], float]
"""Takes one number of a range."""


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
    parties = tuple(_party_numbers(scenario, name) for name in scenario.parties)
    space = Space(
        scenario,
        tuple(np.array(issue.table, dtype=np.int64) for issue in scenario.issues.values()),
        parties,
        _rules(scenario),
        _interactions(scenario, parties),
        consent_rule(scenario),
    )
    return replace(
        space,
        parties=tuple(
            replace(party, reservation=reservation_value(space, k))
            for k, party in enumerate(parties)
        ),
    )


def _party_numbers(scenario: Scenario, name: str) -> PartyNumbers:
    """Return a party's numbers, its reservation value still to come."""
    party = scenario.parties[name]
    values, raw = [], np.zeros(len(scenario.issues))
    given = point_weights(party, scenario.parameters) if party.weighs else {}
    for number, (issue_name, issue) in enumerate(scenario.issues.items()):
        raw[number] = given.get(issue_name, 0.0)
        if issue_name in party.positions:
            position = party.positions[issue_name]
            values.append(option_values(position, issue, scenario.parameters))
        else:
            values.append(np.full(len(issue.names), math.nan))
    unit = float(grid_units(total_weights(raw)))
    contributions = tuple(
        on_grid(weight * value, unit) if weight > 0 else np.zeros(len(value))
        for weight, value in zip(raw.tolist(), values, strict=True)
    )
    steps = on_grid(raw, unit)
    scale = float(total_weights(steps)) if raw.any() else unit
    return PartyNumbers(
        name=name,
        weighs=party.weighs,
        bargains=party.does_bargain and party.weighs,
        weights=steps / scale,
        values=tuple(values),
        contributions=contributions,
        scale=scale if party.weighs else 1.0,
        reservation=math.nan,
        power=1.0 if party.power is None else party.power,
    )


def _rules(scenario: Scenario) -> tuple[BoxRule, ...]:
    issues = scenario.issues
    found = [
        BoxRule(f"linkages.{name}", -1, rule.kind == "definition", breaking_boxes(rule, issues))
        for name, rule in scenario.linkages.items()
    ]
    for number, (party_name, party) in enumerate(scenario.parties.items()):
        found += [
            BoxRule(
                f"parties.{party_name}.red_lines.{name}",
                number,
                False,
                breaking_boxes(rule, issues),
            )
            for name, rule in party.red_lines.items()
        ]
    return tuple(found)


def _interactions(
    scenario: Scenario, parties: tuple[PartyNumbers, ...]
) -> tuple[BoxInteraction, ...]:
    return tuple(
        BoxInteraction(
            number,
            clause_box(interaction.when, scenario.issues),
            float(np.rint(scenario.point(interaction.worth) * parties[number].scale)),
        )
        for number, party in enumerate(scenario.parties.values())
        for interaction in party.interactions.values()
    )


def utility_range(space: Space, party: int) -> tuple[float, float]:
    """Return a party's lowest and highest utility over the table, rules ignored."""
    highest, _ = _best(space, party, party, 1.0, on_table=True, rules=False)
    lowest, _ = _best(space, party, party, -1.0, on_table=True, rules=False)
    scale = space.parties[party].scale
    return 0.0 - lowest / scale, highest / scale


def _best(
    space: Space, first: int, second: int, sign: float, *, on_table: bool, rules: bool
) -> tuple[float, float]:
    """Return the best of ``sign`` times one party's utility, and the other's worst in ties."""
    places = [
        space.options[i] if on_table else np.arange(len(issue.names))
        for i, issue in enumerate(space.scenario.issues.values())
    ]
    tables = [
        (
            sign * space.parties[first].contributions[i][kept],
            space.parties[second].contributions[i][kept],
        )
        for i, kept in enumerate(places)
    ]

    def cut(box: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
        return {issue: mask[places[issue]] for issue, mask in box.items()}

    bonuses = [
        (
            cut(x.box),
            sign * x.steps if x.party == first else 0.0,
            x.steps if x.party == second else 0.0,
        )
        for x in space.interactions
        if x.party in (first, second)
    ]
    linkages = [rule for rule in space.active_rules if rule.owner < 0] if rules else []
    forbidden = [cut(box) for rule in linkages for box in rule.boxes]
    return best_score([len(kept) for kept in places], tables, bonuses, forbidden)


def reservation_value(space: Space, number: int, pick: Pick | None = None) -> float:
    """Return a party's reservation value; NaN without weights or any admissible agreement.

    Parameters
    ----------
    space
        The space; weights and values are at their points.
    number
        The party's number.
    pick
        Which number to take of a range that the reservation value itself names; its point if
        None.
    """
    scenario, numbers = space.scenario, space.parties[number]
    take = pick or scenario.point
    party = scenario.parties[numbers.name]
    if not party.weighs:
        return math.nan
    given = party.reservation
    if given is None:
        return 0.0
    if given.number is not None:
        return take(given.number)
    if given.agreement is not None:
        return agreement_utility(space, number, given.agreement) - take(given.cost)
    if given.status_quo:
        assert scenario.status_quo is not None
        return agreement_utility(space, number, scenario.status_quo)
    assert given.war is not None
    return _war(space, number, given.war, take)


def relaxed(space: Space, paths: Collection[str]) -> Space:
    """Return the space without some rules and reservation values, as a file without them has it.

    A war is about the best that the linkages allow: without some of them the reservation values
    that rest on a war are worked out anew.
    """
    left = space.without(paths)
    if not any(rule.owner < 0 and rule.path in paths for rule in space.rules):
        return left
    fought = linked_values(space)
    return replace(
        left,
        parties=tuple(
            replace(party, reservation=reservation_value(left, k)) if k in fought else party
            for k, party in enumerate(left.parties)
        ),
    )


def linked_values(space: Space) -> tuple[int, ...]:
    """Return the parties whose reservation value depends on the linkages: it rests on a war."""
    found = []
    for k, party in enumerate(space.parties):
        given = space.scenario.parties[party.name].reservation
        war = None if given is None or not party.weighs else given.war
        if war is not None and (war.won is None or war.lost is None):
            found.append(k)
    return tuple(found)


def reservation_range(space: Space, number: int) -> tuple[float, float]:
    """Return the lowest and highest reservation value that the file's own ranges for it allow.

    Weights and values stay at their points.
    """
    scenario = space.scenario
    named = reservation_quantities(space, number)
    found = []
    # It is linear in each of its numbers, so the extremes are at corners of their ranges.
    for highs in product((False, True), repeat=len(named)):
        ends = {id(q): high for q, high in zip(named, highs, strict=True)}

        def pick(quantity: Quantity, ends: Mapping[int, bool] = ends) -> float:
            actual = quantity.resolved(scenario.parameters)
            return actual.high if ends.get(id(quantity), False) else actual.low

        found.append(reservation_value(space, number, pick))
    return min(found), max(found)


def reservation_quantities(space: Space, number: int) -> list[Quantity]:
    """Return the numbers and ranges that a party's reservation value names."""
    given = space.scenario.parties[space.parties[number].name].reservation
    if given is None:
        return []
    named: list[object] = [given.number, given.cost if given.agreement is not None else None]
    if given.war is not None:
        named += [given.war.win, given.war.cost, given.war.won, given.war.lost]
    return [quantity for quantity in named if isinstance(quantity, Quantity)]


def _war(space: Space, number: int, war: War, take: Pick) -> float:
    """Return p·u(V) + (1 − p)·u(L) − c (Fearon 1995)."""
    won = _outcome(space, number, war.won, take)
    if won is None:
        won = _best(space, number, number, 1.0, on_table=False, rules=True)[0]
        won /= space.parties[number].scale
    lost = _outcome(space, number, war.lost, take)
    if lost is None:
        other = opponent(space, number, war)
        lost = _best(space, other, number, 1.0, on_table=False, rules=True)[1]
        lost /= space.parties[number].scale
    if not (math.isfinite(won) and math.isfinite(lost)):
        return math.nan
    win, cost = take(war.win), take(war.cost)
    return win * won + (1.0 - win) * lost - cost


def _outcome(
    space: Space, number: int, given: Quantity | Mapping[str, OptionName] | None, take: Pick
) -> float | None:
    if given is None:
        return None
    if isinstance(given, Quantity):
        return take(given)
    return agreement_utility(space, number, given)


def opponent(space: Space, number: int, war: War) -> int:
    """Return the number of the party that a war is against."""
    names = [party.name for party in space.parties]
    if war.against is not None:
        return names.index(war.against)
    parties = space.scenario.parties
    others = [
        k for k, name in enumerate(names)
        if k != number and parties[name].principal and parties[name].weighs
    ]  # fmt: skip
    return others[0]


def agreement_utility(space: Space, number: int, agreement: Mapping[str, OptionName]) -> float:
    """Return a party's utility of an agreement that names all it looks at."""
    issues = space.scenario.issues
    places = {name: issues[name].place(option) for name, option in agreement.items()}
    party = space.parties[number]
    steps = sum(
        float(party.contributions[i][places[name]])
        for i, name in enumerate(issues)
        if name in places and party.weights[i] > 0
    )
    digits = [places.get(name, -1) for name in issues]
    for interaction in space.interactions:
        if interaction.party == number and all(
            digits[i] >= 0 and mask[digits[i]] for i, mask in interaction.box.items()
        ):
            steps += interaction.steps
    return steps / party.scale
