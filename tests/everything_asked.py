"""Every answer that Python gives about one scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sim
from sim.comparison import compare_agreements
from sim.space.limits import TooManyAgreements
from sim.zone.options_used import options_used
from sim.zone.pivotal import pivotal_options
from sim.zone.rule_matrix import rule_matrix
from sim.zone.trades import trades


def everything_asked(scenario: sim.Scenario) -> Iterator[Any]:
    """Yield every answer that applies to a scenario, with few draws and talks."""
    zone = sim.explore(scenario)
    first = zone.frontier[0].agreement if zone.exists else zone.ways_out[0].example.agreement
    yield from (scenario, zone, zone.frontier, zone.settlement, zone.concessions)
    yield from (zone.solutions or {}).values()
    for question in (sim.check, sim.rounds, sim.ratify, sim.funnel, sim.prices, options_used,
                     pivotal_options, rule_matrix, trades):  # fmt: skip
        about: Any = scenario if question in (sim.check, sim.rounds) else zone
        try:
            yield question(about)
        except (sim.ScenarioError, TooManyAgreements):
            continue
    if scenario.rounds:
        yield sim.rounds(scenario).states[0]
    yield sim.explain(zone, first)
    yield compare_agreements(zone, {"one": first, "other": zone.settlement[0].agreement})
    other = next(iter(scenario.variants), None)
    yield sim.compare({"now": scenario, "other": scenario.at_round(0).as_variant(other)})
    yield sim.robustness(scenario, draws=20, zone=zone, tipping=False)
    talks = sim.bargain(scenario, runs=3, zone=zone)
    yield from (talks, sim.contest(scenario, runs=2, strategies=["linear", "boulware"], zone=zone))
    if scenario.steps:
        yield sim.roadmap(zone, first)
        yield sim.after_signature(zone, draws=3)
