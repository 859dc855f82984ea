"""How parties bargain: protocol, strategies and patience, as a file gives them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.base import Id, Number, Part, problem
from sim.scenario.quantity import Quantity

AcceptanceRule = Literal["next", "constant", "time"]
NOTHING = Quantity("exact", 0.0, 0.0, 0.0)


def _as_list(written: Any) -> Any:
    return [written] if isinstance(written, str) else written


class Strategy(Part):
    """How a party bargains.

    Parameters
    ----------
    name
        One of the strategies that the program knows.
    exponent
        For time-dependent ones: how late the party moves (above 1 late, below 1 early); drawn
        for each talk where it is a range.
    answer
        For tit-for-tat: which part of the others' concessions it answers (0..1).
    accept
        When an offer is accepted; any of several rules is enough.
    level
        For the rule ``constant``: from which part of the way from its walk-away value (0) to
        its best (1).
    after
        For the rule ``time``: from which share of the rounds on (0..1).
    tolerance
        How far below what it asks for it offers and accepts, in its own utility.
    ties
        Which of its own offers of equal worth: the one likely best for the others, or the first.
    """

    replaced_whole = True

    name: Id
    exponent: Quantity | None = None
    answer: Annotated[Number, Field(ge=0, le=1)] | None = None
    accept: Annotated[
        tuple[AcceptanceRule, ...], BeforeValidator(_as_list), Field(min_length=1)
    ] = ("next",)
    level: Annotated[Number, Field(ge=0, le=1)] | None = None
    after: Annotated[Number, Field(ge=0, le=1)] | None = None
    tolerance: Annotated[Number, Field(ge=0, le=1)] = 0.0
    ties: Literal["for_others", "first"] = "for_others"
    because: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if isinstance(written, dict):
            if "name" not in written and cls.all_known(written):
                raise problem("has no name:; expected the name of a strategy")
            return written
        return {"name": written}

    @model_validator(mode="after")
    def _what_rules_take(self) -> Self:
        for key, rule in (("level", "constant"), ("after", "time")):
            if getattr(self, key) is not None and rule not in self.accept:
                raise problem(f"has {key}: without the rule {rule}; expected accept: {rule} too")
        return self


class Talks(Part):
    """How the parties talk.

    Parameters
    ----------
    protocol
        One of the protocols that the program knows.
    rounds
        How many rounds there are before the deadline.
    hazard
        Chance that talks break off after a round without agreement (0..1).
    opener
        Who makes the first offer: ``random``, ``first`` (in file order) or a party.
    through_rounds
        Whether talks run through the states of the scenario's ``rounds``.
    """

    protocol: Id = "alternating_offers"
    rounds: Annotated[int, Field(ge=1, strict=True)] = 100
    hazard: Quantity = NOTHING
    opener: Id = "random"
    through_rounds: bool = Field(False, strict=True)
    because: str | None = None
