"""Which guarantors make what trusted: by hand, and against all sets of them one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import sim
from examples import packages_not_terms
from sim.settlement.backing import RULES, backed, enough, guaranteed
from sim.settlement.guarantees import Guarantees, Standing
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.space.compile import compile_space
from tests.examples import examples
from tests.settlement.test_orders import SWAP, orders, processes, scenario

SLOW = examples(40)
POLLS = Path(__file__).parent.parent / "data" / "polls.json"


def standing(party: str, credibility: float, **more: Any) -> Standing:
    return Standing(party, credibility, more.get("covers", ("p",)), (), 0.0, "s")


def test_a_guarantor_does_not_insure_against_its_own_stop() -> None:
    there = Guarantees((standing("strong", 0.9), standing("weak", 0.3)))
    assert there.insurance("p", {"s"}) == 0.9
    assert there.insurance("p", {"s"}, {"other"}) == 0.9
    assert there.insurance("p", {"s"}, {"strong", "other"}) == 0.3
    assert there.insurance("p", {"s"}, {"strong", "weak"}) == 0.3
    assert there.only({"strong"}).insurance("p", {"s"}, {"strong"}) == 0.0
    assert replace(there, rule="all_agree").insurance("p", {"s"}, {"weak"}) == 0.0
    assert replace(there, rule="all_agree").insurance("p", {"s"}) == 0.3
    assert replace(there, independent=True).insurance("p", {"s"}) == pytest.approx(0.93)


@SLOW
@given(processes())
def test_smallest_sets_of_guarantors(given_: sim.Scenario) -> None:
    found = orders(given_)
    if not found.exists:
        return
    guarantees = found.process.guarantees
    names = [one.party for one in guarantees.standing]
    every = chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))
    fine = [
        set(one)
        for one in every
        if Orders(found.process.guaranteed(guarantees.only(one))).trusted[0]
    ]
    smallest = {frozenset(x) for x in fine if not any(y < x for y in fine)}
    assert {frozenset(one) for one in enough(found) or ()} == smallest


@SLOW
@given(processes(most=4))
def test_agreements_by_their_smallest_sets(given_: sim.Scenario) -> None:
    space = compile_space(given_)
    digits = space.digits(np.arange(space.agreements))
    told = {
        (x.rule, x.option, frozenset(x.guarantors)): x.agreements for x in backed(space, digits)
    }
    expected: dict[Any, int] = {}
    for row in digits:
        process = Process.of(space, row)
        if not Orders(process).exists:
            continue
        option = given_.issues["mine"].names[row[0]]
        for rule in RULES:
            ruled = replace(process.guarantees, rule=rule)
            names = [one.party for one in ruled.standing]
            fine = []
            for n in range(len(names) + 1):
                for chosen in combinations(names, n):
                    one = Orders(process.guaranteed(ruled.only(chosen)))
                    if one.implementable[0]:
                        fine.append(frozenset(chosen))
            for chosen_ in fine:
                if not any(other < chosen_ for other in fine):
                    key = (rule, option, chosen_)
                    expected[key] = expected.get(key, 0) + 1
    assert told == expected


def test_needed_and_available_belief_per_guarantee() -> None:
    """Ann must believe 0.375 to go first; her own belief is 0, the guard's is what she has."""
    guard = {
        "issue": "mine",
        "guarantors": {
            "guard": {"credibility": {"given": [0.2, 0.6]}, "covers": ["ann"], "from": "g"}
        },
    }
    steps = {"g": {"by": "guard"}, **SWAP}
    given_ = scenario(steps, enforcement=guard).with_changes(
        {"parties.ann.belief": 0, "parties.bob.belief": 1,
         "demands.first": {"by": "bob", "first": "a", "then": "b"}}
    )  # fmt: skip
    space = compile_space(given_)
    rows = {(x.option, x.rule): x for x in guaranteed(space, np.array([2, 2]))}
    assert set(rows) == {(o, r) for o in ("kept", "half", "given") for r in RULES}
    ann = rows["given", "any_one"].hardest[0]
    assert (ann.party, ann.step) == ("ann", "a")
    assert ann.needed == pytest.approx(0.375)
    assert (ann.available, ann.low, ann.high) == pytest.approx((0.4, 0.2, 0.6))


def test_what_the_hardest_step_has_is_available_to_it() -> None:
    found = sim.roadmap(sim.load("scenarios/istanbul-2022.yaml").as_variant("no_russian_order"))
    own = {(x.option, x.rule): x for x in found.guaranteed}[
        found.agreement["guarantees"], "any_one"
    ]
    for trust in own.hardest:
        move = next(m for m in found.moves if (m.step, m.party) == (trust.step, trust.party))
        assert (move.needed, move.available) == (trust.needed, trust.available)
        assert trust.low <= trust.available <= trust.high


def test_packages_can_pass_whose_terms_cannot() -> None:
    """As in polls of later years: no single concession near a half, some package above it."""
    polls = json.loads(POLLS.read_text(encoding="utf-8"))
    terms = [one["agree"] for one in polls["single_terms"]]
    packages = [one["accept"] for one in polls["packages"]]
    assert max(terms) < 50 < max(packages)
    zone = sim.explore(packages_not_terms.scenario())

    def support(terms: dict[str, Any]) -> float:
        asked = {**packages_not_terms.AS_IT_IS, **terms}
        return sim.ratify(zone, asked).judged[0].votes[0].support

    told = {name: support(asked) for name, asked in packages_not_terms.ASKED.items()}
    single = [share for name, share in told.items() if len(packages_not_terms.ASKED[name]) == 1]
    whole = [share for name, share in told.items() if len(packages_not_terms.ASKED[name]) > 2]
    assert max(single) < 0.5 < max(whole)
    # No sum or mean of what single terms get comes near what the package gets.
    assert max(whole) > sum(single)


def test_two_issues_of_a_step_halfway_at_once() -> None:
    steps = {
        "a": {"by": "ann", "settles": ["mine", "yours"]},
        "b": {"by": "bob"},
    }
    demands = {
        "ours": {"by": "ann", "first": "b", "then": "a"},
        "theirs": {"by": "bob", "first": "a", "then": "b"},
    }
    found = sim.roadmap(scenario(steps, demands=demands), {"mine": "given", "yours": "given"})
    settled = [one.changes["steps.a_1"]["settles"] for one in found.ways if one.kind == "phases"]
    assert settled == [{"mine": "half"}, {"yours": "half"}, {"mine": "half", "yours": "half"}]
