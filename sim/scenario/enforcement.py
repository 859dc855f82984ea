"""Guarantees: who stands behind an agreement, for whom, and how far that is believed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.base import FrozenDict, Id, Named, Part, Table
from sim.scenario.evidence import InlineEvidence
from sim.scenario.quantity import Quantity
from sim.scenario.rules import Clause
from sim.scenario.steps import Ids

NOTHING = Quantity("exact", 0.0, 0.0, 0.0)


class Guarantor(Part):
    """One party that guarantees.

    Parameters
    ----------
    credibility
        Option of the guarantee issue → chance that it makes those it covers whole (0..1).
    covers
        Whom it covers.
    adversary_of
        Parties whose adversary it is.
    penalty
        What it takes from a party that stops, in that party's utility.
    start
        The step from which on it is in force.
    when
        In which agreements it is a guarantor; by default in all.
    """

    credibility: Table[Quantity]
    covers: Ids = Field(min_length=1)
    adversary_of: Ids = ()
    penalty: Quantity = NOTHING
    start: Id = Field(alias="from")
    when: Clause | None = None
    because: str | None = None
    evidence: InlineEvidence = ()


class Enforcement(Part):
    """Guarantors and how they decide.

    Parameters
    ----------
    guarantors
        Party → how it guarantees.
    issue
        The issue whose options say what is guaranteed.
    rule
        ``any_one``: the most credible counts; ``all_agree``: the least credible, and none if an
        adversary of the covered party is among them.
    independent
        Whether the guarantors' credibilities are independent, so that each adds to the others.
    """

    guarantors: Named[Guarantor] = Field(default_factory=FrozenDict)
    issue: Id
    rule: Literal["any_one", "all_agree"] = "any_one"
    independent: bool = Field(False, strict=True)
    because: str | None = None
    evidence: InlineEvidence = ()
