"""Weights as a table: what is written is read back, and what is wrong is said with its cell."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pydantic_core import PydanticCustomError

import sim
from sim.cli.csv_file import parse_table, write_rows
from sim.cli.weights import _yaml
from sim.scenario import Scenario, ScenarioError
from sim.scenario.option_names import with_options
from sim.scenario.quantity import Quantity
from sim.scenario.tree import from_data
from sim.scenario.weight_sheet import Sheet, read_weights, weight_rows, with_sheet
from sim.scenario.weight_text import read_weight, weight_text
from sim.scenario.yaml_reader import read_text
from tests.examples import examples
from tests.generate import Choices, choices, whole_documents
from tests.generate.parts import quantity

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))


def as_text(rows: list[list[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    if delimiter == ",":
        write_rows(text, rows)
    else:
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def european(rows: list[list[str]]) -> list[list[str]]:
    """Return a table with decimal commas in its numbers."""
    return [
        rows[0],
        *([*row[:2], *(cell.replace(".", ",") for cell in row[2:])] for row in rows[1:]),
    ]


def numbers(scenario: Scenario) -> dict[tuple[str, str], Quantity]:
    return {
        (name, issue): weight
        for name, party in scenario.parties.items()
        if isinstance(party.weights, dict)
        for issue, weight in party.weights.items()
    }


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_table_of_a_shipped_file_changes_nothing(file: Path) -> None:
    scenario = sim.load(file)
    rows = weight_rows(scenario)
    weights = {
        (head.split(":")[0], row[0]): row[column]
        for row in rows[1:]
        for column, head in enumerate(rows[0])
        if column > 1 and row[column]
    }
    assert set(weights) == set(numbers(scenario))
    assert read_weights(parse_table(as_text(rows), "x.csv"), scenario) == ()
    assert read_weights(parse_table(as_text(european(rows), ";"), "x.csv"), scenario) == ()


@examples(200)
@given(whole_documents())
def test_a_table_of_a_random_file_changes_nothing(document: dict[str, Any]) -> None:
    scenario = Scenario.from_dict(document)
    rows = weight_rows(scenario)
    read = read_weights(parse_table(as_text(rows), "x.csv"), scenario)
    assert read == ()
    _, same = with_sheet(from_data(document, "x"), read, "x")
    assert same.digest == scenario.digest
    # An empty table keeps everything.
    emptied = [rows[0], *([*row[:2], *([""] * (len(row) - 2))] for row in rows[1:])]
    assert read_weights(parse_table(as_text(emptied), "x.csv"), scenario) == ()


@examples(200)
@given(whole_documents(), choices())
def test_changed_weights_arrive(document: dict[str, Any], make: Choices) -> None:
    """A file made from a table has its weights, or the round that sets them is reported."""
    scenario = Scenario.from_dict(document)
    wanted = numbers(scenario)
    for key in list(wanted):
        if scenario.parties[key[0]].weights_are == "points" and make.chance(1, 2):
            wanted[key] = Quantity.read(quantity(make, 0.5, 12.25))
    rows = weight_rows(scenario)
    parties = [head.split(":")[0] for head in rows[0]]
    for row in rows[1:]:
        for column, party in enumerate(parties[2:], start=2):
            if (party, row[0]) in wanted:
                row[column] = weight_text(wanted[party, row[0]])
    weights = read_weights(parse_table(as_text(rows), "x.csv"), scenario)
    before = numbers(scenario)
    changed = {key for key in wanted if wanted[key] != before[key]}
    assert {(one.party, one.issue) for one in weights} == changed
    change, made = with_sheet(from_data(document, "x"), weights, "x", "from_a_sheet")
    assert numbers(made.as_variant("from_a_sheet")) == wanted
    assert made.digest == scenario.digest
    assert read_text("".join(_yaml(change)), "x").data == change
    try:
        _, made = with_sheet(from_data(document, "x"), weights, "x")
    except ScenarioError as error:
        if not document.get("rounds"):
            raise AssertionError from error
    else:
        assert numbers(made) == wanted


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("40", 40.0), ("0.1", 0.1), ("1e-3", 0.001), (" 7 ", 7.0), ("50 to 70", [50.0, 70.0]),
        ("50–70", [50.0, 70.0]), ("50-70", [50.0, 70.0]), ("50 - 70", [50.0, 70.0]),
        ("50..70", [50.0, 70.0]), ("[50, 70]", [50.0, 70.0]), ("1e-3 to 2e-3", [0.001, 0.002]),
        ("1 to 2 to 3", {"low": 1.0, "mode": 2.0, "high": 3.0}), ("$odds", "$odds"),
        ("1-$odds", "1 - $odds"), ("0,5", 0.5), ("0,125", 0.125), ("12.345", 12.345),
    ],
)  # fmt: skip
def test_forms_of_a_weight(text: str, written: object) -> None:
    assert read_weight(text).written() == written


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("much", ".", "got 'much'; expected a number, LOW to HIGH"),
        ("05-Jul", ".", "turn 5-7 into a date"),
        ("7. Mai", ".", "turn 5-7 into a date"),
        ("2026-07-05", ".", "got '2026-07-05'; expected"),
        ("01-02-2003", ".", "turn 5-7 into a date"),
        ("70 to 50", ".", "the range is reversed (70 is above 50)"),
        ("1 to 3 to 2", ".", "reversed"),
        ("1 to 2 to 3 to 4", ".", "expected a number, LOW to HIGH"),
        ("1,000", ".", "can be read in two ways; if it is 1000, write that"),
        ("1.000", ",", "can be read in two ways; if it is 1000, write that"),
        ("1.000.000", ".", "two ways"),
        ("1.000,5", ",", "got '1.000,5'; expected a number"),
        ("40 %", ".", "got '40 %'"),
        ("[40]", ".", "got '[40]'"),
        ("nan", ".", "got 'nan'"),
        ("1e999", ".", "not finite"),
        ("٤", ".", "expected a number"),
        ("$", ".", "expected a number"),
    ],
)
def test_what_is_no_weight(text: str, mark: str, words: str) -> None:
    with pytest.raises(PydanticCustomError) as raised:
        read_weight(text, mark)
    assert words in raised.value.message()


TWO = ROOT / "scenarios" / "teaching" / "two-issues.yaml"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "x.csv:1:1: A1: there is no column 'issue'; the first row has nothing"),
        ("issue|overfield\nwater|3", "the first row has 'issue|overfield'; expected commas"),
        ("issue,label\nwater,Water", "x.csv:1:1: A1: names no party; expected a column for each"),
        ("issue,overfeld\nwater,3", "B1: unknown party 'overfeld'; did you mean 'overfield'?"),
        ("issue,OVERFIELD\nwater,3", "B1: unknown party 'OVERFIELD'; did you mean 'overfield'?"),
        ("issue,overfield,overfield\nwater,3,4", "C1: the party 'overfield' has two columns"),
        ("issue,overfield\nwatr,3", "x.csv:2:1: A2: unknown issue 'watr'; did you mean 'water'?"),
        (
            "issue,overfield\nCanal water,3",
            "A2: unknown issue 'Canal water'; did you mean 'water'?",
        ),
        ("issue,overfield\nwater,3\nwater,4", "A3: the issue 'water' has two rows"),
        ("issue,overfield\n,3", "A2: the row names no issue"),
        ("issue,overfield\nwater,3,4", "x.csv:2:3: C2: stands beside the table"),
        ("issue,overfield,\nwater,3,4", "C2: stands in a column without a name"),
        ("issue,overfield\nwater,much", "x.csv:2:2: B2: got 'much'; expected a number"),
        ("issue,overfield\nwater,-5", "x.csv:2:2: B2: got '-5'; expected a weight of 0 or more"),
        ("issue,overfield\nwater,-5 to 5", "B2: got '-5 to 5'; expected a weight of 0 or more"),
        ("issue;overfield\nwater;70 to 50,5", "B2: the range is reversed (70 is above 50.5)"),
        ("sep=;\nissue;overfield\nwater;x", "x.csv:3:2: B3: got 'x'"),
    ],
)
def test_a_problem_of_a_sheet_has_its_cell(text: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_weights(parse_table(text.encode(), "x.csv"), sim.load(TWO))
    assert problem in str(raised.value)
    assert len(raised.value.problems) == 1


def test_all_problems_are_reported_at_once() -> None:
    text = b"issue,overfield,nobody\nwater,much,3\nbread,1,2\ngrazing,-1,\n"
    with pytest.raises(ScenarioError) as raised:
        read_weights(parse_table(text, "x.csv"), sim.load(TWO))
    assert [one.path for one in raised.value.problems] == ["C1", "B2", "A3", "B4"]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("1e13", "x.csv:2:2: B2, parties.overfield.weights.water: 1e+13 is outside 0"),
        ("$oods", "x.csv:2:2: B2, parties.overfield.weights.water: unknown parameter"),
        ("1e-20", "x.csv:2:2: B2, parties.overfield.weights.water: 1e-20 is too small"),
    ],
)
def test_a_weight_that_the_scenario_refuses_has_its_cell(cell: str, problem: str) -> None:
    sheet = parse_table(f"issue,overfield\nwater,{cell}\n".encode(), "x.csv")
    with pytest.raises(ScenarioError) as raised:
        with_sheet(sim.load(TWO).tree, read_weights(sheet, sim.load(TWO)), "x")
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfissue;overfield\r\nwater;0,5\r\n",
        "issue\toverfield\r\nwater\t0,5\r\n".encode("utf-16"),
        b"sep=;\r\nissue;overfield\r\nwater;0,5\r\n",
        b"Issue;label;overfield: Over, and up, and away, far\r\nwater;a, b;0,5\r\n\r\n;;\r\n",
        b'issue,overfield\nwater,"0,5"\n',
        b"label,overfield: x,issue\nx,.5,water\n",
    ],
)
def test_tables_as_spreadsheets_save_them(raw: bytes) -> None:
    (one,) = read_weights(parse_table(raw, "x.csv"), sim.load(TWO))
    assert (one.party, one.issue, one.quantity.mode) == ("overfield", "water", 0.5)


def test_what_a_party_has_together_is_said_to_come_with_the_sheet() -> None:
    sheet = parse_table(b"issue,overfield\nwater,0\ngrazing,0\n", "x.csv")
    with pytest.raises(ScenarioError) as raised:
        with_sheet(sim.load(TWO).tree, read_weights(sheet, sim.load(TWO)), "x")
    said = str(raised.value)
    assert said.startswith("x.csv: parties.overfield.weights: all weights are 0; expected at least")
    assert "(with these weights; it stands at " in said
    assert "two-issues.yaml:" in said


def test_what_is_no_table() -> None:
    with pytest.raises(ScenarioError, match=r"x.csv:2:1: is not UTF-8 text; .*CSV UTF-8"):
        parse_table(b"issue,overfield\nwater,\xff", "x.csv")
    with pytest.raises(ScenarioError, match=r"x.csv:2:1: is no CSV: unexpected end of data"):
        parse_table(b'issue,overfield\n"water,3', "x.csv")


def test_ids_that_are_heads_of_their_own_columns() -> None:
    both = {"weights": {"label": 1}, "positions": {"label": "a"}}
    document = {
        "title": "T", "issues": {"label": {"options": ["a", "b"]}},
        "parties": {"issue": both, "label": both},
    }  # fmt: skip
    scenario = Scenario.from_dict(document)
    rows = weight_rows(scenario)
    rows[1][2:] = ["1", "7"]
    (one,) = read_weights(Sheet("x.csv", rows), scenario)
    assert (one.party, one.issue, one.quantity.mode) == ("label", "label", 7.0)


def test_weights_take_the_place_of_an_order() -> None:
    document: dict[str, Any] = {
        "title": "T",
        "issues": {"x": {"options": ["a", "b"]}, "y": {"options": ["a", "b"]}},
        "parties": {
            "p": {"order": ["x", "y"], "positions": {"x": "a", "y": "a"}},
            "q": {"weights": "unknown", "positions": {"x": "b", "y": "b"}},
        },
    }
    scenario = Scenario.from_dict(document)
    assert [row[2:] for row in weight_rows(scenario)[1:]] == [["", ""], ["", ""]]
    sheet = parse_table(b"issue,p,q\nx,3,1\ny,1,2\n", "x.csv")
    weights = read_weights(sheet, scenario)
    for variant in (None, "sheet"):
        _, made = with_sheet(from_data(document, "x"), weights, "x", variant)
        state = made.as_variant(variant) if variant else made
        assert {key: one.mode for key, one in numbers(state).items()} == {
            ("p", "x"): 3, ("p", "y"): 1, ("q", "x"): 1, ("q", "y"): 2,
        }  # fmt: skip
        assert state.parties["p"].order is None


def test_a_round_that_sets_a_weight_again_is_reported() -> None:
    document = {**sim.load(TWO).tree.data, "rounds": [
        {"changes": {"parties": {"overfield": {"weights": {"water": 55}}}}},
    ]}  # fmt: skip
    scenario = Scenario.from_dict(document)
    assert weight_rows(scenario)[1][2] == "55"
    weights = read_weights(parse_table(b"issue,overfield\nwater,60", "x.csv"), scenario)
    with pytest.raises(ScenarioError) as raised:
        with_sheet(from_data(document, "x"), weights, "x")
    said = str(raised.value)
    assert said.startswith("x.csv:2:2: B2, parties.overfield.weights.water: a round sets")
    assert "--as-variant NAME sets it" in with_options(said)
    _, made = with_sheet(from_data(document, "x"), weights, "x", "sheet")
    assert made.as_variant("sheet").parties["overfield"].weights["water"].mode == 60  # type: ignore[index,union-attr]


def test_a_file_that_extends_reads_as_the_scenario_that_was_checked() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base, new = Path(folder, "base.yaml"), Path(folder, "new.yaml")
        base.write_bytes(TWO.read_bytes())
        scenario = sim.load(base)
        weights = read_weights(parse_table(b"issue,overfield\nwater,3 to 5", "x.csv"), scenario)
        change, made = with_sheet(scenario.tree, weights, "new")
        new.write_text("".join(_yaml({"extends": "base.yaml", **change})), encoding="utf-8")
        assert sim.load(new).digest == made.digest != scenario.digest
