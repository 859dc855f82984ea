"""Rounds replayed: every state is what exploring it says, and what turned it is true."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest

import sim
from sim.plots import rounds_timeline
from sim.scenario.errors import ScenarioError
from tests.plots.drawn import assert_clean, caption, words
from tests.test_words import BANNED

ISTANBUL = "scenarios/istanbul-2022.yaml"


@cache
def istanbul() -> sim.Rounds:
    return sim.rounds(sim.load(ISTANBUL))


def sale(*rounds: dict[str, Any]) -> sim.Scenario:
    return sim.Scenario.from_dict(
        {
            "title": "A sale",
            "issues": {
                "price": {"options": ["low", "middle", "high"]},
                "day": {"options": ["now", "later"]},
            },
            "parties": {
                "buyer": {
                    "weights": {"price": 2, "day": 1},
                    "positions": {"price": "low", "day": "now"},
                    "reservation": 0.6,
                },
                "seller": {
                    "weights": {"price": 2, "day": 1},
                    "positions": {"price": "high", "day": "later"},
                    "reservation": 0.6,
                },
            },
            "rounds": [{"label": f"r{k}", "changes": one} for k, one in enumerate(rounds)],
        }
    )


def test_every_state_is_what_exploring_it_says() -> None:
    found = istanbul()
    scenario = sim.load(ISTANBUL)
    # The state before the first round is a row only where the file claims it.
    assert [state.number for state in found.states] == list(range(1, 7))
    for state in found.states:
        zone = sim.explore(scenario.at_round(state.number))
        assert state.acceptable == zone.counts.acceptable
        assert state.within_rules == zone.rules.within_red_lines
        assert state.critical_reservation == zone.critical_reservation
        assert dict(state.slack) == dict(zone.slack)
        assert (state.solutions is None) == (zone.solutions is None)
        for name, one in (state.solutions or {}).items():
            assert one.utilities == zone.solutions[name].utilities  # type: ignore[index]
    # Preferences stay; only rules change.
    assert not any(state.apart for state in found.states)
    assert any("red_lines" in path for path in found.states[3].changed)
    earlier = sim.rounds(scenario.at_round(3))
    assert [s.to_dict() for s in earlier.states] == [s.to_dict() for s in found.states[:3]]


def test_credits_of_the_istanbul_rounds() -> None:
    first, second = istanbul().credits
    assert (first.rounds, second.rounds) == ((4,), (5,))
    adds = [one.critical_reservation for one in (first.alone, first.last, second.alone)]
    assert adds == pytest.approx([0.0, 0.028, 0.061], abs=5e-4)
    assert second.last.critical_reservation == pytest.approx(0.089, abs=5e-4)
    assert first.shapley == pytest.approx(0.014, abs=5e-4)


def test_the_state_before_the_first_round_is_a_row_where_the_file_claims_it() -> None:
    claimed = sale({}, {}).with_changes({"before_rounds": {"label": "Before the talks"}})
    assert sim.rounds(claimed).states[0].title == "Before the talks"
    assert [state.number for state in sim.rounds(sale({}, {})).states] == [1, 2]


def test_what_turned_it() -> None:
    ease = {"parties": {"buyer": {"reservation": 0.3}, "seller": {"reservation": 0.3}}}
    shut = {
        "parties": {
            "buyer": {
                "red_lines": {"all": {"never": {"price": ["low", "middle", "high"]}}},
                "reservation": 0.29,
            }
        }
    }
    claimed = {"before_rounds": {"because": "both said so"}}
    found = sim.rounds(sale(ease, {}, shut).with_changes(claimed))
    assert [state.exists for state in found.states] == [False, True, True, False]
    opened = {one.path: one for one in found.states[1].turns}
    both = ("parties.buyer.reservation", "parties.seller.reservation")
    assert set(opened) == set(both)
    scenario = sale(ease, {}, shut)
    before = scenario.at_round(0)
    for path, other in (both, both[::-1]):
        alone = sim.explore(before.with_changes({path: 0.3})).exists
        rest = sim.explore(before.with_changes({other: 0.3})).exists
        assert (opened[path].alone, opened[path].needed) == (alone, not rest)
    closed = {one.path: one for one in found.states[3].turns}
    assert closed["parties.buyer.red_lines"].alone is True
    assert closed["parties.buyer.red_lines"].needed is True
    assert closed["parties.buyer.reservation"].alone is False
    assert found.states[2].turns == ()


def test_utilities_that_do_not_compare_are_marked() -> None:
    found = sim.rounds(
        sale(
            {"parties": {"buyer": {"weights": {"day": 2}}}},
            {"parties": {"seller": {"reservation": 0.5}}},
            {"issues": {"extra": {"options": ["x", "y"]}}},
        )
    )
    assert [state.apart for state in found.states] == [(), (), ("buyer", "seller")]
    for one, other in pairwise(found.states):
        assert other.number == one.number + 1
    figure = rounds_timeline(found)
    assert "Lines break" in caption(figure)


def test_the_timeline() -> None:
    figure = rounds_timeline(istanbul())
    assert_clean(figure)
    assert not BANNED.search(words(figure))
    bars = {one.get_gid() for one in figure.axes[0].patches}
    assert {f"{kind}-{k}" for kind in ("rules", "zone") for k in range(1, 7)} <= bars
    closed = rounds_timeline(sim.rounds(sale({}, {"parties": {"seller": {"reservation": 0.1}}})))
    assert_clean(closed)


def test_without_rounds_it_is_told() -> None:
    with pytest.raises(ScenarioError, match="there are no rounds to replay"):
        sim.rounds(sim.load("scenarios/teaching/two-issues.yaml"))
