"""Small files that once failed, each for a kind of fault; what each must give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.scenario.errors import ScenarioError
from sim.space.compile import compile_space
from sim.space.count import Bounds
from sim.space.merge.engine import MergeEngine

CASES = Path(__file__).parent / "data" / "cases"


def problems(name: str) -> list[str]:
    """Return the located problems of a case, without the folder."""
    with pytest.raises(ScenarioError) as refused:
        sim.load(CASES / f"{name}.yaml")
    return [str(one).removeprefix(f"{CASES}/") for one in refused.value.problems]


def test_a_title_below_the_top_level_is_refused_at_once() -> None:
    assert problems("hang2") == [
        "hang2.yaml:3:7: issues.a.title: unknown key 'title'; did you mean 'label'?"
    ]


@pytest.mark.parametrize(("name", "party"), [("min1", "p"), ("c9986", "p1")])
def test_conditional_consent_inside_an_implied_k_of_n_is_refused(name: str, party: str) -> None:
    (message,) = problems(name)
    assert f"consent.at_least: the consent of '{party}' is conditional" in message
    assert "expected of: without it" in message


def test_conditional_consent_inside_a_written_k_of_n_is_refused_alike() -> None:
    scenario: dict[str, Any] = {
        "title": "Written",
        "issues": {"a": {"options": ["x", "y"]}},
        "parties": {
            "p": {"weights": {"a": 1}, "positions": {"a": "x"}, "consents": {"when": {"a": "x"}}},
            "q": {"weights": {"a": 1}, "positions": {"a": "y"}},
        },
        "consent": {"required": ["p"], "at_least": 1, "of": ["p", "q"]},
    }
    with pytest.raises(ScenarioError, match="the consent of 'p' is conditional"):
        sim.Scenario.from_dict(scenario)
    scenario["consent"] = {"required": ["p"], "at_least": 1, "of": ["q"]}
    assert sim.explore(sim.Scenario.from_dict(scenario)).counts.agreements == 2


def test_an_empty_zone_with_voters_has_its_prices() -> None:
    zone = sim.explore(sim.load(CASES / "added.yaml"))
    assert zone.counts.acceptable == 0
    assert sim.prices(zone).tests[""]


def test_long_forms_of_a_walk_away_value_keep_their_reason() -> None:
    scenario = sim.load(CASES / "hb7.yaml")
    forms = [party.reservation for party in scenario.parties.values()]
    assert [form.because for form in forms if form is not None] == ["why", "why"]
    assert compile_space(scenario).reservations.tolist() == [0.4, -0.1]


def test_a_party_may_have_interactions_alone() -> None:
    zone = sim.explore(sim.load(CASES / "only_inter.yaml"))
    assert zone.space.utilities(zone.space.digits([0, 3]))[0].tolist() == [0.0, 0.6]
    assert zone.space.parties[0].weights.tolist() == [0.0, 0.0]
    assert zone.counts.acceptable == 1  # Only "both" is worth anything to p.


def test_bounds_of_counts_with_six_parties_and_ranges() -> None:
    """Whole numbers of any size; coarser grids until pairs can be counted, not for ever."""
    space = compile_space(sim.load(CASES / "six_parties_ranges.yaml"))
    counted = MergeEngine(space).counts()
    assert isinstance(counted.acceptable, Bounds)
    assert counted.acceptable.upper is not None
    assert 0 < counted.acceptable.lower < counted.acceptable.upper < counted.within_red_lines
