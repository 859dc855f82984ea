"""Parties: weights, positions and reservation values in every form, red lines, interactions."""

from __future__ import annotations

from typing import Any

from tests.generate.choices import Choices
from tests.generate.parts import agreement, clause, options_of, quantity, rule, scaled

PARTIES = ("ash", "birch", "cedar", "dogwood", "elm")
WEIGHTS = (1, 0, 2, 3, 5, 10, 20, 25, 33.3, 40, 60, 0.1, 0.3, 0.7, 12.35, 66.67, 1e-3, 1e6)
SHARES = ((0.5, 0.5), (0.1, 0.9), (0.3, 0.7), (0.15, 0.85), (0.333, 0.667))


def weighs(party: dict[str, Any]) -> bool:
    """Return whether a generated party has weights in any form."""
    return "weights" in party or "order" in party


def parties_of(make: Choices, issues: dict[str, Any], count: int) -> dict[str, Any]:
    """Return two to five parties with weights, and perhaps one without."""
    names = list(PARTIES[:count])
    parties = {name: _party(make, issues, name, names) for name in names}
    if make.chance(1, 4):
        parties["observer"] = {"role": "guarantor", "consents": make.chance(1, 2)}
        if make.chance(1, 2):
            parties["observer"]["red_lines"] = {"r0": rule(make, issues)}
    return parties


def _party(make: Choices, issues: dict[str, Any], name: str, names: list[str]) -> dict[str, Any]:
    party: dict[str, Any] = weights(make, issues)
    party["positions"] = {issue: position(make, written) for issue, written in issues.items()}
    party["role"] = "principal"
    if make.chance(5, 6):
        others = [other for other in names if other != name]
        party["reservation"] = reservation(make, issues, others)
    party["red_lines"] = {f"r{k}": rule(make, issues) for k in range(make.integer(0, 2))}
    party["interactions"] = {
        f"x{k}": {"when": clause(make, issues), "worth": quantity(make, -0.3, 0.3)}
        for k in range(make.integer(0, 1))
    }
    if names.index(name) >= 2:
        party |= make.one(
            [
                {},
                {"bargains": False},
                {"bargains": False, "consents": {"when": clause(make, issues)}},
                {"consents": {"when": clause(make, issues)}},
                {"consents": False},
            ]
        )
    elif make.chance(1, 8):
        party["consents"] = {"when": clause(make, issues)}
    if make.chance(1, 5):
        party["power"] = make.one([1, 2, 5, 0.5, 0.1])
    return party


def weights(make: Choices, issues: dict[str, Any]) -> dict[str, Any]:
    """Return weights in any form."""
    names = list(issues)
    kind = make.one(["weights", "weights", "weights", "weights", "shares", "order", "unknown"])
    if kind == "unknown":
        return {"weights": "unknown"}
    if kind == "order":
        first, *rest = names
        return {"order": [first, rest] if len(rest) > 1 and make.chance(1, 2) else names}
    if kind == "shares":
        return {"weights": _shares(make, names), "weights_are": "shares"}
    weighed = names if make.chance(3, 4) else make.some(names, 1)
    points: dict[str, Any] = {name: make.one(WEIGHTS) for name in names if name in weighed}
    if not any(points.values()):
        points[next(iter(points))] = 10
    if make.chance(1, 2):
        name = make.one(list(points))
        points[name] = make.one([
            [points[name], points[name] + 10],
            {"low": points[name], "mode": points[name] + 0.7, "high": points[name] + 12.35},
        ])  # fmt: skip
    return {"weights": points}


def _shares(make: Choices, names: list[str]) -> dict[str, Any]:
    """Return ranges of shares between whose ends the sum can be 1."""
    if len(names) == 1:
        return {names[0]: make.one([1, [0.5, 1]])}
    if len(names) == 2 and make.chance(1, 2):
        return dict(zip(names, make.one(SHARES), strict=True))
    low = [make.integer(0, 3) / 20 for _ in names]
    high = [make.integer(10, 20) / 20 for _ in names]
    return {name: [a, b] for name, a, b in zip(names, low, high, strict=True)}


def position(make: Choices, issue: dict[str, Any]) -> Any:
    """Return a position in any form."""
    options, places = options_of(issue), scaled(issue)
    off = [option for option in options if option not in places]
    kind = make.one(["ideal", "loss", "values"])
    if kind == "values" or not places:
        listed = options
        if "range" in issue:
            between = make.some(options, 0, 2)
            listed = [o for o in options if o in (options[0], options[-1], *between)]
        return {"values": {option: quantity(make, 0, 1, True) for option in listed}}
    ideal = make.one(places)
    values = {option: quantity(make, 0, 1, True) for option in off}
    if kind == "ideal" and not values:
        return ideal
    if make.chance(1, 2):
        values[make.one(options)] = quantity(make, 0, 1)
    loss = make.one(["linear", "quadratic", "all_or_nothing"])
    return {"ideal": ideal, "loss": loss, **({"values": values} if values else {})}


def reservation(make: Choices, issues: dict[str, Any], others: list[str]) -> Any:
    """Return a reservation value in any form."""
    kind = make.one(["number"] * 4 + ["agreement", "status_quo", "war", "war_given"])
    if kind == "number":
        return quantity(make, -0.1, 0.7)
    if kind == "agreement":
        return {"agreement": agreement(make, issues), "cost": quantity(make, 0, 0.3)}
    if kind == "status_quo":
        return "status_quo"
    war: dict[str, Any] = {"win": quantity(make, 0, 1, True), "cost": quantity(make, 0, 0.3)}
    if kind == "war_given":
        for key in ("won", "lost"):
            given = make.chance(1, 2)
            war[key] = agreement(make, issues) if given else quantity(make, 0, 1)
    war["against"] = make.one(others)
    return {"war": war}
