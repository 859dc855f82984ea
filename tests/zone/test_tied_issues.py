"""Issues that a party weighs twice, by a look at every pair of options."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given

import sim
from tests.examples import examples
from tests.generate import documents

ISTANBUL = Path(__file__).parent.parent.parent / "scenarios" / "istanbul-2022.yaml"
SLOW = examples(100)


def pairs(scenario: sim.Scenario) -> set[tuple[str, frozenset[str]]]:
    return {
        (one.party, frozenset((one.leads, one.follows)))
        for one in (named(scenario, one) for one in sim.check(scenario).tied_issues)
    }


def named(scenario: sim.Scenario, one: Any) -> Any:
    issues, parties = list(scenario.issues), list(scenario.parties)

    class Named:
        party, leads, follows = parties[one.party], issues[one.leads], issues[one.follows]

    return Named


@SLOW
@given(documents(max_issues=4))
def test_tied_are_those_whose_best_brings_something_on_the_other(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    space = sim.explore(scenario).space
    binding = [rule for rule in space.active_rules if rule.owner < 0]
    expected = set()
    for number in space.weighing:
        party = space.parties[number]
        for i, j in combinations(range(len(space.issues)), 2):
            boxes = [box for rule in binding for box in rule.boxes if set(box) == {i, j}]
            if not boxes or not (party.weights[i] > 0 and party.weights[j] > 0):
                continue
            value = {k: {o: party.contributions[k][o] for o in space.options[k]} for k in (i, j)}
            together = [
                (a, b)
                for a, b in product(value[i], value[j])
                if not any(box[i][a] and box[j][b] for box in boxes)
            ]
            if any(len(set(value[k].values())) == 1 for k in (i, j)):
                continue
            for leads, follows in ((0, 1), (1, 0)):
                first, second = ((i, j)[leads], (i, j)[follows])
                best, worst = max(value[first].values()), min(value[second].values())
                left = [
                    value[second][one[follows]]
                    for one in together
                    if value[first][one[leads]] == best
                ]
                if left and min(left) > worst:
                    names = frozenset((space.issues[i], space.issues[j]))
                    expected.add((party.name, names))
    assert pairs(scenario) == expected


def test_neutrality_and_the_alliance_are_one_ask_of_russia() -> None:
    scenario = sim.load(ISTANBUL)
    found = sim.check(scenario).tied_issues
    first = named(scenario, found[0])
    assert (first.party, first.leads, first.follows) == ("russia", "neutral_status", "nato")
    assert not found[0].both_ways
    np.testing.assert_allclose(found[0].weight, 160 / 662.5)
    np.testing.assert_allclose(found[0].leads_alone, 80 / 582.5)
    without = scenario.with_changes({"parties.russia.weights.nato": 0})
    assert ("russia", frozenset({"nato", "neutral_status"})) not in pairs(without)
