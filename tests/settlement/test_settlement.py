"""Ratification, deadlocks, guarantees and the funnel: by hand, by brute force, and monotone."""

from __future__ import annotations

import math
from itertools import chain, combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.settlement.deadlock import cycle_of, demand_sets, unmet_of
from sim.settlement.orders import Orders
from sim.settlement.support import voters_of
from sim.space.listing import acceptable
from tests.examples import examples
from tests.settlement.test_orders import SWAP, orders, processes, scenario

SLOW = examples(50)
ISTANBUL = "scenarios/istanbul-2022.yaml"


def sale(**ratification: Any) -> sim.Scenario:
    return sim.Scenario.from_dict({
        "title": "A sale",
        "issues": {"price": {"range": {"from": 0, "to": 10, "step": 1}},
                   "day": {"options": ["now", "later"]}},
        "parties": {
            "buyer": {"weights": {"price": 8, "day": 2}, "positions": {"price": 0, "day": "now"},
                      "reservation": 0.3, "ratification": {"vote": ratification}},
            "seller": {"weights": {"price": 8, "day": 2},
                       "positions": {"price": 10, "day": "later"}, "reservation": 0.3},
        },
    })  # fmt: skip


def test_support_is_the_sum_of_groups() -> None:
    groups = {
        "calm": {"share": 0.6},
        "eager": {"share": 0.4, "weights": {"day": 8}, "reservation": 0.5},
    }
    given_ = sale(kind="referendum", spread=0.1, groups=groups)
    found = sim.ratify(given_, {"price": 4, "day": "later"}).judged[0].votes[0]
    calm = 1 / (1 + math.exp(-(0.8 * 0.6 - 0.3) / 0.1))
    eager = 1 / (1 + math.exp(-(0.5 * 0.6 - 0.5) / 0.1))
    assert found.groups["calm"] == pytest.approx((0.6, calm))
    assert found.groups["eager"] == pytest.approx((0.4, eager))
    assert found.support == pytest.approx(0.6 * calm + 0.4 * eager)
    assert found.passes == (found.support > 0.5)


@pytest.mark.parametrize(
    ("kind", "passes"),
    [("referendum", False), ("parliament", False), ("constitutional_majority", True)],
)
def test_more_than_the_threshold_or_at_least_it(kind: str, passes: bool) -> None:
    """Two blocs, one of exactly half: with the hard rule support is the threshold."""
    groups = {"for": {"share": 0.5, "reservation": 0}, "against": {"share": 0.5, "reservation": 1}}
    given_ = sale(kind=kind, threshold=0.5, spread=0, groups=groups)
    vote = sim.ratify(given_, {"price": 4, "day": "later"}).judged[0].votes[0]
    assert vote.support == 0.5
    assert vote.passes is passes


def test_a_ratification_is_needed_only_where_its_clause_holds() -> None:
    one = {"all": {"share": 1}}
    given_ = sale(kind="referendum", spread=0, threshold=1, when={"day": "later"}, groups=one)
    found = sim.ratify(given_)
    rows = sim.explore(given_)
    space = rows.space
    digits = space.digits(np.arange(space.agreements))
    fine = digits[acceptable(space, digits)]
    assert found.acceptable == len(fine)
    assert found.ratifiable == (fine[:, 1] == 0).sum()


@SLOW
@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=3), st.floats(0, 1), st.floats(0.03, 0.15))
def test_a_higher_threshold_never_ratifies_more(
    shares: list[float], threshold: float, spread: float
) -> None:
    total = sum(shares)
    groups = {
        f"g{k}": {"share": share / total, "reservation": 0.2 + 0.2 * k}
        for k, share in enumerate(shares)
    }
    low, high = (
        sim.ratify(sale(kind="referendum", threshold=x, spread=spread, groups=groups)).ratifiable
        for x in (threshold / 2, threshold)
    )
    assert high <= low


