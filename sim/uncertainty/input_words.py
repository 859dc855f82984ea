"""What people read for an input."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.settlement.support import group_label, ratification_label


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
    if parts[0] in ("steps", "enforcement"):
        return _later(scenario, parts)
    kind = parts[2]
    whose = f"{scenario.labels.parties[parts[1]]}'s"
    if kind == "weights":
        return f"{whose} weight of {_issue(scenario, parts[3])}"
    if kind == "positions":
        issue, option = parts[3], ".".join(parts[5:])
        return f"{whose} value of {_option(scenario, issue, option)} on {_issue(scenario, issue)}"
    if kind == "reservation":
        part = f" ({' '.join(parts[3:])})" if len(parts) > 3 else ""
        return f"{whose} no-agreement value{part}"
    if kind == "belief":
        return f"{whose} belief that the rest follows"
    if kind == "stop":
        return f"what {scenario.labels.parties[parts[1]]} has after a stop"
    if kind == "ratification":
        return _vote(scenario, parts)
    what = "interaction" if kind == "interactions" else "red line"
    return f"{whose} {what} “{parts[3].replace('_', ' ')}”"


def _issue(scenario: Scenario, name: str) -> str:
    return scenario.labels.issues[name]


def _later(scenario: Scenario, parts: list[str]) -> str:
    """Return a number of a step or of a guarantee."""
    if parts[0] == "enforcement":
        guarantor = f"{scenario.labels.parties[parts[2]]}'s"
        if parts[3] == "penalty":
            return f"{guarantor} penalty"
        assert scenario.enforcement is not None
        option = _option(scenario, scenario.enforcement.issue, ".".join(parts[4:]))
        return f"{guarantor} credibility with {option}"
    step = scenario.labels.steps[parts[1]]
    party = scenario.labels.parties[parts[3]]
    what = "changes for" if parts[2] == "shift" else "leaves after a stop to"
    return f"what “{step}” {what} {party}"


def _option(scenario: Scenario, issue: str, option: str) -> str:
    """Return an option in quotes; a level as the file writes it where it is none of the listed."""
    place = scenario.issues[issue].find(option)
    return f"“{option if place is None else scenario.issues[issue].option_label(place)}”"


def _vote(scenario: Scenario, parts: list[str]) -> str:
    """Return a number of a ratification."""
    party, name = parts[1], parts[3]
    whose = f"{scenario.labels.parties[party]}'s “{ratification_label(scenario, party, name)}”"
    if parts[4] == "groups":
        return f"the share of {group_label(scenario, party, name, parts[5])} in {whose}"
    return f"the {parts[4]} of {whose}"
