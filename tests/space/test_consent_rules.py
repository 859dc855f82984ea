"""Every engine on rules of consent: vetoes, conditions, k of n, k of the principals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given

import sim
from sim.engines.choice import merging
from sim.engines.optimising.engine import Optimiser
from sim.engines.streaming.engine import StreamingEngine
from sim.space import Space, compile_space
from tests.examples import examples
from tests.generate import documents
from tests.test_against_brute_force import check

MANY = examples(150)
FEW = examples(40)
CONSENT = documents(max_issues=3, consent=True)


def form(document: dict[str, Any]) -> str:
    """Return which form the rule of a scenario has."""
    rule = document["consent"]
    conditional = any(isinstance(p.get("consents"), dict) for p in document["parties"].values())
    parts = ["required" if rule.get("required") else "", "at_least" if "at_least" in rule else ""]
    parts += ["of" if "of" in rule else "", "when" if conditional else ""]
    return " ".join(part for part in parts if part)


def space_of(document: dict[str, Any]) -> Space:
    return compile_space(sim.Scenario.from_dict(document))


@MANY
@given(CONSENT)
def test_the_streaming_engine_against_the_oracle(document: dict[str, Any]) -> None:
    event(form(document))
    check(document)


@MANY
@given(CONSENT)
def test_merging_finds_what_streaming_does(document: dict[str, Any]) -> None:
    space = space_of(document)
    merge, stream = merging(space), StreamingEngine(space)
    assert merge.counts() == stream.counts()
    found, expected = merge.frontiers(), stream.frontiers()
    assert found.critical_reservation == expected.critical_reservation
    assert found.slack == expected.slack
    if space.bargaining:
        for ours, theirs in ((found.zone, expected.zone), (found.settlement, expected.settlement)):
            assert ours.steps.tolist() == theirs.steps.tolist()
            assert ours.multiplicity == theirs.multiplicity


@pytest.mark.parametrize("engine", ["merge", "optimise"])
@FEW
@given(document=CONSENT)
def test_engines_give_one_answer(engine: str, document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    found, expected = sim.explore(scenario, engine=engine), sim.explore(scenario)
    assert found.exists == expected.exists
    ways = {frozenset(way.rules) for way in expected.ways_out}
    assert {frozenset(way.rules) for way in found.ways_out} == ways
    assert {frozenset(one) for one in found.conflict_sets} == {
        frozenset(one) for one in expected.conflict_sets
    }
    for name, placed in found.packages.items():
        theirs = expected.packages[name]
        assert {frozenset(one) for one in placed.reopening} == {
            frozenset(one) for one in theirs.reopening
        }, name


@FEW
@given(CONSENT)
def test_optimisation_finds_a_zone_and_its_edge(document: dict[str, Any]) -> None:
    space = space_of(document)
    stream = StreamingEngine(space)
    assert Optimiser().exists(space) == (stream.counts().acceptable != 0)
    found, gap = Optimiser().critical_reservation(space)
    expected = stream.frontiers().critical_reservation
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert found <= expected + 1e-12
        assert expected <= found + gap + 1e-6


def test_a_text_that_silent_voters_pass_says_nothing_of_what_others_could_ask_for() -> None:
    parties = {
        name: {"weights": {"i": 1}, "positions": {"i": "n"}, "role": "principal",
               "interactions": {"x": {"when": {"i": "n"}, "worth": -0.3}}}
        for name in ("ash", "birch")
    }  # fmt: skip
    parties["observer"] = {"role": "guarantor", "red_lines": {"r": {"never": {"i": "n"}}}}
    space = space_of(
        {
            "title": "Silent",
            "issues": {"i": {"options": ["n", "y"]}},
            "parties": parties,
            "consent": {"at_least": 1, "of": ["ash", "observer"]},
        }
    )
    # With "y" the observer is enough, whatever ash asks for; with "n" ash gets 0.7.
    assert StreamingEngine(space).frontiers().critical_reservation == 0.7
    found, gap = Optimiser().critical_reservation(space)
    assert found == 0.7
    assert gap < 1e-6
