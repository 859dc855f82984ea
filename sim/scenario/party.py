"""Parties: weights, positions, reservation values, and what else is theirs."""

from __future__ import annotations

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
    ByForm,
    ByMapping,
    FrozenDict,
    Id,
    Named,
    Number,
    Part,
    Table,
    hidden,
    problem,
    shown,
)
from sim.scenario.evidence import InlineEvidence
from sim.scenario.quantity import Quantity
from sim.scenario.rules import ConsentWhen, Interaction, Option, RedLine
from sim.scenario.talks import Strategy

Role = Literal["principal", "guarantor", "mediator", "stakeholder"]
Loss = Literal["linear", "quadratic", "all_or_nothing"]
Agreement = Table[Option]
"""Issue id → option."""


Group = Annotated[
    Annotated[Annotated[tuple[Id, ...], Field(min_length=1)], Tag("<list>")]
    | Annotated[Id, Tag("<value>")],
    Discriminator(lambda written: "<list>" if isinstance(written, (list, tuple)) else "<value>"),
]
"""An entry of an order of importance: an issue, or several of equal weight."""


class Position(Part):
    """What each option of an issue is worth to a party.

    Parameters
    ----------
    ideal
        The option (or number) that it wants most; values fall with the distance from it.
    loss
        How they fall: ``linear`` 1 − d/D, ``quadratic`` 1 − (d/D)², ``all_or_nothing``.
    values
        Option → value (0..1). Without an ideal every option; with one, those it replaces.
    """

    ideal: Option | None = None
    loss: Loss = "linear"
    values: Table[Quantity] | None = None
    because: str | None = None
    evidence: InlineEvidence = ()

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if isinstance(written, dict):
            if not cls.all_known(written):
                return written
            if "ideal" not in written and "values" not in written:
                raise problem(
                    "expected an option, {values: {option: value}} or {ideal:, loss:, values:}"
                )
            if "ideal" not in written and "loss" in written:
                raise problem("has loss: without ideal:; expected both or neither")
            return written
        return {"ideal": written}


Outcome = Annotated[
    Annotated[Agreement, Tag("<mapping>")] | Annotated[Quantity, Tag("<value>")], ByForm
]
"""How a war ends for a party: an agreement, or a number on the scale of its utility."""


class War(Part):
    """The reservation value as a lottery between two outcomes, less a cost (Fearon 1995).

    Parameters
    ----------
    win
        Probability (0..1) of the better outcome.
    cost
        What fighting costs, in the party's own utility.
    against
        The opponent; needed where there are more than two principals.
    won, lost
        Utility or agreement of either outcome. By default the party's own best admissible
        agreement, and its opponent's.
    """

    win: Quantity
    cost: Quantity = Quantity("exact", 0.0, 0.0, 0.0)
    against: Id | None = None
    won: Outcome | None = None
    lost: Outcome | None = None


class Reservation(Part):
    """A party's value of its best course without this agreement."""

    number: Quantity | None = None
    status_quo: bool = False
    agreement: Agreement | None = None
    cost: Quantity = Quantity("exact", 0.0, 0.0, 0.0)
    war: War | None = None
    because: str | None = None
    evidence: InlineEvidence = ()

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if written == "status_quo":
            return {"status_quo": True}
        if isinstance(written, dict) and set(written) != {"low", "mode", "high"}:
            written = hidden(written, "number", "status_quo")
            if not cls.all_known(written):
                return written
            forms = [key for key in ("agreement", "war") if key in written]
            if len(forms) != 1:
                raise problem(
                    "expected a number or range, status_quo, {agreement:, cost:} or {war: "
                    "{win:, cost:}}"
                )
            if forms[0] != "agreement" and "cost" in written:
                raise problem("cost: goes with agreement:; a war has its own cost: inside")
            return written
        return {"number": written}


def _check_once(written: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(written)) < len(written):
        raise problem("names one twice; expected each once")
    return written


def _check_unknown(written: Any) -> Any:
    if written != "unknown":
        raise problem(f"got {shown(written)}; expected {{issue: weight, …}} or unknown")
    return written


class Party(Part):
    """One party to the talks, or around them."""

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
            Annotated[Named[Quantity], Tag("<mapping>")]
            | Annotated[Literal["unknown"], BeforeValidator(_check_unknown), Tag("<value>")],
            ByMapping,
        ]
        | None
    ) = None
    weights_are: Literal["points", "shares"] = "points"
    order: tuple[Group, ...] | None = None
    positions: Named[Position] = Field(default_factory=FrozenDict)
    reservation: Reservation | None = None
    red_lines: Named[RedLine] = Field(default_factory=FrozenDict)
    interactions: Named[Interaction] = Field(default_factory=FrozenDict)
    power: Annotated[Number, Field(gt=0)] | None = None
    patience: Quantity | None = Field(
        None, description="What is left of a gain after one more round (above 0 to 1)."
    )
    strategy: Strategy | None = None

    @model_validator(mode="before")
    @classmethod
    def _exclusive(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            raise problem(f"got {shown(written)}; expected a mapping (label:, role:, weights:, …)")
        if "role" in written and "roles" in written:
            raise problem("has role: and roles:; expected one of them")
        if "weights" in written and "order" in written:
            raise problem("has weights: and order:; expected one of them")
        return written

    @property
    def weighs(self) -> bool:
        """True if the party has a utility."""
        return self.weights is not None or self.order is not None

    @property
    def all_roles(self) -> tuple[Role, ...]:
        """The roles given, or the default: principal with weights, else stakeholder."""
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

    def weighed_issues(self) -> tuple[str, ...]:
        """Return the ids of the issues that the party weighs, in its own file order."""
        if self.order is not None:
            groups = (g if isinstance(g, tuple) else (g,) for g in self.order)
            return tuple(issue for group in groups for issue in group)
        if self.weights == "unknown":
            return tuple(self.positions)
        return tuple(self.weights or ())
