"""Tipping values, confirmed just below and just above by the analysis of the points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.space.compile import compile_space
from sim.space.listing import list_possible
from sim.uncertainty.tipping import Tipping, tipping_values
from tests.examples import few
from tests.uncertainty.ranged import ranged

NEAR = 2e-7


def looked_at(scenario: sim.Scenario, path: str, at: float) -> tuple[bool, frozenset[Any]]:
    """Return whether there is a zone, and the Nash solutions, with one input changed."""
    zone = sim.explore(scenario.with_changes({path: at}))
    if not zone.solutions:
        return False, frozenset()
    return True, frozenset(tuple(o.agreement.values()) for o in zone.solutions["nash"])


def confirm(scenario: sim.Scenario, one: Tipping) -> int:
    """Check an input's tipping values; return how many there are."""
    path, point = one.input.path, one.input.point
    here = looked_at(scenario, path, point)
    known = 0
    for which, tips in ((0, one.zone), (1, one.nash)):
        if which == 1 and not here[0]:
            assert tips == (None, None)
            continue
        for tip, limit, away in zip(tips, one.limits, (-1, 1), strict=True):
            step = NEAR * max(1.0, abs(tip or 0.0))
            if tip is not None:
                known += 1
                beyond = tip + away * step
                if one.limits[0] <= beyond <= one.limits[1]:
                    assert looked_at(scenario, path, beyond)[which] != here[which], (path, tip)
            # At the limit itself two values are equal, and a war may be about another agreement.
            end = limit - away * step if tip is None else tip - away * step
            if one.input.kind == "weight" and tip is None:
                end = 0.0 if away < 0 else 30.0
            # Nothing changes on the way there; a weight of zero is a case of its own.
            for at in np.linspace(point, end, 9)[1:]:
                if (at - point) * away > 0 and not (one.input.kind == "weight" and at <= 0):
                    assert looked_at(scenario, path, float(at))[which] == here[which], (path, at)
    return known


@pytest.mark.parametrize("seed", range(few(25, 3)))
def test_just_below_and_just_above(seed: int) -> None:
    document = ranged(seed + 500, order=seed % 2 == 0)
    scenario = sim.Scenario.from_dict(document)
    found = tipping_values(list_possible(compile_space(scenario)), spread=0)
    # A triangle of one point keeps every other input where the analysis has it.
    for one in found:
        if one.input.kind in ("weight", "value", "reservation", "cost", "odds", "parameter"):
            shares = one.input.path.split(".")[1]
            weights_are = document.get("parties", {}).get(shares, {}).get("weights_are")
            if not (one.input.kind == "weight" and weights_are):
                confirm(scenario, one)


def test_there_are_tips_to_confirm() -> None:
    total = 0
    for seed in range(8):
        scenario = sim.Scenario.from_dict(ranged(seed + 500, order=False))
        for one in tipping_values(list_possible(compile_space(scenario)), spread=0):
            total += sum(tip is not None for tip in (*one.zone, *one.nash))
    assert total > 60


def test_the_istanbul_talks() -> None:
    scenario = sim.load("scenarios/istanbul-2022.yaml")
    found = {one.input.path: one for one in tipping_values(list_possible(compile_space(scenario)))}
    odds = found["parameters.p_russia"]
    assert odds.exact
    low, high = odds.zone
    assert low is not None
    assert high is not None
    for tip, away in ((low, -1), (high, 1)):
        inside, outside = tip - away * 1e-6, tip + away * 1e-6
        changed = [scenario.with_changes({odds.input.path: at}) for at in (inside, outside)]
        assert [sim.explore(one).solutions is not None for one in changed] == [True, False]


def test_a_party_that_stands_in_two_places() -> None:
    # The parameter is a value and a walk-away value: no line, so looked for on a grid.
    scenario = sim.Scenario.from_dict(
        {
            "title": "Twice",
            "parameters": {"p": [0.2, 0.6]},
            "issues": {"x": {"options": ["a", "b", "c"]}, "y": {"options": ["d", "e"]}},
            "parties": {
                "ann": {
                    "weights": {"x": "$p", "y": 1},
                    "positions": {
                        "x": {"values": {"a": 1, "b": 0.5, "c": 0}},
                        "y": {"values": {"d": 1, "e": 0}},
                    },
                    "reservation": "$p",
                },
                "bob": {
                    "weights": {"x": 1, "y": 1},
                    "positions": {
                        "x": {"values": {"a": 0, "b": 0.6, "c": 1}},
                        "y": {"values": {"d": 0, "e": 1}},
                    },
                    "reservation": 0.45,
                },
            },
        }
    )
    found = {one.input.path: one for one in tipping_values(list_possible(compile_space(scenario)))}
    one = found["parameters.p"]
    assert not one.exact
    confirm(scenario, one)
