"""The one overlay mechanism, seen through rounds, variants and with_changes."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.overlay import nested
from tests.scenario.helpers import BODY, problems_of, scenario_of, swapped

NO_RULE = BODY.replace("    red_lines:\n      r1: {never: {land: gone}}\n", "")
MORE = BODY + (
    "linkages: {l: {if: {nato: kept}, then: {army: {at_least: 20}}}}\n"
    "status_quo: {nato: kept, land: back, army: 0}\n"
    "packages: {short: {nato: kept, land: later}, long: {label: L, agreement: {nato: kept}}}\n"
)


def rounds(*changes: str) -> str:
    return "rounds:\n" + "".join(f"  - changes: {change}\n" for change in changes)


def refused(scenario: Scenario, changes: dict[str, Any], name: str = "CHANGE") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        scenario.with_changes(changes, name=name)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_not_named_stays() -> None:
    after = scenario_of(MORE).with_changes({"parties": {"a": {"weights": {"nato": 9}}}})
    weights = after.parties["a"].weights
    assert {k: v.point() for k, v in weights.items()} == {"nato": 9, "land": 2, "army": 3}  # type: ignore[union-attr]
    assert after.parties["b"] == scenario_of(MORE).parties["b"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("parties.a.positions.land.values.later", 0.4, {"back": 1, "later": 0.4, "gone": 0}),
        (
            "parties.a.positions.land",
            {"values": {"back": 0, "later": 0, "gone": 1}},
            {"back": 0, "later": 0, "gone": 1},
        ),
    ],
)
def test_one_value_of_a_position(path: str, value: Any, expected: dict[str, float]) -> None:
    position = scenario_of(MORE).with_changes({path: value}).parties["a"].positions["land"]
    assert {k: v.point() for k, v in (position.values or {}).items()} == expected


def test_a_position_is_replaced_whole() -> None:
    text = BODY + rounds("{parties: {a: {positions: {land: {values: {later: 0.2}}}}}}")
    assert {p.message.split("'")[1] for p in problems_of(text)} == {"back", "gone"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("parties.a.positions.nato.values.paused", 0.4),
        ("parties.b.positions.army.loss", "quadratic"),
        ("parties.a.positions.army.values.50", 0.9),
    ],
)
def test_a_path_below_the_short_form_of_a_position_keeps_its_ideal(path: str, value: Any) -> None:
    scenario = scenario_of(MORE)
    party, issue = path.split(".")[1], path.split(".")[3]
    before = scenario.parties[party].positions[issue]
    after = scenario.with_changes({path: value}).parties[party].positions[issue]
    assert after.ideal == before.ideal
    assert after != before


def test_other_paths_below_what_is_replaced_whole() -> None:
    scenario = scenario_of(MORE)
    assert scenario.with_changes({"issues.army.range.step": 20}).issues["army"].range.step == 20  # type: ignore[union-attr]
    assert scenario.with_changes({"packages.short.army": 100}).packages["short"].agreement == {
        "nato": "kept",
        "land": "later",
        "army": 100,
    }
    assert (
        scenario.with_changes({"packages.long.agreement.army": 100}).packages["long"].label == "L"
    )
    assert (
        scenario.with_changes({"parties.a.red_lines.r1.holds": 0.5})
        .parties["a"]
        .red_lines["r1"]
        .never
        is not None
    )
    assert scenario.with_changes({"consent.required": ["a"]}).consent.required == ("a",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path",
    [
        "parties.a.red_lines.r1.holds",
        "parties.a.positions.land.values.zz",
        "packages.short.army",
        "packages.long.summary",
    ],
)
def test_removing_what_is_not_there_below_what_is_replaced_whole(path: str) -> None:
    (found,) = refused(scenario_of(MORE), {path: None})
    assert path in found
    assert "not there" in found


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("parties.a.weights.natoo", "nato"),
        ("parties.a.red_lines.r2", "r1"),
        ("linkages.m", "l"),
        ("issues.nat", "nato"),
        ("parties.aa", "a"),
    ],
)
def test_removing_what_is_not_there(path: str, hint: str) -> None:
    (found,) = refused(scenario_of(MORE), {path: None})
    assert found.startswith(f"CHANGE: {path}: removes what is not there")
    assert hint in found


def test_the_place_of_a_change_in_a_round() -> None:
    text = BODY + rounds(
        "{parties: {a: {weights: {nato: -5}}}}", "{parties: {b: {weights: {land: x}}}}"
    )
    assert [(str(p.mark), p.path) for p in problems_of(text)] == [
        ("f:26:45", "parties.a.weights.nato"),
        ("f:27:45", "parties.b.weights.land"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        "{partis: {}}",
        "{parties: {a: {wieghts: {nato: 1}}}}",
        "{issues: {nato: {only: []}}}",
        "{parties: {a: {red_lines: {r9: null}}}}",
        "{issues: {land: null}}",
        "{rounds: []}",
        "[1]",
        "",
        "{parties: {a: {weights: {natoo: 1}}}}",
        "{title: null}",
        "{issues: null}",
        "{parties: null}",
        "{parties: {a: {order: [nato, land, army]}}}",
        "{issues: {land: {options: {gone: null}}}}",
        "{issues: {nato: {options: {fourth: {bypass: true}}}}}",
        "{issues: {nato: {options: [kept, gone]}}}",
        "{issues: {nato: {options: {paused: {bypass: true}}}}}",
        "{parties: {a: {positions: {nato: null}}}}",
        "{issues: {army: {range: {from: 0, to: 50, step: 10}}}}",
    ],
)
def test_every_problem_of_a_round_is_located_in_the_round(change: str) -> None:
    found = problems_of(BODY + rounds(change))
    assert found
    assert all(p.mark.line == 26 or "rounds[0]" in str(p) for p in found), [str(p) for p in found]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("issues.nato.options.paused.bypass", True),
        ("issues.nato.options.kept", None),
        ("parties", None),
        ("title", None),
        ("parties.a.positions.nato", None),
        ("parties.a.order", ["nato"]),
        ("issues.army.range.to", 50),
    ],
)
def test_every_problem_of_a_change_names_the_change(path: str, value: Any) -> None:
    assert all("CHANGE" in found for found in refused(scenario_of(MORE), {path: value}))


def test_problems_of_several_rounds_are_told_at_once() -> None:
    text = BODY + rounds(
        "{issues: {q: null}}",
        "{issues: {q2: null}}",
        "{parties: {a: {weights: {nato: -1}}}}",
        "{rounds: []}",
    )
    assert [p.mark.line for p in problems_of(text)] == [26, 27, 28, 29]


def test_problems_of_the_body_and_of_rounds_and_variants_are_told_at_once() -> None:
    text = swapped("nato: kept", "nato: kpt") + rounds("{parties: {a: {weights: {nato: -1}}}}")
    text += "variants: {v: {changes: {parties: {b: {weights: {land: x}}}}}}\n"
    assert [p.mark.line for p in problems_of(text)] == [14, 26, 27]


def test_a_problem_of_a_round_is_told_once() -> None:
    text = (
        BODY
        + rounds("{issues: {nato: {only: []}}}", "{title: x}")
        + "variants: {v: {changes: {title: y}}}\n"
    )
    assert [p.path for p in problems_of(text)] == ["issues.nato.only"]


def test_problems_of_two_variants_are_told_at_once() -> None:
    text = (
        BODY + "variants:\n  v: {changes: {issues: {q: null}}}\n"
        "  w: {changes: {parties: {a: {weights: {nato: -1}}}}}\n"
    )
    assert [str(p.mark) for p in problems_of(text)] == ["f:26:26", "f:27:47"]


def test_removing_an_issue_removes_what_refers_to_it() -> None:
    after = scenario_of(
        NO_RULE
        + "status_quo: {land: back, nato: kept}\npackages: {p: {land: back, nato: kept}}\n"
        + rounds("{issues: {land: null}}")
    )
    assert list(after.issues) == ["nato", "army"]
    assert all(
        "land" not in (*party.weighed_issues(), *party.positions)
        for party in after.parties.values()
    )
    assert after.status_quo == {"nato": "kept"}
    assert after.packages["p"].agreement == {"nato": "kept"}


def test_removing_an_issue_from_order_and_reservation() -> None:
    text = NO_RULE.replace("weights: {nato: 1, land: 2, army: 3}", "order: [nato, [land], army]", 1)
    text = text.replace(
        "      army: 100\n",
        "      army: 100\n    reservation: {agreement: {nato: kept, land: back, army: 0}}\n",
    )
    party = scenario_of(text).with_changes({"issues.land": None}).parties["a"]
    assert party.order == ("nato", "army")
    assert party.reservation.agreement == {"nato": "kept", "army": 0}  # type: ignore[union-attr]


def test_removing_an_issue_from_the_outcomes_of_a_war() -> None:
    text = NO_RULE.replace(
        "      army: 100\n",
        "      army: 100\n"
        "    reservation: {war: {win: 0.5, won: {nato: kept, land: back, army: 0}, lost: 0}}\n",
    )
    scenario_of(text).with_changes({"issues.land": None})


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (BODY, "parties.a.red_lines.r1"),
        (NO_RULE + "linkages: {l: {if: {nato: kept}, then: {land: back}}}\n", "linkages.l"),
        (
            NO_RULE.replace(
                "army: 100\n",
                "army: 100\n    interactions: {i: {when: {land: back}, worth: 0.1}}\n",
            ),
            "parties.a.interactions.i",
        ),
        (
            NO_RULE.replace("army: 100\n", "army: 100\n    consents: {when: {land: back}}\n"),
            "parties.a.consents",
        ),
    ],
)
def test_an_issue_that_a_rule_names_is_not_removed(text: str, rule: str) -> None:
    (found,) = problems_of(text + rounds("{issues: {land: null}}"))
    assert (found.mark.line, found.path) == (text.count("\n") + 2, "issues.land")
    assert rule in found.message


CHANGES = {"issues": {"land": None}, "parties": {"a": {"red_lines": {"r1": None}}}}


def test_a_round_removes_an_issue_and_its_rule_in_any_order() -> None:
    for change in (
        "{issues: {land: null}, parties: {a: {red_lines: {r1: null}}}}",
        "{parties: {a: {red_lines: {r1: null}}}, issues: {land: null}}",
    ):
        assert "land" not in scenario_of(BODY + rounds(change)).issues


@pytest.mark.parametrize(
    "changes",
    [
        CHANGES,
        dict(reversed(CHANGES.items())),
        {"issues.land": None, "parties.a.red_lines.r1": None},
        {"parties.a.positions.nato": None, "parties.a.weights.nato": None},
        {"parties.a.weights.nato": None, "parties.a.positions.nato": None},
    ],
)
def test_with_changes_is_one_change(changes: dict[str, Any]) -> None:
    scenario_of(BODY).with_changes(changes)


def test_with_changes_tells_all_problems() -> None:
    assert (
        len(
            refused(scenario_of(BODY), {"parties.a.weights.nato": -1, "parties.b.weights.nato": -1})
        )
        == 2
    )


def test_an_option_written_as_text_or_mapping_in_a_change() -> None:
    scenario = scenario_of(BODY)
    assert (
        scenario.with_changes({"issues.land.options.later": {"label": "New"}})
        .issues["land"]
        .options["later"]
        .bypass
    )  # type: ignore[index]
    assert (
        scenario.with_changes({"issues.land.options.back.summary": "s"})
        .issues["land"]
        .options["back"]
        .label
        == "Back"
    )  # type: ignore[index]
    assert list(
        scenario.with_changes({"issues.nato.options.paused.label": "P"}).issues["nato"].options
        or ()
    ) == ["kept", "paused", "renounced"]
    assert (
        scenario.with_changes({"issues.land.options.later": "New"})
        .issues["land"]
        .options["later"]
        .bypass
    )  # type: ignore[index]


def test_only_in_a_round() -> None:
    scenario = scenario_of(
        BODY + rounds("{issues: {land: {only: [back, later]}}}", "{issues: {land: {only: null}}}")
    )
    assert scenario.at_round(1).issues["land"].table == (0, 1)
    assert scenario.issues["land"].only is None


def test_a_list_replaces() -> None:
    scenario = scenario_of(
        BODY + rounds("{issues: {land: {only: [back]}}}", "{issues: {land: {only: [gone]}}}")
    )
    assert scenario.issues["land"].only == ("gone",)


def test_evidence_about_what_is_removed_goes_with_it() -> None:
    text = (
        BODY + "sources: {s: {title: t}}\n"
        "evidence: [{about: [parties.b.weights.nato, title], source: s, claim: c}]\n"
    )
    assert list(scenario_of(text + rounds("{parties: {b: null}}")).evidence) == ["title"]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (BODY + "consent: {required: [a, b]}\n", "{parties: {b: null}}"),
        (
            swapped("    red_lines:", "    reservation: {war: {win: 0.5}}\n    red_lines:"),
            "{parties: {b: null}}",
        ),
    ],
)
def test_removing_a_party_that_is_named_elsewhere(text: str, change: str) -> None:
    found = problems_of(text + rounds(change))
    assert found
    assert all(p.mark.line == text.count("\n") + 2 or "rounds[0]" in str(p) for p in found)


@pytest.mark.parametrize("key", ["rounds", "variants", "extends"])
def test_a_change_holds_no_states(key: str) -> None:
    (found,) = refused(scenario_of(BODY), {key: {}})
    assert found == f"CHANGE: {key}: a change can't hold {key}:"


def test_a_party_and_an_issue_may_be_added() -> None:
    change = {
        "issues": {"new": {"options": ["x", "y"]}},
        "parties": {"c": {"weights": {"new": 1}, "positions": {"new": "x"}}},
    }
    after = (
        scenario_of(BODY)
        .with_changes({"issues": change["issues"]})
        .with_changes({"parties": change["parties"]})
    )
    assert list(after.parties) == ["a", "b", "c"]


def test_a_removed_issue_that_comes_back_is_new() -> None:
    after = scenario_of(
        NO_RULE + rounds("{issues: {land: null}}", "{issues: {land: {options: [x, y]}}}")
    )
    assert "land" not in after.parties["a"].weighed_issues()
    assert list(after.issues) == ["nato", "army", "land"]


@pytest.mark.parametrize("changes", [[1], None, "x"])
def test_changes_that_are_no_mapping(changes: Any) -> None:
    with pytest.raises((ScenarioError, TypeError)):
        scenario_of(BODY).with_changes(changes)


def test_nested() -> None:
    assert nested({}, ("a", "b"), 1) == {"a": {"b": 1}}
    base = {"parties": {"x": {"positions": {"y": {"values": {"z": 1, "w": 0}}}}}}
    assert nested(base, ("parties", "x", "positions", "y", "values", "z"), 0.4) == {
        "parties": {"x": {"positions": {"y": {"values": {"z": 0.4, "w": 0}}}}}
    }
    assert base["parties"]["x"]["positions"]["y"]["values"]["z"] == 1


def test_two_paths_below_one_part_that_is_replaced_whole() -> None:
    scenario = load("scenarios/istanbul-2022.yaml")
    war = scenario.with_changes(
        {
            "parties.russia.reservation.war.win": 0.4,
            "parties.russia.reservation.war.cost": 0.1,
            "parties.ukraine.positions.nato.values.aim_paused": 0.6,
            "parties.ukraine.positions.nato.loss": "quadratic",
        }
    )
    given = war.parties["russia"].reservation
    assert given is not None
    assert given.war is not None
    assert (given.war.win.point(), given.war.cost.point()) == (0.4, 0.1)
    position = war.parties["ukraine"].positions["nato"]
    assert position.loss == "quadratic"
    assert (position.values or {})["aim_paused"].point() == 0.6
