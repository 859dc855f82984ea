"""Draws of what comes after signature: shares that are known, and each draw by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.settlement.numbers import Numbers
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.settlement.support import voters_of
from sim.space.compile import compile_space
from sim.uncertainty.after_signature import _numbers
from sim.uncertainty.draw_set import AFTER, DrawSet
from sim.uncertainty.voters_drawn import DrawnVoters
from tests.settlement.test_orders import SWAP, scenario
from tests.settlement.test_settlement import ISTANBUL, sale

BOTH = {"swap": {"by": ["ann", "bob"], "together": True, "settles": ["mine", "yours"]}}
ALL = {"mine": "given", "yours": "given"}


def test_two_beliefs_that_are_anything_from_0_to_1() -> None:
    """Each must believe 0.375 and more, drawn evenly and alone: 0.625 squared of the draws."""
    found = sim.after_signature(scenario(BOTH), draws=2000, spread=0, also={"all": ALL})
    assert found.agreements["all"]["trusted"].value == pytest.approx(0.625**2, abs=0.03)
    assert found.agreements["all"]["self-enforcing"].value == 1.0


def test_one_belief_for_both_by_a_shared_parameter() -> None:
    given = scenario(BOTH, parameters={"trust": [0, 1]}).with_changes(
        {"parties.ann.belief": "$trust", "parties.bob.belief": "$trust"}
    )
    found = sim.after_signature(given, draws=2000, spread=0, also={"all": ALL})
    assert found.agreements["all"]["trusted"].value == pytest.approx(0.625, abs=0.03)


def test_a_guarantor_whose_credibility_is_a_range() -> None:
    """Beliefs 0; Ann and Bob are insured by c, anything from 0 to 1: trusted where c ≥ 0.375."""
    guard = {
        "issue": "mine",
        "guarantors": {
            "guard": {"credibility": {"given": [0, 1]}, "covers": ["ann", "bob"], "from": "g"}
        },
    }
    steps = {"g": {"by": "guard"}, "swap": {**BOTH["swap"], "after": ["g"]}}
    given = scenario(steps, enforcement=guard).with_changes(
        {"parties.ann.belief": 0, "parties.bob.belief": 0}
    )
    found = sim.after_signature(given, draws=2000, spread=0, also={"all": ALL})
    assert found.agreements["all"]["trusted"].value == pytest.approx(0.625, abs=0.03)


def test_a_common_swing_moves_all_voters_alike() -> None:
    """All voters gain nothing, so support is above a half wherever the swing is above 0."""
    groups = {"one": {"share": 0.5}, "other": {"share": 0.5}}
    given = sale(kind="referendum", spread=0.1, groups=groups)
    said = {"price": 5, "day": "later"}
    given = given.with_changes({"parties.buyer.reservation": 0.4})
    found = sim.after_signature(given, draws=2000, spread=0, also={"it": said})
    path = "parties.buyer.ratification.vote"
    assert found.votes["it"][path].value == pytest.approx(0.5, abs=0.03)
    assert set(found.agreements["it"]) == {"acceptable", "ratifiable"}


@pytest.mark.parametrize("weights", [{"price": [4, 8], "day": [1, 3]}, "unknown"])
def test_groups_have_their_partys_draw_of_what_they_inherit(weights: Any) -> None:
    groups = {"same": {"share": 0.4}, "own": {"share": 0.6, "reservation": [0.1, 0.9]}}
    given = sale(kind="referendum", spread=0.1, groups=groups)
    given = given.with_changes({"parties.buyer.weights": weights})
    space = compile_space(given)
    drawn = DrawSet(space, 3, AFTER, 40, 1.0).drawn(0, 40)
    voters = DrawnVoters.of(voters_of(given), drawn, np.random.default_rng(1), 1.0)
    digits = space.digits(np.arange(space.agreements))
    asked = set()
    for draw in range(40):
        own = drawn.space_of(draw)
        (one,) = voters.at(draw, own, Numbers(given))
        same, other = one.spaces
        assert same is own
        assert np.allclose(other.utilities(digits)[0], own.utilities(digits)[0], atol=1e-9)
        asked.add(round(other.parties[0].reservation, 6))
    assert len(asked) == 40


def test_without_anything_open_every_draw_is_the_points() -> None:
    given = sim.load(ISTANBUL)
    points = sim.funnel(given)
    zone = sim.explore(given)
    drawn = DrawSet(zone.space, 0, AFTER, 1, 0.0).drawn(0, 1)
    assert set(_numbers(given, drawn, np.random.default_rng(0), 0.0)) >= {
        "parties.russia.belief",
        "enforcement.guarantors.us.credibility.consultation",
    }
    steps = {k: dict(v) for k, v in SWAP.items()}
    fixed = scenario(steps).with_changes({"parties.ann.belief": 0.5, "parties.bob.belief": 0.5})
    found = sim.after_signature(fixed, draws=3, spread=0)
    for gate in sim.funnel(fixed).gates:
        if gate.name in found.gates:
            assert found.gates[gate.name].value == float(gate.passing > 0)
    assert {gate.name: gate.passing for gate in points.gates}["acceptable"] == 4_559


def test_every_draw_is_as_that_draw_alone() -> None:
    """Against orders of each agreement and each draw by itself."""
    given = scenario(BOTH).with_changes(
        {
            "parties.ann.weights": {"mine": [20, 40], "yours": 70},
            "parties.bob.reservation": [0, 0.6],
        }
    )
    found = sim.after_signature(given, draws=60, seed=5)
    space = compile_space(given)
    drawn = DrawSet(space, 5, AFTER, 60, 1.0).drawn(0, 60)
    counts = dict.fromkeys(found.gates, 0)
    digits = space.digits(np.arange(space.agreements))
    for start in (0, 50):
        part = drawn.part(slice(start, start + 50))
        rng = np.random.default_rng(np.random.SeedSequence(5, spawn_key=(AFTER, start // 50, 1)))
        numbers = _numbers(given, part, rng, 1.0)
        for draw in range(part.draws):
            own = part.space_of(draw)
            one = Numbers(given, {path: float(x[draw]) for path, x in numbers.items()})
            told = dict.fromkeys(counts, False)
            for row in digits:
                if any(
                    own.utilities(row[None, :])[k, 0] < own.parties[k].reservation - 1e-9
                    for k in own.consenting
                ):
                    continue
                orders = Orders(Process.of(own, row, one))
                enforced = bool(orders.self_enforcing[0])
                told["acceptable"] = True
                told["with an order"] |= orders.exists
                told["self-enforcing"] |= enforced
                told["trusted"] |= bool(orders.implementable[0])
            for gate, passed in told.items():
                counts[gate] += passed
    assert {gate: share.count for gate, share in found.gates.items()} == counts


def test_the_same_seed_gives_the_same_shares() -> None:
    zone = sim.explore(sim.load(ISTANBUL))
    one, other = (sim.after_signature(zone, draws=10, seed=4).to_dict() for _ in range(2))
    assert one == other
    shares = [share["count"] for share in one["gates"].values()]
    assert shares == sorted(shares, reverse=True)


def test_a_scenario_that_ends_with_signature_is_refused() -> None:
    with pytest.raises(sim.ScenarioError, match="nothing is said of what comes after signature"):
        sim.after_signature(sim.load("scenarios/teaching/two-issues.yaml"))
