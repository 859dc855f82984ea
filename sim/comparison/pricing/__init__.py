"""Prices of what would have to be different."""

from sim.comparison.pricing.price import Pair, Price, Prices
from sim.comparison.pricing.prices import prices

__all__ = ["Pair", "Price", "Prices", "prices"]
