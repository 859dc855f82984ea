"""The zone: settlement frontier, solutions, concessions, ways out, packages."""

from sim.zone.check import Check, check
from sim.zone.explain import Explanation, explain
from sim.zone.explore import explore
from sim.zone.zone import Zone

__all__ = ["Check", "Explanation", "Zone", "check", "explain", "explore"]
