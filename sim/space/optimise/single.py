"""Single questions by optimisation: is there an agreement at all, and how much can be reached."""

from __future__ import annotations

import numpy as np

from sim.space.merge.terms import Terms
from sim.space.optimise.model import Model
from sim.space.space import Space, reservation_path

Reached = tuple[float | None, float]
"""What some agreement reaches, None if there is none; and how much more could be at most."""


def exists(space: Space, *, reservations: bool = True) -> bool:
    """Return whether some agreement is acceptable.

    Parameters
    ----------
    reservations
        Whether reservation values count; if not, whether some is within red lines.

    Raises
    ------
    CutShort
        If the search ended before it could tell.
    """
    if not space.agreements:
        return False
    model = Model(space)
    model.accept(reservations=reservations)
    digits, _ = model.best({}, reservations=reservations)
    return digits is not None


def largest_utility(space: Space, party: int) -> Reached:
    """Return the most that a party gets in an acceptable agreement, and the gap."""
    if not space.agreements:
        return None, 0.0
    model = Model(space)
    model.accept()
    digits, bound = model.best(model.utility(party))
    if digits is None:
        return None, 0.0
    reached = float(space.utilities(digits[None, :])[party, 0])
    return reached, max(0.0, bound - reached)


def slack(space: Space, party: int) -> Reached:
    """Return the most a party can get above its reservation value if all others accept."""
    open_space = space.without([reservation_path(space.parties[party].name)])
    reached, gap = largest_utility(open_space, party)
    reservation = float(space.reservations[party])
    if reached is None or np.isnan(reservation):
        return None, 0.0
    return reached - reservation, gap


def critical_reservation(space: Space) -> Reached:
    """Return the largest common reservation value that leaves a zone, and the gap."""
    if not space.agreements or not space.consenting:
        return None, 0.0
    model = Model(space)
    highest = max(model.highest(party) for party in space.consenting)
    common = model.program.variable(-np.inf, highest)
    model.accept(reservations=False, common=common)
    digits, bound = model.best({common: 1.0}, reservations=False)
    if digits is None:
        return None, 0.0
    utilities = space.utilities(digits[None, :])
    terms = Terms(space, reservations=False)
    rule = terms.consent(terms.marks(digits), asking=False)
    reached = float(rule.level(utilities[:, 0], {}))
    return (reached, max(0.0, bound - reached)) if np.isfinite(reached) else (None, 0.0)


def largest_smallest_gain(space: Space) -> float:
    """Return how much more than its reservation value every bargaining party can get.

    Minus infinity if no agreement is acceptable. Found to within the solver's gap.
    """
    model = Model(space)
    model.accept()
    level = model.program.variable(-np.inf, np.inf)
    for party in space.bargaining:
        row = {**model.utility(party), level: -1.0}
        model.program.row(row, low=float(space.reservations[party]))
    digits, _ = model.best({level: 1.0})
    if digits is None:
        return -np.inf
    gains = space.utilities(digits[None, :])[:, 0] - space.reservations
    return float(gains[list(space.bargaining)].min())
