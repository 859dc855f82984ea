"""Ways out hold when they are applied to the file, and no proper part of one does."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.space.compile import compile_space, utility_range
from sim.zone.zone import Zone
from tests.examples import examples
from tests.generate import documents

SLOW = examples(150)


def applied(scenario: sim.Scenario, rules: tuple[str, ...]) -> Zone:
    """Return the zone of the file without some rules.

    A walk-away value given up is the party's lowest attainable utility.
    """
    space = compile_space(scenario)
    changes: dict[str, Any] = {}
    for path in rules:
        owner = path.split(".")[1]
        if path.endswith(".reservation"):
            number = [party.name for party in space.parties].index(owner)
            changes[path] = utility_range(space, number)[0]
        else:
            changes[path] = None
    return sim.explore(scenario.with_changes(changes))


@st.composite
def closed(draw: Any) -> dict[str, Any]:
    """A small scenario in which wars are common and linkages are soft."""
    document: dict[str, Any] = draw(documents(max_issues=2))
    for name, party in document["parties"].items():
        others = [
            other for other, p in document["parties"].items() if other != name and "role" in p
        ]
        weighs = "weights" in party or "order" in party
        if weighs and draw(st.booleans()):
            war = {"win": draw(st.sampled_from([0.5, 0.8, 1])), "cost": 0}
            fighting = [o for o in others if document["parties"][o]["role"] == "principal"]
            if fighting:
                party["reservation"] = {"war": {**war, "against": fighting[0]}}
    for linkage in document["linkages"].values():
        linkage["kind"] = "practical"
    return document


@SLOW
@given(closed())
def test_a_way_out_opens_what_it_says_and_no_part_of_it_opens_anything(
    document: dict[str, Any],
) -> None:
    scenario = sim.Scenario.from_dict(document)
    zone = sim.explore(scenario)
    if zone.exists:
        return
    for way in zone.ways_out:
        assert applied(scenario, way.rules).counts.acceptable == way.opens > 0
        for size in range(1, len(way.rules)):
            for part in combinations(way.rules, size):
                assert not applied(scenario, part).exists


@SLOW
@given(closed())
def test_whatever_opens_the_zone_contains_a_way_out(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    zone = sim.explore(scenario)
    definitions = [r.path for r in zone.space.active_rules if r.definition]
    everything = [r.path for r in zone.space.active_rules if r.path not in definitions]
    everything += [
        f"parties.{zone.space.parties[k].name}.reservation" for k in zone.space.consenting
    ]
    if zone.exists or len(everything) > 5:
        return
    ways = [set(way.rules) for way in zone.ways_out]
    for size in range(1, len(everything) + 1):
        for rules in combinations(everything, size):
            if applied(scenario, rules).exists:
                assert any(way <= set(rules) for way in ways)
