"""What no input changes of a scenario's numbers: its rules, its parties, whose consent it asks."""

from __future__ import annotations

import math

import numpy as np

from sim.scenario.quantity import Quantity
from sim.scenario.reservation import War
from sim.scenario.scenario import Scenario
from sim.space.boxes import BoxRule, breaking_boxes, clause_box
from sim.space.consent import consent_rule
from sim.space.space import BoxInteraction, PartyNumbers, Space


def frame_of(scenario: Scenario) -> Space:
    """Return the space of a scenario, its parties' numbers still to come."""
    names = list(scenario.parties)
    return Space(
        scenario,
        tuple(np.array(issue.table, dtype=np.int64) for issue in scenario.issues.values()),
        tuple(_without_numbers(scenario, name) for name in names),
        _rules(scenario),
        tuple(
            BoxInteraction(names.index(name), clause_box(one.when, scenario.issues), math.nan)
            for name, party in scenario.parties.items()
            for one in party.interactions.values()
        ),
        consent_rule(scenario),
    )


def _without_numbers(scenario: Scenario, name: str) -> PartyNumbers:
    party = scenario.parties[name]
    return PartyNumbers(
        name=name,
        weighs=party.weighs,
        bargains=party.does_bargain and party.weighs,
        weights=np.zeros(len(scenario.issues)),
        values=(),
        contributions=(),
        scale=math.nan,
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


def linked_values(space: Space) -> tuple[int, ...]:
    """Return the parties whose reservation value depends on the linkages: it rests on a war."""
    found = []
    for k, party in enumerate(space.parties):
        given = space.scenario.parties[party.name].reservation
        war = None if given is None or not party.weighs else given.war
        if war is not None and (war.won is None or war.lost is None):
            found.append(k)
    return tuple(found)


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


def reservation_numbers(scenario: Scenario, party: str) -> dict[str, Quantity]:
    """Return path → number or range, of all that a party's reservation value names."""
    kinds = ("reservation", "odds", "cost", "outcome")
    return {
        path: one.quantity
        for path, one in scenario.inputs.items()
        if one.party == party and one.kind in kinds
    }
