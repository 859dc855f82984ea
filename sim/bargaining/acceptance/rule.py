"""What an acceptance rule is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.bargaining.moment import Moment
from sim.scenario.talks import Strategy
from sim.space.boxes import Bools
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class Standing:
    """An offer on the table in each of some talks, as one party sees it; arrays are (talk,).

    Parameters
    ----------
    worth
        Its utility of the offer.
    asked
        What it asks for now: the least of its own next offer.
    reservation, bottom, top
        Its reservation value, the same or the least that any agreement gives if that is more, and
        the best that it can get.
    keep
        What is left of a gain after one more turn, 0 to 1.
    """

    worth: Floats
    asked: Floats
    reservation: Floats
    bottom: Floats
    top: Floats
    keep: Floats


Rule = Callable[[Strategy, Standing, Moment], Bools]
"""Takes what the file says of the strategy, the offer and the moment; says where it is accepted."""
