"""Which agreements are acceptable, tested one by one."""

from __future__ import annotations

import numpy as np

from sim.space.boxes import Bools
from sim.space.space import Indices, Space


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
    broken = {
        (rule.owner, rule.path): row
        for rule, row in zip(space.rules, space.broken(digits), strict=True)
        if rule.path not in space.dropped
    }
    passed = np.ones(len(digits), dtype=bool)
    for (owner, _), row in broken.items():
        if owner < 0:
            passed &= ~row
    steps = space.steps(digits)
    accepts = {}
    for party in space.consent.everyone:
        accepts[party] = np.ones(len(digits), dtype=bool)
        if reservations:
            accepts[party] = steps[party] >= space.threshold(party)
        for (owner, _), row in broken.items():
            if owner == party:
                accepts[party] = accepts[party] & ~row
    for party in space.consent.required:
        needed = np.ones(len(digits), dtype=bool)
        if party in space.consent.where:
            needed = space.inside(space.consent.where[party], digits)
        passed &= accepts[party] | ~needed
    if space.consent.at_least:
        votes = np.zeros(len(digits), dtype=np.int64)
        for party in space.consent.of:
            votes += accepts[party]
        passed &= votes >= space.consent.at_least
    return passed
