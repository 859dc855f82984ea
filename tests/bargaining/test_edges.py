"""Talks at the edges: nothing to table, powers, and later dates."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.bargaining.protocols import PROTOCOLS


def two(**more: Any) -> dict[str, Any]:
    """Return a plain document of two parties."""
    ann = {"weights": {"x": 2, "y": 1}, "positions": {"x": 0, "y": {"values": {"a": 1, "b": 0}}}}
    bob = {"weights": {"x": 1, "y": 2}, "positions": {"x": 10, "y": {"values": {"a": 0, "b": 1}}}}
    issues = {
        "x": {"range": {"from": 0, "to": 10, "step": 1}},
        "y": {"options": ["a", "b"]},
    }
    return {"title": "Two", "issues": issues, "parties": {"ann": ann, "bob": bob}, **more}


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
def test_with_nothing_to_table_nobody_agrees_in_any_draw(protocol: str) -> None:
    scenario = sim.Scenario.from_dict(two(linkages={"shut": {"never": {"y": ["a", "b"]}}}))
    assert sim.bargain(scenario, draw=True, protocol=protocol, runs=10).agreed.count == 0


def test_nash_of_draws_without_spread_is_that_of_the_file_with_its_powers() -> None:
    document = two()
    document["parties"]["ann"]["power"] = 4
    scenario = sim.Scenario.from_dict(document)
    fixed = sim.bargain(scenario, runs=50)
    drawn = sim.bargain(scenario, runs=50, draw=True, spread=0)
    assert drawn.distance_from_nash == pytest.approx(fixed.distance_from_nash, abs=1e-9)


@pytest.mark.parametrize("strategy", ["zeuthen", "tit_for_tat"])
def test_offers_by_all_at_once_wait_for_later_dates(strategy: str) -> None:
    changes = [{"parties": {"ann": {"reservation": value}}} for value in (2, 0)]
    scenario = sim.Scenario.from_dict(
        two(rounds=[{"label": f"r{k}", "changes": one} for k, one in enumerate(changes)])
    )
    talks = sim.bargain(
        scenario,
        protocol="simultaneous_concession",
        strategies={"ann": strategy, "bob": strategy},
        through_rounds=True,
        runs=20,
    )
    ended_early = sum(talks.by_round["nobody_moves"][:50])
    assert ended_early == 0
