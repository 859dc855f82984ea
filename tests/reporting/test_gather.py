"""What a run gives beside the zone: as far as it is quick, and with a word where it isn't."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.reporting import report
from sim.reporting.gather import gather

LONG = {"p": {"range": {"from": 0, "to": 2000, "step": 1}}}


def made(issues: dict[str, Any], **more: Any) -> sim.Scenario:
    first, last = {}, {}
    for name, issue in issues.items():
        given = issue.get("range")
        first[name] = given["from"] if given else issue["options"][0]
        last[name] = given["to"] if given else issue["options"][-1]
    own = {"weights": dict.fromkeys(issues, 1), "reservation": 0.2}
    parties = {"a": {**own, "positions": first}, "b": {**own, "positions": last}}
    return sim.Scenario.from_dict({"title": "T", "issues": issues, "parties": parties, **more})


def test_one_long_issue_is_quick_and_says_what_is_left_out() -> None:
    answers = gather(sim.explore(made(LONG)))
    assert answers.changes is not None
    assert answers.changes.pivotal is answers.changes.trades is answers.robust is None
    assert answers.changes.left_out == (
        "Not worked out beside the rest, with 2,001 options: prices, pivotal options and the rule "
        "matrix."
    )
    assert answers.changes.left_out in report(made(LONG))
    some = gather(sim.explore(made({"p": {"range": {"from": 0, "to": 500, "step": 1}}})))
    assert some.changes is not None
    assert some.changes.prices is not None
    assert some.changes.left_out is not None
    assert "pivotal ones and trades" in some.changes.left_out
    few = gather(sim.explore(made({"p": {"options": ["x", "y", "z"]}})))
    assert few.changes is not None
    assert few.changes.left_out is None


def test_a_war_with_a_given_loss_needs_no_opponent() -> None:
    war = {"war": {"win": 0.5, "cost": 0.1, "lost": 0.2}}
    given = sim.Scenario.from_dict({
        "title": "One side",
        "issues": {"p": {"options": ["low", "mid", "high"]}},
        "parties": {
            "a": {"weights": {"p": 1}, "positions": {"p": "low"}, "reservation": war},
            "b": {"role": "principal", "red_lines": {"r": {"never": {"p": "low"}}}},
        },
    })  # fmt: skip
    zone = sim.explore(given)
    assert zone.space.parties[0].reservation == pytest.approx(0.5 + 0.1 - 0.1)
    assert "Is there an agreement that a would accept" in report(given)


def test_nobody_with_weights_and_nothing_within_red_lines() -> None:
    given = sim.Scenario.from_dict({
        "title": "No",
        "issues": {"p": {"options": ["x", "y"]}},
        "parties": {"one": {"red_lines": {"r": {"never": {"p": ["x", "y"]}}}, "consents": True}},
        "consent": {"at_least": 1, "of": ["one"]},
    })  # fmt: skip
    (way,) = sim.explore(given).ways_out
    assert way.rules == ("parties.one.red_lines.r",)
    assert way.opens == 2
    assert way.price == ()
    assert "at least 1 of one would accept" in report(given)
