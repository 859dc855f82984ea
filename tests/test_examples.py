"""Every example runs, and every shipped scenario is sound and names its schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import sim
from sim.scenario.schema import json_schema
from sim.scenario.yaml_reader import read_file

ROOT = Path(__file__).parent.parent
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_run(path: Path) -> None:
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_scenarios_are_sound_and_name_their_schema(path: Path) -> None:
    scenario = sim.load(path)
    assert sim.check(scenario).assumptions
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = path.parent / first.partition("$schema=")[2]
    assert json.loads(schema.read_text(encoding="utf-8")) == json_schema()
    jsonschema.validate(read_file(path).data, json_schema())


def test_the_bypass_option_opens_the_zone() -> None:
    scenario = sim.load(ROOT / "scenarios" / "teaching" / "bypass-opens.yaml")
    assert sim.explore(scenario).counts.acceptable == 3
    zone = sim.explore(scenario.as_variant("without_bypass"))
    assert not zone.exists
    assert len(zone.ways_out) == 2
    (conflict,) = zone.conflict_sets
    assert len(conflict) == 2
    assert all(".red_lines." in path for path in conflict)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("two-issues", (9, 9, 5, 3, 0, 0)),
        ("no-zone", (27, 6, 0, 0, 5, 2)),
        ("k-of-n", (45, 42, 5, 5, 0, 0)),
    ],
)
def test_teaching_scenarios(name: str, counts: tuple[int, ...]) -> None:
    zone = sim.explore(sim.load(ROOT / "scenarios" / "teaching" / f"{name}.yaml"))
    assert counts == (
        zone.counts.agreements,
        zone.rules.within_red_lines,
        zone.counts.acceptable,
        zone.counts.frontier,
        len(zone.ways_out),
        len(zone.conflict_sets),
    )


def test_no_principal_of_the_istanbul_scenario_has_a_number_with_evidence() -> None:
    """The article gives no number: all of them are assumptions, made by one rule for both."""
    scenario = sim.load(ROOT / "scenarios" / "istanbul-2022.yaml")
    for path in scenario.evidence:
        assert ".weights" not in path
        assert ".values." not in path
        assert not path.endswith(".reservation")
