"""Scenarios side by side: rounds, variants, agreements, and what would have to be different."""

from sim.comparison.compare import Comparison, compare, compare_agreements
from sim.comparison.pricing import Prices, prices
from sim.comparison.rounds import Rounds, RoundState, Turn, rounds

__all__ = [
    "Comparison",
    "Prices",
    "RoundState",
    "Rounds",
    "Turn",
    "compare",
    "compare_agreements",
    "prices",
    "rounds",
]
