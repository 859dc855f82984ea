"""Screening in single precision gives the exact answers, also where it can't tell by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

import sim
from sim.space.compile import compile_space
from sim.space.draw import draw_inputs
from sim.space.listing import list_possible
from sim.uncertainty import single_precision
from sim.uncertainty.single_precision import Screen
from sim.uncertainty.tally import Tally
from tests.examples import examples
from tests.generate import documents

RANDOM = examples(150)


def unanimous(document: dict[str, Any]) -> sim.Scenario:
    """Return the scenario with everybody's consent needed everywhere."""
    document.pop("consent", None)
    for party in document["parties"].values():
        party.pop("consents", None)
        party.pop("bargains", None)
        for line in party.get("red_lines", {}).values():
            line["holds"] = 0.5
    return sim.Scenario.from_dict(document)


def same(scenario: sim.Scenario, draws: int, spread: float) -> None:
    pool = list_possible(compile_space(scenario))
    looked = Screen(pool)
    if not looked.fits:
        return
    drawn = draw_inputs(pool.space, draws, np.random.default_rng(11), spread=spread)
    passed, draw, place = looked.look(drawn)
    assert passed.tolist() == drawn.acceptable(pool)[0].tolist()
    assert looked.acceptable(drawn).tolist() == passed.tolist()
    for number in range(draws):
        tally = Tally.empty(pool, {}, range(len(pool.digits)))
        tally.add(drawn.part(slice(number, number + 1)), {})
        assert place[draw == number].tolist() == np.flatnonzero(tally.nash).tolist()


@RANDOM
@given(documents(max_issues=3))
def test_as_the_exact_counts(document: dict[str, Any]) -> None:
    # With nothing spread many utilities tie, and many are exactly at a reservation value.
    scenario = unanimous(document)
    same(scenario, 3, 1.0)
    same(scenario, 2, 0.0)


@pytest.mark.long
def test_in_tiles_and_on_istanbul(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_precision, "TILE", 700)
    monkeypatch.setattr(single_precision, "TOGETHER", 7)
    same(sim.load("scenarios/istanbul-2022.yaml"), 20, 1.0)


def test_only_unanimous_consent_is_screened() -> None:
    pool = list_possible(compile_space(sim.load("scenarios/teaching/k-of-n.yaml")))
    assert not Screen(pool).fits
