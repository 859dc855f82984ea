"""Comparisons: what differs, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim
from sim.cli.app import app
from sim.comparison import compare_agreements

ISTANBUL = "scenarios/istanbul-2022.yaml"


def test_a_scenario_does_not_differ_from_itself() -> None:
    scenario = sim.load(ISTANBUL)
    assert not sim.compare({"a": scenario, "b": scenario}).differences


def test_differences_are_those_of_the_answers() -> None:
    scenario = sim.load(ISTANBUL)
    other = scenario.as_variant("wider_aims_russia")
    found = sim.compare({"here": scenario, "there": other})
    assert not found.apart
    told = {one.path: one.values for one in found.of("zone")}
    zones = [sim.explore(one) for one in (scenario, other)]
    assert told["acceptable",] == tuple(zone.counts.acceptable for zone in zones)
    assert told["slack", "russia"] == tuple(zone.slack["russia"] for zone in zones)
    assert ("agreements",) not in told
    paths = [".".join(one.path) for one in found.of("input")]
    assert paths == ["parties.russia.reservation.war.won"]


def test_utilities_that_do_not_compare_are_marked() -> None:
    scenario = sim.load(ISTANBUL)
    found = sim.compare({"a": scenario, "b": scenario.with_weights("ukraine", crimea=40)})
    assert found.apart == {"b": ("ukraine",)}


def test_what_a_state_has_not_is_not_compared() -> None:
    scenario = sim.load(ISTANBUL)
    found = sim.compare({"a": scenario, "b": scenario.as_variant("territory_settled_now")})
    assert not found.of("solutions")
    assert not found.of("ruled out")
    assert found.of("zone")


def test_agreements() -> None:
    scenario = sim.load(ISTANBUL)
    found = compare_agreements(scenario, {"one": "nash", "other": "egalitarian"})
    first, second = (
        sim.explore(scenario).solutions[name].agreement  # type: ignore[index]
        for name in ("nash", "egalitarian")
    )
    told = {one.path[1] for one in found.differences if one.path[0] == "agreement"}
    assert told == {issue for issue in first if first[issue] != second[issue]}


def test_one_state_is_not_enough() -> None:
    scenario = sim.load(ISTANBUL)
    with pytest.raises(sim.ScenarioError, match="at least two"):
        sim.compare({"a": scenario})


@pytest.mark.parametrize(
    "arguments",
    [
        ["--variant", "wider_aims_russia", "--round", "4"],
        ["scenarios/colombia-2016.yaml"],
        ["--set", "parties.russia.weights.crimea=40;parties.ukraine.weights.crimea=40"],
        ["--package", "reported_draft", "--package", "russia_demands"],
    ],
)
def test_command(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app(["compare", ISTANBUL, *arguments, "--out", str(tmp_path)])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert "Under the stated assumptions" in text.split("\n", 2)[1] + text.split("\n", 3)[2]
    assert "says nothing on legality or justice" in " ".join(text.split())
    (file,) = tmp_path.glob("istanbul-2022*/comparison.json")
    written = json.loads(file.read_text("utf-8"))
    assert written["comparison"]["differences"]


@pytest.mark.parametrize("arguments", [[], ["--package", "nash"]])
def test_command_without_anything_to_compare(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        app(["compare", ISTANBUL, *arguments, "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert not list(tmp_path.iterdir())
