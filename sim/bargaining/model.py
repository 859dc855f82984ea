"""The talks: one Mesa model that advances many independent talks together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.bargaining.agents import MediatorAgent, PartyAgent
from sim.bargaining.chance import Chance
from sim.bargaining.ended import ENDINGS, Ended
from sim.bargaining.framework import DataCollector, Model, free
from sim.bargaining.learning import Learner
from sim.bargaining.moment import Moment
from sim.bargaining.protocols.base import Protocol
from sim.bargaining.strategies.base import Place, Strategy
from sim.bargaining.table import Table
from sim.space.boxes import Bools
from sim.space.space import Indices


class TalksModel(Model):
    """Many independent talks, advanced together; each party is one agent with arrays (talk,).

    Parameters
    ----------
    tables
        The table in each state of the scenario that the talks run through, one for most.
    strategies
        How each seat bargains.
    protocol
        The rules of the talks.
    chance
        What differs between talks.
    rounds
        Rounds before the deadline.
    traced
        Of how many talks, the first, offers are kept.
    """

    def __init__(
        self,
        tables: Sequence[Table],
        strategies: Sequence[Strategy],
        protocol: Protocol,
        chance: Chance,
        rounds: int,
        *,
        traced: int = 0,
    ) -> None:
        # All chance is in ``chance``; the model's own generator is fixed and not used.
        super().__init__(rng=0)
        self.tables, self.table = tables, tables[0]
        self.protocol, self.chance, self.rounds = protocol, chance, rounds
        self.state, self.number = 0, 0
        talks, seats = self.table.talks, self.table.seats
        self.going = np.arange(talks)
        self.agreement = np.full(talks, -1)
        self.state_of, self.round_of, self.turn_of = (np.zeros(talks, np.int64) for _ in range(3))
        self.ending = np.full(talks, ENDINGS.index("deadline"))
        self.traced = min(traced, talks)
        shape = (self.traced, rounds, 1 if protocol.mediated else seats)
        self.offers = np.full(shape, -1)
        ties = any(ladder.ties for table in tables for ladder in table.ladders)
        asks = any(strategy.said.ties == "for_others" for strategy in strategies)
        self.heard = talks if ties and asks else self.traced
        sizes = [len(issue.names) for issue in self.table.menu.space.scenario.issues.values()]
        self.learner = Learner(sizes, seats, self.heard) if self.heard else None
        if protocol.mediated:
            MediatorAgent(self, self, protocol)
        self.parties = [
            PartyAgent(self, self, protocol, seat, one) for seat, one in enumerate(strategies)
        ]
        self._sit()
        protocol.begin(self)
        self.collector = DataCollector(
            model_reporters={name: _counter(place) for place, name in enumerate(ENDINGS)}
        )

    def _sit(self) -> None:
        keep = self.table.patience ** (1.0 / self.protocol.turns(self.table.seats))
        survive = 1.0 - self.chance.hazards
        for agent in self.parties:
            agent.sit(Place(self.table, agent.seat, self.chance, keep, survive))

    def step(self) -> None:
        """Play one round in all talks that go on."""
        self._enter(self.number * len(self.tables) // self.rounds)
        turns = self.protocol.turns(self.table.seats)
        for turn in range(turns):
            moment = Moment(self.number, self.rounds, turn, turns)
            self.agents.do("act", moment)
        self.protocol.close(self, moment)
        if self.number == self.rounds - 1:
            self.stop(self.going, "deadline", moment)
        breaking = self.going[self.chance.breaking[self.going] <= self.number]
        self.stop(breaking, "broken_off", moment)
        self.collector.collect(self)
        self.number += 1

    def _enter(self, state: int) -> None:
        """Go on to another state of the scenario."""
        if state == self.state:
            return
        old, self.state, self.table = self.table.menu, state, self.tables[state]
        self._sit()
        self.protocol.move(self, old, self.table.menu)

    def agree(self, rows: Indices, offers: Indices, moment: Moment) -> None:
        """End talks with an agreement."""
        self.agreement[rows] = offers
        self.state_of[rows] = self.state
        self.stop(rows, "agreed", moment)

    def stop(self, rows: Indices, ending: str, moment: Moment) -> None:
        """End talks."""
        if not len(rows):
            return
        self.ending[rows] = ENDINGS.index(ending)
        self.round_of[rows], self.turn_of[rows] = moment.round, moment.number
        gone = np.zeros(self.table.talks, dtype=bool)
        gone[rows] = True
        self.going = self.going[~gone[self.going]]
        self.protocol.drop(rows)

    def offered(self, rows: Indices, seat: int, offers: Indices, moment: Moment) -> None:
        """Let everybody hear a seat's offers."""
        if not len(rows):
            return
        for agent in self.parties:
            agent.hears(rows, seat, offers, moment)
        if self.learner is not None:
            some = rows < self.heard
            self.learner.see(rows[some], seat, self.table.menu.digits[offers[some]])
        self.record(rows, seat, offers, moment)

    def record(self, rows: Indices, seat: int, offers: Indices, moment: Moment) -> None:
        """Keep the offers of the first talks."""
        if self.traced:
            some = rows < self.traced
            self.offers[rows[some], moment.round, seat] = offers[some]

    def ended(self) -> Ended:
        """Play all rounds and say how the talks ended; the model is done with then."""
        while self.number < self.rounds and len(self.going):
            self.step()
        learnt = np.zeros((self.table.seats, 0, 0))
        if self.learner is not None:
            rows = np.arange(self.traced)
            seats = range(self.table.seats)
            learnt = np.stack([self.learner.weights(seat, rows) for seat in seats])
        series = {name: list(counts) for name, counts in self.collector.model_vars.items()}
        ended = Ended(
            self.agreement, self.state_of, self.round_of, self.turn_of, self.ending, self.offers,
            series, learnt, self.chance.openers,
        )  # fmt: skip
        free(self)
        return ended


def _counter(place: int) -> Callable[[TalksModel], int]:
    """Return what counts the talks that have ended in one way."""

    def count(model: TalksModel) -> int:
        over: Bools = np.ones(model.table.talks, dtype=bool)
        over[model.going] = False
        return int((model.ending[over] == place).sum())

    return count
