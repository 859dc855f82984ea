"""Exact zones of possible agreement, feasible concessions and ways out.

Examples
--------
>>> import sim
>>> scenario = sim.load("scenarios/teaching/two-issues.yaml")  # doctest: +SKIP
>>> sim.explore(scenario).counts.acceptable  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import __version__ as __version__

if TYPE_CHECKING:
    from sim.bargaining.bargain import bargain
    from sim.bargaining.contest import contest
    from sim.bargaining.result import Bargaining
    from sim.comparison.compare import Comparison, compare
    from sim.comparison.pricing.price import Prices
    from sim.comparison.pricing.prices import prices
    from sim.comparison.rounds import Rounds, rounds
    from sim.scenario.errors import ScenarioError
    from sim.scenario.scenario import Scenario, load
    from sim.settlement.funnel import Funnel, funnel
    from sim.settlement.ratify import Ratified, ratify
    from sim.settlement.roadmap import Roadmap, roadmap
    from sim.space.limits import TooManyAgreements
    from sim.uncertainty.after_signature import AfterSignature, after_signature
    from sim.uncertainty.result import Robustness
    from sim.uncertainty.robustness import robustness
    from sim.uncertainty.sensitivity import Sensitivity, sensitivity
    from sim.uncertainty.sweep.result import Sweep
    from sim.uncertainty.sweep.sweep import sweep
    from sim.zone.check import Check, check
    from sim.zone.explain import Explanation, explain
    from sim.zone.explore import explore
    from sim.zone.zone import Zone


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
    "effort",
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

_HOMES = {
    "sim.bargaining": ("Bargaining", "bargain", "contest"),
    "sim.comparison": ("Comparison", "Prices", "Rounds", "compare", "prices", "rounds"),
    "sim.scenario": ("Scenario", "ScenarioError", "load"),
    "sim.settlement": ("Funnel", "Ratified", "Roadmap", "funnel", "ratify", "roadmap"),
    "sim.space": ("TooManyAgreements",),
    "sim.space.budget": ("effort",),
    "sim.uncertainty": ("Robustness", "robustness"),
    "sim.uncertainty.after_signature": ("AfterSignature", "after_signature"),
    "sim.uncertainty.sensitivity": ("Sensitivity", "sensitivity"),
    "sim.uncertainty.sweep": ("Sweep", "sweep"),
    "sim.zone": ("Check", "Explanation", "Zone", "check", "explain", "explore"),
}
"""Module → what of it is loaded when it is first asked for."""
_FOLDERS = ("bargaining", "comparison", "scenario", "settlement", "space", "uncertainty", "zone")


def __getattr__(name: str) -> Any:
    """Return a part that is not loaded yet, so that ``sim`` starts at once."""
    if name in _FOLDERS:
        return import_module(f"sim.{name}")
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        from difflib import get_close_matches

        near = get_close_matches(name, [*__all__, *_FOLDERS], n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise AttributeError(f"module 'sim' has no attribute '{name}'{hint}")
    part = getattr(import_module(home), name)
    globals()[name] = part
    return part


def __dir__() -> list[str]:
    """Return the names that there are, loaded or not."""
    return sorted({*globals(), *__all__, *_FOLDERS})
