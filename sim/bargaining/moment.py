"""Where talks are: the round, and how much of the time is gone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn of the talks.

    Parameters
    ----------
    round
        From 0 on.
    rounds
        How many there are.
    turn
        Turn within the round, from 0 on.
    turns
        Turns of a round.

    Examples
    --------
    >>> Moment(49, 99, 1, 2).time, Moment(49, 99, 1, 2).number
    (0.5, 99)
    """

    round: int
    rounds: int
    turn: int = 0
    turns: int = 1

    @property
    def time(self) -> float:
        """Share of the time that is gone once this round is over, above 0 and below 1."""
        return (self.round + 1) / (self.rounds + 1)

    @property
    def number(self) -> int:
        """Number of the turn since the talks began, from 0 on."""
        return self.round * self.turns + self.turn
