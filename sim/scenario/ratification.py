"""Ratification: who else must agree at home, and how, once an agreement is signed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import FrozenDict, Named, NamesIssues, Part
from sim.scenario.evidence import InlineEvidence
from sim.scenario.position import Position
from sim.scenario.quantity import Quantity
from sim.scenario.reservation import Reservation
from sim.scenario.rules import Clause

Kind = Literal["referendum", "parliament", "constitutional_majority"]
HALF = Quantity("exact", 0.5, 0.5, 0.5)
TWO_THIRDS = Quantity("exact", 2 / 3, 2 / 3, 2 / 3)
NO_SPREAD = Quantity("exact", 0.0, 0.0, 0.0)
SPREAD = Quantity("range", 0.03, 0.09, 0.15)
"""How far votes scatter around a group's walk-away value where a file doesn't say."""


class VoterGroup(Part):
    """Voters, or a bloc of a parliament, that judge an agreement alike.

    Parameters
    ----------
    share
        Of all votes (0..1).
    weights, positions, reservation
        Where they differ from the party's; all else is inherited.
    """

    label: str | None = None
    share: Quantity
    weights: Annotated[Named[Quantity], NamesIssues("keys")] = Field(default_factory=FrozenDict)
    positions: Annotated[Named[Position], NamesIssues("keys")] = Field(default_factory=FrozenDict)
    reservation: Reservation | None = None
    because: str | None = None
    evidence: InlineEvidence = ()


class Ratification(Part):
    """One test at home that an agreement has to pass after signature.

    Parameters
    ----------
    kind
        A referendum and a parliament need more than the threshold, a constitutional majority at
        least it.
    threshold
        Share of votes (0..1); by default a half, for a constitutional majority two thirds.
    when
        In which agreements it is needed; by default in all.
    spread
        How far votes scatter around a group's walk-away value, in utility; 0 is the hard rule,
        by default that of a parliament, whose groups vote as blocs.
    groups
        Who votes. Without any it is needed and not modelled, as nobody says what voters want.
    """

    kind: Kind
    label: str | None = None
    threshold: Quantity | None = None
    when: Clause | None = None
    spread: Quantity | None = None
    groups: Named[VoterGroup] = Field(default_factory=FrozenDict)
    because: str | None = None
    evidence: InlineEvidence = ()

    @property
    def needed(self) -> Quantity:
        """The threshold, or the default of its kind."""
        default = TWO_THIRDS if self.kind == "constitutional_majority" else HALF
        return default if self.threshold is None else self.threshold

    @property
    def scatter(self) -> Quantity:
        """The spread, or the default of its kind."""
        default = SPREAD if self.kind == "referendum" else NO_SPREAD
        return default if self.spread is None else self.spread
