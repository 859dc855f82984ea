"""Small files for single definitions, random ones for hypothesis and two to build upon."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.brute.overlay import overlaid


@st.composite
def exchanges(draw: Any) -> dict[str, Any]:
    """Opposed parties on a few issues, so that sets are many and often combine."""
    count, names = draw(st.integers(2, 6)), ["p", "q", "s"][: draw(st.integers(2, 3))]
    sizes = [
        draw(st.sampled_from([1, 2, 2, 2, 3] if count < 5 else [1, 2, 2])) for _ in range(count)
    ]
    issues = {f"i{k}": {"options": [f"o{n}" for n in range(size)]} for k, size in enumerate(sizes)}
    parties: dict[str, Any] = {}
    for place, name in enumerate(names):
        weights = {i: draw(st.sampled_from([0, 1, 2, 10, 10, 25])) for i in issues}
        weights[f"i{place % count}"] = 10
        ideals = {i: draw(st.sampled_from([0, -1])) for i in issues}
        parties[name] = {
            "weights": weights,
            "positions": {i: issues[i]["options"][ideals[i]] for i in issues},
            "reservation": draw(st.sampled_from([0, 0.1, 0.2, 0.3, 0.4])),
        }
        if draw(st.integers(0, 4)) == 0:
            i = draw(st.sampled_from(list(issues)))
            clause = {i: draw(st.sampled_from(issues[i]["options"]))}
            parties[name]["interactions"] = {"x": {"when": clause, "worth": 0.1}}
    if len(names) == 3 and draw(st.booleans()):
        parties["s"] |= {"role": "guarantor", "consents": draw(st.booleans())}
    return {"title": "Exchange", "issues": issues, "parties": parties}


@st.composite
def many_moves(draw: Any) -> dict[str, Any]:
    """Seven or eight opposed issues and walk-away values that leave few texts."""
    count = draw(st.integers(7, 8))
    issues = {f"i{k}": {"options": ["p", "q"]} for k in range(count)}
    level = draw(st.sampled_from([0.4, 0.45, 0.5]))
    return {
        "title": "Many",
        "issues": issues,
        "parties": {
            name: {
                "weights": {i: draw(st.sampled_from([1, 2, 2, 3])) for i in issues},
                "positions": dict.fromkeys(issues, name),
                "reservation": level,
            }
            for name in "pq"
        },
    }


@st.composite
def closed(draw: Any) -> dict[str, Any]:
    """Small files in which walk-away values depend on linkages, often without a zone."""
    names = ["p", "q", "s"][: draw(st.sampled_from([2, 2, 3]))]
    issues = {f"i{k}": {"options": ["a", "b", "c"]} for k in range(draw(st.integers(1, 2)))}
    value = st.sampled_from([0, 0.2, 0.4, 0.5, 0.7, 1])
    option = st.sampled_from(["a", "b", "c"])
    clause = st.fixed_dictionaries(dict.fromkeys(issues, option)) | st.sampled_from(
        list(issues)
    ).flatmap(lambda i: st.fixed_dictionaries({i: st.lists(option, min_size=1, max_size=2)}))
    if draw(st.booleans()):
        issues["i0"]["only"] = draw(st.lists(option, min_size=1, max_size=3, unique=True))
    parties: dict[str, Any] = {}
    for name in names:
        war = {"win": draw(st.sampled_from([0, 0.5, 1])), "cost": draw(st.sampled_from([0, 0.1]))}
        war["against"] = draw(st.sampled_from([other for other in names if other != name]))
        forms: list[Any] = [*[{"war": war}] * 5, "status_quo", 0.5, 0.8]
        forms.append({"agreement": {i: draw(option) for i in issues}})
        parties[name] = {
            "weights": {i: draw(st.sampled_from([1, 2, 3])) for i in issues},
            "positions": {i: {"values": {o: draw(value) for o in "abc"}} for i in issues},
            "reservation": draw(st.sampled_from(forms)),
        }
        if draw(st.integers(0, 2)) == 0:
            parties[name]["red_lines"] = {"r": {"never": draw(clause)}}
    linkages = {f"l{k}": {"never": draw(clause)} for k in range(draw(st.integers(1, 3)))}
    if linkages and draw(st.integers(0, 3)) == 0:
        linkages["l0"]["kind"] = "definition"
    document: dict[str, Any] = {
        "title": "Closed", "issues": issues, "parties": parties, "linkages": linkages,
        "status_quo": {i: draw(option) for i in issues},
    }  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        document["consent"] = {"required": names[:1], "at_least": 2, "of": names}
    return document


def swap(steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    options = {"options": ["kept", "half", "given"]}
    return {
        "title": "A swap",
        "issues": {"mine": options, "yours": options, "flag": {"options": ["up", "down"]}},
        "parties": {
            "ann": {"weights": {"mine": 30, "yours": 70},
                    "positions": {"mine": "kept", "yours": "given"}},
            "bob": {"weights": {"mine": 70, "yours": 30},
                    "positions": {"mine": "given", "yours": "kept"}},
        },
        "status_quo": {"mine": "kept", "yours": "kept", "flag": "up"},
        "steps": steps,
        **more,
    }  # fmt: skip


@st.composite
def processes(draw: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Return random steps, demands and requirements, and an agreement."""
    names = [f"s{k}" for k in range(draw(st.integers(1, 5)))]
    option = st.sampled_from(["kept", "half", "given"])
    steps: dict[str, Any] = {}
    for place, name in enumerate(names):
        by = draw(st.sampled_from(["ann", "bob", ["ann", "bob"]]))
        step: dict[str, Any] = {"by": by}
        kind = draw(st.sampled_from(["none", "mine", "yours", "both", "half"]))
        if kind == "half":
            step["settles"] = {draw(st.sampled_from(["mine", "yours"])): "half"}
        elif kind != "none":
            step["settles"] = ["mine", "yours"] if kind == "both" else [kind]
        step["after"] = [x for x in names[:place] if draw(st.integers(0, 3)) == 0]
        if draw(st.integers(0, 3)) == 0:
            step["when"] = {"mine": draw(st.lists(option, min_size=1, max_size=2, unique=True))}
        if draw(st.integers(0, 3)) == 0:
            issue = draw(st.sampled_from(["mine", "yours", "flag"]))
            options = ["up"] if issue == "flag" else draw(st.lists(option, min_size=1, unique=True))
            step["requires"] = {issue: options}
            if draw(st.booleans()):
                step["requires"] |= {"by": "ann", "strength": "stated"}
        steps[name] = step
    pairs = [(a, b) for a in names for b in names if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=3)) if pairs else []
    demands: dict[str, Any] = {
        f"d{k}": {"by": "ann", "first": a, "then": b} for k, (a, b) in enumerate(chosen)
    }
    for demand in demands.values():
        if draw(st.booleans()):
            demand["unless_absent"] = draw(st.booleans())
    agreement = {"mine": draw(option), "yours": draw(option), "flag": "down"}
    return swap(steps, demands=demands), agreement


