"""Any value in any place of a file: a located error, or every answer, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import sim
from sim.scenario.errors import LocatedProblem, ScenarioError
from sim.scenario.yaml_reader import read_text, read_value
from sim.space.limits import TooManyAgreements
from tests.examples import examples

ROOT = Path(__file__).parent.parent
EVERYTHING = ROOT / "tests" / "data" / "everything.yaml"
DATA: dict[str, Any] = read_text(EVERYTHING.read_text(encoding="utf-8"), "everything").data
LONG = "9" * 5000
ODD = (
    "1e400", "-1e400", ".inf", "-.inf", ".nan", "-0.0", "0", "1e308", "-1e308", "1e300", "1e-320",
    "5e-324", "-1", "9" * 400, LONG, f"-{LONG}", "0x" + "f" * 5000, "1e999999999", "1e-999999999",
    "18446744073709551616", "9007199254740993", "true", "null", "''", "'x'", "[]", "{}",
    "[0, 1e308]", "[-1e308, 1e308]", "[1e-320, 1e308]", "{low: 0, mode: 1e308, high: 1e308}", "$p",
    "1 - $p", "[[[]]]", "2022-01-01", "!!int 3", "[.inf, 1]", "{low: .nan, mode: 0, high: 1}",
    f"[0, {LONG}]", "1e15", "1e16", "3.5", "0.30000000000000004", f"{{x: {LONG}}}",
    "[" * 99 + "]" * 99, "[" * 500 + "]" * 500,
)  # fmt: skip
"""What people and programs write by mistake."""
Place = tuple[str | int, ...]


def places(data: Any, path: Place = ()) -> Iterator[Place]:
    """Yield the path of every value of a document that is no mapping or list."""
    if isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*path, key))
    else:
        yield path


def written(data: Any, path: Place, odd: str) -> str:
    """Return a document as YAML, with one value replaced by an odd text."""
    if not path:
        return odd
    head, rest = path[0], path[1:]
    if isinstance(data, dict):
        parts = (
            f"{json.dumps(k)}: {written(v, rest, odd) if k == head else json.dumps(v)}"
            for k, v in data.items()
        )
        return "{" + ", ".join(parts) + "}"
    items = (written(v, rest, odd) if k == head else json.dumps(v) for k, v in enumerate(data))
    return f"[{', '.join(items)}]"


def answers(scenario: sim.Scenario) -> None:
    """Ask for everything that is asked of a file."""
    zone = sim.explore(scenario)
    json.dumps(zone.to_dict(), allow_nan=False)
    json.dumps(sim.robustness(scenario, draws=10, zone=zone).to_dict(), allow_nan=False)
    for ask in (sim.prices, sim.ratify, sim.roadmap, sim.funnel):
        try:
            ask(zone)
        except (ScenarioError, TooManyAgreements):
            continue
    try:
        sim.bargain(scenario, zone=zone, runs=3, rounds=20)
    except ScenarioError:
        return


def loaded(file: Path) -> sim.Scenario | tuple[LocatedProblem, ...]:
    """Return the scenario of a file, or what is wrong with it."""
    try:
        return sim.load(file)
    except ScenarioError as error:
        return error.problems


def test_the_document_is_sound() -> None:
    answers(sim.load(EVERYTHING))


@examples(40)
@given(path=st.sampled_from(sorted(places(DATA), key=str)), odd=st.sampled_from(ODD))
@example(path=("parties", "b", "ratification", "ref", "spread"), odd="1e-320")
def test_any_value_in_any_place(tmp_path: Path, path: Place, odd: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(written(DATA, path, odd), encoding="utf-8")
    scenario = loaded(file)
    if isinstance(scenario, sim.Scenario):
        answers(scenario)
    else:
        assert scenario
        assert all(problem.mark.line for problem in scenario)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:20])
def test_any_value_of_a_change(odd: str) -> None:
    scenario = sim.load(EVERYTHING)
    for path in ("parties.b.reservation", "parties.a.weights.army", "issues.army.range.to"):
        try:
            change = {path: read_value(odd, f"--set {path}")}
            scenario.with_changes(change, name="--set")
        except ScenarioError as error:
            problems = error.problems
            assert all(problem.mark.name.startswith("--set") for problem in problems)
