"""Possible and necessary against every corner of the ranges, and what draws may never show."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import sim
from sim.space.compile import compile_space
from sim.space.draw import at_inputs, draw_inputs, open_inputs
from sim.space.listing import list_possible
from sim.uncertainty.possible_necessary import possible
from sim.uncertainty.value_sets import ValueSet
from sim.uncertainty.verdicts import NO, OPEN, YES
from sim.uncertainty.weight_sets import Boxed, Corners, Shares
from tests.examples import few
from tests.uncertainty.ranged import OPTIONS, ranged


def corners(document: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Yield documents with every number of one party at an end of its range."""
    party = document["parties"][name]
    for weights in weight_corners(party):
        for values in product(*(value_corners(p["values"]) for p in party["positions"].values())):
            for rest in product(*(ends(q) for q in other_numbers(document, party))):
                found = copy.deepcopy(document)
                one = found["parties"][name]
                for key in ("order", "weights_are"):
                    one.pop(key, None)
                one["weights"] = weights
                for position, own in zip(one["positions"].values(), values, strict=True):
                    position["values"] = own
                put_numbers(found, one, list(rest))
                yield found


def ends(quantity: Any) -> list[float]:
    return list(quantity) if isinstance(quantity, list) else [quantity]


def weight_corners(party: dict[str, Any]) -> list[dict[str, float]]:
    issues = list(party["positions"])
    tiny = 1e-9  # nearly zero: what is exactly zero may tie a war's outcome
    if "order" in party:
        groups = [g if isinstance(g, list) else [g] for g in party["order"]]
        flat = [issue for group in groups for issue in group]
        sizes = np.cumsum([len(group) for group in groups])
        return [{i: 1.0 if flat.index(i) < size else tiny for i in issues} for size in sizes]
    if party["weights"] == "unknown":
        return [{i: 1.0 if i == chosen else tiny for i in issues} for chosen in issues]
    low, high = (np.array([ends(w)[k] for w in party["weights"].values()]) for k in (0, -1))
    found = []
    for chosen in product((0, 1), repeat=len(issues)):
        weights = np.where(chosen, high, low)
        if party.get("weights_are") == "shares":
            # One weight takes what the others leave.
            for free in range(len(issues)):
                own = weights.copy()
                own[free] = 1.0 - (own.sum() - own[free])
                if low[free] - 1e-12 <= own[free] <= high[free] + 1e-12:
                    found.append(own)
        else:
            found.append(weights)
    return [dict(zip(issues, w.tolist(), strict=True)) for w in found]


def value_corners(values: dict[str, Any]) -> list[dict[str, float]]:
    """Return corners of the values that keep the order of the points."""
    points = {o: float(np.mean(ends(v))) for o, v in values.items()}
    every = sorted({end for v in values.values() for end in ends(v)})
    choices = [[e for e in every if ends(v)[0] <= e <= ends(v)[-1]] for v in values.values()]
    found = []
    for chosen in product(*choices):
        own = dict(zip(values, chosen, strict=True))
        pairs = product(values, repeat=2)
        if all(own[x] <= own[y] for x, y in pairs if points[x] < points[y]):
            found.append(own)
    return found


def other_numbers(document: dict[str, Any], party: dict[str, Any]) -> list[Any]:
    found = []
    if "interactions" in party:
        found.append(party["interactions"]["x"]["worth"])
    given = party.get("reservation")
    if isinstance(given, list):
        found.append(given)
    elif isinstance(given, dict):
        for key, number in given.get("war", given).items():
            if key != "agreement":
                text = isinstance(number, str)
                found.append(document["parameters"]["p"] if text else number)
    return found


def put_numbers(document: dict[str, Any], party: dict[str, Any], numbers: list[float]) -> None:
    if "interactions" in party:
        party["interactions"]["x"]["worth"] = numbers.pop(0)
    given = party.get("reservation")
    if isinstance(given, list):
        party["reservation"] = numbers.pop(0)
    elif isinstance(given, dict):
        inner = given.get("war", given)
        for key in [key for key in inner if key != "agreement"]:
            number = numbers.pop(0)
            if isinstance(inner[key], str) and inner[key].startswith("1"):
                number = 1.0 - number
            inner[key] = number


def few_corners(seed: int) -> bool:
    document = ranged(seed)
    return all(
        sum(1 for _ in islice(corners(document, name), 801)) <= 800 for name in ("ann", "bob")
    )


SEEDS = [seed for seed in range(150) if few_corners(seed)][: few(60)]


@pytest.mark.parametrize("seed", SEEDS)
def test_against_every_corner(seed: int) -> None:
    document = ranged(seed)
    pool = list_possible(compile_space(sim.Scenario.from_dict(document)))
    found = possible(pool, spread=0)
    for party, name in enumerate(document["parties"]):
        some, every = np.zeros(len(pool.digits), dtype=bool), np.ones(len(pool.digits), dtype=bool)
        least = np.full(len(pool.digits), np.inf)
        for corner in corners(document, name):
            space = compile_space(sim.Scenario.from_dict(corner))
            gain = space.utilities(pool.digits)[party] - space.reservations[party]
            some |= gain >= -1e-7
            every &= gain >= 1e-7
            least = np.minimum(least, gain)
        sometimes = np.zeros(len(pool.digits), dtype=bool)
        for rule, broken in zip(pool.space.rules, pool.broken, strict=True):
            if rule.owner == party:
                sometimes |= broken
        able, sure = found.parties[party]
        open_ = (able == OPEN) | (sure == OPEN)
        war = isinstance(document["parties"][name].get("reservation"), dict)
        assert war or not open_.any()
        assert (some[able == YES] | sometimes[able == YES]).all()
        assert not some[able == NO].any()
        # A corner just at the edge may fall either way.
        assert not (every & ~sometimes)[sure == NO].any()
        assert not sometimes[sure == YES].any()
        assert (least[sure == YES] >= -1e-6).all()


