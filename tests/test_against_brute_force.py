"""Every answer of the streaming engine against a plain brute force, on random scenarios."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import sim
from tests.brute.generate import closed, exchanges, many_moves
from tests.brute_force import BruteResult, explore
from tests.examples import examples
from tests.generate import documents

NEAR = 1e-9


def numbers(zone: sim.Zone, frontier: Any) -> list[int]:
    """Return the agreements of a frontier by their number in file order."""
    return sorted(n for block in frontier.digits() for n in place_numbers(zone, block))


def place_numbers(zone: sim.Zone, digits: Any) -> list[int]:
    columns = [
        [places.tolist().index(d) for d in digits[:, i]]
        for i, places in enumerate(zone.space.options)
    ]
    return np.ravel_multi_index(columns, zone.space.sizes).tolist() if len(digits) else []


def number_of(zone: sim.Zone, agreement: Any) -> int:
    digits = [issue.place(agreement[name]) for name, issue in zone.scenario.issues.items()]
    return place_numbers(zone, np.array([digits]))[0]


def near(found: float | None, expected: Fraction | None) -> bool:
    if found is None or expected is None or math.isnan(found):
        return (found is None or math.isnan(found)) and expected is None
    return abs(found - float(expected)) < NEAR


def check(document: dict[str, Any], **options: Any) -> None:
    zone = sim.explore(sim.Scenario.from_dict(document), **options)
    brute = explore(document, **options)
    check_numbers(zone, brute)
    check_frontier(zone, brute)
    check_rules(zone, brute)
    check_concessions(zone, brute)
    check_ways_out(zone, brute)
    check_packages(zone, brute)


def check_numbers(zone: sim.Zone, brute: BruteResult) -> None:
    assert zone.counts.agreements == len(brute.agreements)
    assert zone.counts.admissible == len(brute.admissible)
    assert zone.rules.within_red_lines == len(brute.within_red_lines)
    assert zone.counts.acceptable == len(brute.acceptable)
    assert near(zone.critical_reservation, brute.critical_reservation)
    for name, slack in zone.slack.items():
        assert near(slack, brute.slack.get(name)), name
    parties = {row["id"]: row for row in zone.to_dict()["parties"]}
    for name, (low, high) in brute.range.items():
        assert parties[name]["range"] == pytest.approx([float(low), float(high)], abs=NEAR)
        assert near(parties[name]["reservation"], brute.reservation[name])
    digits = zone.space.digits(np.arange(zone.space.agreements))
    utilities = zone.space.utilities(digits)
    for k, party in enumerate(zone.space.parties):
        if party.weighs:
            expected = [float(row[party.name]) for row in brute.utilities]
            assert utilities[k] == pytest.approx(expected, abs=NEAR)


def check_frontier(zone: sim.Zone, brute: BruteResult) -> None:
    if not zone.space.bargaining:
        return
    assert numbers(zone, zone.frontier) == brute.frontier
    assert numbers(zone, zone.settlement) == brute.settlement_frontier
    assert zone.counts.frontier == len(brute.frontier)
    if brute.solutions is None:
        assert zone.solutions is None
        return
    assert zone.solutions is not None
    for name, expected in brute.solutions.items():
        found = [number_of(zone, outcome.agreement) for outcome in zone.solutions[name]]
        assert sorted(found) == expected, name
        assert zone.solutions[name].tied == len(expected)
        assert number_of(zone, zone.solutions[name].agreement) == min(expected)


def check_rules(zone: sim.Zone, brute: BruteResult) -> None:
    ruled_out = {
        (one.issue, one.option): {frozenset(rules) for rules in one.rules}
        for one in zone.rules.options_ruled_out
    }
    assert ruled_out == {key: set(sets) for key, sets in brute.options_ruled_out.items()}
    assert [one.issue for one in zone.rules.common_ground] == list(brute.common_ground)


def check_concessions(zone: sim.Zone, brute: BruteResult) -> None:
    found = zone.concessions
    assert {one.issue: one.option for one in found.settled} == dict(brute.settled)
    if not brute.acceptable:
        assert found.minimal_sets == () == found.unavoidable == found.never_needed == found.patterns
        assert found.either_or == ()
        return
    weighing = {p for p, _ in brute.weighed}
    for party, threshold in brute.material.items():
        if party in weighing:  # Else it has no move, and no threshold matters.
            assert found.material[party] == pytest.approx(float(threshold), abs=NEAR), party
    depths = dict(zip(found.unavoidable, found.least_depths, strict=True))
    assert set(depths) == set(brute.unavoidable)
    for pair, depth in zip(brute.unavoidable, brute.least_depths, strict=True):
        assert depths[pair] == pytest.approx(float(depth), abs=NEAR), pair
    if brute.undecided:
        return  # A depth within the tolerance of a threshold, and not equal: both are right.
    check_sets(found, brute)
    if len(brute.settled) == len(brute.issues):
        return  # Nothing is left that a pattern could be of.
    patterns = {
        tuple((i, str(label)) for i, label in one.held.items()): one.agreements
        for one in found.patterns
    }
    assert patterns == brute.patterns


def check_sets(found: Any, brute: BruteResult) -> None:
    """Minimal sets and either–or issues, at the raised threshold where there is one."""
    smallest = found.smallest
    if brute.raised is None:
        assert found.raised is None
        assert set(found.never_needed) == set(brute.never_needed)
    else:
        assert found.raised.above == pytest.approx(float(brute.raised[0]), abs=NEAR)
        smallest = found.raised.smallest
    either_or = {
        one.issue: {frozenset(tuple(pair) for pair in choice) for choice in one.choices}
        for one in smallest.either_or
    }
    assert either_or == {issue: set(choices) for issue, choices in brute.either_or.items()}
    expected = [(set(members), count) for members, count in brute.minimal_sets]
    assert smallest.minimal_sets_number == len(expected)
    for one in smallest.minimal_sets:
        assert (set(one.concessions), one.agreements) in expected
    assert len(smallest.minimal_sets) == min(10, len(expected))
    sizes = [len(one.concessions) for one in smallest.minimal_sets]
    assert sizes == sorted(len(members) for members, _ in expected)[: len(sizes)]


def check_ways_out(zone: sim.Zone, brute: BruteResult) -> None:
    expected = {frozenset(way["set"]): way for way in brute.ways_out}
    assert {frozenset(way.rules) for way in zone.ways_out} == set(expected)
    for way in zone.ways_out:
        brutal = expected[frozenset(way.rules)]
        assert way.opens == brutal["opens"]
        prices = [[float(x) for x in vector] for vector in brutal["price"]]
        assert len(way.price) == len(prices)
        for got, wanted in zip(way.price, prices, strict=True):
            assert got == pytest.approx(wanted, abs=NEAR)
    conflicts = {frozenset(one) for one in zone.conflict_sets}
    assert conflicts == {frozenset(one) for one in brute.conflict_sets}


def check_packages(zone: sim.Zone, brute: BruteResult) -> None:
    for name, placed in zone.packages.items():
        expected = brute.packages[name]
        assert placed.acceptable_completions == expected["acceptable_completions"], name
        assert {frozenset(r) for r in placed.reopening} == {
            frozenset(r) for r in expected["reopening"]
        }, name
        if placed.judgement is None:
            assert not expected["completions"], name
            continue
        number = number_of(zone, placed.judgement.outcome.agreement)
        assert number in expected["completions"], name
        assert placed.judgement.acceptable == (number in set(brute.acceptable))


@examples(400)
@given(documents())
def test_random_scenarios(document: dict[str, Any]) -> None:
    check(document)


@examples(60)
@given(documents(max_issues=3))
def test_strict_concessions(document: dict[str, Any]) -> None:
    check(document, material=0)


@examples(200)
@given(exchanges())
def test_concessions_of_opposed_parties(document: dict[str, Any]) -> None:
    """Many minimal sets, many of them products; settled issues; guarantors with weights."""
    check(document)


@examples(20)
@given(many_moves())
def test_concessions_at_a_raised_threshold(document: dict[str, Any]) -> None:
    check(document)


@examples(100)
@given(documents(max_issues=3))
def test_concessions_from_a_package(document: dict[str, Any]) -> None:
    assume("packages" in document)
    for package in document["packages"]:
        check(document, baseline=package)


@examples(200)
@given(closed())
def test_ways_out_with_values_that_depend_on_linkages(document: dict[str, Any]) -> None:
    check(document)


@examples(100)
@given(st.one_of(closed(), documents(max_issues=3)))
def test_each_way_out_applied_as_a_change_opens_what_it_says(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    ranges = explore(document).range

    def opened(rules: tuple[str, ...]) -> int:
        changes: dict[str, Any] = {
            # The lowest attainable utility; the float may lie above it by a rounding.
            path: float(ranges[path.split(".")[1]][0]) if path.endswith(".reservation") else None
            for path in rules
        }
        return sim.explore(scenario.with_changes(changes)).counts.acceptable  # type: ignore[return-value]

    for way in sim.explore(scenario).ways_out[:3]:
        assert opened(way.rules) == way.opens
        parts = (p for k in range(len(way.rules)) for p in itertools.combinations(way.rules, k))
        assert not any(opened(part) for part in parts)
