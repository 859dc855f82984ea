"""After the signature: ratification, order of implementation, guarantees."""

from sim.settlement.funnel import Funnel, funnel
from sim.settlement.ratify import Ratified, ratify
from sim.settlement.roadmap import Roadmap, roadmap

__all__ = ["Funnel", "Ratified", "Roadmap", "funnel", "ratify", "roadmap"]
