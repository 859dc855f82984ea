"""What people read for a solution, a package or an agreement that was asked for."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
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
