"""How talks ended."""

from __future__ import annotations

from dataclasses import dataclass

from sim.space.space import Indices
from sim.space.values import Floats

ENDINGS = ("agreed", "deadline", "broken_off", "nobody_moves")
"""How talks end."""


@dataclass(frozen=True, eq=False)
class Ended:
    """How a batch of talks ended; arrays are (talk,).

    Parameters
    ----------
    agreement
        Place of the agreement on the menu of the state in which it was made; -1 without one.
    state
        Number of that state.
    round
        Round of the agreement or the end, from 0 on.
    turn
        Turns since the talks began when it was made.
    ending
        Place in ``ENDINGS``.
    offers
        For the first talks, what each seat offered in every round, by place on the menu, shape
        (talk, round, seat); -1 for nothing. With a mediator only the text, as seat 0.
    series
        Per round how many talks had ended how: name → counts.
    learnt
        For the first talks, the estimated weights of each seat, shape (seat, talk, issue).
    openers
        Seat that made the first offer.
    """

    agreement: Indices
    state: Indices
    round: Indices
    turn: Indices
    ending: Indices
    offers: Indices
    series: dict[str, list[int]]
    learnt: Floats
    openers: Indices