@SLOW
@given(processes(most=5))
def test_smallest_sets_of_demands(given_: sim.Scenario) -> None:
    found = orders(given_).process
    keys = list(found.demands)
    every = chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1))
    leaving = [set(one) for one in every if Orders(found.without(one)).exists]
    smallest = {frozenset(x) for x in leaving if not any(y < x for y in leaving)}
    assert {frozenset(one) for one in demand_sets(found)} == smallest
    cycle = cycle_of(found)
    assert bool(cycle or unmet_of(found)) == (not orders(given_).exists)
    for link, following in zip(cycle, (*cycle[1:], *cycle[:1]), strict=True):
        assert link.then == following.first


@SLOW
@given(processes(most=4), st.floats(0, 1))
def test_more_credibility_never_makes_less_trusted(given_: sim.Scenario, more: float) -> None:
    found = orders(given_)
    low, high = sorted((more / 2, more))
    trusted = [
        Orders(found.process.guaranteed(found.process.guarantees.believed(x))).trusted[0]
        for x in (low, high)
    ]
    assert trusted[1] >= trusted[0]


@SLOW
@given(processes(most=4), st.floats(0, 1))
def test_a_larger_penalty_never_adds_a_temptation(given_: sim.Scenario, more: float) -> None:
    if given_.enforcement is None or not given_.enforcement.guarantors:
        return
    name = next(iter(given_.enforcement.guarantors))
    before = given_.enforcement.guarantors[name].penalty.point()
    larger = given_.with_changes({f"enforcement.guarantors.{name}.penalty": before + more})
    here, there = orders(given_), orders(larger)
    for key, part in here.parts.items():
        other = there.parts[key].stop
        before_, after = (np.maximum(0, stop - part.whole) for stop in (part.stop, other))
        assert (after <= before_ + 1e-12).all()
    assert there.self_enforcing[0] >= here.self_enforcing[0]


def test_the_deadlock_of_the_istanbul_scenario() -> None:
    nash = sim.explore(sim.load(ISTANBUL)).solutions["nash"].agreement  # type: ignore[index]
    assert nash["withdrawal"] == "kyiv_chernihiv"
    short = sim.roadmap(sim.load(ISTANBUL))
    assert not short.exists
    # Nothing in the Nash text meets the stated condition on the referendum.
    assert [link.path for link in short.unmet] == ["steps.referendum.requires"]
    found = sim.roadmap(sim.load(ISTANBUL), {**nash, "withdrawal": "line_of_23_feb"})
    assert not found.exists
    assert not found.unmet
    assert [link.path for link in found.cycle] == [
        "steps.referendum.requires", "steps.constitution.after",
        "demands.neutrality_before_withdrawal",
    ]  # fmt: skip
    dropped = {one.what for one in found.ways if one.kind == "drop"}
    assert dropped == {
        ("steps.referendum.requires",), ("demands.neutrality_before_withdrawal",),
    }  # fmt: skip
    for one in found.ways:
        changed = sim.load(ISTANBUL).with_changes(one.changes)
        assert sim.roadmap(changed, found.agreement).exists
    assert found.not_modelled == ("us", "germany", "china")
    without = sim.load(ISTANBUL).as_variant("no_russian_order")
    assert sim.roadmap(without, found.agreement).exists


def test_an_adversary_among_those_who_must_all_agree() -> None:
    """Where Russia guarantees too and all have to agree, nobody insures Ukraine."""
    state = sim.load(ISTANBUL).as_variant("guarantors_all_agree")
    from sim.settlement.process import Process
    from sim.space.compile import compile_space

    space = compile_space(state)
    nash = sim.explore(state).solutions["nash"].agreement  # type: ignore[index]
    assert nash["guarantors"] == "incl_russia"
    for guarantors, insured in (("incl_russia", 0.0), ("excl_russia", 0.5)):
        said = {**nash, "guarantors": guarantors}
        digits = np.array([issue.place(said[name]) for name, issue in state.issues.items()])
        process = Process.of(space, digits)
        assert process.guarantees.insurance("ukraine", frozenset(process.names)) == insured


