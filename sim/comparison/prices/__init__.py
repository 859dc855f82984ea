"""Prices of what would have to be different."""

from sim.comparison.prices.price import Pair, Price, Prices
from sim.comparison.prices.prices import prices

__all__ = ["Pair", "Price", "Prices", "prices"]
