"""What people read for an input."""

from __future__ import annotations

from sim.scenario.scenario import Scenario


def input_label(scenario: Scenario, path: str) -> str:
    """Return an input by its path.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("scenarios/istanbul-2022.yaml")
    >>> input_label(scenario, "parties.russia.weights.crimea")
    "Russia's weight of Crimea"
    """
    parts = path.split(".")
    if parts[0] == "parameters":
        return f"the shared parameter {parts[1]}"
    kind = parts[2]
    whose = f"{scenario.labels.parties[parts[1]]}'s"
    if kind == "weights":
        return f"{whose} weight of {_issue(scenario, parts[3])}"
    if kind == "positions":
        issue, option = parts[3], ".".join(parts[5:])
        place = scenario.issues[issue].find(option)
        name = option if place is None else scenario.issues[issue].option_label(place)
        return f"{whose} value of “{name}” on {_issue(scenario, issue)}"
    if kind == "reservation":
        part = f" ({' '.join(parts[3:])})" if len(parts) > 3 else ""
        return f"{whose} no-agreement value{part}"
    what = "interaction" if kind == "interactions" else "red line"
    return f"{whose} {what} “{parts[3].replace('_', ' ')}”"


def _issue(scenario: Scenario, name: str) -> str:
    return scenario.labels.issues[name]
