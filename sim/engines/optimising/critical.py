"""Critical values by optimisation: how much can be reached before a zone closes."""

from __future__ import annotations

import numpy as np

from sim.engines.optimising.model import Model
from sim.engines.protocol import Reached
from sim.engines.terms import Terms
from sim.space.space import Space, reservation_path


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
