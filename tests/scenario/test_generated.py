"""Scenarios of all of the format are accepted; with one thing wrong at any depth they aren't."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from sim.bargaining.bargain import check_talks
from sim.scenario import Scenario
from tests.examples import examples
from tests.generate import bad_documents, whole_documents
from tests.generate.text import yaml_text
from tests.scenario.helpers import problems_of, scenario_of
from tests.within import within

LIMIT = 5.0
"""Seconds that reading a small file may take on a busy machine."""


@examples(200)
@given(whole_documents())
def test_all_of_the_format_is_accepted(document: dict[str, Any]) -> None:
    with within(LIMIT):
        scenario = scenario_of(yaml_text(document))
        check_talks(scenario)
    assert scenario.digest == Scenario.from_dict(document, "f").digest
    for number in range(len(scenario.rounds) + 1):
        scenario.at_round(number)
    for name in scenario.variants:
        scenario.as_variant(name)


@examples(200)
@given(bad_documents())
def test_one_thing_wrong_at_any_depth_is_refused(made: tuple[dict[str, Any], str]) -> None:
    document, wrong = made
    with within(LIMIT):
        problems = problems_of(yaml_text(document))
    assert problems, wrong
    for problem in problems:
        assert problem.mark.line > 0, (wrong, problem)
        assert str(problem).count("\n") == 0, (wrong, problem)
    if not wrong.endswith(("is empty", "is conditional")):
        holder, _, key = wrong.rpartition(".")
        # A mapping that is read as one value, such as a range, is wrong as a whole.
        assert any(key in f"{p.path} {p.message}" or p.path == holder for p in problems), (
            wrong,
            problems,
        )
