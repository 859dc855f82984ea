"""Display names of agreements: solutions, packages, and those that shares of draws are about."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.uncertainty.result import PICKED_NAME, AgreementShares, Robustness
from sim.zone.solutions import SOLUTIONS


def solution_title(name: str) -> str:
    """Return a solution's name in the literature.

    Examples
    --------
    >>> solution_title("nash"), solution_title("kalai_smorodinsky")
    ('Nash', 'Kalai–Smorodinsky')
    """
    words = name.replace("_", " ").capitalize()
    return {"kalai_smorodinsky": "Kalai–Smorodinsky"}.get(name, words)


def agreement_title(scenario: Scenario, name: str) -> str:
    """Return what people read for an agreement: its solution, or its package in quotes.

    Parameters
    ----------
    name
        A solution, a package, or options as they were asked for.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("scenarios/istanbul-2022.yaml")
    >>> agreement_title(scenario, "nash")
    'Nash'
    """
    if name in scenario.packages:
        return f"“{scenario.labels.packages[name]}”"
    return solution_title(name) if name in SOLUTIONS else name


def agreement_names(found: Robustness, one: AgreementShares) -> list[str]:
    """Return all that an agreement is known by.

    Parameters
    ----------
    one
        One of the answer's shares.
    """
    names = []
    for name in one.names:
        key = name.removeprefix("package.")
        title = agreement_title(found.scenario, key)
        if name == PICKED_NAME:
            picked = [other for other in found.shares if PICKED_NAME in other.names]
            title = "most often Nash in the draws"
            if len(picked) > 1:
                title += f", {picked.index(one) + 1} of {len(picked)}"
        elif name != key and len(found.scenario.packages[key].agreement) < len(found.space.issues):
            title += ", completed"
        names.append(title)
    return names
