"""Figures of others' programs: exact rational results, and full enumerations of scorable games.

``tests/data/*.json`` name their origin.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from tests.test_against_brute_force import number_of, numbers

DATA = Path(__file__).parent / "data"
DOMAINS = json.loads((DATA / "domains.json").read_text())["cases"]
GAMES = json.loads((DATA / "scorable_games.json").read_text())["games"]
NEAR = 1e-9


def domain(case: dict[str, Any]) -> sim.Scenario:
    """Return a competition domain as a scenario."""
    issues = {
        f"i{k}": {"options": [f"o{j}" for j in range(size)]}
        for k, size in enumerate(case["options_per_issue"])
    }
    parties = {
        f"p{k}": {
            "weights": {f"i{i}": weight for i, weight in enumerate(party["weights"])},
            "positions": {
                f"i{i}": {"values": {f"o{j}": value for j, value in enumerate(values)}}
                for i, values in enumerate(party["values"])
            },
            "reservation": party["reservation"],
        }
        for k, party in enumerate(case["parties"])
    }
    return sim.Scenario.from_dict({"title": case["name"], "issues": issues, "parties": parties})


@pytest.mark.parametrize("case", DOMAINS, ids=[case["name"] for case in DOMAINS])
def test_domains(case: dict[str, Any]) -> None:
    zone, expected = sim.explore(domain(case)), case["expected"]
    assert zone.counts.agreements == expected["agreements"]
    assert zone.counts.acceptable == expected["acceptable"]
    assert zone.counts.frontier_distinct == expected["frontier_distinct"]
    assert numbers(zone, zone.frontier) == sorted(expected["frontier_agreements"])
    found = zone.frontier.vectors[np.lexsort(zone.frontier.vectors.T)]
    wanted = np.array(expected["frontier_utilities"]).reshape(found.shape)
    assert found == pytest.approx(wanted[np.lexsort(wanted.T)], abs=NEAR)
    for name, solution in expected["solutions"].items():
        assert zone.solutions is not None
        picked = {number_of(zone, row.agreement): row.utilities for row in zone.solutions[name]}
        assert sorted(picked) == sorted([solution["agreement"], *solution["tied_with"]]), name
        utilities = list(picked[solution["agreement"]].values())
        assert utilities == pytest.approx(solution["utilities"], abs=NEAR)


def game(case: dict[str, Any], consent: dict[str, Any] | None) -> sim.Scenario:
    """Return a scorable game as a scenario: scores as weights × values, in whole points."""
    issues = {
        f"i{k}": {"options": [f"o{j}" for j in range(size)]}
        for k, size in enumerate(case["issue_sizes"])
    }
    parties = {}
    for party in case["parties"]:
        name = party["name"].replace(" ", "_")
        best = [max(scores) for scores in party["scores"]]
        parties[name] = {
            "weights": {f"i{i}": top for i, top in enumerate(best) if top},
            "positions": {
                f"i{i}": {"values": {f"o{j}": s / best[i] for j, s in enumerate(scores)}}
                for i, scores in enumerate(party["scores"])
                if best[i]
            },
            "reservation": party["threshold"] / sum(best),
        }
    data = {"title": case["case"], "issues": issues, "parties": parties}
    return sim.Scenario.from_dict(data | ({"consent": consent} if consent else {}))


def deal(agreement: Any) -> str:
    return ",".join(f"{'ABCDEF'[k]}{int(o[1:]) + 1}" for k, o in enumerate(agreement.values()))


@pytest.mark.parametrize("case", GAMES, ids=[case["case"] for case in GAMES])
def test_scorable_games(case: dict[str, Any]) -> None:
    computed = case["computed"]
    zone = sim.explore(game(case, None))
    assert zone.counts.agreements == computed["n_deals"]
    assert zone.counts.acceptable == computed["n_unanimous"]
    assert zone.counts.frontier == computed["n_pareto_unanimous"]
    assert zone.counts.settlement == computed["n_pareto_all"]
    everyone = [party["name"].replace(" ", "_") for party in case["parties"]]
    vetoes = [p["name"].replace(" ", "_") for p in case["parties"] if p["role"] in {"p1", "p2"}]
    most = {"at_least": len(everyone) - 1, "of": everyone}
    assert sim.explore(game(case, most)).counts.acceptable == computed["n_at_least_n_minus_1"]
    vetoed = sim.explore(game(case, most | {"required": vetoes}))
    assert vetoed.counts.acceptable == computed["n_at_least_n_minus_1_with_p1_p2"]


def test_the_two_consent_counts_that_the_games_are_known_for() -> None:
    found = [case["computed"]["n_at_least_n_minus_1_with_p1_p2"] for case in GAMES]
    assert found[:2] == [55, 204]


def test_textbook_divide_the_pie() -> None:
    """Splitting 100 with linear utilities: every solution is the even split (Nash 1950)."""
    data = {
        "title": "A pie",
        "issues": {"share": {"range": {"from": 0, "to": 100, "step": 1}}},
        "parties": {
            "a": {"weights": {"share": 1}, "positions": {"share": 100}},
            "b": {"weights": {"share": 1}, "positions": {"share": 0}},
        },
    }
    zone = sim.explore(sim.Scenario.from_dict(data))
    assert zone.solutions is not None
    assert {s.agreement["share"] for n, s in zone.solutions.items() if n != "utilitarian"} == {50}
    assert zone.solutions["utilitarian"].tied == 101


def test_textbook_asymmetric_power() -> None:
    """With power 2 to 1 the first party gets two thirds (Kalai 1977)."""
    data = {
        "title": "A pie",
        "issues": {"share": {"range": {"from": 0, "to": 90, "step": 1}}},
        "parties": {
            "a": {"weights": {"share": 1}, "positions": {"share": 90}, "power": 2},
            "b": {"weights": {"share": 1}, "positions": {"share": 0}},
        },
    }
    zone = sim.explore(sim.Scenario.from_dict(data))
    assert zone.solutions is not None
    assert zone.solutions["nash"].agreement["share"] == 60


def test_textbook_war_as_a_costly_lottery() -> None:
    """Fearon (1995): over a pie, p − c for one side and 1 − p − c for the other."""
    data = {
        "title": "A pie",
        "parameters": {"odds": 0.6},
        "issues": {"share": {"range": {"from": 0, "to": 100, "step": 1}}},
        "parties": {
            "a": {
                "weights": {"share": 1},
                "positions": {"share": 100},
                "reservation": {"war": {"win": "$odds", "cost": 0.1}},
            },
            "b": {
                "weights": {"share": 1},
                "positions": {"share": 0},
                "reservation": {"war": {"win": "1 - $odds", "cost": 0.1}},
            },
        },
    }
    zone = sim.explore(sim.Scenario.from_dict(data))
    assert zone.space.reservations == pytest.approx([0.5, 0.3])
    assert zone.counts.acceptable == 21
