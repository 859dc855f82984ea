"""Which agreements are acceptable, tested one by one."""

from __future__ import annotations

from sim.space.boxes import Bools
from sim.space.space import LINKAGES, Indices, Space


def within_red_lines(space: Space, digits: Indices) -> Bools:
    """Return which agreements keep linkages and the red lines that bind, shape (agreement,).

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (agreement, issue).
    """
    return _tested(space, digits, reservations=False)


def acceptable(space: Space, digits: Indices) -> Bools:
    """Return which agreements are acceptable, shape (agreement,).

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (agreement, issue).
    """
    return _tested(space, digits, reservations=True)


def _tested(space: Space, digits: Indices, *, reservations: bool) -> Bools:
    broken = space.broken(digits)
    accepts = {party: space.keeps(party, broken) for party in space.consent.everyone}
    if reservations:
        steps = space.steps(digits)
        for party in accepts:
            accepts[party] &= steps[party] >= space.threshold(party)
    return space.keeps(LINKAGES, broken) & space.consent.passes(accepts, space.needed(digits))
