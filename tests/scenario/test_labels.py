"""Labels and ids: what is wrong is named, equal labels are told apart, controls are written out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.scenario.display_names import told_apart
from sim.scenario.errors import ScenarioError
from sim.scenario.visible import visible
from sim.scenario.yaml_reader import read_text
from sim.zone.label_notes import label_notes

CASES = Path(__file__).parent.parent / "data" / "cases"
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def problems(text: str) -> list[str]:
    """Return what is wrong with a scenario of one issue, written as it stands."""
    body = f"title: T\nissues: {{a: {text}}}\nparties: {{p: {{weights: {{a: 1}}}}}}\n"
    try:
        sim.Scenario.from_tree(read_text(body, "f"), "f")
    except ScenarioError as error:
        return [str(one) for one in error.problems]
    return []


def test_every_bad_entry_of_a_list_is_named() -> None:
    with pytest.raises(ScenarioError) as raised:
        sim.load(CASES / "badlist.yaml")
    told = {one.path: one for one in raised.value.problems}
    for path, read in (
        ("issues.a.options[2]", "nothing (null)"),
        ("issues.b.options[2]", "the yes/no value true"),
        ("issues.c.options[2]", "'2'"),
        ("issues.e.options[2]", "the number -5"),
        ("issues.f.options[2]", "the number 5"),
    ):
        assert read in told[path].message
        assert "an id with a label" in told[path].message
        assert told[path].mark.column > 15
    assert 'o5: "-5"' in told["issues.e.options[2]"].message
    assert set(told) <= {f"issues.{one}.options[2]" for one in "abcef"}


@pytest.mark.parametrize(
    ("issue", "hint"),
    [
        ("{options: {x: Yes, but not now, y: No}}", '"Yes, but not now"'),
        ("{options: {x: Pay $1,000, y: No}}", '"Pay $1,000"'),
        ("{options: {x: A, b, and c, y: No}}", '"A, b, and c"'),
        ("{label: Water, land, options: [x, y]}", '"Water, land"'),
        ("{options: {x: {label: Yes, later, bypass: true}, y: No}}", '"Yes, later"'),
        ("{options: [Yes, but not now]}", "a label with a comma goes in quotes"),
        ("{options: {x: 900, y: No}}", 'quotes make it text: "900"'),
        ("{label: 2022, options: [x, y]}", 'quotes make it text: "2022"'),
    ],
)
def test_a_text_that_was_read_as_something_else_gets_a_hint_at_quotes(
    issue: str, hint: str
) -> None:
    assert any(hint in one for one in problems(issue)), problems(issue)


def test_keys_without_a_value_are_no_torn_texts() -> None:
    assert not any("in quotes" in one for one in problems("{options: {x: , y: }, order: 1}"))
    assert not any("in quotes" in one for one in problems('{options: {x: "Yes", b c, y: }}'))


def test_a_word_behind_a_comma_is_an_option_and_a_warning_says_so() -> None:
    text = """
        title: T
        issues: {a: {options: {x: Yes, maybe, y: No}}, b: {options: {u: , v: }}}
        parties: {p: {weights: {a: 1}, positions: {a: x}}}
    """
    notes = label_notes(sim.Scenario.from_tree(read_text(text, "f"), "f"))
    assert len(notes) == 1
    assert "'maybe'" in notes[0]
    assert '"Yes, maybe"' in notes[0]


def test_equal_labels_are_told_apart() -> None:
    scenario = sim.load(CASES / "duplabel.yaml")
    assert list(scenario.labels.parties.values()) == ["Same (x)", "Same (y)"]
    assert list(scenario.labels.issues.values()) == ["Pay (pay)", "Pay (pay2)"]
    pay = scenario.issues["pay"]
    assert [pay.option_label(k) for k in range(3)] == ["$0 (p0)", "$0 (p0b)", "$1000"]
    assert [note.split(" have")[0] for note in label_notes(scenario)] == [
        "parties x and y",
        "issues pay and pay2",
        "options of pay: p0 and p0b",
        "options of pay2: a and b",
    ]


ids = st.text("abc_", min_size=1, max_size=3).filter(lambda one: one[0] != "_")
texts = st.one_of(st.none(), st.sampled_from(["", "x", "x ", "x (a)", "a", "a b", "x\n", "é", "é"]))


@given(st.dictionaries(ids, texts, max_size=6))
def test_no_two_display_names_are_equal(labels: dict[str, str | None]) -> None:
    shown = told_apart(labels)
    assert list(shown) == list(labels)
    assert len(set(shown.values())) == len(labels)
    assert all(name.strip() for name in shown.values())


@given(st.text())
def test_no_control_character_stays(text: str) -> None:
    shown = visible(text)
    assert not CONTROL.search(shown)
    shown.encode("utf-8")
    assert visible(shown) == shown
    assert CONTROL.search(text) or shown == text


def test_errors_write_control_characters_out() -> None:
    told = problems('{"opt\\e[2Jions": [x], label: "\\u202e", only: "\\x9b"}')
    assert told
    assert not any(CONTROL.search(one) for one in told)
    assert any("\\x1b[2J" in one for one in told)