def test_the_zone_of_the_istanbul_scenario_is_as_it_was() -> None:
    found = sim.funnel(sim.load(ISTANBUL))
    passing = {gate.name: gate.passing for gate in found.gates}
    first = ("on the table", "admissible", "within red lines", "acceptable")
    assert [passing[name] for name in first] == [388_800, 62_640, 10_368, 4_559]
    # No text has an order: one demand of either side by itself is behind that.
    later = {one.demands: dict(one.without) for one in found.causes.behind}
    assert later[("demands.neutrality_before_withdrawal",)]["with an order"] == 1_124
    assert later[("steps.referendum.requires",)]["with an order"] == 4_559
    without = sim.funnel(sim.load(ISTANBUL).as_variant("no_russian_order"))
    inside = sim.explore(without.scenario, where=without.where("self-enforcing"))
    assert {gate.name: gate.passing for gate in without.gates}["self-enforcing"] == 547
    assert inside.counts.acceptable == 547
    counts = [gate.passing for gate in found.gates]
    assert counts == sorted(counts, reverse=True)


def test_phases_make_a_way_through() -> None:
    """Each asks the other to go first; half a step first is a way through."""
    steps = {k: dict(v) for k, v in SWAP.items()}
    demands = {
        "ours": {"by": "ann", "first": "b", "then": "a"},
        "theirs": {"by": "bob", "first": "a", "then": "b"},
    }
    found = sim.roadmap(scenario(steps, demands=demands), {"mine": "given", "yours": "given"})
    assert not found.exists
    kinds = {(one.kind, frozenset(one.what)) for one in found.ways}
    assert kinds >= {
        ("drop", frozenset({"demands.ours"})),
        ("drop", frozenset({"demands.theirs"})),
        ("together", frozenset({"a", "b"})),
        ("phases", frozenset({"a"})),
    }


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"steps.a.by": "nobody"}, "unknown party 'nobody'"),
        ({"steps.a.settles": ["theirs"]}, "unknown issue 'theirs'"),
        ({"steps.a.settles": {"mine": "gone"}}, "gone"),
        ({"steps.a.after": ["c"]}, "unknown step 'c'"),
        ({"steps.a.after": ["b"], "steps.b.after": ["a"]}, "steps wait for each other: a → b → a"),
        ({"steps.a.together": True}, "one party acts"),
        ({"demands.d": {"by": "ann", "first": "a", "then": "x"}}, "unknown step 'x'"),
        ({"demands.d": {"by": "ann", "first": "a", "then": "a"}}, "before itself"),
        ({"status_quo": None}, "no status_quo:"),
        ({"parties.ann.belief": 2}, "outside 0..1"),
        ({"parties.ann.ratification": {"v": {"kind": "referendum", "threshold": 1.5}}},
         "outside 0..1"),
        ({"parties.ann.ratification": {"v": {"kind": "referendum", "groups": {
            "x": {"share": 0.5}, "y": {"share": 0.4}}}}}, "add up to 0.9"),
        ({"parties.ann.ratification": {"v": {"kind": "plebiscite"}}}, "constitutional_majority"),
        ({"enforcement": {"issue": "mine", "guarantors": {"who": {
            "credibility": {"given": 1}, "covers": ["ann"], "from": "a"}}}}, "unknown party 'who'"),
        ({"enforcement": {"issue": "mine", "guarantors": {"guard": {
            "credibility": {"given": 1}, "covers": ["ann"], "from": "z"}}}}, "unknown step 'z'"),
        ({"enforcement": {"issue": "mine", "guarantors": {"guard": {
            "credibility": {"given": 3}, "covers": ["ann"], "from": "a"}}}}, "outside 0..1"),
    ],
)  # fmt: skip
def test_bad_input_is_told_where_it_stands(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(sim.ScenarioError) as told:
        scenario(SWAP).with_changes(changes)
    assert any(text in str(problem) for problem in told.value.problems), told.value.problems


def test_a_ratification_without_groups_is_needed_and_not_modelled() -> None:
    found = sim.ratify(sim.load(ISTANBUL))
    assert found.not_modelled == ("parties.ukraine.ratification.referendum",)
    assert not voters_of(sim.load(ISTANBUL))
    assert found.ratifiable == found.acceptable
    assert "ratifiable" not in [gate.name for gate in sim.funnel(sim.load(ISTANBUL)).gates]
