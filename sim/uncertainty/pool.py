"""The agreements that draws are looked at over: those that keep every rule that always binds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.space.boxes import Bools, BoxRule
from sim.space.draws import Columns, Drawn
from sim.space.limits import TooManyAgreements
from sim.space.listing import list_keeping
from sim.space.space import TOLERANCE, Indices, Space, reservation_path
from sim.space.values import Floats

READY = 4_000_000
"""Up to so many numbers say which agreements have which options, kept from draw to draw."""
LISTED = 500_000
"""Up to so many agreements draws are looked at over."""


@dataclass(frozen=True, eq=False)
class Pool:
    """Agreements in file order; no other can be acceptable in any draw.

    Parameters
    ----------
    space
        The space at its points.
    digits
        Option places among the listed ones, shape (agreement, issue).
    many
        How many agreements each stands for, shape (agreement,); None for itself alone.
    """

    space: Space
    digits: Indices
    many: Indices | None = None

    @cached_property
    def broken(self) -> Bools:
        """Which rules agreements break, shape (rule, agreement)."""
        return self.space.broken(self.digits)

    @cached_property
    def _columns(self) -> Columns | None:
        """The agreements made ready for draws; None where that would take much memory."""
        wide = sum(len(issue.names) for issue in self.space.scenario.issues.values())
        small = 0 < wide * len(self.digits) <= READY
        return Columns(self.space, self.digits) if small else None

    @cached_property
    def bound(self) -> dict[int, Bools]:
        """Where the consent of a party is required, if not everywhere, shape (agreement,)."""
        return self.space.needed(self.digits)

    def accepts(self, drawn: Drawn, party: int) -> Bools:
        """Return what a party accepts in each draw, shape (draw, agreement)."""
        accepted = drawn.keeps(party, self.broken)
        dropped = reservation_path(self.space.parties[party].name) in self.space.dropped
        if self.space.parties[party].weighs and not dropped:
            needed = thresholds(drawn.reservations[:, party], drawn.scales[:, party])
            accepted = accepted & (self.steps(drawn, party) >= needed[:, None])
        return accepted

    def steps(self, drawn: Drawn, party: int) -> Floats:
        """Return a party's utilities in grid steps, shape (draw, agreement)."""
        return drawn.steps(party, self._columns or self.digits)

    def acceptable(self, drawn: Drawn) -> tuple[Bools, dict[int, Bools]]:
        """Return what is acceptable in each draw, and what each party that has a say accepts.

        Returns
        -------
        (ndarray, dict), each array of shape (draw, agreement)
        """
        consent = self.space.consent
        accepts = {party: self.accepts(drawn, party) for party in consent.everyone}
        shape = (drawn.draws, len(self.digits))
        return np.broadcast_to(consent.passes(accepts, self.bound), shape), accepts


def thresholds(reservations: Floats, scales: Floats) -> Floats:
    """Return the smallest utilities in grid steps that are enough, as at the points, (draw,).

    The first whole number of steps with u ≥ r − 10⁻⁹; minus infinity where nothing is asked for.
    """
    level = np.nan_to_num(reservations) - TOLERANCE
    steps = np.ceil(level * scales)
    steps -= (steps - 1) / scales >= level
    steps += steps / scales < level
    return np.where(np.isnan(reservations), -np.inf, steps)


def make_pool(space: Space, *, most: int = LISTED) -> Pool:
    """Return the agreements to look at.

    Raises
    ------
    TooManyAgreements
        If there are too many to list.
    """
    digits = list_keeping(space, most, [r for r in space.active_rules if _always(space, r)])
    if digits is None:
        raise TooManyAgreements(
            f"draws are looked at over a list of agreements, and more than {most:,} keep the rules "
            "that always bind"
        )
    return Pool(space, digits)


def _always(space: Space, rule: BoxRule) -> bool:
    """Say whether no acceptable agreement breaks a rule, whatever is drawn."""
    if rule.owner < 0:
        return True
    consent, party = space.consent, space.parties[rule.owner].name
    line = space.scenario.parties[party].red_lines[rule.path.rsplit(".", 1)[1]]
    return rule.owner in consent.required and rule.owner not in consent.where and line.holds is None
