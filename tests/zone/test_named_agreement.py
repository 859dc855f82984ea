"""Agreements by the labels of issues, options and packages."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.scenario.errors import ScenarioError
from sim.zone.named_agreement import named_agreement

ROOT = Path(__file__).parent.parent.parent
ISTANBUL = sim.load(ROOT / "scenarios" / "istanbul-2022.yaml")
EQUAL = sim.load(ROOT / "tests" / "data" / "cases" / "duplabel.yaml")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("pay=$1000", {"pay": "p1"}),
        ("pay=$0 (p0b), Pay (pay2)=b", {"pay": "p0b", "pay2": "b"}),
    ],
)
def test_a_label_finds_its_option(asked: str, said: dict[str, str]) -> None:
    assert named_agreement(sim.explore(EQUAL), asked)[1] == said


@pytest.mark.parametrize(
    ("asked", "words"),
    [("pay=$0", "the label of p0, p0b"), ("Pay=p1", "the label of pay, pay2"),
     ("pay=$2", "unknown option"), ("pay=p0,Pay (pay)=p1", "named twice")],
)  # fmt: skip
def test_what_a_label_does_not_say_is_asked_for(asked: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        named_agreement(sim.explore(EQUAL), asked)


def test_every_label_of_a_file_finds_what_it_names() -> None:
    zone = sim.explore(ISTANBUL)
    for name, issue in ISTANBUL.issues.items():
        for place, option in enumerate(issue.names):
            # Some of these labels have commas in them.
            asked = f"{ISTANBUL.labels.issues[name]}={issue.option_label(place)},eu=not_opposed"
            expected = {"eu": "not_opposed"} | {name: option}
            if name != "eu":
                assert dict(named_agreement(zone, asked)[1]) == expected
    for name, label in ISTANBUL.labels.packages.items():
        assert named_agreement(zone, label)[0] == name
