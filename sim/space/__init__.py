"""The kernel: the compiled numbers of a scenario, its draws, and lists of agreements."""

from sim.space.compile import compile_space
from sim.space.limits import TooManyAgreements
from sim.space.space import Space

__all__ = ["Space", "TooManyAgreements", "compile_space"]
