"""Whole scenarios: any part of the format, in any of its forms; all must be accepted."""

from __future__ import annotations

import copy
from typing import Any

from tests.generate.choices import Choices
from tests.generate.core import core_document
from tests.generate.evidence import add_evidence
from tests.generate.later import add_beliefs, add_enforcement, add_ratification, add_steps
from tests.generate.names import add_labels, with_odd_ids
from tests.generate.parties import weighs
from tests.generate.parts import agreement, clause, options_of, quantity, rule

STRATEGIES = ("boulware", "linear", "conceder", "time_dependent", "tit_for_tat", "hardliner")
PROTOCOLS = ("alternating_offers", "simultaneous_concession", "single_text")


def whole_document(make: Choices, max_issues: int = 3) -> dict[str, Any]:
    """Return a scenario with any part of the format."""
    document = core_document(make, max_issues)
    if make.chance(1, 8):
        _leave_defaults(document)
    if make.chance(1, 6):
        _add_interactions_only(make, document)
    if make.chance(1, 2):
        add_steps(make, document)
        if make.chance(1, 2):
            add_enforcement(make, document)
    if make.chance(1, 3):
        add_ratification(make, document)
    if make.chance(1, 3):
        add_beliefs(make, document)
    if make.chance(1, 2):
        _add_talks(make, document)
    _write_long_forms(make, document)
    if make.chance(1, 3):
        _add_rounds(make, document)
    if make.chance(1, 3):
        _add_variants(make, document)
    _write_options(make, document)
    if make.chance(1, 3):
        add_evidence(make, document)
    if make.chance(1, 2):
        add_labels(make, document)
    return with_odd_ids(document) if make.chance(1, 6) else document


def _leave_defaults(document: dict[str, Any]) -> None:
    """Leave out what has a default, and what is empty."""
    for party in document["parties"].values():
        if weighs(party):
            party.pop("role", None)
        for key in ("red_lines", "interactions"):
            if not party.get(key):
                party.pop(key, None)
    if not document["linkages"]:
        del document["linkages"]


def _add_interactions_only(make: Choices, document: dict[str, Any]) -> None:
    """Add a party whose utility is all in how options come together."""
    document["parties"]["fir"] = {
        "role": make.one(["principal", "guarantor"]),
        "interactions": {
            f"x{k}": {"when": clause(make, document["issues"]), "worth": quantity(make, 0, 0.6)}
            for k in range(make.integer(1, 2))
        },
        "reservation": quantity(make, 0, 0.3),
    }


def _add_talks(make: Choices, document: dict[str, Any]) -> None:
    """Add how the parties talk; each strategy fits any number of them and any protocol."""
    parties = document["parties"]
    seats = [
        name
        for name, party in parties.items()
        if weighs(party) and party.get("bargains", party.get("role") in (None, "principal"))
    ]
    talks: dict[str, Any] = {"rounds": make.integer(5, 30)}
    if make.chance(1, 2):
        talks["protocol"] = make.one(PROTOCOLS)
    if make.chance(1, 3):
        talks["hazard"] = quantity(make, 0, 0.2)
    if make.chance(1, 3):
        talks["opener"] = make.one(["random", "first", *seats])
    if make.chance(1, 5):
        talks["because"] = "so the mediators say"
    document["bargaining"] = talks
    for name, party in parties.items():
        if not weighs(party):
            continue
        if make.chance(1, 3):
            party["patience"] = make.one([1, 0.95, [0.9, 1], {"low": 0.9, "mode": 1, "high": 1}])
        if name in seats and make.chance(1, 2):
            party["strategy"] = _strategy(make, talks.get("protocol", PROTOCOLS[0]))


def _strategy(make: Choices, protocol: str) -> Any:
    name = make.one(STRATEGIES)
    if protocol == "single_text" or name == "hardliner" or make.chance(1, 2):
        return make.one(STRATEGIES[:4])
    strategy: dict[str, Any] = {"name": name}
    if name in ("time_dependent", "boulware", "conceder"):
        strategy["exponent"] = quantity(make, 0.5, 5)
    if name == "tit_for_tat":
        strategy["answer"] = make.one([1, 0.5, 0])
    if make.chance(1, 2):
        strategy |= {"accept": ["next", "constant", "time"], "level": 0.8, "after": 0.9}
    if make.chance(1, 3):
        strategy |= {"tolerance": 0.05, "ties": make.one(["first", "for_others"])}
    return strategy


