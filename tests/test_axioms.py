"""The axioms that the definitions name, and no others, on random scenarios."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.zone.solutions import SOLUTIONS, Gains
from tests.examples import examples
from tests.generate import documents

RELAXED = examples(60)


@st.composite
def frontiers(draw: Any) -> Gains:
    """Nondominated points of two or three parties on a coarse grid, each with a gain."""
    parties = draw(st.integers(2, 3))
    points = draw(
        st.lists(st.tuples(*[st.integers(1, 12)] * parties), min_size=1, max_size=12, unique=True)
    )
    from sim.space.dominance import nondominated

    vectors = np.array(points, dtype=float)
    kept = vectors[nondominated(vectors)] / 16
    return Gains(kept, np.zeros(parties), np.ones(parties))


@RELAXED
@given(frontiers(), st.randoms())
def test_symmetry_as_sets(gains: Gains, random: Any) -> None:
    order = list(range(gains.utilities.shape[1]))
    random.shuffle(order)
    swapped = Gains(gains.utilities[:, order], gains.reservations[order], gains.power[order])
    for name, picks in SOLUTIONS.items():
        assert picks(gains).tolist() == picks(swapped).tolist(), name


@RELAXED
@given(frontiers(), st.lists(st.sampled_from([0.25, 0.5, 2.0, 4.0]), min_size=3, max_size=3))
def test_affine_invariance_of_nash_and_kalai_smorodinsky(gains: Gains, scale: list[float]) -> None:
    parties = gains.utilities.shape[1]
    factor, shift = np.array(scale[:parties]), np.array(scale[::-1][:parties])
    scaled = Gains(
        gains.utilities * factor + shift, gains.reservations * factor + shift, gains.power
    )
    for name in ("nash", "kalai_smorodinsky"):
        assert SOLUTIONS[name](gains).tolist() == SOLUTIONS[name](scaled).tolist(), name


@RELAXED
@given(frontiers(), st.randoms())
def test_independence_of_irrelevant_alternatives(gains: Gains, random: Any) -> None:
    """All but Kalai–Smorodinsky: taking away points that weren't picked changes nothing."""
    for name in ("nash", "egalitarian", "utilitarian"):
        picked = SOLUTIONS[name](gains)
        staying = picked | np.array([random.random() < 0.5 for _ in picked])
        fewer = Gains(gains.utilities[staying], gains.reservations, gains.power)
        assert SOLUTIONS[name](fewer).tolist() == picked[staying].tolist(), name


def test_kalai_smorodinsky_depends_on_the_ideal() -> None:
    points = np.array([[0.3, 0.9], [0.5, 0.5], [0.6, 0.1]])
    gains = Gains(points, np.zeros(2), np.ones(2))
    fewer = Gains(points[1:], np.zeros(2), np.ones(2))
    before, after = (SOLUTIONS["kalai_smorodinsky"](g) for g in (gains, fewer))
    assert before.tolist() == [False, True, False]
    assert after.tolist() == [True, False]
    wider = Gains(np.array([[0.1, 1.0], [0.5, 0.5], [0.62, 0.45]]), np.zeros(2), np.ones(2))
    narrower = Gains(wider.utilities[1:], np.zeros(2), np.ones(2))
    changed = SOLUTIONS["kalai_smorodinsky"](wider)[1:] != SOLUTIONS["kalai_smorodinsky"](narrower)
    assert changed.any()


@RELAXED
@given(documents(max_issues=3))
def test_efficiency(document: dict[str, Any]) -> None:
    zone = sim.explore(sim.Scenario.from_dict(document))
    for solution in (zone.solutions or {}).values():
        assert all(0 <= point < zone.frontier.distinct for point in solution.points)
        for row in solution:
            assert {k: row.agreement[k] for k in row.agreement} == dict(row.agreement)
            assert zone.counts.acceptable > 0


def reordered(document: dict[str, Any], key: str) -> dict[str, Any]:
    found = copy.deepcopy(document)
    found[key] = dict(reversed(list(document[key].items())))
    return found


def essence(document: dict[str, Any]) -> dict[str, Any]:
    """Return what must not depend on the order of parties or issues."""
    result = sim.explore(sim.Scenario.from_dict(document)).to_dict()
    solutions = result["solutions"] or {}
    return {
        "counts": result["counts"],
        "within": result["rules"]["within_red_lines"],
        "slack": {k: None if v is None else round(v, 9) for k, v in result["slack"].items()},
        "tied": {name: s["tied"] for name, s in solutions.items()},
        "frontier": sorted(
            json.dumps(row["agreement"], sort_keys=True) for row in result["frontier"]
        ),
        "unavoidable": sorted(map(tuple, result["concessions"]["unavoidable"])),
        "minimal": result["concessions"]["minimal_sets_number"],
        "ways_out": sorted((sorted(w["rules"]), w["opens"]) for w in result["ways_out"]),
        "conflicts": sorted(sorted(one) for one in result["conflict_sets"]),
    }


@RELAXED
@given(documents(max_issues=3))
def test_permuting_parties_permutes_results(document: dict[str, Any]) -> None:
    assert essence(document) == essence(reordered(document, "parties"))


@RELAXED
@given(documents(max_issues=3))
def test_permuting_issues_permutes_results(document: dict[str, Any]) -> None:
    assert essence(document) == essence(reordered(document, "issues"))


@RELAXED
@given(documents())
def test_same_input_same_bytes(document: dict[str, Any]) -> None:
    once, twice = (
        json.dumps(sim.explore(sim.Scenario.from_dict(document)).to_dict(), allow_nan=False)
        for _ in range(2)
    )
    assert once == twice


@RELAXED
@given(documents())
def test_a_gate_that_lets_all_through_changes_nothing(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    plain = sim.explore(scenario).to_dict()
    gated = sim.explore(scenario, where=lambda digits: np.ones(len(digits), dtype=bool)).to_dict()
    assert plain == gated


@RELAXED
@given(documents(max_issues=3), st.randoms())
def test_a_clause_and_the_same_gate_agree(document: dict[str, Any], random: Any) -> None:
    scenario = sim.Scenario.from_dict(document)
    number, (name, issue) = 0, next(iter(scenario.issues.items()))
    place = random.choice(issue.table)
    by_clause = sim.explore(scenario, where={name: issue.names[place]}).to_dict()
    by_gate = sim.explore(scenario, where=lambda digits: digits[:, number] == place).to_dict()
    for key in ("counts", "critical_reservation", "slack", "frontier", "solutions", "ways_out"):
        assert by_clause[key] == by_gate[key], key
