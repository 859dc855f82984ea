"""Random scenarios for hypothesis: every position form, rule, interaction and consent rule."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

PARTIES = ("ash", "birch", "cedar", "dogwood", "elm")
ROUND = st.sampled_from([0.0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0])
WEIGHT = st.sampled_from([0, 0.1, 0.2, 0.7, 1, 2, 3, 5, 10, 12.35, 20, 25, 33.3, 40, 60])


@st.composite
def numbers(draw: Any, low: float, high: float, parameters: bool = False) -> Any:
    """A number or a range in any form."""
    kind = draw(st.sampled_from(["x", "x", "range", "triangle", *(["$"] if parameters else [])]))
    pick = st.sampled_from([round(low + (high - low) * k / 20, 6) for k in range(21)])
    if kind == "x":
        return draw(pick)
    if kind == "$":
        return draw(st.sampled_from(["$odds", "1 - $odds"]))
    bounds = sorted(draw(st.lists(pick, min_size=3, max_size=3)))
    if kind == "range":
        return [bounds[0], bounds[2]]
    return {"low": bounds[0], "mode": bounds[1], "high": bounds[2]}


@st.composite
def issues(draw: Any, count: int) -> dict[str, Any]:
    """Issues with options, bypass options, coordinates, levels, and ``only``."""
    found: dict[str, Any] = {}
    for number in range(count):
        name = f"i{number}"
        if draw(st.integers(0, 4)) == 0:
            steps = draw(st.integers(1, 3))
            step = draw(st.sampled_from([1, 50, 0.1]))
            start = draw(st.sampled_from([0, 50, 0.3]))
            issue: dict[str, Any] = {
                "range": {"from": start, "to": round(start + steps * step, 6), "step": step}
            }
            options: list[Any] = [round(start + k * step, 6) for k in range(steps + 1)]
        else:
            size = draw(st.integers(2, 4))
            bypass = draw(st.lists(st.booleans(), min_size=size, max_size=size))
            options = [f"o{k}" for k in range(size)]
            issue = {
                "options": {
                    o: {"bypass": True} if b else {} for o, b in zip(options, bypass, strict=True)
                }
            }
            if draw(st.integers(0, 3)) == 0:
                for o, b in zip(options, bypass, strict=True):
                    if not b:
                        issue["options"][o] = {"at": draw(st.sampled_from([0, 1, 2.5, 4, 7]))}
        if draw(st.integers(0, 4)) == 0:
            issue["only"] = draw(
                st.lists(st.sampled_from(options), min_size=1, max_size=len(options), unique=True)
            )
        found[name] = issue
    return found


def options_of(issue: dict[str, Any]) -> list[Any]:
    """Return the listed options of a generated issue."""
    if "options" in issue:
        return list(issue["options"])
    r = issue["range"]
    steps = round((r["to"] - r["from"]) / r["step"])
    return [round(r["from"] + k * r["step"], 6) for k in range(steps + 1)]


def scaled(issue: dict[str, Any]) -> list[Any]:
    """Return the options with a coordinate."""
    if "range" in issue:
        return options_of(issue)
    return [o for o, spec in issue["options"].items() if not spec.get("bypass")]


@st.composite
def clauses(draw: Any, given: dict[str, Any]) -> dict[str, Any]:
    """A clause on one to three issues."""
    names = draw(st.lists(st.sampled_from(list(given)), min_size=1, max_size=3, unique=True))
    clause: dict[str, Any] = {}
    for name in names:
        issue = given[name]
        options = options_of(issue)
        places = scaled(issue)
        kind = draw(st.sampled_from(["one", "some", "compare"]))
        if kind == "compare" and places:
            bounds = {}
            if draw(st.booleans()):
                bounds["at_least"] = draw(st.sampled_from(places))
            if not bounds or draw(st.booleans()):
                bounds["at_most"] = draw(st.sampled_from(places))
            if len(bounds) == 2:
                at = [_coordinate(issue, bounds[k]) for k in ("at_least", "at_most")]
                if at[0] > at[1]:
                    del bounds["at_most"]
            clause[name] = bounds
        elif kind == "some":
            clause[name] = draw(
                st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True)
            )
        else:
            clause[name] = draw(st.sampled_from(options))
    return clause


def _coordinate(issue: dict[str, Any], option: Any) -> float:
    if "range" in issue:
        return float(option)
    spec = issue["options"][option]
    return float(spec["at"]) if "at" in spec else float(scaled(issue).index(option))


@st.composite
def rules(draw: Any, given: dict[str, Any]) -> dict[str, Any]:
    """A rule in either form."""
    if draw(st.booleans()):
        return {"never": draw(clauses(given))}
    return {"if": draw(clauses(given)), "then": draw(clauses(given))}


@st.composite
def positions(draw: Any, issue: dict[str, Any]) -> Any:
    """A position in any form."""
    options, places = options_of(issue), scaled(issue)
    off = [o for o in options if o not in places]
    kind = draw(st.sampled_from(["ideal", "loss", "values"]))
    if kind == "values" or not places:
        if "range" in issue:
            chosen = {
                options[0],
                options[-1],
                *draw(st.lists(st.sampled_from(options), max_size=2)),
            }
        else:
            chosen = set(options)
        return {"values": {o: draw(numbers(0, 1, True)) for o in options if o in chosen}}
    ideal = draw(st.sampled_from(places))
    listed = {o: draw(numbers(0, 1, True)) for o in off}
    if kind == "ideal" and not listed:
        return ideal
    if draw(st.booleans()):
        listed[draw(st.sampled_from(options))] = draw(numbers(0, 1))
    loss = draw(st.sampled_from(["linear", "quadratic", "all_or_nothing"]))
    return {"ideal": ideal, "loss": loss, **({"values": listed} if listed else {})}


@st.composite
def agreements(draw: Any, given: dict[str, Any], partial: bool = False) -> dict[str, Any]:
    """An agreement, possibly partial."""
    names = list(given)
    if partial:
        names = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    return {name: draw(st.sampled_from(options_of(given[name]))) for name in names}


@st.composite
def reservations(draw: Any, given: dict[str, Any], others: list[str]) -> Any:
    """A reservation value in any form."""
    kind = draw(st.sampled_from(["number"] * 4 + ["agreement", "status_quo", "war", "war_given"]))
    if kind == "number":
        return draw(numbers(-0.1, 0.7))
    if kind == "agreement":
        return {"agreement": draw(agreements(given)), "cost": draw(numbers(0, 0.3))}
    if kind == "status_quo":
        return "status_quo"
    war: dict[str, Any] = {"win": draw(numbers(0, 1, True)), "cost": draw(numbers(0, 0.3))}
    if kind == "war_given":
        war["won"] = draw(st.one_of(numbers(0, 1), agreements(given)))
        war["lost"] = draw(st.one_of(numbers(0, 1), agreements(given)))
    war["against"] = draw(st.sampled_from(others))
    return {"war": war}


@st.composite
def weights(draw: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Weights in any form."""
    names = list(given)
    kind = draw(st.sampled_from(["weights"] * 5 + ["order", "unknown"]))
    if kind == "unknown":
        return {"weights": "unknown"}
    if kind == "order":
        first, *rest = names
        return {"order": [first, rest] if len(rest) > 1 and draw(st.booleans()) else names}
    found = {name: draw(WEIGHT) for name in names}
    if not any(found.values()):
        found[names[0]] = 10
    if draw(st.booleans()):
        found[names[0]] = [found[names[0]], found[names[0]] + 10]
    return {"weights": found}


