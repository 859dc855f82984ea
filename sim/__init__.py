"""Exact zones of possible agreement, feasible concessions and ways out.

Examples
--------
>>> import sim
>>> scenario = sim.load("scenarios/teaching/two-issues.yaml")  # doctest: +SKIP
>>> sim.explore(scenario).counts.acceptable  # doctest: +SKIP
"""

from sim.bargaining import Bargaining, bargain, contest
from sim.comparison import Rounds, rounds
from sim.scenario import Scenario, ScenarioError, load
from sim.space import TooManyAgreements
from sim.uncertainty import Robustness, robustness
from sim.uncertainty.sensitivity import Sensitivity, sensitivity
from sim.uncertainty.sweep import Sweep, sweep
from sim.zone import Check, Explanation, Zone, check, explain, explore

__version__ = "0.1.0"

__all__ = [
    "Bargaining",
    "Check",
    "Explanation",
    "Robustness",
    "Rounds",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Sweep",
    "TooManyAgreements",
    "Zone",
    "bargain",
    "check",
    "contest",
    "explain",
    "explore",
    "load",
    "robustness",
    "rounds",
    "sensitivity",
    "sweep",
]
