"""What a scenario must make sense of beyond its shape."""

from __future__ import annotations

import pytest

from tests.scenario.helpers import BODY, places, problems_of, swapped

WEIGHTS = "weights: {nato: 1, land: 2, army: 3}"
LAND = "land: {values: {back: 1, later: 0.5, gone: 0}}"
RULE = "{land: gone}"
EXTRA = "    red_lines:"


@pytest.mark.parametrize(
    ("text", "place", "path", "words"),
    [
        (
            swapped("nato: kept", "nato: kpt"),
            "14:13",
            "parties.a.positions.nato",
            "unknown option 'kpt' of 'nato'; did you mean 'kept'?",
        ),
        (
            swapped("      nato: kept\n", "      nato: kept\n      natto: kept\n"),
            "15:7",
            "parties.a.positions.natto",
            "did you mean 'nato'?",
        ),
        (
            swapped("army: 100\n", "army: 110\n"),
            "16:13",
            "parties.a.positions.army",
            "expected a number from 0 to 100",
        ),
        (
            swapped("army: 100\n", "army: .nan\n"),
            "16:13",
            "parties.a.positions.army",
            "is not finite",
        ),
        (swapped(LAND, "land: back"), "15:13", "parties.a.positions.land", "no value for 'later'"),
        (
            swapped(LAND, "land: {values: {back: 1, gone: 0}}"),
            "15:22",
            "parties.a.positions.land.values",
            "no value for 'later'",
        ),
        (
            swapped("gone: 0}", "gone: 1.2}"),
            "15:50",
            "parties.a.positions.land.values.gone",
            "1.2 is outside 0..1",
        ),
        (
            swapped("army: 100\n", "army: {values: {0: 0, 155: 0.5, 100: 1}}\n"),
            "16:29",
            "parties.a.positions.army.values.155",
            "no level",
        ),
        (
            swapped("army: 100\n", "army: {values: {0: 0}}\n"),
            "16:22",
            "parties.a.positions.army.values",
            "no value for '100'",
        ),
        (
            swapped("army: 100\n", "army: {ideal: 100, values: {55: 0.2}}\n"),
            "16:35",
            "parties.a.positions.army.values.55",
            "no level",
        ),
        (
            swapped(RULE, "{lnd: gone}"),
            "18:20",
            "parties.a.red_lines.r1.never.lnd",
            "did you mean 'land'?",
        ),
        (
            swapped(RULE, "{nato: [kept, kpt]}"),
            "18:33",
            "parties.a.red_lines.r1.never.nato[1]",
            "did you mean 'kept'?",
        ),
        (swapped(RULE, "{army: 55}"), "18:26", "parties.a.red_lines.r1.never.army", "no level"),
        (
            swapped(RULE, "{land: {at_least: later}}"),
            "18:37",
            "parties.a.red_lines.r1.never.land.at_least",
            "bypass",
        ),
        (
            swapped(RULE, "{army: {at_least: 50, at_most: 10}}"),
            "18:26",
            "parties.a.red_lines.r1.never.army",
            "at_least is above at_most",
        ),
        (
            swapped(RULE, "{army: {at_least: x}}"),
            "18:37",
            "parties.a.red_lines.r1.never.army.at_least",
            "expected a number",
        ),
        (
            swapped(WEIGHTS, "weights: {natoo: 1, land: 2}"),
            "12:15",
            "parties.a.weights.natoo",
            "did you mean 'nato'?",
        ),
        (
            swapped(WEIGHTS, "order: [natoo, land]"),
            "12:12",
            "parties.a.order",
            "did you mean 'nato'?",
        ),
        (
            swapped(WEIGHTS, "order: [nato, [land, nato]]"),
            "12:12",
            "parties.a.order",
            "stands twice",
        ),
        (swapped(WEIGHTS, "order: []"), "12:12", "parties.a.order", "weighs no issue"),
        (
            swapped("nato: 1,", "nato: $pp,"),
            "12:21",
            "parties.a.weights.nato",
            "unknown parameter 'pp'",
        ),
        (
            swapped(EXTRA, f"    weights_are: shares\n{EXTRA}"),
            "12:14",
            "parties.a.weights",
            "as shares",
        ),
        (
            swapped(EXTRA, f"    reservation: status_quo\n{EXTRA}"),
            "17:18",
            "parties.a.reservation",
            "status_quo",
        ),
        (
            swapped(EXTRA, f"    reservation: {{war: {{win: 0.5, against: bb}}}}\n{EXTRA}"),
            "17:44",
            "parties.a.reservation.war.against",
            "did you mean 'b'?",
        ),
        (
            swapped(EXTRA, f"    interactions: {{i: {{when: {{nat: kept}}, worth: 1}}}}\n{EXTRA}"),
            "17:31",
            "parties.a.interactions.i.when.nat",
            "'nato'",
        ),
        (
            swapped(EXTRA, f"    consents: {{when: {{lnd: gone}}}}\n{EXTRA}"),
            "17:23",
            "parties.a.consents.when.lnd",
            "'land'",
        ),
        (BODY + "parameters: {p: $q}\n", "25:17", "parameters.p", "expected a number or range"),
        (BODY + "status_quo: {army: 5}\n", "25:20", "status_quo.army", "in steps of 10"),
        (BODY + "packages: {p: {q: 1}}\n", "25:16", "packages.p.q", "unknown issue 'q'"),
        (BODY + "consent: {required: [q]}\n", "25:22", "consent.required[0]", "unknown party 'q'"),
        (
            BODY + "consent: {at_least: 3, of: [a, b]}\n",
            "25:21",
            "consent.at_least",
            "expected at most 2",
        ),
        (BODY + "consent: {of: [a, b]}\n", "25:10", "consent", "has of: without at_least:"),
        (
            BODY + "variants: {v: {probability: 0.7}, w: {probability: 0.7}}\n",
            "25:11",
            "variants",
            "add up to 1.4",
        ),
        (
            swapped(
                "nato: {options: [kept, paused, renounced]}",
                "nato: {options: [kept, renounced], only: [kpt]}",
            ),
            "3:45",
            "issues.nato.only[0]",
            "'kept'",
        ),
        (
            swapped(
                "nato: {options: [kept, paused, renounced]}",
                "nato: {options: [kept, renounced], only: []}",
            ),
            "3:44",
            "issues.nato.only",
            "empty",
        ),
        (swapped(LAND, "land: later"), "15:13", "parties.a.positions.land", "marked bypass"),
    ],
)
def test_one_problem(text: str, place: str, path: str, words: str) -> None:
    assert places(text) == [(place, path)]
    assert words in problems_of(text)[0].message


