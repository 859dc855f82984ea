"""Scenarios that put figures under strain."""

from __future__ import annotations

from typing import Any

import sim

LONG = "A rather long name of an issue that nobody would want to print in full anywhere"


def two(issues: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a scenario of two parties with opposite positions on all issues."""

    def party(label: str, step: int, low: bool) -> dict[str, Any]:
        weights = {name: 5 + (step * k) % 11 for k, name in enumerate(issues)}
        positions = {}
        for name, issue in issues.items():
            if "range" in issue:
                positions[name] = issue["range"]["from" if low else "to"]
            else:
                positions[name] = list(issue["options"])[0 if low else -1]
        return {"label": label, "weights": weights, "positions": positions, "reservation": 0.4}

    parties = {"east": party("Eastshore", 3, True), "west": party("Westshore", 7, False)}
    return {"title": "Under strain", "issues": issues, "parties": parties, **more}


def words(many: int, size: int) -> dict[str, Any]:
    """Return issues with options that are words."""
    return {
        f"issue_{k}": {
            "label": f"Issue number {k}",
            "options": {f"o{j}": f"Option {j} of issue {k}" for j in range(size)},
        }
        for k in range(many)
    }


def fourteen() -> dict[str, Any]:
    """Fourteen issues, all of them contested, one of them with a long name."""
    issues = words(14, 2)
    issues["issue_3"]["label"] = LONG
    data = two(issues)
    for party in data["parties"].values():
        party["reservation"] = 0.5
    return data


def levels() -> dict[str, Any]:
    """Two numeric issues, one of a thousand levels, with pairs of levels closed as a pair only."""
    issues = {
        "troops": {"label": "Troops", "range": {"from": 1, "to": 1000, "step": 1}, "unit": "men"},
        "years": {"label": "Years", "range": {"from": 1, "to": 15, "step": 1}, "unit": "years"},
        "form": {"label": "Form", "options": {"treaty": "Treaty", "note": "Exchange of notes"}},
    }
    linkages = {
        "long_means_few": {"if": {"years": {"at_least": 10}}, "then": {"troops": {"at_most": 400}}}
    }
    return two(issues, linkages=linkages)


def one_party() -> dict[str, Any]:
    """One party bargains; another only consents."""
    data = two(words(3, 3))
    data["parties"]["west"] |= {"role": "guarantor", "consents": True}
    return data


def nobody() -> dict[str, Any]:
    """Nobody bargains."""
    data = two(words(2, 2))
    for party in data["parties"].values():
        party["bargains"] = False
    return data


def crowd() -> dict[str, Any]:
    """Eight parties that all bargain."""
    data = two(words(4, 3))
    options = {f"issue_{k}": [f"o{j}" for j in range(3)] for k in range(4)}
    data["parties"] = {
        f"p{n}": {
            "label": f"Party {n} of the eight",
            "weights": {name: 1 + (n * (k + 2)) % 5 for k, name in enumerate(options)},
            "positions": {
                name: listed[(n + k) % 3] for k, (name, listed) in enumerate(options.items())
            },
            "reservation": 0.2,
        }
        for n in range(8)
    }
    return data


def packages() -> dict[str, Any]:
    """Many packages, some of them the same, one of them off the table."""
    data = two(words(5, 4))
    data["packages"] = {
        f"p{k}": {
            "label": f"The draft of the {k}th of May as read out by the chair",
            "agreement": {f"issue_{i}": f"o{(k * (i + 1)) % 4}" for i in range(1 + k % 5)},
        }
        for k in range(14)
    }
    data["issues"]["issue_0"]["only"] = ["o0", "o1", "o2"]
    return data


def odd_names() -> dict[str, Any]:
    """Labels with marks that mean something to a typesetter, in other scripts, and endless."""
    data = two(words(3, 3))
    data["title"] = "Costs of $5 and $x^2$ & <tags> in 日本語 " + LONG
    data["issues"]["issue_0"]["label"] = "Préambule_$a$ " + "w" * 60
    data["issues"]["issue_0"]["options"]["o1"] = "x" * 80
    data["parties"]["east"]["label"] = (
        "The Confederation of the Eastern Shore and the Islands beyond it"
    )
    return data


def many_options() -> dict[str, Any]:
    """An issue with twenty options that are words."""
    issues = words(1, 20) | {"second": {"options": {"yes": "Yes", "no": "No"}}}
    return two(issues)


def indifferent() -> dict[str, Any]:
    """Walk-away values far outside of what agreements are worth."""
    data = two(words(3, 3))
    data["parties"]["east"]["reservation"] = -0.4
    data["parties"]["west"]["reservation"] = 1.6
    return data


def no_admissible() -> dict[str, Any]:
    """No agreement keeps the linkages, so that a war's outcome can't be worked out."""
    data = two(words(2, 2))
    data["linkages"] = {"nothing": {"never": {"issue_0": ["o0", "o1"]}}}
    data["parties"]["east"]["reservation"] = {"war": {"win": 0.5, "cost": 0.1}}
    return data


def without_zone() -> dict[str, Any]:
    """A zone that the rules close, with packages."""
    data = packages()
    data["parties"]["east"]["red_lines"] = {"all": {"never": {"issue_1": ["o1", "o2", "o3"]}}}
    data["parties"]["west"]["red_lines"] = {"none": {"never": {"issue_1": "o0"}}}
    return data


STRAIN = {
    function.__name__: function
    for function in (
        fourteen, levels, one_party, nobody, crowd, packages, odd_names, many_options, indifferent,
        no_admissible, without_zone,
    )
}  # fmt: skip
"""Name → scenario as data."""


def zone_of(name: str) -> sim.Zone:
    """Return the zone of one of them."""
    return sim.explore(sim.Scenario.from_dict(STRAIN[name]()))
