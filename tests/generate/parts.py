"""Numbers and ranges, issues, clauses, rules and agreements."""

from __future__ import annotations

from typing import Any

from tests.generate.choices import Choices


def quantity(make: Choices, low: float, high: float, parameters: bool = False) -> Any:
    """Return a number or a range in any form."""
    kind = make.one(["x", "x", "range", "triangle", *(["$"] if parameters else [])])
    if kind == "$":
        return make.one(["$odds", "1 - $odds"])
    places = sorted(make.integer(0, 20) for _ in range(1 if kind == "x" else 3))
    bounds = [round(low + (high - low) * place / 20, 6) for place in places]
    if kind == "x":
        return bounds[0]
    if kind == "range":
        return [bounds[0], bounds[2]]
    return {"low": bounds[0], "mode": bounds[1], "high": bounds[2]}


def issues_of(make: Choices, count: int) -> dict[str, Any]:
    """Return issues with options, bypass options, coordinates, levels, and ``only``."""
    issues: dict[str, Any] = {}
    for number in range(count):
        issue = _numeric(make) if make.chance(1, 5) else _listed(make)
        if make.chance(1, 5):
            issue["only"] = make.some(options_of(issue), 1)
        issues[f"i{number}"] = issue
    return issues


def _numeric(make: Choices) -> dict[str, Any]:
    steps, step = make.integer(1, 3), make.one([1, 50, 0.1])
    start = make.one([0, 50, 0.3, -1])
    return {"range": {"from": start, "to": round(start + steps * step, 6), "step": step}}


def _listed(make: Choices) -> dict[str, Any]:
    options: dict[str, Any] = {
        f"o{k}": {"bypass": True} if make.chance(1, 3) else {} for k in range(make.integer(2, 4))
    }
    if make.chance(1, 4):
        for option in options.values():
            if not option:
                option["at"] = make.one([0, 1, 2.5, 4, 7])
    return {"options": options}


def options_of(issue: dict[str, Any]) -> list[Any]:
    """Return the listed options of a generated issue."""
    if "options" in issue:
        return list(issue["options"])
    levels = issue["range"]
    steps = round((levels["to"] - levels["from"]) / levels["step"])
    return [round(levels["from"] + k * levels["step"], 6) for k in range(steps + 1)]


def scaled(issue: dict[str, Any]) -> list[Any]:
    """Return the options with a coordinate."""
    if "range" in issue:
        return options_of(issue)
    return [name for name, option in issue["options"].items() if not option.get("bypass")]


def coordinate(issue: dict[str, Any], option: Any) -> float:
    """Return the coordinate of an option that has one."""
    if "range" in issue:
        return float(option)
    written = issue["options"][option]
    return float(written["at"]) if "at" in written else float(scaled(issue).index(option))


def clause(make: Choices, issues: dict[str, Any]) -> dict[str, Any]:
    """Return a clause on one to three issues."""
    return {name: _term(make, issues[name]) for name in make.some(list(issues), 1, 3)}


def _term(make: Choices, issue: dict[str, Any]) -> Any:
    kind = make.one(["one", "some", "compare"])
    if kind == "compare" and scaled(issue):
        ends = [make.one(scaled(issue)) for _ in range(2)]
        ends.sort(key=lambda option: coordinate(issue, option))
        bounds = dict(zip(("at_least", "at_most"), ends, strict=True))
        dropped = make.one(["at_most", "at_least", None])
        return {key: end for key, end in bounds.items() if key != dropped}
    if kind == "some":
        return make.some(options_of(issue), 1, 3)
    return make.one(options_of(issue))


def rule(make: Choices, issues: dict[str, Any]) -> dict[str, Any]:
    """Return a rule in either form."""
    if make.chance(1, 2):
        return {"never": clause(make, issues)}
    return {"if": clause(make, issues), "then": clause(make, issues)}


def agreement(make: Choices, issues: dict[str, Any], partial: bool = False) -> dict[str, Any]:
    """Return an agreement, possibly partial."""
    names = make.some(list(issues), 1) if partial else list(issues)
    return {name: make.one(options_of(issues[name])) for name in names}
