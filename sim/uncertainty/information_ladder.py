"""The information ladder: what is left of an answer if less were known of the weights."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sim.scenario.scenario import Scenario
from sim.space.values import point_weights

RUNGS = {
    "unknown": "knowing nothing of them",
    "order": "knowing their order only",
    "inputs": "with the ranges of the file",
}
"""Name of a rung → what people read."""


def on_rung(scenario: Scenario, rung: str) -> Scenario:
    """Return the scenario with less known of its weights.

    Parameters
    ----------
    scenario
        As it is.
    rung
        ``unknown``: every party's weights are unknown; ``order``: only their order is known, that
        of the points, ties kept; ``inputs``: as it is. All else is drawn as before.
    """
    if rung == "inputs":
        return scenario
    changes: dict[str, Any] = {}
    for name, party in scenario.parties.items():
        if not party.weighed_issues():
            continue
        weights = point_weights(party, scenario.parameters)
        own: dict[str, Any] = changes.setdefault(name, {})
        if rung == "unknown":
            own["weights"] = "unknown"
            light = [issue for issue in party.positions if weights.get(issue, 0.0) <= 0]
            if light:
                own["positions"] = dict.fromkeys(light)
            if party.order is not None:
                own["order"] = None
        else:
            own["order"] = _order(weights)
            if party.weights is not None:
                own["weights"] = None
        if party.weights_are == "shares":
            own["weights_are"] = None
        if party.ratification:
            # Voters' weights are laid over their party's; they have no part in the zone.
            own["ratification"] = None
    return scenario.with_changes({"parties": changes}, name=f"<{rung}>")


def _order(weights: Mapping[str, float]) -> list[str | list[str]]:
    """Return issues by weight, the largest first, those of equal weight together."""
    ranked = sorted((item for item in weights.items() if item[1] > 0), key=lambda item: -item[1])
    groups = [[name for name, _ in same] for _, same in groupby(ranked, lambda item: item[1])]
    return [names[0] if len(names) == 1 else names for names in groups]
