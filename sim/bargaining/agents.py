"""Who sits at the table: a Mesa agent for every party, and a mediator where there is one."""

from __future__ import annotations

import numpy as np

from sim.bargaining.acceptance import ACCEPTANCE, Standing
from sim.bargaining.framework import Agent, Model
from sim.bargaining.moment import Moment
from sim.bargaining.protocols.base import Protocol
from sim.bargaining.strategies import Strategy
from sim.bargaining.strategies.base import Place
from sim.bargaining.talks import Talks
from sim.bargaining.ties import BestForOthers, first_in_file
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.values import Floats


class PartyAgent(Agent):
    """A party: a strategy, its acceptance rules, and its way to settle ties; arrays are (talk,).

    Parameters
    ----------
    model, talks
        The talks, as Mesa's model and as what they are to those who sit at the table.
    protocol
        The rules of the talks.
    seat
        Its place at the table.
    strategy
        How it bargains.
    """

    def __init__(
        self, model: Model, talks: Talks, protocol: Protocol, seat: int, strategy: Strategy
    ) -> None:
        super().__init__(model)
        self.talks, self.protocol, self.seat, self.strategy = talks, protocol, seat, strategy
        self.listens = type(strategy).hears is not Strategy.hears

    def sit(self, place: Place) -> None:
        """Take a place at a table."""
        self.place = place
        self.ladder = place.table.ladders[self.seat]
        self.best_for_others = BestForOthers(self.ladder, place.table.menu, self.seat)
        if self.ladder.width:
            self.strategy.sit(place)

    def act(self, moment: Moment) -> None:
        """Take a turn, as the protocol has it."""
        self.protocol.act(self.talks, self, moment)

    def able(self, rows: Indices) -> Bools:
        """Return where it has any offer that it could accept itself."""
        return np.asarray(self.ladder.size(rows) > 0)

    def rests(self, rows: Indices) -> Bools:
        """Return where it makes no other offer as long as the others don't."""
        rests = ~self.able(rows)
        if not rests.all():
            rests[~rests] = self.strategy.rests(rows[~rests])
        return rests

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return the utility that it asks for."""
        return self.strategy.asks(rows, moment)

    def accepts(
        self,
        rows: Indices,
        offers: Indices,
        asked: Floats,
        moment: Moment,
        *,
        at_once: bool = False,
    ) -> Bools:
        """Return where it accepts an offer: never against its red lines or reservation value.

        Parameters
        ----------
        rows, offers
            Talks, and the agreement on the table in each.
        asked
            What it asks for.
        moment
            When.
        at_once
            True if its own offers could be accepted as soon as this one.
        """
        ladder, said = self.ladder, self.strategy.said
        keep = np.ones(len(rows)) if at_once else self.place.keep[self.seat, rows]
        standing = Standing(
            ladder.worth(rows, offers),
            asked,
            ladder.reservation(rows),
            ladder.bottom(rows),
            ladder.top(rows),
            keep,
        )
        accepted = np.zeros(len(rows), dtype=bool)
        for name in said.accept:
            accepted |= ACCEPTANCE[name](said, standing, moment)
        return accepted & ladder.takes(rows, offers)

    def proposes(self, rows: Indices, asked: Floats, moment: Moment) -> Indices:
        """Return its offers."""
        return self.strategy.proposes(rows, asked, moment, self._choose)

    def _choose(self, rows: Indices, first: Indices, after: Indices) -> Indices:
        learner = self.talks.learner
        if learner is None or self.strategy.said.ties == "first":
            return first_in_file(rows, first, after, ladder=self.ladder)
        return self.best_for_others.choose(rows, first, after, learner)

    def hears(self, rows: Indices, by: int, offers: Indices, moment: Moment) -> None:
        """Take note of another seat's offers."""
        if self.listens and by != self.seat:
            self.strategy.hears(rows, by, offers, moment)


class MediatorAgent(Agent):
    """A mediator, who writes one text and revises it; see the single-text protocol."""

    def __init__(self, model: Model, talks: Talks, protocol: Protocol) -> None:
        super().__init__(model)
        self.talks, self.protocol = talks, protocol

    def act(self, moment: Moment) -> None:
        """Revise the text."""
        self.protocol.mediate(self.talks, moment)
