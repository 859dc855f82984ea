"""How sure an answer is: draws of the uncertain inputs, honestly carried through."""

from sim.uncertainty.result import AgreementShares, Robustness
from sim.uncertainty.robustness import robustness

__all__ = ["AgreementShares", "Robustness", "robustness"]
