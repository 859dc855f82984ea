"""Every row of every table in the format's reference is true of the reader.

A row is tried by laying a fragment over the reference's own example: what it says is accepted and,
where it sets a bound, what lies beyond is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.scenario.errors import ScenarioError
from sim.scenario.yaml_reader import read_text

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "scenario-format.md"
TEXT = REFERENCE.read_text(encoding="utf-8")
EXAMPLE: dict[str, Any] = read_text(TEXT.split("```yaml\n")[1].split("```")[0], "example").data
CLAIM = {"source": "gazette", "claim": "so it says"}
VOTERS = {"v": {"share": 1, "weights": {"toll": 1}, "positions": {"toll": 0}, "reservation": 0.2}}
STEPS = {
    "toll_set": {"by": "east", "settles": ["toll"]},
    "patrols_out": {"by": ["east", "west"], "settles": ["patrols"], "after": ["toll_set"]},
}


GUARANTOR = {"credibility": {"joint": 0.5}, "covers": ["east"], "from": "toll_set"}


def _party(**keys: Any) -> dict[str, Any]:
    return {"parties": {"east": keys}}


def _value(number: Any) -> dict[str, Any]:
    return _party(weights={"toll": number})


def _toll(position: Any) -> dict[str, Any]:
    return {"parties": {"west": {"positions": {"toll": position}}}}


def _patrols(position: Any) -> dict[str, Any]:
    return {"parties": {"west": {"positions": {"patrols": position}}}}


def _never(clause: Any) -> dict[str, Any]:
    return {"linkages": {"one": {"never": clause}}}


def _step(**keys: Any) -> dict[str, Any]:
    return {"steps": {**STEPS, "toll_set": {**STEPS["toll_set"], **keys}}}


def _consent(**keys: Any) -> dict[str, Any]:
    mill = {"weights": {"toll": 1}, "positions": {"toll": 0}, "reservation": 0.3}
    return {"parties": {"mill": mill, "league": {"consents": None}}, "consent": keys} | {
        "parties": {
            "mill": mill,
            "league": {"consents": None},
            "east": {"reservation": 0.3},
            "west": {"reservation": 0.3},
        }
    }


def _home(**keys: Any) -> dict[str, Any]:
    return _party(ratification={"vote": {"kind": "referendum", **keys}})


def _guarantee(**keys: Any) -> dict[str, Any]:
    return {
        "steps": STEPS,
        "enforcement": {
            "issue": "patrols",
            "guarantors": {"league": GUARANTOR},
            **keys,
        },
    }


def _strategy(**keys: Any) -> dict[str, Any]:
    return _party(strategy={"name": "time_dependent", **keys})


SECTIONS: dict[str, dict[str, tuple[list[Any], list[Any]]]] = {
    "form | point used now | kind in draws": {
        "40": ([_value(40)], []),
        "[30, 50]": ([_value([30, 50])], [_value([50, 30])]),
        "{low: 30, mode: 35, high: 50}": (
            [_value({"low": 30, "mode": 35, "high": 50})],
            [_value({"low": 30, "high": 50})],
        ),
        "$odds": ([_value("$odds")], [_value("$other")]),
        "1 - $odds": ([_value("1 - $odds")], [_value("2 - $odds")]),
    },
    "where | bounds | unit": {
        "weights": (
            [_value(0), _value(1e12)],
            [_value(-1), _value(1.1e12), _party(weights={"island": 0, "patrols": 0, "toll": 0})],
        ),
        "values": ([_toll({"values": {0: 0, 100: 1}})], [_toll({"values": {0: 0, 100: 1.1}})]),
        "reservation": (
            [
                _party(reservation=-1e6),
                _party(reservation={"war": {"win": 0.5, "won": 1e6, "lost": 0}}),
            ],
            [_party(reservation=1.1e6), _party(reservation={"war": {"win": 0.5, "cost": -1.1e6}})],
        ),
        "win": (
            [_party(reservation={"war": {"win": 1}})],
            [
                _party(reservation={"war": {"win": 1.1}}),
                _party(red_lines={"island_not_wests": {"never": {"toll": 0}, "holds": 1.1}}),
            ],
        ),
        "worth": (
            [_party(interactions={"x": {"when": {"toll": 0}, "worth": -100}})],
            [_party(interactions={"x": {"when": {"toll": 0}, "worth": 101}})],
        ),
        "power": ([_party(power=0.1)], [_party(power=0), _party(power=[1, 2])]),
    },
    "key | form | default @ Top level": {
        "title": ([{"title": "Another"}], [{"title": None}]),
        "date": ([{"date": "2031", "summary": "Short."}], [{"date": 2031}]),
        "extends": ([], [{"extends": "other.yaml"}]),
        "sources": ([{"sources": {"new": {"title": "N"}}}], [{"sources": {"new": {}}}]),
        "parameters": ([{"parameters": {"p": [0, 1]}}], [{"parameters": {"p": "$odds"}}]),
        "issues": ([{"issues": {"name": {"options": ["a", "b"]}}}], [{"issues": {"name": {}}}]),
        "parties": ([{"parties": {"mill": {}}}], [{"parties": {"mill": "x"}}]),
        "linkages": ([_never({"toll": 0}) | {}], [{"linkages": {"one": {}}}]),
        "consent": ([_consent(required=["east"])], [_consent(required=["nobody"])]),
        "status_quo": ([{"status_quo": {"toll": 10}}], [{"status_quo": {"toll": 11}}]),
        "bargaining": ([{"bargaining": {"rounds": 5}}], [{"bargaining": {"rounds": 0}}]),
        "steps": ([{"steps": STEPS}], [{"steps": {"s": {}}}]),
        "packages": ([{"packages": {"p": {"toll": 0}}}], [{"packages": {"p": {}}}]),
        "rounds": ([{}], []),
        "before_rounds": ([{"before_rounds": {"label": "L"}}], [{"before_rounds": "yes"}]),
        "variants": ([{}], []),
        "evidence": (
            [{"evidence": [{"about": "status_quo.toll", **CLAIM}]}],
            [{"evidence": [{"about": "status_quo.tol", **CLAIM}]}],
        ),
    },
    "key | form | default @ Issues": {
        "label": ([{"issues": {"toll": {"label": "L", "summary": "S"}}}], []),
        "options": (
            [
                {"issues": {"n": {"options": ["a", "b"]}}},
                {"issues": {"n": {"options": {"a": "A", "b": None}}}},
            ],
            [{"issues": {"n": {"label": "N"}}}],
        ),
        "range": (
            [{"issues": {"n": {"range": {"from": 0, "to": 1, "step": 0.1}}}}],
            [
                {"issues": {"n": {"range": {"from": 0, "to": 1, "step": 0.3}}}},
                {"issues": {"n": {"range": {"from": 0, "to": 100000, "step": 1}}}},
            ],
        ),
        "unit": ([{"issues": {"toll": {"unit": "x"}}}], [{"issues": {"patrols": {"unit": "x"}}}]),
        "only": ([{"issues": {"toll": {"only": [0, 10]}}}], [{"issues": {"toll": {"only": [5]}}}]),
    },
    "key | form | default @ option": {
        "label": (
            [{"issues": {"n": {"options": {"a": {"label": "A", "summary": "S"}, "b": "B"}}}}],
            [],
        ),
        "bypass": (
            [{"issues": {"n": {"options": {"a": {"bypass": True}, "b": "B"}}}}],
            [{"issues": {"n": {"options": {"a": {"bypass": "yes"}, "b": "B"}}}}],
        ),
        "at": (
            [{"issues": {"n": {"options": {"a": {"at": 0}, "b": {"at": 3}}}}}],
            [{"issues": {"n": {"options": {"a": {"at": 0}, "b": "B"}}}}],
        ),
    },
    "key | form | default @ Parties": {
        "label": ([_party(label="L", summary="S")], []),
        "role": (
            [
                {"parties": {"mill": {"role": role}}}
                for role in ("guarantor", "mediator", "stakeholder")
            ]
            + [{"parties": {"mill": {"roles": ["guarantor", "mediator"]}}}],
            [{"parties": {"mill": {"role": "judge"}}}],
        ),
        "bargains": ([_party(bargains=False)], [{"parties": {"mill": {"bargains": True}}}]),
        "consents": (
            [_party(consents=False), _party(consents={"when": {"toll": 0}})],
            [_party(consents="perhaps")],
        ),
        "weights": ([_party(weights="unknown")], [_party(weights="equal")]),
        "weights_are": (
            [_party(weights={"island": [0, 1], "patrols": 0.2, "toll": 0.3}, weights_are="shares")],
            [_party(weights_are="shares"), _party(weights_are="percent")],
        ),
        "order": (
            [_party(weights=None, order=["island", ["patrols", "toll"]])],
            [_party(order=["island"])],
        ),
        "positions": ([_toll(40)], [_toll(400)]),
        "reservation": ([_party(reservation=0.1)], [_party(reservation="high")]),
        "red_lines": (
            [_party(red_lines={"r": {"never": {"toll": 0}}})],
            [_party(red_lines={"r": {}})],
        ),
        "interactions": (
            [_party(interactions={"x": {"when": {"toll": 0}, "worth": 0.1}})],
            [_party(interactions={"x": {"when": {"toll": 0}}})],
        ),
        "power": ([_party(power=2)], [_party(power=-1)]),
        "patience": ([_party(patience=[0.9, 1])], [_party(patience=0), _party(patience=1.1)]),
        "strategy": ([_party(strategy="boulware")], [_party(strategy=3)]),
    },
    "form | meaning @ Positions": {
        "patrols: joint": ([_patrols("joint")], [_patrols("none_such")]),
        "{ideal: joint, loss: quadratic}": (
            [
                _patrols({"ideal": "joint", "loss": loss})
                for loss in ("linear", "quadratic", "all_or_nothing")
            ],
            [_patrols({"ideal": "joint", "loss": "cubic"}), _patrols({"loss": "linear"})],
        ),
        "{ideal: joint, values: {none: 0.4}}": (
            [_patrols({"ideal": "joint", "values": {"none": 0.4}})],
            [],
        ),
        "{values: {…}}": (
            [
                _patrols({"values": {"none": 0, "joint": 1, "separate": 0.5}}),
                _toll({"values": {0: 1, 100: 0}}),
            ],
            [_patrols({"values": {"none": 0, "joint": 1}}), _toll({"values": {0: 1, 50: 0}})],
        ),
    },
    "form | meaning @ Reservation": {
        "0.4": (
            [_party(reservation=0.4), _party(reservation=[0.1, 0.2]), _party(reservation="$odds")],
            [],
        ),
        "{number: 0.4, because:, evidence:}": (
            [
                _party(reservation={"number": 0.4, "because": "b", "evidence": CLAIM}),
                _party(reservation={"number": [0.1, 0.2], "because": "b"}),
            ],
            [_party(reservation={"number": 0.4, "cost": 0.1})],
        ),
        "status_quo": (
            [_party(reservation="status_quo")],
            [{"status_quo": None, **_party(reservation="status_quo")}],
        ),
        "{status_quo: true, because:, evidence:}": (
            [_party(reservation={"status_quo": True, "because": "b", "evidence": [CLAIM]})],
            [
                _party(reservation={"status_quo": False}),
                _party(reservation={"status_quo": True, "number": 0}),
            ],
        ),
        "{agreement: {issue: option, …}, cost: c}": (
            [
                _party(
                    reservation={
                        "agreement": {"island": "left_open", "patrols": "joint", "toll": 0}
                    }
                ),
                _party(
                    reservation={
                        "agreement": {"island": "left_open", "patrols": "joint", "toll": 0},
                        "cost": 0.1,
                    }
                ),
            ],
            [_party(reservation={"agreement": {"toll": 0}})],
        ),
        "{war: {win: p, cost: c, against:, won:, lost:}}": (
            [
                _party(
                    reservation={
                        "war": {"win": 0.5, "cost": 0.1, "against": "west", "won": 0.9, "lost": 0.1}
                    }
                )
            ],
            [
                _party(reservation={"war": {"cost": 0.1}}),
                _party(reservation={"war": {"win": 0.5, "against": "east"}}),
            ],
        ),
    },
    "term | matches": {
        "{patrols: joint}": ([_never({"patrols": "joint"})], [_never({"patrols": "both"})]),
        "{patrols: [joint, separate]}": (
            [_never({"patrols": ["joint", "separate"]})],
            [_never({"patrols": []})],
        ),
        "{toll: {at_least: 20, at_most: 60}}": (
            [_never({"toll": {"at_least": 20, "at_most": 60}}), _never({"toll": {"at_most": 60}})],
            [_never({"island": {"at_least": "left_open"}}), _never({"toll": {}})],
        ),
        "{patrols: joint, toll: 50}": (
            [_never({"patrols": "joint", "toll": 50})],
            [_never({"patrols": "joint", "toll": 51})],
        ),
    },
    "key | form | default @ Consent": {
        "required": ([_consent(required=["east", "west"])], [_consent(required=["east", "east"])]),
        "at_least": ([_consent(at_least=2)], [_consent(at_least=0), _consent(at_least=4)]),
        "of": (
            [_consent(required=["east"], at_least=2, of=["east", "west", "mill"])],
            [_consent(of=["east"]), _consent(at_least=3, of=["east", "west"])],
        ),
    },
    "key of `bargaining` | form | default": {
        "protocol": (
            [
                {"bargaining": {"protocol": name}}
                for name in ("alternating_offers", "simultaneous_concession", "single_text")
            ],
            [{"bargaining": {"protocol": 3}}],
        ),
        "rounds": ([{"bargaining": {"rounds": 3}}], [{"bargaining": {"rounds": 2.5}}]),
        "hazard": ([{"bargaining": {"hazard": [0, 0.5]}}], [{"bargaining": {"hazard": 1}}]),
        "opener": (
            [{"bargaining": {"opener": name}} for name in ("random", "first", "west")],
            [{"bargaining": {"opener": "mill"}}],
        ),
        "through_rounds": (
            [{"bargaining": {"through_rounds": True}}],
            [{"bargaining": {"through_rounds": 1}}],
        ),
        "because": ([{"bargaining": {"because": "b"}}], [{"bargaining": {"because": 1}}]),
    },
    "key of `strategy` | form | default": {
        "name": ([_strategy()], [_party(strategy={"exponent": 1})]),
        "exponent": (
            [_strategy(exponent=[0.01, 100])],
            [_strategy(exponent=0), _strategy(exponent=101)],
        ),
        "answer": (
            [_party(strategy={"name": "tit_for_tat", "answer": 0.5})],
            [_party(strategy={"name": "tit_for_tat", "answer": 1.5})],
        ),
        "accept": (
            [_strategy(accept=["next", "time"]), _strategy(accept="constant")],
            [_strategy(accept="never")],
        ),
        "level": (
            [_strategy(accept=["constant", "time"], level=0.5, after=0.5)],
            [_strategy(accept="constant", level=2), _strategy(accept="time", after=2)],
        ),
        "tolerance": ([_strategy(tolerance=0.1)], [_strategy(tolerance=2)]),
        "ties": ([_strategy(ties="first"), _strategy(ties="for_others")], [_strategy(ties="last")]),
        "because": ([_strategy(because="b")], [_strategy(because=1)]),
    },
    "key of a step | form | default": {
        "by": (
            [_step(by=["east", "west"])],
            [{"steps": {"s": {"settles": ["toll"]}}}, _step(by="mill")],
        ),
        "settles": ([_step(settles={"toll": 50})], [_step(settles=["tolls"])]),
        "after": ([{"steps": STEPS}], [_step(after=["no_step"])]),
        "when": ([_step(when={"patrols": "joint"})], [_step(when={"patrols": "x"})]),
        "together": ([_step(by=["east", "west"], together=True)], [_step(together="yes")]),
        "shift": ([_step(shift={"east": [0, 0.1]})], [_step(shift={"mill": 0.1})]),
        "reversible": ([_step(reversible=True)], [_step(reversible="no")]),
        "requires": (
            [
                _step(requires={"patrols": ["joint"]}),
                _step(requires={"options": {"patrols": "joint"}, "by": "west"}),
            ],
            [_step(requires={"patrols": ["both"]}), _step(requires="patrols")],
        ),
        "stop": (
            [_step(stop={"east": 0.2, "west": "war"}), _step(stop={"west": "status_quo"})],
            [_step(stop={"mill": 0.2}), _step(stop={"east": "peace"})],
        ),
        "label": ([_step(label="L", because="b", evidence=CLAIM)], [_step(label=1)]),
    },
    "key under a party | form | default": {
        "stop": (
            [
                _party(stop=stop)
                for stop in (0.2, [0, 0.1], "status_quo", "war", {"number": 0.2, "because": "b"})
            ],
            [_party(stop="peace"), _party(stop={"number": 0.2, "war": True})],
        ),
        "belief": ([_party(belief=[0, 1])], [_party(belief=1.5)]),
        "ratification": (
            [_home(groups=VOTERS, threshold=0.5, spread=0.1, when={"toll": 0})],
            [_home(threshold=2)],
        ),
    },
    "key of `enforcement` | form | default": {
        "issue": ([_guarantee()], [_guarantee(issue="guarantees")]),
        "guarantors": (
            [
                _guarantee(
                    guarantors={
                        "league": {
                            "credibility": {"joint": [0.1, 0.9]},
                            "covers": ["east"],
                            "adversary_of": ["west"],
                            "penalty": 0.1,
                            "from": "toll_set",
                            "when": {"toll": 0},
                        }
                    }
                )
            ],
            [_guarantee(guarantors={"league": {"credibility": {"joint": 2}}})],
        ),
        "rule": ([_guarantee(rule="all_agree")], [_guarantee(rule="most")]),
        "independent": ([_guarantee(independent=True)], [_guarantee(independent="yes")]),
    },
    "key of evidence | form": {
        "about": (
            [{"evidence": [{"about": ["status_quo.toll", "packages.full_text"], **CLAIM}]}],
            [{"evidence": [CLAIM]}],
        ),
        "source": (
            [{"evidence": [{"about": "status_quo.toll", **CLAIM}]}],
            [{"evidence": [{"about": "status_quo.toll", "claim": "c", "source": "x"}]}],
        ),
        "claim": (
            [{"evidence": [{"about": "status_quo.toll", **CLAIM}]}],
            [{"evidence": [{"about": "status_quo.toll", "source": "gazette"}]}],
        ),
        "where": ([{"evidence": [{"about": "status_quo.toll", "where": "w", **CLAIM}]}], []),
        "reported_by": (
            [{"evidence": [{"about": "status_quo.toll", "reported_by": "r", **CLAIM}]}],
            [],
        ),
        "quote": ([{"evidence": [{"about": "status_quo.toll", "quote": "q", **CLAIM}]}], []),
        "confidence": (
            [
                {"evidence": [{"about": "status_quo.toll", "confidence": c, **CLAIM}]}
                for c in ("low", "medium", "high")
            ],
            [{"evidence": [{"about": "status_quo.toll", "confidence": "sure", **CLAIM}]}],
        ),
    },
}
"""Head of a table (and, where heads repeat, where it stands) → row → accepted and refused."""
CHANGES = "written as | laid over"
"""The table of ways to write a change; tests/scenario/test_overlay.py has these."""


def tables() -> Iterator[tuple[str, str, list[str]]]:
    """Yield every table of the reference: its head, its section, its rows' first cells."""
    lines, section = TEXT.splitlines(), ""
    for number, line in enumerate(lines):
        if line.startswith("#"):
            section = line.lstrip("# ")
        if re.fullmatch(r"\|[-|]+\|", line):
            rows = []
            for row in lines[number + 1 :]:
                if not row.startswith("|"):
                    break
                rows.append(re.findall(r"`([^`]+)`", row.split(" | ")[0])[0])
            before = next(text for text in reversed(lines[: number - 1]) if text.strip())
            yield (
                lines[number - 1].strip("| "),
                "option" if "An option is" in before else section,
                rows,
            )


def _entries() -> Iterator[tuple[str, str]]:
    for head, section, rows in tables():
        for row in rows:
            yield (head if head in SECTIONS or head == CHANGES else f"{head} @ {section}"), row


@pytest.mark.parametrize(("table", "row"), [entry for entry in _entries() if entry[0] != CHANGES])
def test_a_row_is_true(table: str, row: str) -> None:
    accepted, refused = SECTIONS[table][row]
    example = sim.Scenario.from_dict(EXAMPLE)
    for fragment in accepted:
        example.with_changes(fragment)
    for fragment in refused:
        with pytest.raises(ScenarioError):
            example.with_changes(fragment)
    assert accepted or refused


def test_no_entry_here_is_of_a_row_that_is_gone() -> None:
    written = set(_entries())
    assert {(table, row) for table, rows in SECTIONS.items() for row in rows} <= written