def sale(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return price and day; the buyer wants low and now, the seller high and later.

    Weights 2 and 1. Utilities (buyer, seller), in thirds: low now 3, 0; low later 2, 1; middle now
    2, 1; middle later 1, 2; high now 1, 2; high later 0, 3. So r* = 1/3.
    """
    weights = {"price": 2, "day": 1}
    return {
        "title": "A sale",
        "issues": {
            "price": {"options": ["low", "middle", "high"]},
            "day": {"options": ["now", "later"]},
        },
        "parties": {
            "buyer": {"weights": weights, "positions": {"price": "low", "day": "now"}},
            "seller": {"weights": weights, "positions": {"price": "high", "day": "later"}},
        },
        "rounds": [{"label": f"r{k}", "changes": one} for k, one in enumerate(changes)],
        **more,
    }


def red_line(party: str, name: str, rule: Any) -> dict[str, Any]:
    return {"parties": {party: {"red_lines": {name: rule}}}}


@st.composite
def histories(draw: Any) -> dict[str, Any]:
    """Return a sale with two to five rounds on rules, values and what is on the table."""
    price = st.lists(
        st.sampled_from(["low", "middle", "high"]), min_size=1, max_size=2, unique=True
    )
    changes: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(2, 5))):
        who, name = draw(st.sampled_from(["buyer", "seller"])), draw(st.sampled_from("xy"))
        kind = draw(st.sampled_from(["none", "rule", "gone", "value", "only", "two"]))
        rule = {"never": {"price": draw(price)}}
        value = {"parties": {who: {"reservation": draw(st.sampled_from([0, 0.3, 0.5]))}}}
        changes.append({
            "none": {}, "rule": red_line(who, name, rule), "gone": red_line(who, name, None),
            "value": value, "only": {"issues": {"price": {"only": draw(price)}}},
            "two": overlaid(red_line(who, name, rule), value),
        }[kind])  # fmt: skip
    return sale(*changes)
