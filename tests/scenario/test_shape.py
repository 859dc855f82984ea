"""The shape of a file: every problem located, none of them a consequence of another."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest

from sim.scenario import LocatedProblem, Scenario, ScenarioError
from tests.scenario.helpers import BODY, places, problems_of, scenario_of, swapped

WEIGHTS = "weights: {nato: 1, land: 2, army: 3}"
LAND = "land: {values: {back: 1, later: 0.5, gone: 0}}"
RULE = "r1: {never: {land: gone}}"
RANGE = "range: {from: 0, to: 100, step: 10}"


def test_the_sound_file_is_sound() -> None:
    assert not problems_of(BODY)


@pytest.mark.parametrize(
    ("text", "path", "hint"),
    [
        (BODY + "linkage: {}\n", "linkage", "linkages"),
        (swapped("red_lines", "red_line"), "parties.a.red_line", "red_lines"),
        (swapped("bypass", "bypas"), "issues.land.options.later.bypas", "bypass"),
        (
            swapped(RULE, "r1: {never: {land: gone}, strenth: stated}"),
            "parties.a.red_lines.r1.strenth",
            "strength",
        ),
        (swapped("step: 10", "step: 10, stp: 1"), "issues.army.range.stp", "step"),
        (BODY + "rounds: [{chnges: {}}]\n", "rounds[0].chnges", "changes"),
        (BODY + "variants: {v: {probabilty: 0.1}}\n", "variants.v.probabilty", "probability"),
        (BODY + "sources: {s: {title: x, pubisher: y}}\n", "sources.s.pubisher", "publisher"),
        (
            swapped(RULE, "r1: {never: {army: {at_least: 10, atmost: 20}}}"),
            "parties.a.red_lines.r1.never.army.atmost",
            "at_most",
        ),
        (
            swapped(
                "    red_lines:", "    reservation: {war: {win: 0.5, cst: 0.1}}\n    red_lines:"
            ),
            "parties.a.reservation.war.cst",
            "cost",
        ),
        (swapped("nato: kept", "nato: {ideel: kept}"), "parties.a.positions.nato.ideel", "ideal"),
        (swapped("{values:", "{value:"), "parties.a.positions.land.value", "values"),
        (swapped("never", "nevr"), "parties.a.red_lines.r1.nevr", "never"),
        (
            swapped(RULE, "r1: {never: {army: {at_lest: 10}}}"),
            "parties.a.red_lines.r1.never.army.at_lest",
            "at_least",
        ),
        (
            swapped("    red_lines:", "    reservation: {wra: {win: 0.5}}\n    red_lines:"),
            "parties.a.reservation.wra",
            "war",
        ),
        (swapped("positions:", "postions:"), "parties.a.postions", "positions"),
        (
            swapped(WEIGHTS, "wieghts: {nato: 1}\n    reservation: 0.4"),
            "parties.a.wieghts",
            "weights",
        ),
        (swapped("nato: {options", "nato: {opitons"), "issues.nato.opitons", "options"),
        (swapped("issues:", "isues:"), "isues", "issues"),
        (swapped("parties:", "partys:"), "partys", "parties"),
        (BODY + "consent: {requird: [a]}\n", "consent.requird", "required"),
        (BODY + "sources: {s: {titel: x}}\n", "sources.s.titel", "title"),
        (
            swapped("    red_lines:", "    consents: {wen: {land: gone}}\n    red_lines:"),
            "parties.a.consents.wen",
            "when",
        ),
    ],
)
def test_an_unknown_key_is_one_problem_with_the_nearest_known(
    text: str, path: str, hint: str
) -> None:
    found = problems_of(text)
    assert [p.path for p in found] == [path]
    assert f"unknown key '{path.split('.')[-1]}'; did you mean '{hint}'?" in found[0].message


@pytest.mark.parametrize(
    ("text", "place", "path"),
    [
        (swapped(WEIGHTS, "weights: [1, 2]"), "12:14", "parties.a.weights"),
        (swapped("title: T", "title: [T]"), "1:8", "title"),
        (swapped(LAND, "land: [back, gone]"), "15:13", "parties.a.positions.land"),
        (swapped(WEIGHTS, "weights: {nato: [3, 1]}"), "12:21", "parties.a.weights.nato"),
        (
            swapped("{values: {back: 1, later: 0.5, gone: 0}}", "{values: [1, 0]}"),
            "15:22",
            "parties.a.positions.land.values",
        ),
        (swapped("step: 10", "step: ten"), "9:42", "issues.army.range.step"),
        (swapped("step: 10", "step: 7"), "9:17", "issues.army.range"),
        (swapped("step: 10", "step: 0"), "9:17", "issues.army.range"),
        (swapped("step: 10", "step: .inf"), "9:42", "issues.army.range.step"),
        (swapped("from: 0, to: 100", "from: 100, to: 0"), "9:17", "issues.army.range"),
        (swapped(RANGE, "range: [0, 100, 10]"), "9:17", "issues.army.range"),
        (swapped(", step: 10", ""), "9:17", "issues.army.range"),
        (swapped("[kept, paused, renounced]", "5"), "3:19", "issues.nato.options"),
        (swapped("[kept, paused, renounced]", "[kept, kept]"), "3:19", "issues.nato.options"),
        (swapped("[kept, paused, renounced]", "{1: x}"), "3:20", "issues.nato.options.1"),
        (swapped(RULE, "r1: {never: {}}"), "18:19", "parties.a.red_lines.r1.never"),
        (swapped(RULE, "r1: {never: [land]}"), "18:19", "parties.a.red_lines.r1.never"),
        (swapped(RULE, "r1: {never: {land: []}}"), "18:26", "parties.a.red_lines.r1.never.land"),
        (swapped(RULE, "r1: {if: {land: gone}, then: 5}"), "18:36", "parties.a.red_lines.r1.then"),
        (BODY + "consent: {at_least: 1.0, of: [a, b]}\n", "25:21", "consent.at_least"),
        (BODY + "consent: {required: a}\n", "25:21", "consent.required"),
        (
            swapped("    red_lines:", "    reservation: {war: {}}\n    red_lines:"),
            "17:24",
            "parties.a.reservation.war",
        ),
        (swapped(WEIGHTS, "order: [1, land]"), "12:13", "parties.a.order[0]"),
    ],
)
def test_no_problem_is_a_consequence_of_another(text: str, place: str, path: str) -> None:
    assert places(text) == [(place, path)]


@pytest.mark.parametrize("key", ["issues", "parties"])
def test_one_broken_entry_does_not_empty_the_mapping(key: str) -> None:
    other = "parties: {p: {label: x}}" if key == "issues" else "issues: {i: {options: [x]}}"
    assert [path for _, path in places(f"title: T\n{other}\n{key}: {{q: 5}}\n")] == [f"{key}.q"]


def test_several_broken_entries_of_the_evidence_list() -> None:
    text = BODY + (
        "sources: {s: {title: t}}\n"
        "evidence:\n"
        "  - 5\n"
        "  - {about: parties.a, source: s, claim: c, confidence: hgh}\n"
        "  - {abut: parties.a, source: s, claim: c}\n"
        "  - {about: parties.a, source: s, claim: 5}\n"
    )
    assert [p for p in places(text) if p[1] != "evidence[2]"] == [
        ("27:5", "evidence[0]"),
        ("28:57", "evidence[1].confidence"),
        ("29:6", "evidence[2].abut"),
        ("30:42", "evidence[3].claim"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from: 0, to: 100", "start: 0, stop: 100"),
        (RULE, "r1: {if_: {land: gone}, then: {nato: kept}}"),
        (RULE, "r1: {never: {land: {options: [gone]}}}"),
        ("    red_lines:", "    reservation: {number: 0.3, cost: 0.1}\n    red_lines:"),
        ("    red_lines:", "    reservation: {number: 0.3, status_quo: true}\n    red_lines:"),
        ("    red_lines:", "    reservation: {status_quo: 1}\n    red_lines:"),
        ("back: Back", "back: []"),
        ("back: Back", "back: 0"),
        ("back: Back", "back: false"),
        ("step: 10", "step: true"),
        ("from: 0", 'from: "0"'),
        ("    red_lines:", '    power: "1e3"\n    red_lines:'),
        ("    red_lines:", "    power: true\n    red_lines:"),
        ("army: 0\n", "army: 0\nvariants: {v: {probability: true}}\n"),
        (RULE, "r1: {never: }"),
        (RULE, "r1: {if: , then: }"),
        (RULE, "r1: {if: {land: gone}, then: }"),
        (RULE, "r1: {never: {army: {at_least: }}}"),
        (WEIGHTS, "weights: "),
        ("    red_lines:", "    reservation: {war: }\n    red_lines:"),
        ("    red_lines:", "    reservation: {agreement: }\n    red_lines:"),
        ("    red_lines:", "    reservation: {status_quo: false}\n    red_lines:"),
        (WEIGHTS, "order: [nato, [], land, army]"),
        (RULE, "r1: {never: {army: {at_least: .nan}}}"),
        (RULE, "r1: {never: {army: {at_least: .inf}}}"),
        (RULE, "r1: {never: {army: {at_least: 50, options: [10]}}}"),
        ("army: 100\n", 'army: {values: {0: 0, 100: 1, "1e2": 0.7}}\n'),
        ("[kept, paused, renounced]", "[kept, paused, renounced], only: [kept, kept]"),
        ("    red_lines:", "    roles: []\n    red_lines:"),
        ("    red_lines:", "    roles: [principal, principal]\n    red_lines:"),
        ("[kept, paused, renounced]", "[kept, paused, renounced], unit: km"),
        ("  b:\n", "  null:\n"),
    ],
)
def test_nonsense_is_refused(old: str, new: str) -> None:
    assert problems_of(swapped(old, new))


@pytest.mark.parametrize(
    "consent", ["{at_least: 1, of: []}", "{at_least: 0, of: [a, b]}", "{at_least: 0}"]
)
def test_a_consent_that_asks_nobody_is_refused(consent: str) -> None:
    assert problems_of(BODY + f"consent: {consent}\n")


@pytest.mark.parametrize(
    "text",
    [
        swapped("nato: kept", "nato: "),
        swapped(LAND, "land: "),
        swapped("army: 100\n", "army:\n"),
        swapped("nato: kept", "nato: {ideal: }"),
        swapped(LAND, "land: {values: }"),
    ],
)
def test_an_empty_position_is_called_empty_where_it_stands(text: str) -> None:
    found = problems_of(text)
    assert len(found) == 1
    assert 14 <= found[0].mark.line <= 16
    assert text.splitlines()[found[0].mark.line - 1] not in BODY.splitlines()
    assert "empty" in found[0].message


@pytest.mark.parametrize("weights", ["[1, 2]", "5", "true"])
def test_weights_of_another_kind(weights: str) -> None:
    (found,) = problems_of(swapped(WEIGHTS, f"weights: {weights}"))
    assert "issue" in found.message


def test_issues_named_low_mode_and_high() -> None:
    text = (
        "title: T\n"
        "issues: {low: {options: [x, y]}, mode: {options: [x, y]}, high: {options: [x, y]}}\n"
        "parties: {a: {weights: {low: 1, mode: 2, high: 3}, positions: {low: x, mode: x, "
        "high: y}}}\n"
    )
    assert not problems_of(text)


def test_an_issue_named_agreement_or_label() -> None:
    issue = "army: {range"
    text = swapped(issue, "agreement: {options: [x, y]}\n  label: {options: [x, y]}\n  " + issue)
    scenario = scenario_of(
        text + "packages: {p: {agreement: x, label: y}, q: {label: Q, agreement: {agreement: y}}}\n"
    )
    assert scenario.packages["p"].agreement == {"agreement": "x", "label": "y"}
    assert scenario.packages["q"].agreement == {"agreement": "y"}


@pytest.mark.parametrize("option", ["no", "yes", "on"])
def test_words_that_other_readers_take_for_booleans(option: str) -> None:
    text = swapped("[kept, paused, renounced]", f"[{option}, kept, renounced]")
    assert scenario_of(text).issues["nato"].names[0] == option


@pytest.mark.parametrize("name", ["Україна", "ü", "a-b", "_", "x1", "1x", "日本"])
def test_ids(name: str) -> None:
    assert name in scenario_of(swapped("  a:\n", f"  {name}:\n")).parties


@pytest.mark.parametrize("name", ["''", '"a b"', "5", "a.b", "-a", "٣", '"a/b"', '"a\\n"', '" a"'])
def test_what_is_no_id(name: str) -> None:
    (found,) = problems_of(swapped("  a:\n", f"  {name}:\n"))
    assert (found.mark.line, found.mark.column) == (11, 3)
    assert "is no id" in found.message


@pytest.mark.parametrize(
    "old_new",
    [
        ("to: 100,", "to: 1e300,"),
        ("step: 10", "step: 1e-300"),
        ("to: 100,", "to: " + "9" * 400 + ","),
    ],
)
def test_messages_stay_short(old_new: tuple[str, str]) -> None:
    assert all(len(str(p)) < 200 for p in problems_of(swapped(*old_new)))


RICH: dict[str, Any] = {
    "title": "T",
    "date": "2022",
    "summary": "s",
    "sources": {"s1": {"title": "x"}},
    "parameters": {"p": [0.3, 0.7]},
    "issues": {
        "nato": {
            "label": "N",
            "options": {"kept": "K", "paused": {"bypass": True}, "gone": {"label": "G"}},
        },
        "land": {"options": ["back", "mid", "away"], "only": ["back", "away"]},
        "army": {"range": {"from": 0, "to": 100, "step": 10}, "unit": "k"},
    },
    "parties": {
        "a": {
            "label": "A",
            "role": "principal",
            "weights": {"nato": 1, "land": [1, 2], "army": {"low": 1, "mode": 2, "high": 3}},
            "positions": {
                "nato": {
                    "ideal": "kept",
                    "values": {"paused": 0.4},
                    "evidence": {"source": "s1", "claim": "c"},
                },
                "land": {"values": {"back": 1, "mid": 0.5, "away": 0}},
                "army": {"values": {0: 0, 50: 0.7, 100: 1}},
            },
            "reservation": {"war": {"win": "$p", "cost": 0.1, "against": "b"}},
            "red_lines": {
                "r": {"if": {"nato": "kept"}, "then": {"army": {"at_least": 20}}, "holds": 0.5}
            },
            "interactions": {"i": {"when": {"nato": ["kept", "gone"]}, "worth": 0.1}},
            "power": 1,
            "consents": True,
        },
        "b": {
            "roles": ["principal", "guarantor"],
            "order": ["nato", ["land", "army"]],
            "positions": {
                "nato": {"ideal": "gone", "values": {"paused": 0.3}},
                "land": "away",
                "army": {"ideal": 0, "loss": "quadratic"},
            },
            "reservation": {"agreement": {"nato": "kept", "land": "mid", "army": 30}, "cost": 0.1},
            "consents": {"when": {"nato": "kept"}},
        },
        "c": {"weights": "unknown", "positions": {"land": "mid"}, "reservation": "status_quo"},
    },
    "linkages": {"l": {"never": {"nato": "kept", "land": "mid"}, "kind": "law"}},
    "consent": {"required": ["a", "b"], "at_least": 1, "of": ["c"]},
    "status_quo": {"nato": "kept", "land": "mid", "army": 0},
    "packages": {"p1": {"nato": "kept"}, "p2": {"label": "P", "agreement": {"land": "mid"}}},
    "rounds": [
        {
            "date": "d",
            "changes": {"parties": {"a": {"weights": {"nato": 2}}}, "linkages": {"l": None}},
        }
    ],
    "variants": {"v": {"probability": 0.5, "changes": {"issues": {"land": {"only": ["mid"]}}}}},
    "evidence": [
        {"about": "parties.a.positions.nato", "source": "s1", "claim": "c"},
        {"about": ["linkages.l"], "source": "s1", "claim": "c"},
    ],
}
"""Uses every part of the format."""

STRANGE = [
    None,
    [],
    {},
    5,
    -1,
    1.5,
    "text",
    "",
    True,
    [None],
    {"a": None},
    [[1]],
    math.inf,
    math.nan,
    10**400,
    [2, 1],
    [{}],
    "$p",
    {"": 1},
    {"war": None},
    {"when": None},
    {"never": None},
    {"values": None},
    {"ideal": None},
    {"at_least": None},
    {"agreement": None},
]


def problems_of_data(data: dict[str, Any]) -> tuple[LocatedProblem, ...]:
    try:
        Scenario.from_dict(data)
    except ScenarioError as error:
        return error.problems
    return ()


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in items:
        found += paths(value, (*path, key))
    return found


def test_the_rich_scenario_is_sound() -> None:
    assert len(Scenario.from_dict(RICH).parties) == 3


@pytest.mark.parametrize("path", [p for p in paths(RICH) if p], ids=str)
def test_anything_anywhere_is_read_or_located(path: tuple[Any, ...]) -> None:
    for strange in STRANGE:
        data = copy.deepcopy(RICH)
        node = data
        for part in path[:-1]:
            node = node[part]
        node[path[-1]] = strange
        found = problems_of_data(data)
        assert all("\n" not in str(p) for p in found), found
