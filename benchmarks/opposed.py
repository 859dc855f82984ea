"""Large spaces, the same for us and for the peer: opposed preferences, and some that hurt more."""

from __future__ import annotations

from typing import Any

import numpy as np


def opposed(
    issues: int,
    options: int,
    parties: int,
    *,
    seed: int = 0,
    reservation: float = 0.0,
    linkages: int = 0,
    points: int | None = None,
) -> dict[str, Any]:
    """Return a scenario in which the parties' ideals are spread over every issue's options.

    The first party's ideal is the first option of each issue and the last party's the last one,
    with the others evenly between; losses are linear in distance.

    Parameters
    ----------
    linkages
        Random rules "if one of some options here, then one of some options there".
    points
        Weights are whole points that add up to this; real numbers (uniform) if None.
    """
    rng = np.random.default_rng(seed)
    names = [f"o{k}" for k in range(options)]
    found: dict[str, Any] = {}
    for p in range(parties):
        if points is None:
            weights = [round(float(w), 6) for w in rng.random(issues)]
        else:
            weights = (1 + rng.multinomial(points - issues, np.full(issues, 1 / issues))).tolist()
        ideal = names[round(p * (options - 1) / max(1, parties - 1))]
        found[f"p{p}"] = {
            "weights": {f"i{i}": w for i, w in enumerate(weights)},
            "positions": {f"i{i}": ideal for i in range(issues)},
            "reservation": reservation,
        }
    rules = {}
    for number in range(linkages):
        first, second = (f"i{k}" for k in rng.choice(issues, 2, replace=False))
        some = [names[k] for k in sorted(rng.choice(options, options // 2, replace=False))]
        others = [names[k] for k in sorted(rng.choice(options, options // 2, replace=False))]
        rules[f"l{number}"] = {"if": {first: some}, "then": {second: others}}
    return {
        "title": f"{options}^{issues} agreements, {parties} parties",
        "issues": {f"i{i}": {"options": names} for i in range(issues)},
        "parties": found,
        "linkages": rules,
    }


def with_values(data: dict[str, Any]) -> dict[str, Any]:
    """Return an opposed scenario with every value listed, as the peer wants them."""
    for party in data["parties"].values():
        for issue, ideal in party["positions"].items():
            options = data["issues"][issue]["options"]
            at = options.index(ideal)
            span = max(at, len(options) - 1 - at)
            values = {option: 1 - abs(k - at) / span for k, option in enumerate(options)}
            party["positions"][issue] = {"values": values}
    return data


def scored(
    issues: int, options: int, parties: int, *, seed: int = 0, reservation: float = 0.4
) -> dict[str, Any]:
    """Return a scenario whose scores are whole points of 100, as in a classroom game.

    Each party spreads 100 points over the best options of the issues; the others get fewer whole
    points.
    """
    rng = np.random.default_rng(seed)
    names = [f"o{k}" for k in range(options)]
    found: dict[str, Any] = {}
    for p in range(parties):
        tops = (1 + rng.multinomial(100 - issues, np.full(issues, 1 / issues))).tolist()
        positions = {}
        for i, top in enumerate(tops):
            scores = [int(s) for s in rng.integers(0, top + 1, options)]
            scores[int(rng.integers(options))] = top
            low = scores.index(min(scores))
            scores[low] = 0 if scores[low] < top else top
            positions[f"i{i}"] = {
                "values": {n: s / top for n, s in zip(names, scores, strict=True)}
            }
        found[f"p{p}"] = {
            "weights": {f"i{i}": top for i, top in enumerate(tops)},
            "positions": positions,
            "reservation": reservation,
        }
    return {
        "title": f"{options}^{issues} agreements, {parties} parties, whole points",
        "issues": {f"i{i}": {"options": names} for i in range(issues)},
        "parties": found,
    }


def mixed(
    parties: int, issues: int, options: int, reservation: float, linkages: int,
    ranged: bool = False, seed: int = 1,
) -> dict[str, Any]:  # fmt: skip
    """Return a scenario of whole weights and values to two digits, with rules.

    The second party is opposed to the first, the others' values are in any order; each has two red
    lines.

    Parameters
    ----------
    reservation
        Everybody's walk-away value.
    ranged
        Whether every weight is a range.
    """
    rng = np.random.default_rng(seed)
    names = [f"o{k}" for k in range(options)]
    made: dict[str, Any] = {}
    for p in range(parties):
        weights = rng.integers(1, 41, size=issues).tolist()
        positions = {}
        for i in range(issues):
            values = np.round(np.sort(rng.random(options)), 2)
            values[0], values[-1] = 0, 1
            values = values[::-1] if p == 1 else rng.permutation(values) if p > 1 else values
            positions[f"i{i}"] = {"values": dict(zip(names, values.tolist(), strict=True))}
        first, second = (f"i{k}" for k in rng.choice(issues, 2, replace=False))
        made[f"p{p}"] = {
            "weights": {f"i{i}": [w, w + 10] if ranged else w for i, w in enumerate(weights)},
            "positions": positions,
            "reservation": reservation,
            "red_lines": {
                "never": {"never": {first: names[int(rng.integers(options))]}},
                "then": {
                    "if": {first: names[int(rng.integers(options))]},
                    "then": {second: _some(rng, names)},
                },
            },
        }
    rules = {}
    for number in range(linkages):
        first, second = (f"i{k}" for k in rng.choice(issues, 2, replace=False))
        given = names[int(rng.integers(options))]
        rules[f"l{number}"] = {"if": {first: [given]}, "then": {second: _some(rng, names)}}
    return {
        "title": f"{options}^{issues} agreements, {parties} parties",
        "issues": {f"i{i}": {"options": names} for i in range(issues)},
        "parties": made,
        "linkages": rules,
    }


def _some(rng: np.random.Generator, names: list[str]) -> list[str]:
    """Return half of the options."""
    chosen = rng.choice(len(names), max(1, len(names) // 2), replace=False)
    return [names[k] for k in chosen.tolist()]


def interacting(
    parties: int, issues: int, options: int, number: int, reservation: float = 0.4, seed: int = 0
) -> dict[str, Any]:
    """Return a scenario in which pairs of options are worth more or less together than apart."""
    rng = np.random.default_rng(seed)
    names = [f"o{k}" for k in range(options)]
    made: dict[str, Any] = {}
    for p in range(parties):
        positions = {}
        for i in range(issues):
            values = np.round(np.sort(rng.random(options)), 2)
            values[0], values[-1] = 0, 1
            values = values[::-1] if p % 2 else values
            positions[f"i{i}"] = {"values": dict(zip(names, values.tolist(), strict=True))}
        together = {}
        for k in range(number):
            pair = (f"i{i}" for i in rng.choice(issues, 2, replace=False))
            when = {issue: [names[int(rng.integers(options))]] for issue in pair}
            together[f"x{k}"] = {"when": when, "worth": round(float(rng.uniform(-0.2, 0.2)), 3)}
        weights = rng.integers(1, 41, size=issues).tolist()
        made[f"p{p}"] = {
            "weights": {f"i{i}": w for i, w in enumerate(weights)},
            "positions": positions,
            "reservation": reservation,
            "interactions": together,
        }
    return {
        "title": f"{options}^{issues} agreements, {number} interactions a party",
        "issues": {f"i{i}": {"options": names} for i in range(issues)},
        "parties": made,
    }
