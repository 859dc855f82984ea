"""The decimal grid: sums come out as on paper, ties are ties, thresholds agree with floats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.space.compile import compile_space
from sim.space.values import grid_units


@given(st.floats(1e-6, 1e9))
def test_a_total_weight_has_thirteen_digits_on_its_grid(total: float) -> None:
    assert 1e12 * (1 - 1e-12) <= total * float(grid_units(np.array(total))) < 1e13


def test_sums_come_out_as_on_paper() -> None:
    """0.1 + 0.2 equals 0.3, and 25 × 0.4 equals 10, in any order of issues."""
    data = {
        "title": "Tenths",
        "issues": {name: {"options": ["no", "yes"]} for name in "abc"},
        "parties": {
            "p": {
                "weights": {"a": 0.1, "b": 0.2, "c": 0.3},
                "positions": dict.fromkeys("abc", "yes"),
            }
        },
    }
    space = compile_space(sim.Scenario.from_dict(data))
    steps = space.steps(np.array([[1, 1, 0], [0, 0, 1]]))
    assert steps[0, 0] == steps[0, 1]
    assert space.utilities(np.array([[1, 1, 0]]))[0, 0] == 0.5


@pytest.mark.parametrize("reservation", [0.0, 0.1, 0.3, 1 / 3, 0.5, 0.7, 0.999999999, 1.0])
def test_a_threshold_is_the_first_utility_that_is_accepted(reservation: float) -> None:
    data = {
        "title": "One",
        "issues": {"a": {"options": ["no", "yes"]}},
        "parties": {
            "p": {"weights": {"a": 7}, "positions": {"a": "yes"}, "reservation": reservation}
        },
    }
    party = compile_space(sim.Scenario.from_dict(data)).parties[0]
    assert party.threshold / party.scale >= reservation - 1e-9
    assert (party.threshold - 1) / party.scale < reservation - 1e-9


def test_only_never_moves_a_value_a_weight_or_a_reservation_value() -> None:
    data = {
        "title": "Only",
        "issues": {"a": {"options": ["x", "y", "z"]}, "b": {"options": ["x", "y"]}},
        "parties": {
            name: {
                "weights": {"a": 3, "b": 1},
                "positions": {"a": a, "b": b},
                "reservation": {"war": {"win": 0.5, "cost": 0.1}},
            }
            for name, a, b in (("p", "x", "y"), ("q", "z", "y"))
        },
    }
    whole = sim.Scenario.from_dict(data)
    part = whole.with_changes({"issues.a.only": ["y"]})
    spaces = [compile_space(scenario) for scenario in (whole, part)]
    assert spaces[0].reservations.tolist() == spaces[1].reservations.tolist()
    assert spaces[1].agreements == 2
    assert spaces[1].utilities(np.array([[1, 1]])) == pytest.approx(np.array([[0.625], [0.625]]))
