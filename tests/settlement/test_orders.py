"""Orders of implementation against all of them, one by one, and cases worked out by hand."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.settlement.process import processes as processes_of
from sim.space.compile import compile_space
from tests.examples import examples

SLOW = examples(80)
STEPS = tuple(f"s{k}" for k in range(8))


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
    return Orders(Process.of(space, digits))


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


def test_one_order_has_to_pass_both_tests() -> None:
    """Whatever is asked of Ann, "late" is worth more to her alone than the whole: a temptation."""
    shifts = {"late": {"by": "ann", "shift": {"ann": 0.9}}, "a": {"by": "ann", "settles": ["mine"]},
              "b": {"by": "bob", "settles": ["yours"]}}  # fmt: skip
    found = orders(scenario(shifts))
    moves = found.moves(("late", "b", "a"))
    assert moves[2].temptation > 0
    assert not found.implementable[0]
    assert orders(scenario({"s": {"by": ["ann", "bob"], "together": True,
                                  "settles": ["mine", "yours"]}})).implementable[0]  # fmt: skip


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
def processes(draw: Any, least: int = 1, most: int = 5) -> sim.Scenario:
    """Random steps, demands and guarantors."""
    names = STEPS[: draw(st.integers(least, most))]
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


class Plain:
    """Orders told step by step, as the definitions have them."""

    def __init__(self, found: Orders) -> None:
        self.process = found.process
        self.space = found.process.space
        self.given = self.space.scenario
        self.told: dict[tuple[frozenset[str], str], tuple[float, bool, bool]] = {}

    def package(self, done: frozenset[str], whole: bool) -> list[int]:
        process, row = self.process, []
        for number, (name, issue) in enumerate(self.given.issues.items()):
            assert self.given.status_quo is not None
            at = issue.place(self.given.status_quo[name])
            for step in process.names:
                if step in done and name in self.given.steps[step].settles.partly:
                    at = issue.place(self.given.steps[step].settles.partly[name])
            if any(s in done and name in self.given.steps[s].settles.whole for s in process.names):
                at = int(process.digits[0, number])
            row.append(int(process.digits[0, number]) if whole else at)
        return row

    def utility(self, party: int, row: list[int]) -> float:
        return float(self.space.utilities(np.array([row]))[party, 0])

    def value(self, party: int, done: frozenset[str]) -> float:
        if len(done) == len(self.process.names):
            return self.utility(party, self.package(done, True))
        name = self.space.parties[party].name
        moved = sum(
            self.given.steps[s].shift[name].point()
            for s in done
            if name in self.given.steps[s].shift
        )
        start = self.utility(party, self.package(frozenset(), False))
        here = self.utility(party, self.package(done, False))
        return self.space.parties[party].reservation + here - start + moved

    def guards(self, done: frozenset[str]) -> list[tuple[str, Any, float]]:
        """Return guarantors in force, with their credibility under the agreement."""
        enforcement = self.given.enforcement
        if enforcement is None:
            return []
        number = self.space.issues.index(enforcement.issue)
        place = int(self.process.digits[0, number])
        said = self.given.issues[enforcement.issue].names[place]
        return [
            (name, one, one.credibility[said].point() if said in one.credibility else 0.0)
            for name, one in enforcement.guarantors.items()
            if one.start in done
        ]

    def insured(self, who: str, done: frozenset[str]) -> float:
        """The worst over everybody else who still acts."""
        acting = {
            party
            for step in self.process.names
            if step not in done
            for party in self.given.steps[step].by
        } - {who}
        return min((self.against(stopper, who, done) for stopper in acting or {""}), default=0.0)

    def against(self, stopper: str, who: str, done: frozenset[str]) -> float:
        """The chance that a party is made whole if a certain one stops."""
        there = [x for x in self.guards(done) if who in x[1].covers]
        useless = [x for x in there if x[0] in (who, stopper) or who in x[1].adversary_of]
        chances = [x[2] for x in there if x not in useless]
        enforcement = self.given.enforcement
        assert enforcement is not None or not there
        if not there or (enforcement is not None and enforcement.rule == "all_agree" and useless):
            return 0.0
        if enforcement is not None and enforcement.rule == "all_agree":
            return min(chances)
        if enforcement is not None and enforcement.independent:
            return float(1 - np.prod([1 - c for c in chances])) if chances else 0.0
        return max(chances, default=0.0)

    def penalty(self, who: str, done: frozenset[str]) -> float:
        there = [x for x in self.guards(done) if set(x[1].covers) - {who}]
        if self.given.enforcement is not None and self.given.enforcement.rule == "all_agree":
            if not there or who in [x[0] for x in there]:
                return 0.0
            return min(x[2] for x in there) * max(x[1].penalty.point() for x in there)
        return max((x[2] * x[1].penalty.point() for x in there if x[0] != who), default=0.0)

    def step(self, done: frozenset[str], name: str) -> tuple[float, bool, bool]:
        """Return the largest needed belief of a step, and both tests."""
        if (done, name) in self.told:
            return self.told[done, name]
        step, need, enforced, trusted = self.given.steps[name], 0.0, True, True
        for party in self.space.weighing:
            who = self.space.parties[party].name
            if who not in step.by:
                continue
            stop = self.value(party, done) - self.penalty(who, done)
            whole = self.utility(party, self.process.digits[0].tolist())
            alone = self.alone(party, done, name) if step.together else (
                self.value(party, done | {name})
            )  # fmt: skip
            if alone >= stop - 1e-9:
                own = 0.0
            elif stop <= whole + 1e-9:
                own = min(1.0, (stop - alone) / (whole - alone))
            else:
                own = float("inf")
            belief = self.given.parties[who].belief
            q = 0.5 if belief is None else belief.point()
            enforced &= stop <= whole + 1e-9
            trusted &= own <= 1 - (1 - q) * (1 - self.insured(who, done)) + 1e-9
            need = max(need, own)
        self.told[done, name] = need, enforced, trusted
        return self.told[done, name]

    def alone(self, party: int, done: frozenset[str], name: str) -> float:
        step = self.given.steps[name]
        found = self.value(party, done)
        last = len(done) + 1 == len(self.process.names)
        before, after = self.package(done, False), self.package(done | {name}, last)
        for issue in {*step.settles.whole, *step.settles.partly}:
            i = self.space.issues.index(issue)
            table = self.space.parties[party].contributions[i] / self.space.parties[party].scale
            found += min(0.0, float(table[after[i]] - table[before[i]]))
        who = self.space.parties[party].name
        return found + (min(0.0, step.shift[who].point()) if who in step.shift else 0.0)

    def order(self, order: tuple[str, ...]) -> tuple[float, float, bool, bool]:
        """Return the largest and the sum of needed beliefs of an order, and both tests."""
        largest = total = 0.0
        enforced = trusted = True
        done: frozenset[str] = frozenset()
        for name in order:
            need, kept, believed = self.step(done, name)
            largest, total = max(largest, need), total + need
            enforced, trusted = enforced and kept, trusted and believed
            done |= {name}
        return largest, total, enforced and not self.undone(done), trusted

    def undone(self, done: frozenset[str]) -> bool:
        """Say whether somebody is better off undoing a step once all is done."""
        for name in done:
            for party in self.space.weighing:
                who = self.space.parties[party].name
                if self.given.steps[name].reversible and who in self.given.steps[name].by:
                    value = self.value(party, done - {name}) - self.penalty(who, done)
                    if value > self.utility(party, self.process.digits[0].tolist()) + 1e-9:
                        return True
        return False


def against_all_orders(given: sim.Scenario) -> None:
    found = orders(given)
    every = [order for order in permutations(found.process.names) if found.process.follows(order)]
    assert found.exists == bool(every)
    if not every:
        assert found.best() is None
        return
    plain = Plain(found)
    told = {order: plain.order(order) for order in every}
    assert found.self_enforcing[0] == any(one[2] for one in told.values())
    assert found.trusted[0] == any(one[3] for one in told.values())
    assert found.implementable[0] == any(one[2] and one[3] for one in told.values())
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
@given(processes())
def test_against_all_orders(given: sim.Scenario) -> None:
    against_all_orders(given)


@examples(12)
@given(processes(least=8, most=8))
def test_against_all_orders_of_eight_steps(given: sim.Scenario) -> None:
    against_all_orders(given)


@SLOW
@given(processes())
def test_many_agreements_at_once_are_as_each_alone(given: sim.Scenario) -> None:
    space = compile_space(given)
    digits = space.digits(np.arange(space.agreements))
    seen = 0
    for places, process in processes_of(space, digits):
        found = Orders(process)
        seen += len(places)
        for row, place in enumerate(places.tolist()):
            alone = Orders(Process.of(space, digits[place]))
            assert found.exists == alone.exists
            if alone.exists:
                assert found.self_enforcing[row] == alone.self_enforcing[0]
                assert found.trusted[row] == alone.trusted[0]
                assert found.best(row) == alone.best()
                assert found.moves(found.best(row) or (), row) == alone.moves(alone.best() or ())
    assert seen == len(digits)


@SLOW
@given(processes())
def test_somebody_stands_in_the_way_wherever_no_order_passes(given: sim.Scenario) -> None:
    found = orders(given)
    if not found.exists:
        return
    for test, passed in (("kept", found.self_enforcing[0]), ("trusted", found.trusted[0])):
        assert any(stuck[0] for stuck in found.blocking(test).values()) or passed
        if not passed:
            without_any = found.blocking(test)
            assert all(step in found.process.names for step, _ in without_any)


@SLOW
@given(processes(most=4))
def test_dropping_a_demand_never_removes_an_order(given: sim.Scenario) -> None:
    found = orders(given)
    keys = list(found.process.demands)
    for size in range(len(keys) + 1):
        for dropped in combinations(keys, size):
            fewer = Orders(found.process.without(dropped))
            assert fewer.exists >= found.exists
            assert fewer.self_enforcing >= found.self_enforcing
            assert fewer.trusted >= found.trusted
