"""Comparisons: what differs, and nothing else."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import sim
from sim.cli.app import app
from sim.cli.compare_states import files_of, heads_of, states_of
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


TWO = "scenarios/teaching/two-issues.yaml"


def printed(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        app(["compare", *arguments, "--out", str(folder)])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_columns_are_named_by_what_was_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(
        capsys, tmp_path, TWO, "--set", "parties.overfield.reservation=0.9",
        "--set", "parties.netherfield.weights.water= [5, 9]",
    )  # fmt: skip
    lines = text.splitlines()
    assert lines[0] == "Two villages, water and grazing (two-issues.yaml)"
    assert text.count("two-issues.yaml") == 1
    joined = " ".join(text.split())
    assert "as it stands" in joined
    assert all(word in joined for word in ("Overfield's", "walk-away", "= 0.9"))
    assert "weight of Canal water" in joined
    assert "[5, 9]" in joined
    assert "set 1" not in text
    (file,) = tmp_path.rglob("comparison.json")
    assert json.loads(file.read_text("utf-8"))["comparison"]["names"] == [
        "two-issues", "parties.overfield.reservation=0.9",
        "parties.netherfield.weights.water= [5, 9]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "head"),
    [
        (("--set", "parties.russia.weights.crimea=40"), "Russia's weight of Crimea = 40"),
        (("--set", "parties.russia.reservation="), "without Russia's walk-away value"),
        (("--set", "parameters.p_russia=0.4"), "Russia's odds of prevailing (p_russia) = 0.4"),
        (("--set", "parties.turkey.consents=true"), "parties.turkey.consents=true"),
        (("--set", "title=Talks"), "title=Talks"),
        (("--set", "parties.russia.weights.crimea=40; parameters.p_russia = 0.4"),
         "Russia's weight of Crimea = 40; Russia's odds of prevailing (p_russia) = 0.4"),
        (("--variant", "wider_aims_russia"), "Russia's aims go beyond the issues"),
        (("--round", "0"), "before the first round"),
        (("--round", "2022-03-29"), "after round 6 (2022-03-29)"),
        (("--round", "2"), "after round 2 (Belarus, second and third rounds)"),
    ],
)  # fmt: skip
def test_heads_in_words(given: tuple[str, str], head: str) -> None:
    options: dict[str, list[str]] = {"--round": [], "--variant": [], "--set": []}
    options[given[0]].append(given[1])
    states = states_of(Path(ISTANBUL), [], *options.values())
    assert heads_of(states) == ("as it stands", head)
    assert list(files_of(states)) == ["Istanbul talks, 29 March 2022 (istanbul-2022.yaml)"]


def test_heads_beside_other_files_name_the_file() -> None:
    change = "parties.overfield.reservation=0.9"
    other = Path("scenarios/teaching/no-zone.yaml")
    states = states_of(Path(TWO), [other], [], [], [change])
    assert heads_of(states) == (
        "two-issues", "no-zone", "two-issues, Overfield's walk-away value = 0.9",
    )  # fmt: skip
    assert [line.split(" (")[1] for line in files_of(states)] == [
        "two-issues.yaml)", "no-zone.yaml)",
    ]  # fmt: skip


def test_equal_heads_are_told_apart() -> None:
    changes = ["parties.overfield.reservation=0.9", "parties.overfield.reservation= 0.9"]
    heads = heads_of(states_of(Path(TWO), [], [], [], changes))
    assert len(set(heads)) == 3


def test_a_comparison_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = "parties.ukraine.reservation=0.9"
    table = tmp_path / "c.csv"
    arguments = (ISTANBUL, "--set", change, "--variant", "wider_aims_russia")
    text = printed(capsys, tmp_path, *arguments, "--csv", str(table))
    assert "Under the stated assumptions" in text
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ["istanbul-2022", "wider_aims_russia", change]
    assert list(rows[0]) == ["about", "path", "label", *names]
    (written,) = tmp_path.rglob("comparison.json")
    found = json.loads(written.read_text("utf-8"))["comparison"]
    assert len(rows) == len(found["differences"])
    for row, one in zip(rows, found["differences"], strict=True):
        assert row["about"] == one["about"]
        assert row["path"] == (".", " ")[one["about"] != "input"].join(one["path"])
        for name, value in zip(names, one["values"], strict=True):
            if isinstance(value, bool) or value is None:
                assert row[name] == {True: "yes", False: "no", None: ""}[value]
            elif isinstance(value, (int, float)):
                assert float(row[name]) == value
                assert "," not in row[name]
            else:
                assert row[name] == (value if isinstance(value, str) else json.dumps(value))
    only = printed(capsys, tmp_path, *arguments, "--csv", "-")
    assert only == table.read_text("utf-8")


def test_a_table_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = ("--set", "parties.overfield.reservation=0.9")
    with pytest.raises(SystemExit) as ended:
        app(["compare", TWO, *change, "--out", str(tmp_path), "--csv", str(tmp_path / "n" / "c")])
    assert ended.value.code == 1
    assert "there is no folder" in capsys.readouterr().err
