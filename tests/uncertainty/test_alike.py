"""Agreements that nobody can tell apart: looked at once, told of as if each were looked at."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.space.compile import compile_space
from sim.space.listing import Listed, list_possible
from sim.uncertainty import draws_over_list
from sim.uncertainty.alike import Alike, alike
from sim.uncertainty.draw_set import DrawSet
from tests.examples import examples
from tests.generate import documents


def idle(document: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a document with so many issues more on which nothing depends."""
    for k in range(number):
        document["issues"][f"idle{k}"] = {"options": ["a", "b", "c"]}
        if "status_quo" in document:
            document["status_quo"][f"idle{k}"] = "b"
    return document


def each_by_itself(pool: Listed) -> Alike:
    """Return a list in which no two agreements are alike."""
    return Alike(pool, np.arange(len(pool.digits)))


@examples(60)
@given(documents(max_issues=3), st.integers(1, 2))
def test_draws_say_the_same_as_over_every_agreement(document: dict[str, Any], number: int) -> None:
    space = compile_space(sim.Scenario.from_dict(idle(document, number)))
    pool = list_possible(space)
    kinds = alike(pool)
    assert len(kinds.pool.digits) * 3**number <= len(pool.digits)
    draws = DrawSet(space, 1, 0, 30, 1.0)
    groups = {"first": pool.digits[:, -1] == 0, "few": np.arange(len(pool.digits)) % 7 == 3}
    places = list(range(0, len(pool.digits), 5))
    quick = draws_over_list.counted(draws, pool, groups, places)
    kept, draws_over_list.alike = draws_over_list.alike, each_by_itself
    try:
        plain = draws_over_list.counted(draws, pool, groups, places)
    finally:
        draws_over_list.alike = kept
    assert (quick.zone, quick.draws, quick.groups) == (plain.zone, plain.draws, plain.groups)
    assert np.array_equal(quick.acceptable, plain.acceptable)
    assert np.allclose(quick.nash, plain.nash, rtol=0, atol=1e-9)
    assert np.array_equal(quick.frontier, plain.frontier)
    for party, own in plain.accepted.items():
        assert np.array_equal(quick.accepted[party], own)
        assert np.array_equal(quick.weights[party], plain.weights[party])
    for path, unmet in plain.unmet.items():
        assert np.array_equal(quick.unmet[path], unmet)


def test_an_issue_that_a_rule_a_bonus_or_a_consent_names_is_not_idle() -> None:
    document: dict[str, Any] = {
        "title": "Named",
        "issues": {name: {"options": ["n", "y"]} for name in ("w", "rule", "bonus", "idle")},
        "linkages": {"l": {"if": {"rule": "y"}, "then": {"w": "y"}}},
        "parties": {
            "p": {"weights": {"w": 1}, "positions": {"w": "y"}},
            "q": {
                "weights": {"w": 1},
                "positions": {"w": "n"},
                "interactions": {"x": {"when": {"bonus": "y", "w": "y"}, "worth": 0.5}},
            },
        },
    }
    pool = list_possible(compile_space(sim.Scenario.from_dict(document)))
    kinds = alike(pool)
    assert len(pool.digits) == 12
    assert len(kinds.pool.digits) == 6
    assert kinds.pool.many is not None
    assert kinds.pool.many.tolist() == [2] * 6


def test_many_agreements_make_fewer_draws_and_the_answer_says_so(monkeypatch: Any) -> None:
    document: dict[str, Any] = {
        "title": "Draws",
        "issues": {f"i{k}": {"options": [f"o{j}" for j in range(4)]} for k in range(3)},
        "parties": {
            name: {
                "weights": {f"i{k}": weight for k, weight in enumerate(weights)},
                "positions": {f"i{k}": end for k in range(3)},
                "reservation": 0.2,
            }
            for name, weights, end in (("p", (3, 2, 1), "o0"), ("q", (1, 2, 4), "o3"))
        },
        "variants": {"more": {"changes": {"parties": {"p": {"reservation": 0.3}}}}},
    }
    monkeypatch.setattr(sys.modules["sim.uncertainty.robustness"], "UTILITIES", 64 * 2 * 300)
    scenario = sim.Scenario.from_dict(document)
    found = sim.robustness(scenario)
    assert (found.draws, found.fewer) == (300, True)
    assert all(share.of == 300 for share in (*found.ladder.values(), *found.variants.values()))
    assert sim.robustness(scenario, draws=300).fewer is False
    assert replace(found, fewer=False).to_dict() == sim.robustness(scenario, draws=300).to_dict()
    # What nobody weighs is looked at once: as many draws as without it.
    found = sim.robustness(sim.Scenario.from_dict(idle(document, 1)))
    assert (found.draws, found.agreements) == (300, 192)
