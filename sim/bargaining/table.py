"""The table: the menu, and each seat's ladder and patience, for a batch of talks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.bargaining.ladder import DrawnLadder, Ladder, SharedLadder
from sim.bargaining.menu import Menu
from sim.space.boxes import Bools
from sim.space.draws import Drawn
from sim.space.space import TOLERANCE, Indices
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class Table:
    """What the parties of a batch of talks know of their own aims.

    Parameters
    ----------
    menu
        What can be tabled.
    ladders
        Each seat's own offers.
    patience
        What is left of a gain after one more round, shape (seat, talk).
    quorum
        How many of the voting seats must accept, shape (agreement,) or (talk, agreement); None
        where consent is not by k of n.
    keeps
        What breaks no red line at the table, shape (1, agreement) where all talks are alike, or
        (talk, agreement).
    """

    menu: Menu
    ladders: tuple[Ladder, ...]
    patience: Floats
    quorum: Indices | None
    keeps: Bools

    @property
    def seats(self) -> int:
        """How many parties sit at the table."""
        return len(self.ladders)

    @property
    def talks(self) -> int:
        """How many talks there are."""
        return int(self.patience.shape[1])

    def settled(self, rows: Indices, offers: Indices, accepted: Bools) -> Bools:
        """Return where enough parties accept what is offered, shape (talk,).

        Parameters
        ----------
        rows, offers
            Talks, and the agreement offered in each.
        accepted
            Who accepts it, shape (talk, seat).
        """
        if self.menu.plain:
            return np.asarray(accepted.all(axis=1))
        enough = (accepted | ~self.menu.needed[:, offers].T).all(axis=1)
        if self.quorum is not None:
            needed = self.quorum[offers] if self.quorum.ndim == 1 else self.quorum[rows, offers]
            enough &= (accepted & self.menu.voters).sum(axis=1) >= needed
        return np.asarray(enough)

    def zone(self) -> Bools:
        """Return what enough parties could accept, and one offer, shape (talk, agreement)."""
        shape = (self.talks, len(self.menu.digits))
        enough, votes = np.ones(shape, dtype=bool), np.zeros(shape, dtype=np.int64)
        some = np.zeros(shape, dtype=bool)
        for seat, ladder in enumerate(self.ladders):
            fine = np.broadcast_to(ladder.whole()[1], shape)
            enough &= fine | ~self.menu.needed[seat]
            votes += fine & self.menu.voters[seat]
            some |= fine
        if self.quorum is not None:
            enough &= votes >= self.quorum
        return enough & some


def shared_table(menu: Menu, patience: Floats) -> Table:
    """Return the table where all talks have the inputs' points."""
    space = menu.space
    allowed, votes = np.ones(len(menu.digits), dtype=bool), np.zeros(len(menu.digits), int)
    accepts = {
        party: _keeps(menu, party) & _reaches(menu.utilities[party], space.reservations[party])
        for party in (*menu.seats, *menu.absent)
    }
    for party in menu.absent:
        allowed &= accepts[party] | ~_vetoes(menu, party)
        votes += accepts[party] & (party in space.consent.of)
    ladders = tuple(
        SharedLadder(
            menu.utilities[party],
            accepts[party] & allowed,
            float(np.nan_to_num(space.reservations[party], nan=0.0)),
        )
        for party in menu.seats
    )
    quorum = space.consent.at_least - votes if space.consent.at_least else None
    keeps = np.all([_keeps(menu, party) for party in menu.seats], axis=0)[None, :]
    return Table(menu, ladders, patience, quorum, keeps)


def drawn_table(menu: Menu, drawn: Drawn, patience: Floats) -> Table:
    """Return the table where every talk has inputs of its own."""
    space = menu.space
    shape = (drawn.draws, len(menu.digits))
    allowed, votes = np.ones(shape, dtype=bool), np.zeros(shape, dtype=np.int64)
    keeps, ladders = np.ones(shape, dtype=bool), list[Ladder]()
    for party in (*menu.absent, *menu.seats):
        steps, scale = drawn.steps(party, menu.digits), drawn.scales[:, party]
        reservation = drawn.reservations[:, party]
        kept = drawn.keeps(party, menu.broken)
        fine = kept & _reaches(steps / scale[:, None], reservation[:, None])
        if party in menu.absent:
            allowed &= fine | ~_vetoes(menu, party)
            votes += fine & (party in space.consent.of)
        else:
            keeps &= kept
            ladders.append(
                DrawnLadder(steps, scale, fine & allowed, np.nan_to_num(reservation, nan=0.0))
            )
    quorum = space.consent.at_least - votes if space.consent.at_least else None
    return Table(menu, tuple(ladders), patience, quorum, keeps)


def _keeps(menu: Menu, party: int) -> Bools:
    """Return which agreements keep a party's red lines, shape (agreement,)."""
    kept = np.ones(len(menu.digits), dtype=bool)
    for rule, broken in zip(menu.space.rules, menu.broken, strict=True):
        if rule.owner == party and rule.path not in menu.space.dropped:
            kept &= ~broken
    return kept


def _reaches(utility: Floats, reservation: Floats) -> Bools:
    """Return where a utility is enough; without weights, or with nothing to ask for, it is."""
    with np.errstate(invalid="ignore"):
        return np.asarray((utility >= reservation - TOLERANCE) | np.isnan(reservation))


def _vetoes(menu: Menu, party: int) -> Bools:
    """Return where an absent party's consent is required, shape (agreement,)."""
    if party not in menu.space.consent.required:
        return np.zeros(len(menu.digits), dtype=bool)
    return menu.bound(party)
