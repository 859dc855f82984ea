"""What every protocol has."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.bargaining.moment import Moment
from sim.space.space import Indices

if TYPE_CHECKING:
    from sim.bargaining.agents import PartyAgent
    from sim.bargaining.menu import Menu
    from sim.bargaining.model import TalksModel


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

    def begin(self, model: TalksModel) -> None:
        """Set up for the talks of a model."""

    def move(self, model: TalksModel, old: Menu, new: Menu) -> None:
        """Carry what is on the table over to another menu; what isn't there lapses."""

    def mediate(self, model: TalksModel, moment: Moment) -> None:
        """Let the mediator act in all talks that go on, before the parties do."""

    def act(self, model: TalksModel, agent: PartyAgent, moment: Moment) -> None:
        """Let one party act in all talks that go on and are its turn."""
        raise NotImplementedError

    def close(self, model: TalksModel, moment: Moment) -> None:
        """End a round."""

    def drop(self, rows: Indices) -> None:
        """Forget talks that have ended."""