@pytest.mark.parametrize("seed", range(few(40, 3)))
def test_draws_never_show_otherwise(seed: int) -> None:
    pool = list_possible(compile_space(sim.Scenario.from_dict(ranged(seed + 1000))))
    found = possible(pool)
    drawn = draw_inputs(pool.space, 300, np.random.default_rng(seed))
    passed, accepts = drawn.acceptable(pool)
    for party, accepted in accepts.items():
        able, sure = found.parties[party]
        assert not accepted[:, able == NO].any()
        assert accepted[:, sure == YES].all()
    assert not passed[:, found.possible == NO].any()
    assert passed[:, found.necessary == YES].all()
    with_draws = found.with_draws(300, passed.sum(axis=0))
    assert (with_draws.possible[passed.any(axis=0)] == YES).all()
    assert (with_draws.necessary[~passed.all(axis=0)] == NO).all()


def test_what_two_hang_on_together() -> None:
    # Each accepts the middle for some odds, but never both: what one gains the other loses.
    def scenario(cost: float) -> sim.Scenario:
        return sim.Scenario.from_dict(
            {
                "title": "Odds",
                "parameters": {"p": [0, 1]},
                "issues": {"x": {"options": OPTIONS}},
                "parties": {
                    "ann": {
                        "weights": {"x": 1},
                        "positions": {"x": {"values": {"a": 1, "b": 0.4, "c": 0}}},
                        "reservation": {"war": {"win": "$p", "cost": cost}},
                    },
                    "bob": {
                        "weights": {"x": 1},
                        "positions": {"x": {"values": {"a": 0, "b": 0.4, "c": 1}}},
                        "reservation": {"war": {"win": "1 - $p", "cost": cost}},
                    },
                },
            }
        )

    for cost, together in ((0.05, NO), (0.11, YES)):
        pool = list_possible(compile_space(scenario(cost)))
        found = possible(pool, spread=0)
        assert [found.parties[k][0][1] for k in (0, 1)] == [YES, YES]
        assert found.possible[1] == together
        assert found.necessary[1] == NO


@pytest.mark.parametrize("seed", range(few(30, 3)))
def test_extremes_of_ordered_values_are_those_of_a_linear_programme(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 6))
    points = rng.choice([0.0, 0.3, 0.5, 0.8, 1.0], size)
    low, high = (points - rng.uniform(0, 0.4, size)).clip(0), points + rng.uniform(0, 0.4, size)
    values = ValueSet(low, high, points, np.eye(size))
    less = [(float(part), int(rng.integers(size))) for part in rng.uniform(0, 1, 2)]
    rows = [
        np.eye(size)[x] - np.eye(size)[y]
        for x, y in product(range(size), repeat=2)
        if points[x] < points[y]
    ]
    for option, most in enumerate(values.largest(less)):
        wanted = np.eye(size)[option]
        for part, other in less:
            wanted = wanted - part * np.eye(size)[other]
        solved = linprog(
            -wanted,
            A_ub=np.array(rows) if rows else None,
            b_ub=np.zeros(len(rows)) if rows else None,
            bounds=list(zip(low, high, strict=True)),
        )
        assert most == pytest.approx(-solved.fun, abs=1e-9)


def test_extremes_of_weighted_means() -> None:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(50, 4))
    low, high = np.array([0.0, 0.1, 0.2, 0.05]), np.array([0.4, 0.5, 0.3, 0.6])
    draws = rng.uniform(low, high, (20_000, 4))
    means = (draws / draws.sum(axis=1, keepdims=True)) @ numbers.T
    ends = np.array(list(product(*zip(low, high, strict=True))))
    best = ((ends / ends.sum(axis=1, keepdims=True)) @ numbers.T).max(axis=0)
    assert Boxed(low, high).largest(numbers) == pytest.approx(best, abs=1e-12)
    assert (Boxed(low, high).largest(numbers) >= means.max(axis=0)).all()
    for row, most in zip(numbers, Shares(low, high).largest(numbers), strict=True):
        bounds = list(zip(low, high, strict=True))
        solved = linprog(-row, A_eq=np.ones((1, 4)), b_eq=[1], bounds=bounds)
        assert most == pytest.approx(-solved.fun, abs=1e-9)
    assert Corners(np.eye(4)).largest(numbers) == pytest.approx(numbers.max(axis=1))
    # With nothing as the least weight of all, any one alone may count.
    assert Boxed(np.zeros(4), high).largest(numbers) == pytest.approx(numbers.max(axis=1))


@pytest.mark.parametrize("seed", range(few(20, 3)))
def test_inputs_at_their_points_are_the_points(seed: int) -> None:
    space = compile_space(sim.Scenario.from_dict(ranged(seed)))
    made = at_inputs(space, {}, 2)
    digits = space.digits(np.arange(space.agreements))
    for party in space.weighing:
        assert np.array_equal(made.steps(party, digits)[1], space.steps(digits)[party])
        assert made.reservations[1, party] == pytest.approx(space.reservations[party], abs=1e-12)


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_draws_stay_within_what_inputs_may_be(spread: float) -> None:
    for seed in range(10):
        space = compile_space(sim.Scenario.from_dict(ranged(seed)))
        told = open_inputs(space, spread)
        drawn = draw_inputs(space, 200, np.random.default_rng(seed), spread=spread)
        for path, values in drawn.inputs.items():
            if path.endswith(".holds"):
                continue
            assert values.min() >= told[path].low - 1e-12
            assert values.max() <= told[path].high + 1e-12
