"""The block: word for word on twelve scenarios and more, and never too long nor against itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

import sim
from sim.reporting.answers import Answers
from sim.reporting.gather import gather
from sim.scenario.errors import ScenarioError
from sim.text.fitting import ROOM
from sim.text.wrapping import wrapped
from tests.examples import examples
from tests.generate import whole_documents
from tests.text.blocks import BLOCKS
from tests.text.scenarios import SCENARIOS, scenario


@pytest.mark.parametrize("name", SCENARIOS)
def test_word_for_word(name: str) -> None:
    assert sim.explore(scenario(name)).summary() == BLOCKS[name].strip("\n")


def check(zone: sim.Zone, answers: Answers) -> None:
    """Check what is true of every block."""
    paragraphs = answers.block()
    for width, most in ROOM:
        assert sum(len(wrapped(text, width)) for text in paragraphs) <= most, paragraphs
    text = " ".join(paragraphs)
    assert text.startswith(("Yes, ", "No, ", "Not known: "))
    assert text.startswith("Yes, ") == zone.exists
    # Nothing that comes after signature is said to pass where nothing does, and the other way.
    funnel = next((one for one in answers.later if isinstance(one, sim.Funnel)), None)
    none = zone.exists and "None passes" in text
    assert none == ("up to signature" in text)
    if none:
        assert funnel is not None
        assert not funnel.any
    assert ("In all of them" in text) <= zone.exists
    assert "  " not in text
    assert not re.search(r"\b1 (texts|judgements|issues|sets)\b", text)
    assert text.count("“") == text.count("”")


@examples(60)
@given(whole_documents())
def test_blocks_fit_and_never_contradict_themselves(document: dict[str, Any]) -> None:
    try:
        zone = sim.explore(sim.Scenario.from_dict(document))
    except ScenarioError:
        return
    check(zone, gather(zone, quick=True))


@pytest.mark.parametrize(
    "name", ["istanbul", "prespa", "k of n", "no zone", "colombia, not listed"]
)
def test_labels_ten_times_as_long_have_room(name: str) -> None:
    given = scenario(name)
    changes: dict[str, Any] = {}
    for key, issue in given.issues.items():
        changes[f"issues.{key}.label"] = " ".join([issue.label or key] * 10)
    for key, party in given.parties.items():
        changes[f"parties.{key}.label"] = " ".join([party.label or key] * 10)
    zone = sim.explore(given.with_changes(changes))
    check(zone, gather(zone, quick=True))


def test_a_cut_label_keeps_its_quotes_closed() -> None:
    from sim.text.fitting import Detail

    assert Detail(1, 12).cut("“Demilitarisation” of the coast") == "“Demilitari…”"


def test_the_summary_is_worked_out_once() -> None:
    zone = sim.explore(scenario("two issues"))
    assert zone.summary() is not zone.summary()
    assert zone._block is zone._block
    assert "<p>Yes, " in zone._repr_html_()
