"""Rounds, variants and scenarios side by side."""

from sim.comparison.rounds import Rounds, RoundState, Turn, rounds

__all__ = ["RoundState", "Rounds", "Turn", "rounds"]
