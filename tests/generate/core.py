"""Scenarios with all that a zone depends on: issues, parties, rules, consent, packages."""

from __future__ import annotations

from typing import Any

from tests.generate.choices import Choices
from tests.generate.parties import parties_of, weighs
from tests.generate.parts import agreement, clause, issues_of, quantity, rule


def core_document(
    make: Choices, max_issues: int = 4, consent: bool | None = None
) -> dict[str, Any]:
    """Return a scenario of at most a few hundred agreements.

    Parameters
    ----------
    consent
        Whether it has a rule on whose consent is needed; None for either.
    """
    issues = issues_of(make, make.integer(1, max_issues))
    document: dict[str, Any] = {
        "title": "Random",
        "parameters": {"odds": quantity(make, 0, 1)},
        "issues": issues,
        "parties": parties_of(make, issues, make.integer(2, 4)),
        "status_quo": agreement(make, issues),
    }
    document["linkages"] = {
        f"l{k}": {**rule(make, issues), "kind": make.one(["practical", "law", "definition"])}
        for k in range(make.integer(0, 3))
    }
    if make.chance(2, 5) if consent is None else consent:
        _add_consent(make, document)
    if make.chance(1, 2):
        document["packages"] = {
            "whole": agreement(make, issues),
            "part": {"agreement": agreement(make, issues, partial=True)},
        }
    return document


def _add_consent(make: Choices, document: dict[str, Any]) -> None:
    """Add a rule on whose consent is needed: vetoes, k of n, k of all principals, or both.

    A party may consent by condition where it is required and not counted among k of n.
    """
    parties, issues = document["parties"], document["issues"]
    principals = [n for n, p in parties.items() if p.get("role", "principal") == "principal"]
    kind = make.one(["required", "of", "principals"])
    required = make.some(list(parties), 1 if kind == "required" else 0, 2)
    counted: list[str] = []
    consent: dict[str, Any] = {"required": required} if required or make.chance(1, 2) else {}
    if kind == "of":
        counted = make.some(list(parties), 1)
        consent |= {"at_least": make.integer(1, len(counted)), "of": counted}
    elif kind == "principals":
        counted = principals
        consent["at_least"] = make.integer(1, len(principals))
    for name, party in parties.items():
        party.pop("consents", None)
        if name in required and name not in counted:
            form = make.one(["default", "default", "when", "yes"])
            if form != "default":
                party["consents"] = True if form == "yes" else {"when": clause(make, issues)}
    document["consent"] = consent


__all__ = ["core_document", "weighs"]
