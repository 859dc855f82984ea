"""Exact zones of possible agreement, feasible concessions and ways out.

Examples
--------
>>> import sim
>>> scenario = sim.load("scenarios/teaching/two-issues.yaml")  # doctest: +SKIP
>>> sim.explore(scenario).counts.acceptable  # doctest: +SKIP
"""

from sim.bargaining import Bargaining, bargain, contest
from sim.comparison import Comparison, Prices, Rounds, compare, prices, rounds
from sim.scenario import Scenario, ScenarioError, load
from sim.settlement import Funnel, Ratified, Roadmap, funnel, ratify, roadmap
from sim.space import TooManyAgreements
from sim.uncertainty import Robustness, robustness
from sim.uncertainty.after_signature import AfterSignature, after_signature
from sim.uncertainty.sensitivity import Sensitivity, sensitivity
from sim.uncertainty.sweep import Sweep, sweep
from sim.zone import Check, Explanation, Zone, check, explain, explore

__version__ = "0.1.0"

__all__ = [
    "AfterSignature",
    "Bargaining",
    "Check",
    "Comparison",
    "Explanation",
    "Funnel",
    "Prices",
    "Ratified",
    "Roadmap",
    "Robustness",
    "Rounds",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Sweep",
    "TooManyAgreements",
    "Zone",
    "after_signature",
    "bargain",
    "check",
    "compare",
    "contest",
    "explain",
    "explore",
    "funnel",
    "load",
    "prices",
    "ratify",
    "roadmap",
    "robustness",
    "rounds",
    "sensitivity",
    "sweep",
]
