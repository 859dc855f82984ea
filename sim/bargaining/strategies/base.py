"""What every strategy has: what it asks for, and which own offer it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, NamedTuple

import numpy as np

from sim.bargaining.chance import Chance
from sim.bargaining.moment import Moment
from sim.bargaining.table import Table
from sim.scenario.talks import Strategy as Said
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.values import Floats

Choose = Callable[[Indices, Indices, Indices], Indices]
"""Takes talks and the first and the last-but-one rung of equal worth; returns the agreements."""


class Place(NamedTuple):
    """Where a strategy plays.

    Parameters
    ----------
    table
        The table.
    seat
        The place at it.
    chance
        What differs between talks.
    keep
        What is left of a gain after one more turn, of every seat, shape (seat, talk).
    survive
        The chance that talks go on after a round.
    """

    table: Table
    seat: int
    chance: Chance
    keep: Floats
    survive: Floats


class Strategy:
    """One party's way to bargain, in many talks at once; arrays are (talk,).

    A strategy says what it asks for (:meth:`asks`) and which of its own offers it makes
    (:meth:`proposes`); whether it accepts is decided by acceptance rules from what it asks for.
    It is asked only about talks in which the party has an offer that it could accept.

    Parameters
    ----------
    said
        What the file says of it.
    """

    name: ClassVar[str]
    protocols: ClassVar[frozenset[str]]
    """The protocols that it fits."""
    parties: ClassVar[tuple[int, int | None]] = (2, None)
    """The fewest and the most parties at the table; None for any number."""
    takes: ClassVar[frozenset[str]] = frozenset()
    """Which of ``exponent`` and ``answer`` the file may give it."""
    fixed: ClassVar[Mapping[str, object]] = MappingProxyType({})
    """What it has of ``ties`` and ``tolerance`` whatever the file says, so that no other may be."""
    exponent: ClassVar[float | None] = None
    """The exponent that it has if the file gives none."""

    remembers: ClassVar[bool] = False
    """Whether it keeps something for every agreement in every talk."""

    foresees: ClassVar[bool] = False
    """Whether it works out every round of a talk beforehand."""

    def __init__(self, said: Said) -> None:
        self.said = said

    def sit(self, place: Place) -> None:
        """Take a place: at the beginning, and again when the state of the scenario changes."""
        self.place = place
        self.ladder = place.table.ladders[place.seat]

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return the utility that it asks for now."""
        raise NotImplementedError

    def proposes(self, rows: Indices, asked: Floats, moment: Moment, choose: Choose) -> Indices:
        """Return its offers: those that give least of what gives it all that it asks for.

        Parameters
        ----------
        rows
            The talks.
        asked
            What :meth:`asks` said for them.
        choose
            Picks one of several own offers of equal worth.
        """
        rungs = self.ladder.reach(rows, asked)
        if not self.ladder.ties:
            return self.ladder.offer(rows, rungs)
        return choose(rows, *self.ladder.equal(rows, rungs))

    def hears(self, rows: Indices, by: int, offers: Indices, moment: Moment) -> None:
        """Take note of another seat's offers."""

    def rests(self, rows: Indices) -> Bools:
        """Return where it makes no other offer as long as the others don't."""
        return np.zeros(len(rows), dtype=bool)
