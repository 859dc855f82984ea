"""What people read for an input."""

from __future__ import annotations

from sim.scenario.inputs import Input, number_at
from sim.scenario.scenario import Scenario
from sim.settlement.support import group_label, ratification_label
from sim.text.grammar import inside, possessive


def input_label(scenario: Scenario, path: str) -> str:
    """Return an input by its path.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("scenarios/istanbul-2022.yaml")
    >>> input_label(scenario, "parties.russia.weights.crimea")
    "Russia's weight of Crimea"
    """
    one = scenario.inputs.get(path) or number_at(path)
    if one is None or one.kind == "holds":
        return _rule(scenario, path)
    if one.kind == "parameter":
        return _parameter(scenario, one.names[0])
    party, names = inside(scenario.labels.parties[one.party or ""]), one.names
    match one.kind:
        case "weight":
            return f"{possessive(party)} weight of {_issue(scenario, names[0])}"
        case "value":
            option = _option(scenario, *names)
            return f"{possessive(party)} value of {option} on {_issue(scenario, names[0])}"
        case "worth":
            return f"{possessive(party)} interaction “{names[0].replace('_', ' ')}”"
        case "belief":
            return f"{possessive(party)} belief that the rest follows"
        case "patience" | "penalty":
            return f"{possessive(party)} {one.kind}"
        case "credibility":
            return f"{possessive(party)} credibility with {_guarantee(scenario, names[0])}"
        case "stop" if not names:
            return f"what {party} has after a stop"
        case "shift" | "stop":
            does = "changes for" if one.kind == "shift" else "leaves after a stop to"
            return f"what “{scenario.labels.steps[names[0]]}” {does} {party}"
        case "share":
            group = group_label(scenario, one.party or "", *names)
            return f"the share of {group} in {_vote(scenario, one)}"
        case "threshold" | "spread":
            return f"the {one.kind} of {_vote(scenario, one)}"
        case "odds":
            return f"{possessive(party)} odds of prevailing"
        case "cost" if ".war." in path:
            return f"{possessive(party)} cost of war"
    # The walk-away value, or a part of it.
    part = path.removeprefix(f"parties.{one.party}.reservation").replace(".", " ").strip()
    return f"{possessive(party)} walk-away value" + (f" ({part})" if part else "")


def _parameter(scenario: Scenario, name: str) -> str:
    """Return a shared parameter with what it is of the first party that names it."""
    for one in scenario.inputs.values():
        if one.quantity.parameter == name and one.kind == "odds" and not one.quantity.complement:
            label = inside(scenario.labels.parties[one.party or ""])
            return f"{possessive(label)} odds of prevailing ({name})"
    return f"the shared parameter {name}"


def _rule(scenario: Scenario, path: str) -> str:
    """Return an interaction or a red line; any other path as it is."""
    match path.split("."):
        case ["parties", party, "interactions" | "red_lines" as kind, name, *_]:
            what = "interaction" if kind == "interactions" else "red line"
            return f"{possessive(scenario.labels.parties[party])} {what} “{name.replace('_', ' ')}”"
    return path


def _issue(scenario: Scenario, name: str) -> str:
    return scenario.labels.issues[name]


def _guarantee(scenario: Scenario, option: str) -> str:
    """Return an option of the issue that says what is guaranteed."""
    assert scenario.enforcement is not None
    return _option(scenario, scenario.enforcement.issue, option)


def _option(scenario: Scenario, issue: str, option: str) -> str:
    """Return an option in quotes; a level as the file writes it where it is none of the listed."""
    place = scenario.issues[issue].find(option)
    return f"“{option if place is None else scenario.issues[issue].option_label(place)}”"


def _vote(scenario: Scenario, one: Input) -> str:
    """Return the ratification that a number is of."""
    party, name = one.party or "", one.names[0]
    whose = possessive(inside(scenario.labels.parties[party]))
    return f"{whose} “{ratification_label(scenario, party, name)}”"
