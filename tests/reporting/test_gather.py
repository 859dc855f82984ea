"""What a run gives beside the zone: as far as it is quick, and with a word where it isn't."""

from __future__ import annotations

import html
import io
import json
import re
from importlib import import_module
from math import prod
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

import sim
from sim.cli.summary import summary
from sim.reporting import report
from sim.reporting.answers import ANSWERS, Answers
from sim.reporting.asked import Asked
from sim.reporting.gather import gather
from sim.reporting.report import report_of
from sim.reporting.result_schema import result_schema
from sim.space.limits import MOST_LISTED
from sim.space.not_computed import NotComputed
from sim.zone import concessions

ROOT = Path(__file__).parent.parent.parent
# Functions of the same names stand in front of these modules.
gathering = import_module("sim.reporting.gathering")
rule_matrix = import_module("sim.zone.rule_matrix")


def made(issues: dict[str, Any], **more: Any) -> sim.Scenario:
    first, last = {}, {}
    for name, issue in issues.items():
        given = issue.get("range")
        first[name] = given["from"] if given else issue["options"][0]
        last[name] = given["to"] if given else issue["options"][-1]
    own = {"weights": dict.fromkeys(issues, 1), "reservation": 0.2}
    parties = {"a": {**own, "positions": first}, "b": {**own, "positions": last}}
    return sim.Scenario.from_dict({"title": "T", "issues": issues, "parties": parties, **more})


def later(many: int) -> dict[str, Any]:
    """Return what a scenario of numeric issues says of what comes after signature."""
    issues = [f"p{k}" for k in range(many)]
    vote = {"kind": "referendum", "threshold": 0.5, "spread": 0.1, "groups": {"all": {"share": 1}}}
    return {
        "status_quo": dict.fromkeys(issues, 0),
        "steps": {"s": {"by": "a", "settles": issues}},
        # Each side minds other issues, or every agreement would be on the frontier.
        "parties": {
            "a": {"weights": {name: 1 + k for k, name in enumerate(issues)}},
            "b": {
                "weights": {name: many - k for k, name in enumerate(issues)},
                "ratification": {"vote": vote},
            },
        },
    }


def numeric(*sizes: int) -> dict[str, Any]:
    return {
        f"p{k}": {"range": {"from": 0, "to": size - 1, "step": 1}} for k, size in enumerate(sizes)
    }


def with_all_keys(*sizes: int) -> sim.Scenario:
    rounds = [{"changes": {"parties": {"a": {"reservation": 0.25}}}}]
    return made(numeric(*sizes), rounds=rounds).with_changes(later(len(sizes)))


def sections(answers: Answers) -> str:
    """Return the summary as text."""
    out = Console(file=io.StringIO(), width=400, highlight=False, color_system=None)
    for part in summary(answers):
        out.print(part)
    text: str = out.file.getvalue()  # type: ignore[attr-defined]
    return text


HEADINGS = (
    "Talks between agents", "How sure is that", "Round by round", "How near it is to closing",
    "Ratification", "Order of implementation", "After signature: what passes each gate",
    "After signature, over draws",
)  # fmt: skip
ASKED = Asked("x.yaml", changes=("a=b c",))
REST = "x.yaml --set 'a=b c'"


@pytest.mark.long
@pytest.mark.parametrize(
    ("sizes", "left_out"),
    [
        ((24, 27, 27, 33), {"bargaining", "robustness", "after_signature"}),
        (
            (2001,),
            {"bargaining", "robustness", "prices", "pivotal", "rule_matrix", "trades"},
        ),
        ((501,), {"pivotal", "trades"}),
        ((3, 3), set()),
    ],
)
def test_every_section_is_there_or_says_why_not(sizes: tuple[int, ...], left_out: set[str]) -> None:
    zone = sim.explore(with_all_keys(*sizes))
    assert zone.counts.agreements == prod(sizes)
    answers = gather(zone, asked=ASKED)
    data = answers.to_dict()
    Draft202012Validator(result_schema()).validate(json.loads(json.dumps(data)))
    assert {key for key in ANSWERS if "not_computed" in (data[key] or {})} == left_out
    assert None not in [data[key] for key in ANSWERS]
    for key in left_out:
        assert data[key]["not_computed"]
        command = data[key]["command"]
        assert command is None or (command.startswith("sim ") and REST in command)
    text, page = sections(answers), html.unescape(report_of(answers))
    for heading in HEADINGS:
        assert sum(line.startswith(heading) for line in text.splitlines()) == 1, heading
    for key in left_out:
        why = NotComputed(data[key]["not_computed"], data[key]["command"])
        assert why.reason in text
        assert why.reason in page
        assert (why.command or "No command here does.") in text
        assert (why.command or "No command here does.") in page


def test_nothing_is_left_out_where_everything_is_wanted() -> None:
    zone = sim.explore(with_all_keys(301))
    assert {"pivotal", "trades"} <= set(gather(zone).left_out)
    answers = gather(zone, everything=True)
    assert {key for key in answers.left_out if "." not in key} == set()


def test_keys_that_do_not_apply_are_null() -> None:
    data = gather(sim.explore(made({"p": {"options": ["x", "y", "z"]}}))).to_dict()
    for key in ("rounds", "ratification", "roadmap", "funnel", "after_signature"):
        assert data[key] is None
    shut = made({"p": {"options": ["x", "y"]}}).with_changes({"parties.b.reservation": 2})
    data = gather(sim.explore(shut)).to_dict()
    assert data["pivotal"] is None
    assert "no agreement is acceptable" in data["bargaining"]["not_computed"]


def test_talks_that_cannot_be_held_say_so() -> None:
    given = made({"p": {"options": ["x", "y", "z"]}}, bargaining={"protocol": "haggling"})
    answers = gather(sim.explore(given))
    assert "unknown protocol 'haggling'" in answers.left_out["bargaining"].reason
    assert "haggling" in sections(answers)


def test_documented_limits_are_the_real_ones() -> None:
    text = (ROOT / "docs" / "reference" / "result-json.md").read_text(encoding="utf-8")
    table = text.partition("## What is not computed")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| (\w.*?) \| (.*?) \|", table, re.MULTILINE))
    limits = {
        "rounds of talks": gathering.ROUNDS,
        "options of all issues: talks, draws, prices, rule matrix": gathering.OPTIONS,
        "options of all issues: pivotal options, trades": gathering.CHOICES,
        "agreements that keep every linkage: talks": gathering.TABLED,
        "agreements that keep the rules that always bind: draws": gathering.LISTED,
        "agreements on the table: prices, pivotal options, rule matrix": gathering.CHANGED,
        "agreements that break no definition: prices": MOST_LISTED,
        "agreements that keep every linkage: ratification, funnel": MOST_LISTED,
        "agreements that keep the rules that always bind: draws after signature": MOST_LISTED,
        "agreements of the frontier: patterns": concessions.GROUPED,
        "rules: pairs in the rule matrix": rule_matrix.PAIRED,
    }
    del rows["more than"]
    assert rows == {name: f"{most:,}" for name, most in limits.items()}
    beyond = f"unless more than {MOST_LISTED:,} do and the frontier has at most {gathering.POINTS}"
    assert beyond in table


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
    assert "1 of 3 texts meets the conditions of a." in report(given)


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
    assert "the conditions of at least 1 of 1." in report(given)
