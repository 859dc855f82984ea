"""What every protocol has."""

from __future__ import annotations

from typing import ClassVar

from sim.bargaining.menu import Menu
from sim.bargaining.moment import Moment
from sim.bargaining.talks import Seat, Talks
from sim.space.space import Indices


class Protocol:
    """The rules of the talks: who speaks when, and when there is an agreement.

    A protocol holds what is on the table in every talk. A round is some turns; at each, every
    agent acts once.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    """What people read for it."""
    coins: ClassVar[bool] = False
    """Whether ties are settled by chance."""
    mediated: ClassVar[bool] = False
    """Whether there is a mediator."""
    opens: ClassVar[bool] = False
    """Whether it matters who opens."""

    def turns(self, seats: int) -> int:
        """Return how many turns a round has."""
        return 1

    def begin(self, model: Talks) -> None:
        """Set up for the talks of a model."""

    def move(self, model: Talks, old: Menu, new: Menu) -> None:
        """Carry what is on the table over to another menu; what isn't there lapses."""

    def mediate(self, model: Talks, moment: Moment) -> None:
        """Let the mediator act in all talks that go on, before the parties do."""

    def act(self, model: Talks, agent: Seat, moment: Moment) -> None:
        """Let one party act in all talks that go on and are its turn."""
        raise NotImplementedError

    def close(self, model: Talks, moment: Moment) -> None:
        """End a round."""

    def drop(self, rows: Indices) -> None:
        """Forget talks that have ended."""
