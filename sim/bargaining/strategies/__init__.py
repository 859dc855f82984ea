"""Strategies: one file each, found by name.

Examples
--------
>>> "boulware" in STRATEGIES
True
"""

from __future__ import annotations

from sim.bargaining.strategies.base import Strategy
from sim.bargaining.strategies.equilibrium import Equilibrium
from sim.bargaining.strategies.hardliner import Hardliner
from sim.bargaining.strategies.micro import Micro
from sim.bargaining.strategies.time_dependent import Boulware, Conceder, Linear, TimeDependent
from sim.bargaining.strategies.tit_for_tat import TitForTat
from sim.bargaining.strategies.zeuthen import Zeuthen

STRATEGIES: dict[str, type[Strategy]] = {
    "time_dependent": TimeDependent,
    "boulware": Boulware,
    "linear": Linear,
    "conceder": Conceder,
    "tit_for_tat": TitForTat,
    "micro": Micro,
    "zeuthen": Zeuthen,
    "hardliner": Hardliner,
    "equilibrium": Equilibrium,
}
"""Name → strategy. One more takes a file, its line here, a test and an entry in the docs."""

__all__ = ["STRATEGIES", "Strategy"]
