"""Grouped sensitivity: parts of the variance that are known on paper, and what is left out."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

import sim
from sim.space.compile import compile_space
from sim.space.draw import at_inputs, draw_inputs
from sim.space.listing import list_possible
from sim.uncertainty import sensitivity as module
from sim.uncertainty.sensitivity import NotInstalled, margins_of
from tests.examples import few
from tests.uncertainty.ranged import ranged

pytest.importorskip("SALib")
sensitivity = module.sensitivity


def cut(ann: Any, bob: Any) -> sim.Scenario:
    """A cake of one cut: the margin is (1 - r - s) / 2 where slices are fine."""
    parties = {}
    for name, ideal, asked in (("ann", 0, ann), ("bob", 1000, bob)):
        parties[name] = {"weights": {"x": 1}, "positions": {"x": ideal}, "reservation": asked}
    issues = {"x": {"range": {"from": 0, "to": 1000, "step": 1}}}
    return sim.Scenario.from_dict({"title": "A cake", "issues": issues, "parties": parties})


def test_parts_of_a_sum_are_those_of_its_variances() -> None:
    # Var(r) : Var(s) = 0.4² : 0.2², and the margin is linear in both.
    found = sensitivity(cut([0.1, 0.5], [0.2, 0.4]), samples=512, spread=0)
    parts = {(one.party, one.kind): one for one in found.groups}
    ann, bob = (parts[name, "walk-away value"] for name in ("ann", "bob"))
    assert ann.alone == pytest.approx(0.8, abs=0.05)
    assert ann.total == pytest.approx(0.8, abs=0.05)
    assert bob.total == pytest.approx(0.2, abs=0.05)
    assert [one.party for one in found.groups] == ["ann", "bob"]
    assert found.margin[1] == pytest.approx((1 - 0.3 - 0.3) / 2, abs=0.01)
    again = sensitivity(cut([0.1, 0.5], [0.2, 0.4]), samples=512, spread=0)
    assert again.to_dict() == found.to_dict()


@pytest.mark.parametrize("seed", range(few(12, 3)))
def test_a_margin_of_0_or_more_is_a_zone(seed: int) -> None:
    document = ranged(seed)
    if seed % 3 == 0:
        document["consent"] = {"at_least": 1, "of": ["ann", "bob"]}
    pool = list_possible(compile_space(sim.Scenario.from_dict(document)))
    drawn = draw_inputs(pool.space, 200, np.random.default_rng(seed))
    passed, _ = drawn.acceptable(pool)
    assert (passed.any(axis=1) == (margins_of(pool, drawn) >= -1e-9)).all()


def test_the_margin_of_the_points_is_the_least_slack() -> None:
    scenario = cut(0.2, 0.2)
    pool = list_possible(compile_space(scenario))
    assert margins_of(pool, at_inputs(pool.space, {}))[0] == pytest.approx(0.3)


def test_what_is_no_number_of_its_own_is_left_out_and_told() -> None:
    for seed in range(40):
        document = ranged(seed, war=False)
        if document["parties"]["ann"].get("weights") == "unknown":
            break
    found = sensitivity(sim.Scenario.from_dict(document), samples=16)
    assert "ann" in found.left_out
    assert not any(one.party == "ann" and one.kind == "weights" for one in found.groups)
    exact = sensitivity(cut(0.2, 0.3), samples=16, spread=0)
    assert exact.groups == ()
    alone = sensitivity(cut(0.2, [0.3, 0.4]), samples=16, spread=0)
    assert [(one.party, one.total) for one in alone.groups] == [("bob", 1.0)]


def test_bad_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="samples: got 100; expected a power of 2"):
        sensitivity(cut(0.2, 0.3), samples=100)
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("SALib"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NotInstalled, match=r"pip install 'agreement-sim\[sensitivity\]'"):
        sensitivity(cut(0.2, 0.3), samples=16)