S = "sources: {s: {title: t}}\nevidence:\n  - {about: "


@pytest.mark.parametrize(
    "about",
    [
        "parties.a.weights.nato",
        "issues.nato.options.kept",
        "issues.land.options.back",
        "[parties.a, title]",
        "parties.a.red_lines.r1",
    ],
)
def test_evidence_about_what_is_there(about: str) -> None:
    assert not problems_of(BODY + S + about + ", source: s, claim: c}\n")


@pytest.mark.parametrize(
    "about",
    [
        "parties.a.positions.nat",
        "[parties.a, parties.x]",
        "''",
        "parties..a",
        "issues.nato.options.kpt",
    ],
)
def test_evidence_about_nothing(about: str) -> None:
    (found,) = problems_of(BODY + S + about + ", source: s, claim: c}\n")
    assert (found.mark.line, found.path) == (27, "evidence[0].about")


def test_evidence_about_nothing_is_told_with_the_other_problems() -> None:
    text = swapped("nato: kept", "nato: kpt") + S + "parties.zz, source: ss, claim: c}\n"
    assert [path for _, path in places(text)] == [
        "parties.a.positions.nato",
        "evidence[0].about",
        "evidence[0].source",
    ]


def test_evidence_about_what_only_a_round_brings() -> None:
    text = (
        BODY + S + "linkages.l, source: s, claim: c}\n"
        "rounds: [{changes: {linkages: {l: {never: {nato: kept}}}}}]\n"
    )
    assert not problems_of(text)


@pytest.mark.parametrize("where", ["rounds: [{changes: %s}]", "variants: {v: {changes: %s}}"])
def test_evidence_brought_by_a_change_must_be_about_something(where: str) -> None:
    change = "{evidence: [{about: parties.zz, source: s, claim: c}]}"
    assert problems_of(BODY + "sources: {s: {title: t}}\n" + where % change + "\n")


def test_a_problem_of_a_parameter_is_told_once() -> None:
    text = swapped("nato: 1,", "nato: $p,") + "parameters: {p: [2, 1]}\n"
    assert places(text) == [("25:17", "parameters.p")]


def test_rules_that_admit_nothing_are_no_error() -> None:
    assert not problems_of(BODY + "linkages: {x: {never: {nato: [kept, paused, renounced]}}}\n")


@pytest.mark.parametrize("rule", ["army: {at_least: %s}", "army: %s"])
def test_huge_numbers(rule: str) -> None:
    huge = "9" * 400
    problems_of(swapped(RULE, "{" + rule % huge + "}"))
    problems_of(swapped("army: 100\n", f"army: {huge}\n"))
