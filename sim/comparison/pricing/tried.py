"""Agreements with what each party gets of them above its no-agreement value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import Bools
from sim.space.limits import TooManyAgreements
from sim.space.listing import list_keeping
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats

LISTED = 2_000_000
"""Up to so many agreements prices are looked for over."""


@dataclass(frozen=True, eq=False)
class Tried:
    """Agreements in file order, and the tests that each meets.

    Parameters
    ----------
    space
        The space; what is dropped there is no test.
    digits
        Option places among the listed ones, shape (agreement, issue).
    gains
        Party that has a say and weights → utility less no-agreement value, shape (agreement,);
        infinite where its no-agreement value is none or left out of account.
    keeps
        Party that has a say → whether its red lines are kept, shape (agreement,).
    linked
        Whether the linkages are kept, shape (agreement,).
    broken
        Which rules are broken, shape (rule, agreement); of one that is left out of account, none.
    """

    space: Space
    digits: Indices
    gains: Mapping[int, Floats]
    keeps: Mapping[int, Bools]
    linked: Bools
    broken: Bools

    @classmethod
    def of(cls, space: Space, digits: Indices | None = None) -> Tried:
        """Return agreements with their tests; by default all that break no definition.

        Raises
        ------
        TooManyAgreements
            If there are too many to list.
        """
        if digits is None:
            digits = list_keeping(space, LISTED, [x for x in space.active_rules if x.definition])
        if digits is None:
            raise TooManyAgreements(
                f"prices are looked for over a list of agreements, and more than {LISTED:,} break "
                "no definition"
            )
        broken = space.broken(digits)
        broken[[rule.path in space.dropped for rule in space.rules]] = False
        steps = space.steps(digits)
        gains = {}
        for party in space.consenting:
            free = np.isneginf(space.threshold(party))
            numbers = space.parties[party]
            asked = -np.inf if free else numbers.reservation
            gains[party] = steps[party] / numbers.scale - asked
        many = len(digits)
        keeps = {party: np.ones(many, dtype=bool) for party in space.consent.everyone}
        linked = np.ones(many, dtype=bool)
        for rule, row in zip(space.rules, broken, strict=True):
            if rule.owner < 0:
                linked &= ~row
            elif rule.owner in keeps:
                keeps[rule.owner] &= ~row
        return cls(space, digits, gains, keeps, linked, broken)

    def passing(self, free: Collection[int] = (), against: Collection[int] = ()) -> Bools:
        """Return which agreements are acceptable, shape (agreement,).

        Parameters
        ----------
        free
            Parties whose no-agreement value is left out of account.
        against
            Parties that accept nothing.
        """
        consent = self.space.consent
        accepts = {}
        for party in consent.everyone:
            accepts[party] = self.keeps[party]
            if party in self.gains and party not in free:
                accepts[party] = accepts[party] & (self.gains[party] >= -TOLERANCE)
            if party in against:
                accepts[party] = np.zeros(len(self.digits), dtype=bool)
        return self.linked & consent.passes(accepts, self.space.needed(self.digits))
