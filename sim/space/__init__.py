"""The compiled numbers of a scenario, and the exact engines."""

from sim.space.compile import compile_space
from sim.space.engines import Engines
from sim.space.limits import TooManyAgreements
from sim.space.space import Space

__all__ = ["Engines", "Space", "TooManyAgreements", "compile_space"]
