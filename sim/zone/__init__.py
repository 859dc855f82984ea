"""The zone: settlement frontier, solutions, concessions, ways out, packages."""

from sim.zone.explore import explore
from sim.zone.zone import Zone

__all__ = ["Zone", "explore"]
