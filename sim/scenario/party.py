"""Parties: weights, positions, reservation values, and what else is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    StrictBool,
    Tag,
    model_validator,
)

from sim.scenario.base import (
    ByMapping,
    FrozenDict,
    Id,
    Named,
    NamesIssues,
    Number,
    Part,
    problem,
    shown,
)
from sim.scenario.position import Position
from sim.scenario.quantity import Quantity
from sim.scenario.ratification import Ratification, VoterGroup
from sim.scenario.reservation import Reservation
from sim.scenario.rules import ConsentWhen, Interaction, RedLine
from sim.scenario.steps import Stop
from sim.scenario.talks import Strategy

Role = Literal["principal", "guarantor", "mediator", "stakeholder"]


Group = Annotated[
    Annotated[Annotated[tuple[Id, ...], Field(min_length=1)], Tag("<list>")]
    | Annotated[Id, Tag("<value>")],
    Discriminator(lambda written: "<list>" if isinstance(written, (list, tuple)) else "<value>"),
]
"""An entry of an order of importance: an issue, or several of equal weight."""


def _check_once(written: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(written)) < len(written):
        raise problem("names one twice; expected each once")
    return written


def _check_unknown(written: Any) -> Any:
    if written != "unknown":
        raise problem(f"got {shown(written)}; expected {{issue: weight, …}} or unknown")
    return written


class Party(Part):
    """One party to the talks, or around them.

    Parameters
    ----------
    role, roles
        ``principal``, ``guarantor``, ``mediator`` or ``stakeholder``; set defaults only.
    bargains
        Whether it sits at the table; principals do.
    consents
        Whether an agreement needs its consent, or in which agreements; that of principals is.
    weights
        Issue → what the swing from its worst to its best option counts; or ``unknown``.
    weights_are
        ``points`` of any sum, or ``shares`` that bound the normalised weights.
    order
        Issues by importance instead, most important first; a nested list ties.
    positions
        Issue → what it asks for, and what the other options are worth to it.
    reservation
        What its best course without this agreement is worth to it (0..1); 0 by default.
    red_lines
        Id → rule of its own.
    interactions
        Id → bonus or malus where options come together; a party may have these alone.
    power
        Exponent of its gain in the weighted Nash product.
    patience
        What is left of a gain after one more round of talks.
    strategy
        How it bargains.
    belief
        Its belief that the rest of an agreement follows, without guarantees (0..1).
    ratification
        Id → test at home that an agreement has to pass.
    stop
        What it has if implementation stops on the way: by default its reservation value and what
        the steps done have changed for it, an assumption.
    """

    label: str | None = None
    summary: str | None = None
    role: Role | None = None
    roles: Annotated[tuple[Role, ...], AfterValidator(_check_once), Field(min_length=1)] | None = (
        None
    )
    bargains: bool | None = Field(None, strict=True)
    consents: (
        Annotated[
            Annotated[ConsentWhen, Tag("<mapping>")] | Annotated[StrictBool, Tag("<value>")],
            ByMapping,
        ]
        | None
    ) = None
    weights: (
        Annotated[
            Annotated[Named[Quantity], NamesIssues("keys"), Tag("<mapping>")]
            | Annotated[Literal["unknown"], BeforeValidator(_check_unknown), Tag("<value>")],
            ByMapping,
        ]
        | None
    ) = None
    weights_are: Literal["points", "shares"] = "points"
    order: Annotated[tuple[Group, ...], NamesIssues("groups")] | None = None
    positions: Annotated[Named[Position], NamesIssues("keys")] = Field(default_factory=FrozenDict)
    reservation: Reservation | None = None
    red_lines: Named[RedLine] = Field(default_factory=FrozenDict)
    interactions: Named[Interaction] = Field(default_factory=FrozenDict)
    power: Annotated[Number, Field(gt=0)] | None = None
    patience: Quantity | None = Field(
        None, description="What is left of a gain after one more round (above 0 to 1)."
    )
    strategy: Strategy | None = None
    belief: Quantity | None = Field(
        None, description="Belief, without guarantees, that the others follow (0 to 1)."
    )
    ratification: Named[Ratification] = Field(default_factory=FrozenDict)
    stop: Stop | None = None

    @model_validator(mode="before")
    @classmethod
    def _exclusive(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            raise problem(f"got {shown(written)}; expected a mapping (label:, role:, weights:, …)")
        if "role" in written and "roles" in written:
            raise problem("has role: and roles:; expected one of them")
        if "weights" in written and "order" in written:
            raise problem("has weights: and order:; expected one of them")
        if written.get("interactions") and written.keys().isdisjoint({"weights", "order"}):
            # All that matters to it lies in how options come together; it weighs no issue alone.
            return {**written, "weights": {}}
        return written

    @property
    def weighs(self) -> bool:
        """True if the party has a utility: weights, an order of importance, or interactions."""
        return self.weights is not None or self.order is not None

    @property
    def all_roles(self) -> tuple[Role, ...]:
        """The roles given, or the default: principal with a utility, else stakeholder."""
        if self.roles is not None:
            return self.roles
        return (self.role or ("principal" if self.weighs else "stakeholder"),)

    @property
    def principal(self) -> bool:
        """True if one of its roles is principal."""
        return "principal" in self.all_roles

    @property
    def does_bargain(self) -> bool:
        """Whether solutions and dominance are (also) in this party's utility."""
        return self.principal if self.bargains is None else self.bargains

    def as_voters(self, group: VoterGroup) -> Party:
        """Return the party as a group of its voters judges: what the group says, else the party's.

        Weights of a group take the place of an order of importance or of unknown weights; they are
        laid over weights that are numbers.
        """
        changes: dict[str, Any] = {"positions": FrozenDict({**self.positions, **group.positions})}
        if group.weights:
            numbers = self.weights if isinstance(self.weights, Mapping) else {}
            changes |= {"weights": FrozenDict({**numbers, **group.weights}), "order": None}
        if group.reservation is not None:
            changes["reservation"] = group.reservation
        return self.model_copy(update=changes)

    def weighed_issues(self) -> tuple[str, ...]:
        """Return the ids of the issues that the party weighs, in its own file order."""
        if self.order is not None:
            groups = (g if isinstance(g, tuple) else (g,) for g in self.order)
            return tuple(issue for group in groups for issue in group)
        if self.weights == "unknown":
            return tuple(self.positions)
        return tuple(self.weights or ())
