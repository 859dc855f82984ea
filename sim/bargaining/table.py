"""The table: the menu, and each seat's ladder and patience, for a batch of talks."""

from __future__ import annotations

from collections.abc import Mapping
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
    absent
        Party that has a say without a seat → what it accepts, shape (1, agreement) where all talks
        are alike, or (talk, agreement).
    keeps
        What breaks no red line at the table, shape (1, agreement) where all talks are alike, or
        (talk, agreement).
    """

    menu: Menu
    ladders: tuple[Ladder, ...]
    patience: Floats
    absent: Mapping[int, Bools]
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
        whole = (self.talks, len(self.menu.digits))
        accepts = dict(zip(self.menu.seats, accepted.T, strict=True))
        for party, fine in self.absent.items():
            accepts[party] = np.broadcast_to(fine, whole)[rows, offers]
        needed = {party: where[offers] for party, where in self.menu.needed.items()}
        enough = self.menu.space.consent.passes(accepts, needed)
        return np.broadcast_to(enough, len(rows))

    def zone(self) -> Bools:
        """Return what enough parties could accept, and one offer, shape (talk, agreement)."""
        seated = {k: one.whole()[1] for k, one in zip(self.menu.seats, self.ladders, strict=True)}
        enough = self.menu.space.consent.passes({**self.absent, **seated}, self.menu.needed)
        some = np.asarray(False)
        for fine in seated.values():
            some = some | fine
        return np.broadcast_to(enough & some, (self.talks, len(self.menu.digits)))


def shared_table(menu: Menu, patience: Floats) -> Table:
    """Return the table where all talks have the inputs' points."""
    space = menu.space
    keeps = {k: space.keeps(k, menu.broken) for k in (*menu.seats, *menu.absent)}
    accepts = {
        party: kept & _reaches(menu.utilities[party], space.reservations[party])
        for party, kept in keeps.items()
    }
    allowed = space.consent.vetoes_of(menu.absent).passes(accepts, menu.needed)
    ladders = tuple(
        SharedLadder(
            menu.utilities[party],
            accepts[party] & allowed,
            float(np.nan_to_num(space.reservations[party], nan=0.0)),
        )
        for party in menu.seats
    )
    absent = {party: accepts[party][None, :] for party in menu.absent}
    kept = np.all([keeps[party] for party in menu.seats], axis=0)[None, :]
    return Table(menu, ladders, patience, absent, kept)


def drawn_table(menu: Menu, drawn: Drawn, patience: Floats) -> Table:
    """Return the table where every talk has inputs of its own."""
    space = menu.space
    absent: dict[int, Bools] = {}
    keeps, ladders = np.ones((drawn.draws, len(menu.digits)), dtype=bool), list[Ladder]()
    for party in menu.absent:
        absent[party] = _accepts(menu, drawn, party, drawn.steps(party, menu.digits))
    allowed = space.consent.vetoes_of(menu.absent).passes(absent, menu.needed)
    for party in menu.seats:
        steps, scale = drawn.steps(party, menu.digits), drawn.scales[:, party]
        keeps &= drawn.keeps(party, menu.broken)
        fine = _accepts(menu, drawn, party, steps) & allowed
        reservation = np.nan_to_num(drawn.reservations[:, party], nan=0.0)
        ladders.append(DrawnLadder(steps, scale, fine, reservation))
    return Table(menu, tuple(ladders), patience, absent, keeps)


def _accepts(menu: Menu, drawn: Drawn, party: int, steps: Floats) -> Bools:
    """Return what a party accepts in each draw, shape (talk, agreement)."""
    utility = steps / drawn.scales[:, party, None]
    reaches = _reaches(utility, drawn.reservations[:, party, None])
    return drawn.keeps(party, menu.broken) & reaches


def _reaches(utility: Floats, reservation: Floats) -> Bools:
    """Return where a utility is enough; without weights, or with nothing to ask for, it is."""
    with np.errstate(invalid="ignore"):
        return np.asarray((utility >= reservation - TOLERANCE) | np.isnan(reservation))
