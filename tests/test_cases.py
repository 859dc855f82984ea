"""Small files that once failed, each for a kind of fault; what each must give."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.comparison.pricing.weight_ranges import WeightRange
from sim.engines.choice import merging
from sim.scenario.errors import ScenarioError
from sim.space.compile import compile_space
from sim.space.count import Bounds
from sim.space.draw import draw_inputs
from sim.space.listing import list_possible
from sim.uncertainty.single_precision import Screen
from tests.commands import COMMANDS, arguments, has_subject, is_clean, run
from tests.generate.choices import seeded

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
    counted = merging(space).counts()
    assert isinstance(counted.acceptable, Bounds)
    assert counted.acceptable.upper is not None
    assert 0 < counted.acceptable.lower < counted.acceptable.upper < counted.within_red_lines


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"schema", "new"}))
def test_a_war_over_nothing_is_no_number_anywhere(command: str, tmp_path: Path) -> None:
    """The linkages allow no agreement, so that a war has no outcome: not NaN, but none."""
    file = tmp_path / "nothing_left.yaml"
    file.write_bytes((CASES / file.name).read_bytes())
    document = sim.load(file).tree.data
    if not has_subject(command, document):
        pytest.skip("the file has nothing for this command")
    done = run(arguments(seeded(1), command, document, file), tmp_path)
    assert done.code == 0, done.error or done.err
    assert is_clean(done.err)
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.json")]
    for text in (done.out, *written):
        assert not re.search(r"\bnan\b|NaN", text)


def test_an_agreement_that_asks_for_nothing_needs_no_weights_to_move() -> None:
    center = np.array([1.0, 0.0])
    ranges = WeightRange(center, center, center, None, False, False)
    with np.errstate(all="raise"):
        assert ranges.bound(np.array([[np.inf, np.inf]])).tolist() == [0.0]


def wide(issues: int) -> dict[str, Any]:
    """A file of many issues of which six are open: more than NumPy's 64 dimensions."""
    names = list("abcdef")
    return {
        "title": "Many settled issues",
        "issues": {
            f"i{k}": {"options": names, "only": ["a", "c"] if k % 17 == 0 else ["b"]}
            for k in range(issues)
        },
        "parties": {
            party: {
                "weights": {f"i{k}": [1, 3] for k in range(issues)},
                "positions": {f"i{k}": ideal for k in range(issues)},
                "reservation": 0.48,
            }
            for party, ideal in (("x", "a"), ("y", "f"))
        },
    }


def test_more_issues_than_numpy_has_dimensions() -> None:
    scenario = sim.Scenario.from_dict(wide(100))
    zone, merged = sim.explore(scenario), sim.explore(scenario, engine="merge")
    assert zone.engine == "stream"
    assert zone.counts == merged.counts
    space = zone.space
    digits = space.digits(np.arange(space.agreements))
    assert len(np.unique(digits, axis=0)) == space.agreements == 2**6
    found = sim.robustness(scenario, draws=50, zone=zone)
    assert found.listed
    assert found.zone.of == 50
    pool = list_possible(space)
    drawn = draw_inputs(space, 40, np.random.default_rng(0), spread=1.0)
    screened = Screen(pool)
    assert screened.fits
    assert screened.acceptable(drawn).tolist() == drawn.acceptable(pool)[0].tolist()
    for command in (sim.bargain, sim.prices):
        assert command(scenario) is not None