@st.composite
def parties(draw: Any, given: dict[str, Any], count: int) -> dict[str, Any]:
    """Two to five parties with weights, and perhaps one without."""
    names = list(PARTIES[:count])
    found: dict[str, Any] = {}
    for place, name in enumerate(names):
        party: dict[str, Any] = draw(weights(given))
        party["positions"] = {issue: draw(positions(spec)) for issue, spec in given.items()}
        party["role"] = "principal"
        if draw(st.integers(0, 5)):
            others = [other for other in names if other != name]
            party["reservation"] = draw(reservations(given, others))
        lines = draw(st.lists(rules(given), max_size=2))
        party["red_lines"] = {f"r{k}": line for k, line in enumerate(lines)}
        bonuses = draw(st.lists(clauses(given), max_size=1))
        party["interactions"] = {
            f"x{k}": {"when": when, "worth": draw(numbers(-0.3, 0.3))}
            for k, when in enumerate(bonuses)
        }
        if place >= 2:
            kind = draw(st.sampled_from(["plain", "guarantor", "sometimes", "silent"]))
            if kind == "guarantor":
                party |= {"bargains": False}
            elif kind == "sometimes":
                party |= {
                    "bargains": draw(st.booleans()),
                    "consents": {"when": draw(clauses(given))},
                }
            elif kind == "silent":
                party |= {"consents": False}
        if draw(st.integers(0, 4)) == 0:
            party["power"] = draw(st.sampled_from([0.1, 0.5, 1, 2, 5]))
        found[name] = party
    if draw(st.integers(0, 3)) == 0:
        found["observer"] = {"role": "guarantor", "consents": draw(st.booleans())}
        if draw(st.booleans()):
            found["observer"]["red_lines"] = {"r0": draw(rules(given))}
    return found


@st.composite
def documents(draw: Any, max_issues: int = 4) -> dict[str, Any]:
    """A whole scenario of at most a few hundred agreements."""
    given = draw(issues(draw(st.integers(1, max_issues))))
    found = draw(parties(given, draw(st.integers(2, 4))))
    document: dict[str, Any] = {
        "title": "Random",
        "parameters": {"odds": draw(numbers(0, 1))},
        "issues": given,
        "parties": found,
        "status_quo": draw(agreements(given)),
    }
    links = draw(st.lists(rules(given), max_size=3))
    document["linkages"] = {
        f"l{k}": {**rule, "kind": draw(st.sampled_from(["definition", "law", "practical"]))}
        for k, rule in enumerate(links)
    }
    if draw(st.integers(0, 3)) == 0:
        _add_consent(draw, document)
    if draw(st.booleans()):
        document["packages"] = {
            "whole": draw(agreements(given)),
            "part": {"agreement": draw(agreements(given, partial=True))},
        }
    return document


def _add_consent(draw: Any, document: dict[str, Any]) -> None:
    names = [n for n, p in document["parties"].items() if "weights" in p or "order" in p]
    for party in document["parties"].values():
        party.pop("consents", None)
    required = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    of = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    consent: dict[str, Any] = {"required": required}
    if draw(st.booleans()) or not required:
        consent |= {"at_least": draw(st.integers(1, len(of))), "of": of}
    document["consent"] = consent
