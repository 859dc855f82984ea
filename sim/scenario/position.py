"""Positions: what each option of an issue is worth to a party."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from sim.scenario.base import Part, Table, problem
from sim.scenario.evidence import InlineEvidence
from sim.scenario.quantity import Quantity
from sim.scenario.rules import Option

Loss = Literal["linear", "quadratic", "all_or_nothing"]


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

    replaced_whole = True

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
