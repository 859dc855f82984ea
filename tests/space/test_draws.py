"""Draws of inputs against known moments, the points, and compiling every draw by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

import sim
from sim.space.compile import compile_space
from sim.space.draw import draw_inputs
from sim.space.samplers import exp2, in_box, in_order, in_triangle, on_ratios, on_simplex
from tests.examples import examples
from tests.generate import documents

RANDOM = examples(60)
MANY = 20_000


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_exp2_is_the_exponential() -> None:
    x = np.linspace(-8, 8, 10_001)
    assert np.abs(exp2(x) / 2.0**x - 1).max() < 4e-16


def test_simplex_has_the_moments_of_dirichlet() -> None:
    found = on_simplex(rng(), 5, MANY)
    assert found.sum(axis=1) == pytest.approx(np.ones(MANY))
    assert found.mean(axis=0) == pytest.approx(np.full(5, 0.2), abs=0.005)
    # Var of a Dirichlet(1, …, 1) weight: (n - 1) / (n² (n + 1)).
    assert found.var(axis=0) == pytest.approx(np.full(5, 4 / (25 * 6)), rel=0.05)
    assert on_simplex(rng(), 1, 3).tolist() == [[1.0]] * 3


def test_an_order_is_kept_and_its_mean_is_the_rank_order_centroid() -> None:
    found = in_order(rng(), [1, 1, 1], MANY)
    assert (np.diff(found, axis=1) <= 1e-12).all()
    assert found.mean(axis=0) == pytest.approx([11 / 18, 5 / 18, 2 / 18], abs=0.005)
    tied = in_order(rng(), [1, 2], MANY)
    assert np.array_equal(tied[:, 1], tied[:, 2])
    assert tied.sum(axis=1) == pytest.approx(np.ones(MANY))


def test_shares_stay_in_their_box_and_are_even_there() -> None:
    low, high = np.array([0.1, 0.0, 0.2]), np.array([0.5, 0.6, 0.7])
    found = in_box(rng(), low, high, MANY)
    assert found.sum(axis=1) == pytest.approx(np.ones(MANY))
    assert (found >= low).all()
    assert (found <= high).all()
    # Against rejection from the whole simplex.
    every = on_simplex(np.random.default_rng(1), 3, 40 * MANY)
    kept = every[((every >= low) & (every <= high)).all(axis=1)]
    assert found.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=0.005)
    assert np.cov(found.T) == pytest.approx(np.cov(kept.T), abs=5e-4)
    fixed = in_box(rng(), np.array([0.3, 0.7]), np.array([0.3, 0.7]), 2)
    assert fixed.tolist() == [[0.3, 0.7]] * 2


def test_single_numbers() -> None:
    found = on_ratios(rng().random(MANY), 5, 20)
    assert found.min() >= 5
    assert found.max() <= 20
    assert np.median(found) == pytest.approx(10, rel=0.02)
    found = in_triangle(rng().random(MANY), 0, 1, 4)
    assert found.mean() == pytest.approx(5 / 3, abs=0.02)
    assert in_triangle(rng().random(2), 2, 2, 2).tolist() == [2, 2]


def scenario(**party: Any) -> sim.Scenario:
    return sim.Scenario.from_dict(
        {
            "title": "T",
            "parameters": {"odds": [0.2, 0.6]},
            "issues": {"a": {"options": ["x", "y", "z"]}, "b": {"options": ["x", "y"]}},
            "parties": {
                "p": {
                    "weights": {"a": [1, 3], "b": 2},
                    "positions": {"a": {"values": {"x": 0, "y": [0.2, 0.9], "z": 1}}, "b": "x"},
                    "reservation": {"war": {"win": "$odds", "cost": 0.1, "against": "q"}},
                    **party,
                },
                "q": {
                    "weights": {"a": 1, "b": 1},
                    "positions": {"a": "x", "b": "y"},
                    "reservation": {"war": {"win": "1 - $odds", "cost": 0.1, "against": "p"}},
                },
            },
        }
    )


def test_parameters_are_drawn_once_and_shared() -> None:
    space = compile_space(scenario())
    drawn = draw_inputs(space, 500, rng(), spread=0)
    odds = drawn.parameters["odds"]
    # Both have 1 at their best and, at the other's best, what their weights say.
    lost = [drawn.utilities(k, np.array([row]))[:, 0] for k, row in ((0, [0, 1]), (1, [2, 0]))]
    assert drawn.reservations[:, 0] == pytest.approx(odds + (1 - odds) * lost[0] - 0.1)
    assert drawn.reservations[:, 1] == pytest.approx((1 - odds) + odds * lost[1] - 0.1)


def test_spread_reaches_what_is_bare_and_has_no_evidence() -> None:
    bare = scenario(
        reservation=0.4,
        positions={"a": {"values": {"x": 0, "y": 0.1, "z": 1}}, "b": "x"},
        weights={"a": 4, "b": 0},
    )
    drawn = draw_inputs(compile_space(bare), MANY, rng())
    assert drawn.values[0][0].min(axis=0).tolist() == [0, 0, 1]
    assert drawn.values[0][0][:, 1].max() == pytest.approx(0.25, abs=1e-3)
    reservations = drawn.reservations[:, 0]
    assert reservations.min() == pytest.approx(0.25, abs=1e-3)
    assert reservations.max() == pytest.approx(0.55, abs=1e-3)
    still = draw_inputs(compile_space(bare), 10, rng(), spread=0)
    assert np.ptp(still.reservations[:, 0]) == 0
    told = bare.with_changes(
        {
            "sources": {"s": {"title": "S"}},
            "evidence": [{"about": ["parties.p.reservation"], "source": "s", "claim": "c"}],
        }
    )
    assert np.ptp(draw_inputs(compile_space(told), 10, rng()).reservations[:, 0]) == 0


def test_values_keep_the_order_of_the_points() -> None:
    wild = {"a": {"values": {"x": [0, 0.8], "y": [0.1, 0.9], "z": [0.3, 1]}}, "b": "x"}
    drawn = draw_inputs(compile_space(scenario(positions=wild)), 2_000, rng(), spread=0)
    assert (np.diff(drawn.values[0][0], axis=1) >= 0).all()


def test_red_lines_hold_in_their_share_of_draws() -> None:
    line = {"no_z": {"never": {"a": "z"}, "holds": 0.3}, "no_x": {"never": {"a": "x"}}}
    space = compile_space(scenario(red_lines=line))
    drawn = draw_inputs(space, MANY, rng(), spread=0)
    assert drawn.holds.mean(axis=0) == pytest.approx([0.3, 1.0], abs=0.01)
    digits = np.array([[0, 0], [1, 0], [2, 0]])
    kept = drawn.keeps(0, space.broken(digits))
    assert kept.mean(axis=0) == pytest.approx([0.0, 1.0, 0.7], abs=0.01)


@RANDOM
@given(documents(max_issues=3))
def test_without_ranges_and_spread_draws_are_the_points(document: dict[str, Any]) -> None:
    document = without_ranges(document)
    space = compile_space(sim.Scenario.from_dict(document))
    drawn = draw_inputs(space, 2, rng(), spread=0)
    digits = space.digits(np.arange(space.agreements))
    for k in space.weighing:
        np.testing.assert_array_equal(drawn.steps(k, digits)[1], space.steps(digits)[k])
        np.testing.assert_array_equal(drawn.reservations[1, k], space.reservations[k])
        assert drawn.scales[1, k] == space.parties[k].scale
        np.testing.assert_array_equal(drawn.weights[k][1], space.parties[k].weights)


LISTS = ("only", "of", "required", "when", "never", "if", "then")
"""Keys below which a list of two numbers is no range."""


def without_ranges(part: Any) -> Any:
    """Return a document with every range replaced by its middle, and weights by numbers."""
    if isinstance(part, dict):
        if set(part) == {"low", "mode", "high"}:
            return part["mode"]
        found = {
            key: value if key in LISTS else without_ranges(value) for key, value in part.items()
        }
        if found.get("weights") == "unknown":
            found["weights"] = dict.fromkeys(found["positions"], 1)
        found.pop("weights_are", None)  # Middles of shares need not add up to 1.
        if "order" in found:
            order = found.pop("order")
            flat = [i for g in order for i in (g if isinstance(g, list) else [g])]
            found["weights"] = {issue: len(flat) - place for place, issue in enumerate(flat)}
        return found
    if isinstance(part, list):
        if len(part) == 2 and all(isinstance(x, (int, float)) for x in part):
            return (part[0] + part[1]) / 2
        return [without_ranges(value) for value in part]
    return part


@RANDOM
@given(documents(max_issues=3))
def test_every_draw_is_what_its_numbers_compile_to(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    space = compile_space(scenario)
    drawn = draw_inputs(space, 3, rng())
    digits = space.digits(np.arange(space.agreements))
    for draw in range(3):
        changes: dict[str, Any] = {}
        for k in space.weighing:
            name = space.parties[k].name
            party = scenario.parties[name]
            changes[f"parties.{name}.order"] = None if party.order is not None else ...
            changes[f"parties.{name}.weights"] = {
                issue: float(drawn.weights[k][draw, i])
                for i, issue in enumerate(space.issues)
                if drawn.weights[k][draw, i] > 0
            }
            changes[f"parties.{name}.interactions"] = None if party.interactions else ...
        given_ = {path: value for path, value in changes.items() if value is not ...}
        one = compile_space(scenario.with_changes(given_))
        for k in space.weighing:
            total = sum(
                drawn.weights[k][draw, i] * np.nan_to_num(drawn.values[k][i][draw])[digits[:, i]]
                for i in range(len(space.issues))
            )
            bonus = np.zeros(len(digits))
            for number, x in enumerate(space.interactions):
                if x.party == k:
                    inside = space.inside(x.box, digits)
                    bonus += inside * drawn.bonuses[draw, number] / drawn.scales[draw, k]
            assert drawn.utilities(k, digits)[draw] == pytest.approx(total + bonus, abs=1e-9)
            weights = one.parties[k].weights
            assert drawn.weights[k][draw] == pytest.approx(weights, abs=1e-9)
