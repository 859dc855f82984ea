"""Orders of implementation against all of them, one by one, and cases worked out by hand."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.space.compile import compile_space

SLOW = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
STEPS = ("s0", "s1", "s2", "s3", "s4")


def scenario(steps: dict[str, Any], **more: Any) -> sim.Scenario:
    """Two parties that swap: each gives up an issue that the other wants more."""
    return sim.Scenario.from_dict({
        "title": "A swap",
        "issues": {"mine": {"options": ["kept", "half", "given"]},
                   "yours": {"options": ["kept", "half", "given"]}},
        "parties": {
            "ann": {"weights": {"mine": 30, "yours": 70},
                    "positions": {"mine": "kept", "yours": "given"}, "reservation": 0.2},
            "bob": {"weights": {"mine": 70, "yours": 30},
                    "positions": {"mine": "given", "yours": "kept"}, "reservation": 0.2},
            "guard": {"role": "guarantor", "consents": False},
        },
        "status_quo": {"mine": "kept", "yours": "kept"},
        "steps": steps,
        **more,
    })  # fmt: skip


def orders(given: sim.Scenario, agreement: dict[str, str] | None = None) -> Orders:
    space = compile_space(given)
    said = agreement or {"mine": "given", "yours": "given"}
    digits = np.array([issue.place(said[name]) for name, issue in given.issues.items()])
    beliefs = {
        name: 0.5 if p.belief is None else p.belief.point() for name, p in given.parties.items()
    }
    return Orders(Process.of(space, digits), beliefs)


SWAP = {"a": {"by": "ann", "settles": ["mine"]}, "b": {"by": "bob", "settles": ["yours"]}}


def test_a_swap_in_two_steps() -> None:
    """u = 0.3 for each at the status quo, 0.7 with all of it, r = 0.2.

    Ann first: A = 0.2, B = 0.2 − 0.3 = −0.1, C = 0.7; n = 0.3/0.8. Then Bob: A = 0.2 + 0.7 = 0.9,
    C = 0.7: he is better off stopping, by 0.2.
    """
    found = orders(scenario(SWAP))
    moves = found.moves(("a", "b"))
    assert [(m.party, round(m.stop, 9), round(m.alone, 9)) for m in moves] == [
        ("ann", 0.2, -0.1), ("bob", 0.9, 0.7),
    ]  # fmt: skip
    assert moves[0].needed == pytest.approx(0.375)
    assert moves[1].temptation == pytest.approx(0.2)
    assert moves[1].needed == float("inf")
    assert not found.self_enforcing
    assert not found.trusted
    assert found.best() == ("a", "b")


def test_the_same_at_once() -> None:
    """A = 0.2, B = 0.2 − 0.3 = −0.1 for each: its own part is what it gives."""
    both = {"swap": {"by": ["ann", "bob"], "together": True, "settles": ["mine", "yours"]}}
    found = orders(scenario(both))
    moves = found.moves(("swap",))
    assert [m.needed for m in moves] == [pytest.approx(0.375)] * 2
    assert found.self_enforcing
    assert found.trusted


def test_the_same_in_two_phases() -> None:
    """Half of Ann's, all of Bob's in halves: the temptation is halved."""
    phases = {
        "a1": {"by": "ann", "settles": {"mine": "half"}},
        "b1": {"by": "bob", "settles": {"yours": "half"}, "after": ["a1"]},
        "a2": {"by": "ann", "settles": ["mine"], "after": ["b1"]},
        "b2": {"by": "bob", "settles": ["yours"], "after": ["a2"]},
    }
    found = orders(scenario(phases))
    (order,) = [found.best()]
    assert order == ("a1", "b1", "a2", "b2")
    moves = found.moves(order)
    assert moves[0].needed == pytest.approx(0.15 / 0.65)
    assert moves[-1].stop == pytest.approx(0.2 + 0.35 * 2 - 0.15)
    assert moves[-1].temptation == pytest.approx(0.05)


def test_a_penalty_removes_the_temptation() -> None:
    guard = {
        "issue": "mine",
        "guarantors": {
            "guard": {"credibility": {"given": 1}, "covers": ["ann"], "penalty": 0.2, "from": "g"}
        },
    }
    steps = {"g": {"by": "guard"}, **SWAP}
    found = orders(scenario(steps, enforcement=guard))
    assert found.self_enforcing
    late = {"g": {"by": "guard", "after": ["a", "b"]}, **SWAP}
    assert not orders(scenario(late, enforcement=guard)).self_enforcing


def test_an_adversary_as_only_guarantor_adds_nothing() -> None:
    def with_guard(party: str, **more: Any) -> Orders:
        guard = {
            "issue": "mine",
            "guarantors": {
                party: {"credibility": {"given": 0.9}, "covers": ["ann"], "from": "g", **more}
            },
        }
        return orders(scenario({"g": {"by": "guard"}, **SWAP}, enforcement=guard))

    def available(found: Orders) -> float:
        return next(m.available for m in found.moves(("g", "a", "b")) if m.party == "ann")

    assert available(with_guard("guard")) == pytest.approx(1 - 0.5 * 0.1)
    assert available(with_guard("bob", adversary_of=["ann"])) == 0.5
    assert available(with_guard("ann")) == 0.5


def test_a_referendum_that_settles_nothing() -> None:
    chain = {"vote": {"by": "ann"}, "a": {"by": "ann", "settles": ["mine"], "after": ["vote"]},
             "b": {"by": "bob", "settles": ["yours"], "after": ["a"]}}  # fmt: skip
    found = orders(scenario(chain))
    assert found.moves(("vote", "a", "b"))[0].needed == 0.0


@st.composite
def processes(draw: Any, most: int = 5) -> sim.Scenario:
    """Random steps, demands and guarantors."""
    names = STEPS[: draw(st.integers(1, most))]
    steps: dict[str, Any] = {}
    for place, name in enumerate(names):
        by = draw(st.sampled_from([["ann"], ["bob"], ["ann", "bob"], ["guard"], ["guard", "bob"]]))
        step: dict[str, Any] = {"by": by}
        if len(by) > 1 and draw(st.booleans()):
            step["together"] = True
        kind = draw(st.sampled_from(["none", "mine", "yours", "both", "half"]))
        if kind == "half":
            step["settles"] = {draw(st.sampled_from(["mine", "yours"])): "half"}
        elif kind != "none":
            step["settles"] = ["mine", "yours"] if kind == "both" else [kind]
        step["after"] = [x for x in names[:place] if draw(st.integers(0, 3)) == 0]
        if draw(st.booleans()):
            who = draw(st.sampled_from(["ann", "bob"]))
            step["shift"] = {who: draw(st.sampled_from([-0.2, -0.05, 0.1, 0.3]))}
        if draw(st.integers(0, 3)) == 0:
            step["reversible"] = True
        if draw(st.integers(0, 4)) == 0:
            step["when"] = {"mine": draw(st.sampled_from(["half", "given"]))}
        steps[name] = step
    pairs = [(a, b) for a in names for b in names if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=3)) if pairs else []
    demands = {f"d{k}": {"by": "ann", "first": a, "then": b} for k, (a, b) in enumerate(chosen)}
    guards = {
        who: {
            "credibility": {"given": draw(st.sampled_from([0, 0.3, 0.8]))},
            "covers": draw(st.sampled_from([["ann"], ["bob"], ["ann", "bob"]])),
            "adversary_of": draw(st.sampled_from([[], ["ann"]])),
            "penalty": draw(st.sampled_from([0, 0.1, 0.4])),
            "from": draw(st.sampled_from(names)),
        }
        for who in draw(st.lists(st.sampled_from(["ann", "bob", "guard"]), unique=True))
    }
    enforcement = {
        "issue": "mine",
        "rule": draw(st.sampled_from(["any_one", "all_agree"])),
        "independent": draw(st.booleans()),
        "guarantors": guards,
    }
    return scenario(steps, demands=demands, enforcement=enforcement)


def plainly(found: Orders, order: tuple[str, ...]) -> tuple[float, float, bool, bool]:
    """Return the largest and the sum of needed beliefs of an order, and both tests, by hand."""
    process, given = found.process, found.process.space.scenario
    space = process.space
    largest = total = 0.0
    enforced = trusted = True
    done: list[str] = []

    def package(steps: list[str], whole: bool) -> np.ndarray:
        row = []
        for number, (name, issue) in enumerate(given.issues.items()):
            at = issue.place(given.status_quo[name])  # type: ignore[index]
            for step in process.names:
                if step in steps and name in given.steps[step].settles.partly:
                    at = issue.place(given.steps[step].settles.partly[name])
            if any(s in steps and name in given.steps[s].settles.whole for s in process.names):
                at = int(process.digits[number])
            row.append(int(process.digits[number]) if whole else at)
        return np.array(row)

    def utility(party: int, row: np.ndarray) -> float:
        return float(space.utilities(row[None, :])[party, 0])

    def value(party: int, steps: list[str]) -> float:
        if len(steps) == len(process.names):
            return utility(party, process.digits)
        name = space.parties[party].name
        moved = sum(
            given.steps[s].shift[name].point() for s in steps if name in given.steps[s].shift
        )
        start = utility(party, package([], False))
        return (
            space.parties[party].reservation + utility(party, package(steps, False)) - start + moved
        )

    for name in order:
        step = given.steps[name]
        need = 0.0
        for party in space.weighing:
            who = space.parties[party].name
            if who not in step.by:
                continue
            stop = value(party, done) - process.guarantees.penalty(who, frozenset(done))
            whole = utility(party, process.digits)
            if step.together:
                alone = value(party, done)
                before, after = package(done, False), package([*done, name], False)
                if len(done) + 1 == len(process.names):
                    after = process.digits
                for issue in {*step.settles.whole, *step.settles.partly}:
                    i = space.issues.index(issue)
                    table = space.parties[party].contributions[i] / space.parties[party].scale
                    alone += min(0.0, float(table[after[i]] - table[before[i]]))
                if who in step.shift:
                    alone += min(0.0, step.shift[who].point())
            else:
                alone = value(party, [*done, name])
            if alone >= stop - 1e-9:
                own = 0.0
            elif stop <= whole + 1e-9:
                own = min(1.0, (stop - alone) / (whole - alone))
            else:
                own = float("inf")
            insured = process.guarantees.insurance(who, frozenset(done))
            available = 1 - (1 - found.beliefs[who]) * (1 - insured)
            enforced &= stop <= whole + 1e-9
            trusted &= own <= available + 1e-9
            need = max(need, own)
        largest, total = max(largest, need), total + need
        done.append(name)
    for name in order:
        for party in space.weighing:
            who = space.parties[party].name
            if given.steps[name].reversible and who in given.steps[name].by:
                undone = value(party, [x for x in order if x != name])
                undone -= process.guarantees.penalty(who, frozenset(order))
                enforced &= undone <= utility(party, process.digits) + 1e-9
    return largest, total, enforced, trusted


@SLOW
@given(processes())
def test_against_all_orders(given: sim.Scenario) -> None:
    found = orders(given)
    every = [order for order in permutations(found.process.names) if found.process.follows(order)]
    assert found.exists == bool(every)
    if not every:
        assert found.best() is None
        return
    told = {order: plainly(found, order) for order in every}
    assert found.self_enforcing == any(one[2] for one in told.values())
    assert found.trusted == any(one[3] for one in told.values())
    least = min(one[0] for one in told.values())
    best = found.best()
    assert best is not None
    assert told[best][0] == pytest.approx(least) or told[best][0] == least
    if np.isfinite(least):
        sums = [one[1] for one in told.values() if one[0] <= least + 1e-9]
        assert told[best][1] == pytest.approx(min(sums), abs=1e-8)
    moves = found.moves(best)
    assert max([m.needed for m in moves], default=0.0) == pytest.approx(told[best][0]) or (
        told[best][0] == float("inf")
    )


@SLOW
@given(processes(most=4))
def test_dropping_a_demand_never_removes_an_order(given: sim.Scenario) -> None:
    found = orders(given)
    keys = list(found.process.demands)
    for size in range(len(keys) + 1):
        for dropped in combinations(keys, size):
            fewer = Orders(found.process.without(dropped), found.beliefs)
            assert fewer.exists >= found.exists
            assert fewer.self_enforcing >= found.self_enforcing
            assert fewer.trusted >= found.trusted
