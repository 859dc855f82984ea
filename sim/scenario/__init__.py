"""The scenario document: data classes, located reading, overlays, evidence."""

from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.scenario import Scenario, load

__all__ = ["LocatedProblem", "Mark", "Scenario", "ScenarioError", "load"]
