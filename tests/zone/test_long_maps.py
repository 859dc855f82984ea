"""Maps that would take a search for every option are left out, and that is said."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.plots import FIGURES
from sim.zone import compromise_map as maps


def test_a_map_that_takes_long_is_drawn_only_if_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(maps, "SEARCHED", 5)
    zone = sim.explore(sim.load("scenarios/teaching/two-issues.yaml"), engine="optimise")
    assert maps.takes_long(zone)
    assert FIGURES["compromise_map"](zone, None) is None
    assert FIGURES["compromise_map"](zone, [(0, 1)]) is not None
    listed = sim.explore(sim.load("scenarios/teaching/two-issues.yaml"))
    assert not maps.takes_long(listed)


def test_numbers_from_optimisation_are_said_to_be() -> None:
    scenario = sim.load("scenarios/teaching/two-issues.yaml")
    exact = maps.compromise_map(sim.explore(scenario))
    found = maps.compromise_map(sim.explore(scenario, engine="optimise"))
    assert exact.exact
    assert not found.exact
