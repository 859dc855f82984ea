"""What comes after the signature: steps, demands, ratification, beliefs, guarantees."""

from __future__ import annotations

from typing import Any

from tests.generate.choices import Choices
from tests.generate.parties import position, reservation, weighs
from tests.generate.parts import agreement, clause, options_of, quantity

SHARES = ((1,), (0.5, 0.5), (0.3, 0.7), (0.25, 0.25, 0.5), (0.1, 0.2, 0.7))
KINDS = ("referendum", "parliament", "constitutional_majority")


def add_steps(make: Choices, document: dict[str, Any]) -> None:
    """Add steps, each after earlier ones only, and demands on their order."""
    parties, issues = list(document["parties"]), document["issues"]
    document.setdefault("status_quo", agreement(make, issues))
    names = [f"s{k}" for k in range(make.integer(1, 4))]
    steps = {name: _step(make, document, names[:k]) for k, name in enumerate(names)}
    document["steps"] = steps
    if len(names) > 1 and make.chance(2, 3):
        document["demands"] = {}
        for k in range(make.integer(1, 2)):
            first, then = make.some(names, 2, 2)
            demand = {"by": make.one(parties), "first": first, "then": then}
            if make.chance(1, 2):
                demand["strength"] = make.one(["stated", "inferred", "assumed"])
            document["demands"][f"d{k}"] = demand


def _step(make: Choices, document: dict[str, Any], before: list[str]) -> dict[str, Any]:
    parties, issues = list(document["parties"]), document["issues"]
    by = make.some(parties, 1, 2)
    step: dict[str, Any] = {"by": by if len(by) > 1 or make.chance(1, 2) else by[0]}
    settles = make.one(["whole", "partly", "nothing"])
    if settles == "whole":
        step["settles"] = make.some(list(issues), 1)
    elif settles == "partly":
        step["settles"] = agreement(make, issues, partial=True)
    if before and make.chance(1, 3):
        step["after"] = make.some(before, 1, 2)
    if make.chance(1, 5):
        step["when"] = clause(make, issues)
    if len(by) > 1 and make.chance(1, 2):
        step["together"] = True
    if make.chance(1, 4):
        step["shift"] = {make.one(parties): quantity(make, -0.3, 0.3)}
    if make.chance(1, 3):
        step["reversible"] = make.chance(1, 2)
    return step


def add_ratification(make: Choices, document: dict[str, Any]) -> None:
    """Add tests at home to some party with weights."""
    issues, parties = document["issues"], document["parties"]
    holders = [name for name, party in parties.items() if weighs(party)]
    for holder in make.some(holders, 1, 2):
        others = [n for n in holders if n != holder and parties[n].get("role") == "principal"]
        shares = parties[holder].get("weights_are") == "shares"
        parties[holder]["ratification"] = {
            f"t{k}": _test(make, issues, others, shares) for k in range(make.integer(1, 2))
        }


def _test(make: Choices, issues: dict[str, Any], others: list[str], shares: bool) -> dict[str, Any]:
    test: dict[str, Any] = {"kind": make.one(KINDS)}
    if make.chance(1, 3):
        test["threshold"] = quantity(make, 0.2, 0.8)
    if make.chance(1, 3):
        test["spread"] = quantity(make, 0, 0.3)
    if make.chance(1, 4):
        test["when"] = clause(make, issues)
    if make.chance(4, 5):
        test["groups"] = {
            f"g{k}": _group(make, issues, others, shares) | {"share": share}
            for k, share in enumerate(make.one(SHARES))
        }
    return test


def _group(
    make: Choices, issues: dict[str, Any], others: list[str], shares: bool
) -> dict[str, Any]:
    """Return a group of voters; its weights are shares where those of its party are."""
    group: dict[str, Any] = {}
    if make.chance(1, 2):
        weighed = make.some(list(issues), 1)
        forms = [[0, 1]] if shares else [1, 20, 0.7, [2, 5]]
        group["weights"] = {name: make.one(forms) for name in weighed}
    if make.chance(1, 2):
        group["positions"] = {
            name: position(make, issues[name]) for name in make.some(list(issues), 1)
        }
    if make.chance(1, 2):
        group["reservation"] = (
            reservation(make, issues, others) if others else quantity(make, -0.1, 0.7)
        )
    return group


def add_enforcement(make: Choices, document: dict[str, Any]) -> None:
    """Add guarantors that stand behind the options of an issue from a step on."""
    parties, issues = list(document["parties"]), document["issues"]
    issue = make.one(list(issues))
    guarantors = {}
    for name in make.some(parties, 1, 2):
        options = make.some(options_of(issues[issue]), 1)
        one: dict[str, Any] = {
            "credibility": {option: quantity(make, 0, 1) for option in options},
            "covers": make.some(parties, 1, 2),
            "from": make.one(list(document["steps"])),
        }
        if make.chance(1, 3):
            one["adversary_of"] = make.some(parties, 1, 1)
        if make.chance(1, 3):
            one["penalty"] = quantity(make, 0, 0.5)
        if make.chance(1, 4):
            one["when"] = clause(make, issues)
        guarantors[name] = one
    document["enforcement"] = {"issue": issue, "guarantors": guarantors}
    if make.chance(1, 2):
        document["enforcement"]["rule"] = make.one(["any_one", "all_agree"])
    if make.chance(1, 3):
        document["enforcement"]["independent"] = True


def add_beliefs(make: Choices, document: dict[str, Any]) -> None:
    """Add what parties believe of the others, without guarantees."""
    for party in document["parties"].values():
        if make.chance(1, 2):
            party["belief"] = quantity(make, 0, 1)
