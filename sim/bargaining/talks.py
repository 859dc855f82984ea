"""What protocols see of the talks and of those who sit at the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sim.bargaining.chance import Chance
from sim.bargaining.ladder import Ladder
from sim.bargaining.learning import Learner
from sim.bargaining.moment import Moment
from sim.bargaining.strategies.base import Strategy
from sim.bargaining.table import Table
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.space.values import Floats


class Seat(Protocol):
    """A party at the table; arrays are (talk,). See :class:`sim.bargaining.agents.PartyAgent`."""

    @property
    def seat(self) -> int:
        """Its place at the table."""

    @property
    def ladder(self) -> Ladder:
        """Its own offers."""

    @property
    def strategy(self) -> Strategy:
        """How it bargains."""

    def able(self, rows: Indices) -> Bools:
        """Return where it has any offer that it could accept itself."""

    def rests(self, rows: Indices) -> Bools:
        """Return where it makes no other offer as long as the others don't."""

    def asks(self, rows: Indices, moment: Moment) -> Floats:
        """Return the utility that it asks for."""

    def accepts(
        self, rows: Indices, offers: Indices, asked: Floats, moment: Moment, *,
        at_once: bool = False,
    ) -> Bools:  # fmt: skip
        """Return where it accepts an offer."""

    def proposes(self, rows: Indices, asked: Floats, moment: Moment) -> Indices:
        """Return its offers."""


class Talks(Protocol):
    """Many talks that go on together. See :class:`sim.bargaining.model.TalksModel`."""

    @property
    def tables(self) -> Sequence[Table]:
        """The table in each state of the scenario."""

    @property
    def table(self) -> Table:
        """The table in the state that the talks are in."""

    @property
    def state(self) -> int:
        """Number of that state."""

    @property
    def going(self) -> Indices:
        """Numbers of the talks that go on."""

    @property
    def chance(self) -> Chance:
        """What differs between talks."""

    @property
    def parties(self) -> Sequence[Seat]:
        """Those at the table."""

    @property
    def learner(self) -> Learner | None:
        """What has been learnt of the others."""

    def agree(self, rows: Indices, offers: Indices, moment: Moment) -> None:
        """End talks with an agreement."""

    def stop(self, rows: Indices, ending: str, moment: Moment) -> None:
        """End talks."""

    def offered(self, rows: Indices, seat: int, offers: Indices, moment: Moment) -> None:
        """Let everybody hear a seat's offers."""

    def record(self, rows: Indices, seat: int, offers: Indices, moment: Moment) -> None:
        """Keep the offers of the first talks."""