def _write_long_forms(make: Choices, document: dict[str, Any]) -> None:
    """Write some of what has several forms in another of the same meaning, or with more said."""
    for party in document["parties"].values():
        for line in party.get("red_lines", {}).values():
            if make.chance(1, 3):
                line["holds"] = quantity(make, 0, 1)
            if make.chance(1, 3):
                line["strength"] = make.one(["stated", "inferred", "assumed"])
        if "reservation" in party and make.chance(1, 4):
            party["reservation"] = _with_reason(party["reservation"])
        for issue, position in party.get("positions", {}).items():
            if not isinstance(position, dict) and make.chance(1, 4):
                party["positions"][issue] = {"ideal": position, "because": "asked for"}
        if "role" in party and make.chance(1, 5):
            party["roles"] = [party.pop("role"), "mediator"]


def _write_options(make: Choices, document: dict[str, Any]) -> None:
    """Write options as a list, or those of which nothing is said as empty; add units."""
    for issue in document["issues"].values():
        if "options" in issue and not any(issue["options"].values()) and make.chance(1, 2):
            issue["options"] = list(issue["options"])
        elif "options" in issue and make.chance(1, 4):
            issue["options"] = {name: o or None for name, o in issue["options"].items()}
        elif "range" in issue and make.chance(1, 2):
            issue["unit"] = "crowns"


def _with_reason(reservation: Any) -> dict[str, Any]:
    """Return a reservation value in the form of a mapping that takes a reason."""
    if reservation == "status_quo":
        return {"status_quo": True, "because": "all stays as it is"}
    if isinstance(reservation, dict) and "mode" not in reservation:
        return {**reservation, "because": "nothing else is in sight"}
    return {"number": reservation, "because": "a guess"}


def _add_rounds(make: Choices, document: dict[str, Any]) -> None:
    """Add rounds, each a change of the state before, which stays valid."""
    state = copy.deepcopy(document)
    document["rounds"] = []
    for number in range(make.integer(1, 3)):
        made: dict[str, Any] = {}
        if make.chance(4, 5):
            made["changes"] = _change(make, state, number, may_remove=True)
        if make.chance(1, 2):
            made["date"] = f"2031-05-{number + 1:02}"
        if make.chance(1, 2):
            made["label"] = f"Meeting {number + 1}"
        document["rounds"].append(made)
    if "bargaining" in document and make.chance(1, 3):
        document["bargaining"]["through_rounds"] = True


def _add_variants(make: Choices, document: dict[str, Any]) -> None:
    """Add other readings, which hold whatever the rounds have removed."""
    document["variants"] = {}
    for number in range(make.integer(1, 2)):
        change = _change(make, copy.deepcopy(document), number + 10, may_remove=False)
        document["variants"][f"v{number}"] = {"changes": change}
        if make.chance(1, 2):
            document["variants"][f"v{number}"]["probability"] = 0.5


def _change(
    make: Choices, state: dict[str, Any], number: int, *, may_remove: bool
) -> dict[str, Any]:
    """Return one change of a state, and make it there."""
    issues, name = state["issues"], make.one(list(state["parties"]))
    party = state["parties"][name]
    kinds = ["odds", "red_line", "linkage", "package", "only"]
    kinds += ["weight"] if isinstance(party.get("weights"), dict) else []
    kinds += ["reservation"] if "reservation" in party else []
    kinds += ["lift"] if may_remove and party.get("red_lines") else []
    kind = make.one(kinds)
    if kind == "odds":
        return {"parameters": {"odds": quantity(make, 0, 1)}}
    if kind == "linkage":
        return {"linkages": {f"new{number}": rule(make, issues)}}
    if kind == "package":
        return {"packages": {f"new{number}": agreement(make, issues, partial=True)}}
    if kind == "only":
        issue = make.one(list(issues))
        return {"issues": {issue: {"only": make.some(options_of(issues[issue]), 1)}}}
    if kind == "lift":
        line = make.one(list(party["red_lines"]))
        del party["red_lines"][line]
        return {"parties": {name: {"red_lines": {line: None}}}}
    if kind == "red_line":
        return {"parties": {name: {"red_lines": {f"new{number}": rule(make, issues)}}}}
    if kind == "reservation":
        return {"parties": {name: {"reservation": quantity(make, 0, 0.5)}}}
    weighed = make.one(list(party["weights"]))
    if party.get("weights_are") == "shares":
        return {"parties": {name: {"weights": {weighed: [0, 1]}}}}
    return {"parties": {name: {"weights": {weighed: make.one([1, 7, 0.3, [2, 5]])}}}}
