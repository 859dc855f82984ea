"""The scenario document: everything that one file says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.base import FrozenDict, Id, Named, Number, Part, freeze, problem
from sim.scenario.enforcement import Enforcement
from sim.scenario.evidence import Evidence, InlineEvidence, Source
from sim.scenario.issue import Issue
from sim.scenario.party import Party
from sim.scenario.quantity import Quantity
from sim.scenario.reservation import Agreement
from sim.scenario.rules import Linkage
from sim.scenario.steps import Demand, Step
from sim.scenario.talks import Talks

Changes = Annotated[Mapping[str, Any], AfterValidator(freeze)]
"""A partial scenario; it is checked once it is laid over another."""


class Consent(Part):
    """Whose consent an agreement needs, instead of every consenting party's.

    Parameters
    ----------
    required
        Parties with a veto.
    at_least, of
        How many of which parties must accept; ``of`` is all principals where it is absent.
    """

    replaced_whole = True

    required: tuple[Id, ...] = ()
    at_least: int | None = Field(None, ge=1, strict=True)
    of: tuple[Id, ...] | None = Field(None, min_length=1)

    def counted(self, parties: Mapping[str, Party]) -> tuple[str, ...]:
        """Return the parties of which ``at_least`` must accept; none where it is absent."""
        if self.at_least is None:
            return ()
        if self.of is not None:
            return self.of
        return tuple(name for name, party in parties.items() if party.principal)


class BeforeRounds(Part):
    """Says that the state before the first round is a claim about the talks at that time.

    Without it the body of the file is only what rounds are laid over.
    """

    replaced_whole = True

    label: str | None = None
    because: str | None = None
    evidence: InlineEvidence = ()


class Package(Part):
    """A named, possibly partial agreement: a text on the table.

    Parameters
    ----------
    agreement
        Issue → option; issues may be left open.
    """

    replaced_whole = True
    short_for = ("agreement",)

    label: str | None = None
    summary: str | None = None
    agreement: Agreement
    evidence: InlineEvidence = ()

    @classmethod
    def is_short(cls, written: Any) -> bool:
        """Return whether the agreement stands there itself: no value in it is a mapping."""
        return not any(isinstance(value, dict) for value in written.values())

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            raise problem("expected {issue: option, …} or {label:, agreement: {issue: option, …}}")
        return {"agreement": written} if cls.is_short(written) else written


class Round(Part):
    """One round of the talks: what changed by then.

    Parameters
    ----------
    date
        When the change was reported.
    changes
        What is laid over the file, from this round on.
    """

    date: str | None = None
    label: str | None = None
    summary: str | None = None
    changes: Changes = Field(default_factory=FrozenDict)
    evidence: InlineEvidence = ()


class Variant(Part):
    """Another reading of the same talks.

    Parameters
    ----------
    probability
        How probable this reading is taken to be (0..1); all add up to at most 1.
    changes
        What is laid over the file.
    """

    replaced_whole = True

    label: str | None = None
    summary: str | None = None
    probability: Annotated[Number, Field(ge=0, le=1)] | None = None
    changes: Changes = Field(default_factory=FrozenDict)


class Document(Part):
    """A scenario file, as written.

    Parameters
    ----------
    title
        What the negotiation is called.
    date
        When the talks took place.
    extends
        Another scenario file, beside it, that this one is laid over.
    sources
        Id → a text that evidence comes from.
    parameters
        Name → number or range that several inputs refer to as $name or 1 - $name.
    issues
        Id → issue.
    parties
        Id → party.
    linkages
        Id → rule that is true of any text, whoever signs it.
    consent
        Whose consent an agreement needs, if not that of every consenting party.
    status_quo
        Issue → option, as things stand without any agreement.
    bargaining
        How talks are held.
    steps
        Id → step of implementation.
    demands
        Id → what a party insists comes first in implementation.
    enforcement
        Guarantors, and how they decide.
    packages
        Id → text on the table, possibly partial.
    rounds
        Rounds of the talks in order, each with what changed by then.
    before_rounds
        That the state before the first round is a claim of its own, and not only a start.
    variants
        Id → other reading of the same talks.
    evidence
        Evidence that names by path what it supports.
    """

    title: str
    date: str | None = None
    summary: str | None = None
    extends: str | None = None
    sources: Named[Source] = Field(default_factory=FrozenDict)
    parameters: Named[Quantity] = Field(default_factory=FrozenDict)
    issues: Named[Issue] = Field(min_length=1)
    parties: Named[Party] = Field(min_length=1)
    linkages: Named[Linkage] = Field(default_factory=FrozenDict)
    consent: Consent | None = None
    status_quo: Agreement | None = None
    bargaining: Talks | None = None
    steps: Named[Step] = Field(default_factory=FrozenDict)
    demands: Named[Demand] = Field(default_factory=FrozenDict)
    enforcement: Enforcement | None = None
    packages: Named[Package] = Field(default_factory=FrozenDict)
    rounds: tuple[Round, ...] = ()
    before_rounds: BeforeRounds | None = None
    variants: Named[Variant] = Field(default_factory=FrozenDict)
    evidence: tuple[Evidence, ...] = ()
