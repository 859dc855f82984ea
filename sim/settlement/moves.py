"""What one step of an order asks of one party."""

from __future__ import annotations

from dataclasses import dataclass

from sim.answer import Answer


@dataclass(frozen=True)
class Move(Answer):
    """One step of an order, to one party that takes it.

    Parameters
    ----------
    step, party
        Which step, by whom.
    stop, alone, whole
        A: what stopping now is worth to it; B: having acted with the rest not done; C: the whole
        agreement.
    needed
        The belief that it needs that the rest follows (0..1); infinite where none suffices.
    available
        The belief that it has (0..1).
    temptation
        By how much stopping is worth more than the whole: the penalty that would be missing.
    """

    step: str
    party: str
    stop: float
    alone: float
    whole: float
    needed: float
    available: float
    temptation: float


@dataclass(frozen=True)
class Undoing(Answer):
    """A reversible step that a party is better off undoing once all is done.

    Parameters
    ----------
    step, party
        Which step, by whom.
    temptation
        By how much undoing it is worth more than the whole.
    """

    step: str
    party: str
    temptation: float
