"""Verdicts that were false once: narrowed zones, weights alone, conditional consent, odd labels."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import sim
import sim.cli.summary as printing
from sim.cli.placing import Written
from sim.cli.summary import summary as summary_of
from sim.comparison.pricing import Price, Prices
from sim.reporting.brief import brief
from sim.reporting.gather import gather
from sim.text.fitting import DETAILS
from sim.text.names import Words
from sim.text.verdict import verdict
from sim.zone.rule_notes import rule_notes

SALE: dict[str, Any] = {
    "title": "A sale",
    "issues": {
        "price": {"options": ["o0", "o1", "o2", "o3", "o4"]},
        "when": {"options": ["now", "later", "never"]},
    },
    "parties": {
        "buyer": {"weights": {"price": 2, "when": 1}, "positions": {"price": "o0", "when": "now"},
                  "reservation": 0.3},
        "seller": {"weights": {"price": 1, "when": 1},
                   "positions": {"price": "o4", "when": "never"}, "reservation": 0.3},
    },
}  # fmt: skip


def sale(**parties: dict[str, Any]) -> dict[str, Any]:
    """Return the sale with changes to its parties, or further ones."""
    document = copy.deepcopy(SALE)
    for name, changes in parties.items():
        document["parties"].setdefault(name, {}).update(changes)
    return document


def summary(document: dict[str, Any], **narrowed: Any) -> str:
    zone = sim.explore(sim.Scenario.from_dict(document), **narrowed)
    return " ".join(zone.summary().split())


def test_what_does_not_know_a_function_is_left_out() -> None:
    said = summary(SALE, where=lambda digits: (digits[:, 0] == 4) & (digits[:, 1] == 2))
    assert said.startswith("No, under the stated assumptions, at midpoints: none of 1 text asked")
    assert "draws" not in said
    assert "would open" not in said


def test_what_the_question_fixes_is_not_settled() -> None:
    said = summary(SALE, where={"price": ["o3"]})
    assert "2 of 3 texts asked about meet" in said
    assert "As asked: price “o3”." in said
    assert "settled" not in said


def test_weights_that_tip_it_alone_are_said() -> None:
    own = {"reservation": {"low": 0.5, "mode": 0.5, "high": 0.5}}
    zone = sim.explore(sim.Scenario.from_dict({
        "title": "Weights",
        "issues": {"p": {"options": ["a", "b"]}, "q": {"options": ["a", "b"]}},
        "parties": {
            "x": {"weights": {"p": {"low": 0.3, "mode": 0.6, "high": 0.9}, "q": 0.4},
                  "positions": {"p": "a", "q": "a"}, **own},
            "y": {"weights": {"p": 0.4, "q": 0.6}, "positions": {"p": "b", "q": "b"}, **own},
        },
    }))  # fmt: skip
    said = zone.summary()
    assert "No single number" not in said
    assert "x's walk-away value" in said
    assert "reaches 0.60 (0.50" in said


def test_consent_that_is_needed_in_some_texts_only() -> None:
    guarantor = {
        "label": "The Guarantor", "role": "guarantor", "weights": {"price": 1},
        "consents": {"when": {"price": ["o3", "o4"]}}, "positions": {"price": "o0"},
        "reservation": 0.9,
    }  # fmt: skip
    said = summary(sale(g=guarantor))
    assert (
        "meet the conditions of buyer and seller and, where its consent is needed, of the " in said
    )


def test_who_is_not_modelled_is_not_said_to_be_content() -> None:
    document = sale(
        u={"label": "United States", "role": "guarantor"},
        v={"label": "Vendor", "role": "guarantor", "weights": {"price": 1},
           "positions": {"price": "o2"}, "reservation": 0.2},
    )  # fmt: skip
    consent = {"required": ["u", "buyer"], "at_least": 1, "of": ["seller", "v"]}
    said = summary({**document, "consent": consent})
    assert "meet the conditions of buyer and of at least 1 of 2 (seller and Vendor)." in said
    assert "consent of United States" in said


def test_nobody_is_asked() -> None:
    said = summary(sale(buyer={"role": "stakeholder"}, seller={"role": "stakeholder"}))
    assert "15 of 15 texts meet every linkage; nobody's consent is asked for." in said


def test_owners_are_told_apart_whatever_their_labels() -> None:
    said = summary(sale(buyer={"label": "People's Party"}, seller={"label": "People's Front"}))
    assert "or People's Front's walk-away value 0.75" in said
    assert "its Front" not in said


def test_long_labels_leave_what_is_measured() -> None:
    long = "Förderation-der-langen-Namen-ohne-Leerzeichen-nummer-"
    said = summary(sale(buyer={"label": long + "1"}, seller={"label": long + "2"}))
    assert "…'s walk-away value" in said


def test_a_walk_away_value_is_not_done_without() -> None:
    said = summary(sale(buyer={"reservation": 0.8}, seller={"reservation": 0.8}))
    assert said.startswith("No, ")
    assert "without buyer's walk-away value" not in said
    assert "walk-away value at " in said


def test_nothing_of_a_scenario_is_markdown_in_a_brief() -> None:
    document = {**SALE, "title": "A sale\n\n- injected | [click](http://x) <b> ~~s~~ &lt;"}
    zone = sim.explore(sim.Scenario.from_dict(document))
    first = brief(gather(zone, quick=True)).splitlines()[0]
    assert first == ("# A sale - injected \\| \\[click\\](http://x) \\<b\\> \\~\\~s\\~\\~ \\&lt;")


def test_levels_of_a_numeric_issue_stand_as_stretches() -> None:
    document = copy.deepcopy(SALE)
    document["issues"]["price"] = {"range": {"from": 0, "to": 400, "step": 1}}
    for name, ideal in (("buyer", 0), ("seller", 400)):
        document["parties"][name]["positions"]["price"] = ideal
    text = brief(gather(sim.explore(sim.Scenario.from_dict(document)), quick=True))
    (row,) = (line for line in text.splitlines() if line.startswith("| price"))
    assert " to " in row or "all 401 options" in row
    assert len(row) < 120


def test_where_only_weights_tip_it_they_are_said() -> None:
    zone = sim.explore(sim.Scenario.from_dict(SALE))
    words = Words(zone.scenario, rule_notes(zone.space))
    shift = Price("weights", "parties.buyer.weights", party="buyer", amount=0.2, multiple=0.5,
                  shifted={"price": -0.2, "when": 0.2})  # fmt: skip
    for singles, said in (
        ((shift,), "Not so with 20 % of buyer's weight on when instead of price."),
        ((), "No single number, moved alone, changes that."),
    ):
        text = verdict(zone, Prices("close", None, {"": singles}), words, DETAILS[-1])
        assert text.endswith(said)


def test_a_zone_that_shared_odds_leave_anyway_is_no_headline() -> None:
    document = sale(
        buyer={"reservation": {"war": {"win": "$odds", "cost": 0.1}}},
        seller={"reservation": {"war": {"win": "1 - $odds", "cost": 0.1}}},
    )
    shared = {**document, "parameters": {"odds": [0.4, 0.6]}}
    assert "shared odds of a costly war leave a zone unless rules close it" in summary(shared)
    assert "shared odds" not in summary(SALE)


def test_whatever_stands_in_print_opens_with_the_block() -> None:
    answers = gather(sim.explore(sim.Scenario.from_dict(SALE)), quick=True)
    title, *parts = summary_of(answers)
    opening = [part.plain for part in parts[: len(answers.block())]]
    assert (title.plain, tuple(opening)) == ("A sale", answers.block())


def test_a_list_that_is_cut_is_said(capsys: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(printing, "FRONTIER_FILE", 2)
    answers = gather(sim.explore(sim.Scenario.from_dict(SALE)), quick=True)
    many = answers.zone.frontier.total
    for show in (printing.print_block, printing.print_summary):
        show(answers, Written(tmp_path, ("frontier.csv",)))
        text = " ".join(capsys.readouterr().out.split())
        assert f"frontier.csv has the first 2 of {many} agreements." in text
