"""Random small scenarios with ranges of every kind."""

from __future__ import annotations

from typing import Any

import numpy as np

OPTIONS = ["a", "b", "c"]


def ranged(seed: int, *, war: bool = True, order: bool = True) -> dict[str, Any]:
    """Return a document of two parties and two or three issues of three options.

    Parameters
    ----------
    war, order
        Whether walk-away values may be wars, and weights by order, unknown or shares.
    """
    rng = np.random.default_rng(seed)
    issues = [f"i{k}" for k in range(int(rng.integers(2, 4)))]
    document: dict[str, Any] = {
        "title": f"Ranged {seed}",
        "issues": {name: {"options": OPTIONS} for name in issues},
        "status_quo": dict.fromkeys(issues, "b"),
        "parties": {},
    }
    if rng.random() < 0.5:
        document["parameters"] = {"p": [0.2, 0.7]}
    for name, up in (("ann", True), ("bob", False)):
        document["parties"][name] = _party(rng, issues, up, "parameters" in document, war, order)
    if rng.random() < 0.4:
        document["linkages"] = {"l": {"never": {"i0": "a", "i1": "a"}}}
    return document


def _range(rng: np.random.Generator, low: float, high: float) -> Any:
    ends = sorted(rng.uniform(low, high, 2).round(3).tolist())
    return ends if ends[0] < ends[1] else ends[0]


def _party(
    rng: np.random.Generator, issues: list[str], up: bool, shared: bool, war: bool, order: bool
) -> dict[str, Any]:
    party: dict[str, Any] = {"positions": {}}
    kind = rng.choice(["ranges", "ranges", "order", "unknown", "shares"] if order else ["ranges"])
    if kind == "ranges":
        party["weights"] = {name: _range(rng, 0.5, 3) for name in issues}
    elif kind == "order":
        party["order"] = [issues[0], issues[1:]] if rng.random() < 0.5 else issues
    elif kind == "unknown":
        party["weights"] = "unknown"
    else:
        part = 1.0 / len(issues)
        party["weights"] = {name: [round(part / 2, 3), round(part * 1.5, 3)] for name in issues}
        party["weights_are"] = "shares"
    for name in issues:
        middle = _range(rng, 0.1, 0.9)
        ends = ("a", "c") if up else ("c", "a")
        values: dict[str, Any] = {ends[0]: 1, "b": middle, ends[1]: 0}
        if rng.random() < 0.3:
            values[ends[1]] = [0.0, 0.3]
        party["positions"][name] = {"values": values}
    which = rng.random()
    if which < 0.4:
        party["reservation"] = _range(rng, 0.2, 0.8)
    elif which < 0.55:
        party["reservation"] = "status_quo"
    elif which < 0.7:
        agreement = {name: OPTIONS[int(rng.integers(3))] for name in issues}
        party["reservation"] = {"agreement": agreement, "cost": _range(rng, 0, 0.2)}
    elif war:
        win = ("$p" if up else "1 - $p") if shared else _range(rng, 0.1, 0.9)
        party["reservation"] = {"war": {"win": win, "cost": _range(rng, 0, 0.3)}}
        if rng.random() < 0.3:
            party["reservation"]["war"]["lost"] = _range(rng, 0, 0.2)
    if rng.random() < 0.3:
        party["interactions"] = {
            "x": {"when": {"i0": "b", "i1": "b"}, "worth": _range(rng, 0, 0.2)}
        }
    if rng.random() < 0.2:
        party["red_lines"] = {"r": {"never": {"i0": "b"}, "holds": [0.2, 0.8]}}
    return party
