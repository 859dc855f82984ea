"""The compromise map and the reservation map against the brute force."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import sim
from sim.engines.choice import Engines
from sim.zone.compromise_map import compromise_map
from sim.zone.reservation_map import reservation_map
from tests.brute_force import explore
from tests.examples import examples
from tests.generate import documents

FEW = examples(40)
RELAXED = examples(80)


@RELAXED
@given(documents(max_issues=3))
def test_cells_against_brute_force(document: dict[str, Any]) -> None:
    zone = sim.explore(sim.Scenario.from_dict(document))
    brute = explore(document)
    if not zone.space.bargaining or None in brute.reservation.values():
        return
    found = compromise_map(zone)
    issues = list(zone.scenario.issues.items())
    for i, (name, issue) in enumerate(issues):
        for place, option in enumerate(issue.names):
            best = brute.single.get((name, option))
            gain = found.cells.gains[i][place]
            assert (
                math.isinf(gain) if best is None else gain == pytest.approx(float(best), abs=1e-9)
            )
            having = [n for n in brute.acceptable if brute.agreements[n][i] == option]
            assert bool(found.occurs(i)[place]) == bool(having)
    for (i, j), table in found.cells.pairs.items():
        for a, first in enumerate(issues[i][1].names):
            for b, second in enumerate(issues[j][1].names):
                best = brute.cells.get(((issues[i][0], first), (issues[j][0], second)))
                wanted = -math.inf if best is None else pytest.approx(float(best), abs=1e-9)
                assert table[a, b] == wanted


@FEW
@given(documents(max_issues=3))
def test_what_stands_against_options_is_the_same_by_searches(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    zone = sim.explore(scenario)
    if (
        not zone.space.bargaining
        or np.isnan(zone.space.reservations[list(zone.space.weighing)]).any()
    ):
        return
    expected = compromise_map(zone)
    by_merging = replace(zone, engines=Engines("merge"))
    for together in (1, 2, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sim.zone.compromise_map.TOGETHER", together)
            found = compromise_map(by_merging, pairs=())
        assert found.not_met == expected.not_met
        assert list(found.not_met) == list(expected.not_met)
        assert not found.among_others


@pytest.mark.parametrize("points", [1, 3])
@examples(15)
@given(document=documents(max_issues=3))
def test_cells_where_merging_takes_too_much(points: int, document: dict[str, Any]) -> None:
    space = sim.explore(sim.Scenario.from_dict(document)).space
    if not space.bargaining or np.isnan(space.reservations[list(space.weighing)]).any():
        return
    pairs = list(combinations(range(len(space.issues)), 2))
    expected = Engines("stream").of(space).cells(pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.engines.merging.cells.SEARCHED", points)
        found = Engines("merge").of(space).cells(pairs)
    for ours, theirs in zip(found.gains, expected.gains, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-3)
    for pair in pairs:
        assert found.pairs[pair] == pytest.approx(expected.pairs[pair], abs=1e-3)


def test_sets_that_may_not_be_all_are_told_apart() -> None:
    # Each agreement with a long text breaks one of thirty linkages.
    every = [f"o{k}" for k in range(30)]
    side = {"weights": {"text": 1}, "positions": {"text": "short"}}
    scenario = sim.Scenario.from_dict(
        {
            "title": "Thirty linkages",
            "issues": {"text": {"options": ["short", "long"]}, "which": {"options": every}},
            "linkages": {
                f"rule_{k}": {"never": {"text": "long", "which": option}, "kind": "practical"}
                for k, option in enumerate(every)
            },
            "parties": {"a": side, "b": side},
        }
    )
    listed = compromise_map(sim.explore(scenario))
    assert len(listed.not_met[0, 1]) == 30
    assert not listed.among_others
    searched = compromise_map(sim.explore(scenario, engine="merge"))
    assert len(searched.not_met[0, 1]) == 25
    assert searched.among_others == {(0, 1)}


@RELAXED
@given(documents(max_issues=3))
def test_the_reservation_map_agrees_with_the_zone(document: dict[str, Any]) -> None:
    zone = sim.explore(sim.Scenario.from_dict(document))
    found = reservation_map(zone)
    if found is None:
        return
    assert found.exists(*found.point) == zone.exists
    for r1, r2 in ((0.3, 0.6), (0.5, 0.5), (0.0, 0.9)):
        changes = {
            f"parties.{p}.reservation": r for p, r in zip(found.parties, (r1, r2), strict=True)
        }
        assert found.exists(r1, r2) == sim.explore(zone.scenario.with_changes(changes)).exists


@RELAXED
@given(documents(max_issues=3))
def test_density_counts_every_agreement_once(document: dict[str, Any]) -> None:
    zone = sim.explore(sim.Scenario.from_dict(document))
    space = zone.space
    if len(space.weighing) < 2:
        return
    edges = np.linspace(-1.5, 2.5, 41)
    found = Engines().of(space).density(space.weighing[:2], (edges, edges))
    assert found.every.sum() == zone.counts.agreements
    assert found.acceptable.sum() == zone.counts.acceptable
    utilities = space.utilities(space.digits(np.arange(space.agreements)))[list(space.weighing[:2])]
    # Away from the bounds of cells, where a rounding error decides, they are numpy's own counts.
    near = np.abs(utilities * 10 - np.rint(utilities * 10)).min(axis=0) > 1e-6
    if near.all():
        counted, _, _ = np.histogram2d(*utilities, bins=(edges, edges))
        assert (found.every == counted).all()


def test_the_range_of_a_war_goes_with_its_odds_and_costs() -> None:
    data = {
        "title": "A pie",
        "parameters": {"odds": [0.4, 0.8]},
        "issues": {"share": {"range": {"from": 0, "to": 10, "step": 1}}},
        "parties": {
            name: {
                "weights": {"share": 1},
                "positions": {"share": ideal},
                "reservation": {"war": {"win": win, "cost": [0.1, 0.3]}},
            }
            for name, ideal, win in (("a", 10, "$odds"), ("b", 0, "1 - $odds"))
        },
    }
    found = reservation_map(sim.explore(sim.Scenario.from_dict(data)))
    assert found is not None
    assert found.point == pytest.approx([0.4, 0.2])
    assert found.ranges == pytest.approx(np.array([[0.1, 0.7], [-0.1, 0.5]]))
    assert found.parameter == "odds"
    assert found.track[[0, -1]] == pytest.approx(np.array([[0.2, 0.4], [0.6, 0.0]]))
