"""Where a file names issues and what a change replaces, as the classes say it."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.scenario.references import descends, namings, pattern_of

DOCUMENT: dict[str, Any] = {
    "title": "Everywhere",
    "issues": {name: {"options": ["n", "y"]} for name in ("a", "b", "c")},
    "status_quo": {"a": "n", "b": "n", "c": "n"},
    "linkages": {"l": {"if": {"b": "y"}, "then": {"c": "y"}}},
    "parties": {
        "p": {
            "weights": {"a": 1, "b": 1},
            "positions": {"a": "y", "b": "y"},
            "reservation": {"war": {"win": 0.5, "won": {"a": "y", "b": "y"}, "lost": 0.1}},
            "ratification": {
                "vote": {
                    "kind": "referendum",
                    "groups": {
                        "all": {"share": 1, "weights": {"a": 2}, "positions": {"a": "n"},
                                "reservation": {"agreement": {"a": "n", "b": "n"}}},
                    },
                },
            },
        },
        "q": {"order": ["a", ["b", "c"]], "positions": {"a": "n", "b": "n", "c": "n"},
              "red_lines": {"r": {"never": {"b": "y", "c": "y"}}}},
    },
    "steps": {
        "first": {"by": "p", "settles": ["a", "b"]},
        "then": {"by": "q", "settles": {"c": "y"}, "requires": {"b": "y"}},
    },
    "packages": {
        "short": {"a": "y", "b": "y"},
        "long": {"label": "Long", "agreement": {"a": "y"}},
        "only_a": {"a": "n"},
    },
}  # fmt: skip


def test_every_place_that_names_issues() -> None:
    found = {".".join(map(str, one.path)): one.how for one in namings(DOCUMENT)}
    assert found == {
        "status_quo": "keys",
        "linkages.l.if": "clause",
        "linkages.l.then": "clause",
        "parties.p.weights": "keys",
        "parties.p.positions": "keys",
        "parties.p.reservation.war.won": "keys",
        "parties.p.ratification.vote.groups.all.weights": "keys",
        "parties.p.ratification.vote.groups.all.positions": "keys",
        "parties.p.ratification.vote.groups.all.reservation.agreement": "keys",
        "parties.q.order": "groups",
        "parties.q.positions": "keys",
        "parties.q.red_lines.r.never": "clause",
        "steps.first.settles": "list",
        "steps.then.settles": "keys",
        "steps.then.requires": "clause",
        "packages.short": "keys",
        "packages.long.agreement": "keys",
        "packages.only_a": "keys",
    }


def test_a_removed_issue_is_dropped_everywhere() -> None:
    scenario = sim.Scenario.from_dict(DOCUMENT).with_changes({"issues.a": None})
    data = scenario.tree.data
    assert '"a"' not in repr(data).replace("'", '"').replace('"parties"', "")
    assert data["parties"]["q"]["order"] == [["b", "c"]]
    assert data["steps"]["first"]["settles"] == ["b"]
    assert data["packages"] == {"short": {"b": "y"}}


@pytest.mark.parametrize(
    ("issue", "rules"),
    [("b", ["linkages.l", "parties.q.red_lines.r", "steps.then"]), ("c", ["linkages.l"])],
)
def test_a_rule_that_names_a_removed_issue_is_told(issue: str, rules: list[str]) -> None:
    with pytest.raises(sim.ScenarioError) as raised:
        sim.Scenario.from_dict(DOCUMENT).with_changes({f"issues.{issue}": None})
    for rule in rules:
        assert f"{rule} names it" in str(raised.value)


@pytest.mark.parametrize(
    ("path", "pattern", "into"),
    [
        ((), (), True),
        (("parties", "parties", "weights"), ("parties", "*", "weights"), True),
        (("parties", "p", "positions", "a"), ("parties", "*", "positions", "*"), False),
        (("parties", "p", "red_lines", "r"), ("parties", "*", "red_lines", "*"), False),
        (("parties", "p", "reservation"), ("parties", "*", "reservation"), False),
        (("issues", "a", "options", "y"), ("issues", "*", "options", "*"), True),
        (("steps", "first", "when"), ("steps", "*", "when"), False),
        (("enforcement", "guarantors", "g", "credibility"),
         ("enforcement", "guarantors", "*", "credibility"), True),
        (("packages", "long"), ("packages", "*"), False),
    ],
)  # fmt: skip
def test_what_a_change_replaces_whole(
    path: tuple[str, ...], pattern: tuple[str, ...], into: bool
) -> None:
    assert pattern_of(path) == pattern
    assert descends(pattern) is into
