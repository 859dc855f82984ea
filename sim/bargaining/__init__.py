"""Parties that bargain: Mesa agents at a table, thousands of talks at once."""

from sim.bargaining.bargain import bargain
from sim.bargaining.contest import Contest, contest
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining
from sim.bargaining.strategies import STRATEGIES

__all__ = ["PROTOCOLS", "STRATEGIES", "Bargaining", "Contest", "bargain", "contest"]
