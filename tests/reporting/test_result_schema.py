"""The JSON files that commands write fit the schema that is shipped."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.reporting.answers import ANSWERS
from sim.reporting.gather import gather
from sim.reporting.result_schema import result_schema
from sim.scenario.errors import ScenarioError
from sim.zone.explore import explore
from tests.examples import examples, some
from tests.generate import documents

ROOT = Path(__file__).parent.parent.parent
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))
SCHEMA = result_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def check(data: Any) -> None:
    """Check that data as they are written fit the schema."""
    written = json.loads(json.dumps(data, allow_nan=False))
    problem = best_match(VALIDATOR.iter_errors(written))
    assert problem is None, f"{list(problem.absolute_path)}: {problem.message}"


def test_the_schema_is_one_and_the_shipped_file_is_fresh() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    text = (ROOT / "scenarios" / "result.schema.json").read_text(encoding="utf-8")
    told = "run: sim schema --result --out scenarios/result.schema.json"
    assert json.loads(text) == SCHEMA, told
    assert CliRunner().invoke(app, ["schema", "--result"]).stdout == text, told


@pytest.mark.parametrize("path", some(SCENARIOS), ids=lambda path: path.stem)
def test_every_key_of_a_run_fits(path: Path) -> None:
    scenario = sim.load(path)
    data = gather(explore(scenario)).to_dict()
    check(data)
    assert set(ANSWERS) <= set(data)


@examples(30)
@given(documents(max_issues=3))
def test_random_scenarios_fit(document: dict[str, Any]) -> None:
    try:
        scenario = sim.Scenario.from_dict(document)
    except ScenarioError:
        return
    check(gather(explore(scenario)).to_dict())


@pytest.mark.parametrize("engine", ["merge", "optimise"])
def test_bounds_fit(engine: str) -> None:
    for path in (*SCENARIOS[-4:], ROOT / "scenarios" / "istanbul-2022.yaml"):
        zone = explore(sim.load(path), engine=engine)
        data = zone.to_dict()
        check({**data, "asked": None})


COMMANDS = (
    ("run", "two-issues", ["--all"]),
    ("run", "no-zone", []),
    ("bargain", "k-of-n", ["--runs", "20"]),
    ("robustness", "two-issues", ["--draws", "50", "--sensitivity"]),
    ("robustness", "bypass-opens", ["--draws", "50"]),
    ("rounds", "istanbul-2022", []),
    ("ratify", "istanbul-2022", ["--draws", "20"]),
    ("roadmap", "minsk-2-2015", ["--draws", "20", "--agreement", "minsk_2"]),
    ("ratify", "prespa-2018", ["--draws", "20", "--variant", "blocs_of_june_2018"]),
    ("compare", "bypass-opens", ["--variant", "without_bypass"]),
    ("compare", "two-issues", ["--set", "parties.overfield.reservation=0.9"]),
)


@pytest.mark.parametrize(("command", "name", "options"), COMMANDS)
def test_what_every_command_writes_fits(
    command: str, name: str, options: list[str], tmp_path: Path
) -> None:
    (path,) = [path for path in SCENARIOS if path.stem == name]
    figures = [] if command == "compare" else ["--no-figures"]
    arguments = [command, str(path), "--out", str(tmp_path), "-q", *figures, *options]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    files = [file for file in tmp_path.rglob("*.json") if not file.name.startswith(".")]
    assert [file.name for file in files] == [
        "comparison.json" if command == "compare" else "result.json"
    ]
    for file in files:
        check(json.loads(file.read_text(encoding="utf-8")))


def test_a_sweep_fits(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    file = ROOT / "scenarios" / "teaching" / "two-issues.yaml"
    plan.write_text(
        f"scenario: {file}\ngrid: {{parties.overfield.reservation: [0.2, 0.95]}}\ndraws: 20\n"
        "runs: 10\nstrategies: [{overfield: boulware}]\n"
    )
    done = CliRunner().invoke(app, ["sweep", str(plan), "--out", str(tmp_path / "o"), "-q"])
    assert done.exit_code == 0, done.output
    check(json.loads((tmp_path / "o" / "plan" / "sweep.json").read_text(encoding="utf-8")))


def test_counts_and_bounds_of_rounds_pivotal_options_and_sweeps_have_the_one_form() -> None:
    from sim.comparison.rounds import rounds
    from sim.space.count import Between, Bounds
    from sim.zone.pivotal import PivotalOption

    option = PivotalOption("i", "o", False, Bounds(3, None), {}, {})
    assert option.to_dict()["acceptable"] == {"lower": 3, "upper": None}
    (state, *_) = rounds(sim.load(ROOT / "scenarios" / "istanbul-2022.yaml")).states
    object.__setattr__(state, "acceptable", Bounds(3, 9))
    object.__setattr__(state, "gaps", {"critical_reservation": 0.25, "slack.russia": float("inf")})
    data = state.to_dict()
    assert data["acceptable"] == {"lower": 3, "upper": 9}
    low = state.critical_reservation
    assert low is not None
    assert data["critical_reservation"] == {"lower": low, "upper": low + 0.25}
    assert data["slack"]["russia"] == {"lower": state.slack["russia"], "upper": None}
    assert str(Between(0.25, None)) == "at least 0.250"


def test_a_misspelt_key_is_caught() -> None:
    data = gather(explore(sim.load(SCENARIOS[-1]))).to_dict()
    assert VALIDATOR.is_valid(data)
    for key in ("countz", "prices"):
        wrong = copy.deepcopy(data)
        wrong[key] = {"asked": "close"}
        assert not VALIDATOR.is_valid(wrong)
    data["counts"]["acceptable"] = [1, 2]
    assert not VALIDATOR.is_valid(data)
