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
    if parts[0] in ("steps", "enforcement"):
        return _later(scenario, parts)
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
        issue, option = scenario.enforcement.issue, ".".join(parts[4:])
        place = scenario.issues[issue].find(option)
        name = option if place is None else scenario.issues[issue].option_label(place)
        return f"{guarantor} credibility with “{name}”"
    step = scenario.labels.steps[parts[1]]
    party = scenario.labels.parties[parts[3]]
    what = "changes for" if parts[2] == "shift" else "leaves after a stop to"
    return f"what “{step}” {what} {party}"


def _vote(scenario: Scenario, parts: list[str]) -> str:
    """Return a number of a ratification."""
    given = scenario.parties[parts[1]].ratification[parts[3]]
    name = given.label or parts[3].replace("_", " ")
    whose = f"{scenario.labels.parties[parts[1]]}'s “{name}”"
    if parts[4] == "groups":
        group = given.groups[parts[5]]
        return f"the share of {group.label or parts[5].replace('_', ' ')} in {whose}"
    return f"the {parts[4]} of {whose}"
