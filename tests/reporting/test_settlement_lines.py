"""What is said of an order of implementation, sentence by sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.comparison.compare import compare_agreements
from sim.settlement.numbers import numbers_of
from sim.space.proportion import Share
from sim.text.implementation import draw_lines, ratification_lines, roadmap_lines
from sim.text.inputs import input_label
from sim.text.names import Words
from sim.uncertainty.after_signature import AfterSignature
from sim.uncertainty.halves import Halves
from sim.zone.rule_notes import rule_notes
from tests.settlement.test_orders import SWAP, scenario

ROOT = Path(__file__).parent.parent.parent
GIVEN = {"mine": "given", "yours": "given"}


def lines(given: sim.Scenario, agreement: Any = "nash") -> list[str]:
    found = sim.roadmap(given, agreement)
    return roadmap_lines(found, Words(given, rule_notes(found.space)))


def swap(**changes: Any) -> sim.Scenario:
    made = scenario({name: dict(step) for name, step in SWAP.items()})
    return made.with_changes({f"parties.{path}": value for path, value in changes.items()})


def test_steps_of_one_party_and_amount_are_said_once() -> None:
    told = lines(sim.load(ROOT / "scenarios" / "istanbul-2022.yaml"))
    (one,) = [line for line in told if line.startswith("At “")]
    assert one.startswith(
        "At “Guarantors ratify” and “Guarantees enter into force” Russia does better (+0.055)"
    )
    assert "What makes it so" not in one


def test_red_lines_that_only_wait_for_their_step_are_left_out() -> None:
    told = lines(sim.load(ROOT / "scenarios" / "istanbul-2022.yaml"))
    on_the_way = [line for line in told if line.startswith("On the way")]
    assert len(on_the_way) == 2
    for line in on_the_way:
        assert "after “Neutrality in law”; “Guarantors ratify”" in line
    assert not any("nato aim not kept" in line for line in on_the_way)


def test_a_no_agreement_value_above_the_status_quo_is_named() -> None:
    given = swap(**{"ann.reservation": 0.75})
    (one,) = [line for line in lines(given, GIVEN) if line.startswith("At “a”")]
    assert one.endswith(
        "What makes it so is its walk-away value (0.75), which is above its utility of the "
        "status quo (0.30)."
    )
    said = swap(**{"ann.reservation": 0.75, "ann.stop": 0.75})
    assert not any("What makes it so" in line for line in lines(said, GIVEN))


def test_a_value_above_the_scale_has_its_reason() -> None:
    (one,) = [line for line in lines(swap(**{"bob.reservation": 0.35}), GIVEN)
              if line.startswith("Stopping at")]  # fmt: skip
    assert "is worth 1.050 to bob" in one
    assert "walk-away value (0.350) is added what the steps done by then have changed" in one
    for line in lines(swap(), GIVEN):
        assert "scale of agreements" not in line


def test_two_votes_of_a_party_have_their_labels_and_all_decimals() -> None:
    group = {"all": {"share": 1}}
    votes = {
        "house": {
            "kind": "parliament",
            "label": "Lower house",
            "threshold": 0.575,
            "groups": group,
        },
        "people": {"kind": "referendum", "groups": group},
    }
    given = swap(**{"ann.ratification": votes, "ann.reservation": 0.7001, "bob.reservation": 0})
    zone = sim.explore(given)
    told = " ".join(
        ratification_lines(sim.ratify(zone, GIVEN), Words(given, rule_notes(zone.space)))
    )
    assert "ann, Lower house: threshold 0.575" in told
    assert "ann, Lower house 0.00" in told
    assert "ann, referendum 0." in told


def test_what_sets_a_share_after_signature_is_said() -> None:
    given = swap()
    share = Share(14, 100)
    halves = Halves("parties.bob.belief", 0.5, Share(0, 50), Share(14, 50))
    found = AfterSignature(given, 100, 0, 1.0, {"trusted": share}, {}, {}, halves)
    told = draw_lines(found, Words(given, {}))
    assert (
        "This share is set mostly by bob's belief that the rest follows: 0 % of the draws with it "
        "up to 0.50, 28 % above that."
    ) in told


@pytest.mark.parametrize("file", ["tests/data/everything.yaml", "scenarios/istanbul-2022.yaml"])
def test_every_number_of_later_has_words(file: str) -> None:
    given = sim.load(ROOT / file)
    labels = [input_label(given, one.path) for one in numbers_of(given)]
    assert len(set(labels)) == len(labels)
    assert not any("parties." in label or "steps." in label for label in labels)


def test_a_comparison_knows_what_was_filled_in() -> None:
    given = sim.load(ROOT / "scenarios" / "istanbul-2022.yaml")
    found = compare_agreements(given, {"nash": "nash", "draft": "reported_draft"})
    filled = set(given.issues) - set(given.packages["reported_draft"].agreement)
    assert {name: set(issues) for name, issues in found.completed.items()} == {"draft": filled}
