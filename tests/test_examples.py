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


@pytest.mark.parametrize("name", ["istanbul-2022", "prespa-2018"])
def test_no_principal_has_a_number_with_evidence(name: str) -> None:
    """No source gives a number: all of them are assumptions, made by one rule for both."""
    scenario = sim.load(ROOT / "scenarios" / f"{name}.yaml")
    for path in scenario.evidence:
        assert ".weights" not in path
        assert ".values." not in path
        assert not path.endswith(".reservation")


def test_the_numbers_of_the_prespa_scenario_follow_its_rule() -> None:
    """The rule at the top of the file, for both parties alike."""
    data = read_file(ROOT / "scenarios" / "prespa-2018.yaml").data
    classes, bands = ([60, 100], [25, 60], [5, 25]), ([0.55, 0.85], [0.3, 0.7], 0, 1)
    middle = {2: ([0.35, 0.65],), 3: ([0.18, 0.48], [0.52, 0.82])}
    athens, skopje = data["parties"]["athens"], data["parties"]["skopje"]
    assert athens["reservation"] == skopje["reservation"]
    for party, other in ((athens, skopje), (skopje, athens)):
        for issue, weight in party["weights"].items():
            assert weight in classes
            assert weight != [5, 25] or other["weights"][issue] != [60, 100]
        for issue, position in party["positions"].items():
            options = data["issues"][issue]["options"]
            steps = sum(not isinstance(option, dict) for option in options.values()) - 1
            values = position["values"] if isinstance(position, dict) else {}
            for option, value in values.items():
                scale = "ideal" in position and not isinstance(options[option], dict)
                assert value in (middle[steps] if scale else bands), (issue, option)


def test_what_the_page_of_the_prespa_scenario_says() -> None:
    scenario = sim.load(ROOT / "scenarios" / "prespa-2018.yaml")
    page = (ROOT / "docs" / "scenarios" / "prespa-2018.md").read_text(encoding="utf-8")
    said = " ".join(page.split())
    stricter = scenario.with_changes({"parties.skopje.weights.constitution": [25, 60]})
    variants = [scenario.as_variant(name) for name in ("aims_count_double", "use_counts_once")]
    for state in (scenario, stricter, *variants):
        signed = sim.explain(state, "signed").judgement
        assert signed.acceptable == (state is not scenario)
        assert f"{abs(signed.margins['skopje']):.3f}" in said
    counts = sim.explore(scenario).counts
    assert f"{counts.agreements:,}" in said
    zones = [sim.explore(scenario.at_round(number)).exists for number in range(6)]
    assert zones == [True, True, True, False, True, True]
