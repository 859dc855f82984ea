"""An agreement by its name, or by the ids or display names of its issues and options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.arguments import expect
from sim.scenario.display_names import display_name
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError, nearest
from sim.scenario.issue import Issue
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.zone.zone import Zone


def named_agreement(
    zone: Zone, agreement: str | Mapping[str, OptionName]
) -> tuple[str, Mapping[str, OptionName]]:
    """Return what an agreement is called, and what it says: issue id → option.

    Parameters
    ----------
    agreement
        Issue → option, the name of a solution or package, or ``issue=option,issue=option``. Labels
        stand for the ids of issues, options and packages.

    Raises
    ------
    ScenarioError
        If it names what the scenario hasn't, or a label that several parts have.
    """
    scenario = zone.scenario
    expect(agreement, str, Mapping)
    if not isinstance(agreement, str):
        return "the agreement", _checked(scenario, agreement, "<agreement>")
    solutions = zone.solutions or {}
    if agreement in solutions:
        return agreement, solutions[agreement].agreement
    packages = _meant(agreement, scenario.packages, scenario.labels.packages)
    if len(packages) == 1:
        return packages[0], scenario.packages[packages[0]].agreement
    if packages:
        raise wrong_agreement(agreement, _several(packages))
    if "=" not in agreement:
        known = [*solutions, *scenario.packages]
        raise wrong_agreement(
            agreement,
            f"is no solution or package here; {nearest(agreement, known)}, or issue=option,…",
        )
    return agreement, _checked(scenario, dict(_pairs(scenario, agreement)), agreement)


def _pairs(scenario: Scenario, text: str) -> Iterator[tuple[str, str]]:
    """Yield issues and options as they are written; a label may have commas in it."""
    parts = [part for part in text.split(",") if part.strip()]
    while parts:
        issue, _, option = (one.strip() for one in parts.pop(0).partition("="))
        found = _issues(scenario, issue)
        for many in range(len(parts), 0, -1) if len(found) == 1 else ():
            longer = ",".join([option, *parts[:many]])
            if _options(scenario.issues[found[0]], longer):
                option, parts = longer, parts[many:]
                break
        yield issue, option


def _checked(
    scenario: Scenario, given: Mapping[str, OptionName], name: str
) -> Mapping[str, OptionName]:
    """Return what an agreement says, by ids."""
    said: dict[str, OptionName] = {}
    problems = []
    for issue, option in given.items():
        issues = _issues(scenario, issue)
        options = _options(scenario.issues[issues[0]], option) if len(issues) == 1 else []
        if not issues:
            hint = nearest(issue, list(scenario.issues))
            problems.append(f"unknown issue '{issue}'; {hint}")
        elif len(issues) > 1:
            problems.append(f"issue '{issue}': {_several(issues)}")
        elif not options:
            known = [str(known) for known in scenario.issues[issues[0]].names]
            problems.append(f"unknown option '{option}' of '{issue}'; {nearest(option, known)}")
        elif len(options) > 1:
            problems.append(f"option '{option}' of '{issue}': {_several(options)}")
        elif issues[0] in said:
            problems.append(f"issue '{issues[0]}' is named twice; expected it once")
        else:
            said[issues[0]] = options[0]
    if problems:
        raise ScenarioError(LocatedProblem(Mark(name), "agreement", text) for text in problems)
    return said


def _issues(scenario: Scenario, written: str) -> list[str]:
    """Return the ids of the issues that an id or a label may stand for."""
    return _meant(written, scenario.issues, scenario.labels.issues)


def _options(issue: Issue, written: object) -> list[OptionName]:
    """Return the options of an issue that an id, a number or a label may stand for."""
    place = issue.find(written)
    if place is not None:
        return [issue.names[place]]
    if not isinstance(written, str):
        return []
    if issue.options is None:
        places = [k for k in range(len(issue.names)) if issue.option_label(k) == written]
        return [issue.names[k] for k in places]
    shown = {name: issue.option_label(k) for k, name in enumerate(issue.options)}
    return list(_meant(written, issue.options, shown))


def _meant(written: str, parts: Mapping[str, object], shown: Mapping[str, str]) -> list[str]:
    """Return the ids of the parts that an id, a label or a display name may stand for."""
    if written in parts:
        return [written]
    text = display_name(written, written)
    told = [name for name in parts if shown[name] == text]
    labelled = (display_name(name, getattr(parts[name], "label", None)) for name in parts)
    return told or [name for name, label in zip(parts, labelled, strict=True) if label == text]


def _several(ids: list[str] | list[OptionName]) -> str:
    return f"is the label of {', '.join(map(str, ids))}; expected one of these ids"


def wrong_agreement(name: str, message: str) -> ScenarioError:
    """Return the error for an agreement that can't be what is meant."""
    return ScenarioError([LocatedProblem(Mark("<agreement>"), name, message)])
