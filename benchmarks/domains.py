"""Random additive domains, the same for us and for the peer."""

from __future__ import annotations

from typing import Any

import numpy as np


def domain(
    issues: int,
    options: int,
    parties: int,
    *,
    seed: int = 0,
    reservation: float = 0.4,
    rules: int = 0,
) -> dict[str, Any]:
    """Return a random scenario: weights uniform, values uniform and stretched to 0..1.

    Parameters
    ----------
    rules
        Random rules "if some options here, then some options there", half of them linkages and
        half red lines.
    """
    rng = np.random.default_rng(seed)
    names = [f"o{k}" for k in range(options)]
    found: dict[str, Any] = {}
    for p in range(parties):
        positions = {}
        weights = {f"i{i}": round(float(w), 6) for i, w in enumerate(rng.random(issues))}
        for i in range(issues):
            values = rng.random(options)
            values = (values - values.min()) / (values.max() - values.min())
            listed = dict(zip(names, (round(float(v), 6) for v in values), strict=True))
            positions[f"i{i}"] = {"values": listed}
        found[f"p{p}"] = {"weights": weights, "positions": positions, "reservation": reservation}
    linkages = {}
    for number in range(rules):
        first, second = (f"i{k}" for k in rng.choice(issues, 2, replace=False))
        some, others = (
            [names[k] for k in rng.choice(options, max(1, options // share), replace=False)]
            for share in (2, 3)
        )
        rule = {"if": {first: some}, "then": {second: others}}
        if number % 2:
            linkages[f"l{number}"] = rule
        else:
            found[f"p{number % parties}"].setdefault("red_lines", {})[f"r{number}"] = rule
    return {
        "title": f"{options}^{issues} agreements, {parties} parties",
        "issues": {f"i{i}": {"options": names} for i in range(issues)},
        "parties": found,
        "linkages": linkages,
    }
