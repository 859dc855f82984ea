"""Steps of implementation, and demands on their order."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.scenario.base import FrozenDict, Id, Named, Part, Table, problem, shown
from sim.scenario.evidence import InlineEvidence
from sim.scenario.quantity import Quantity
from sim.scenario.rules import Clause, Option, Strength


def _as_list(written: Any) -> Any:
    return [written] if isinstance(written, str) else written


Ids = Annotated[
    tuple[Id, ...],
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""One id, or several."""


class Settles(Part):
    """What a step settles: issues as the agreement says, or on the way there.

    Parameters
    ----------
    whole
        Issues that are settled as the agreement says.
    partly
        Issue → the option that it is brought to.
    """

    whole: tuple[Id, ...] = ()
    partly: Table[Option] = Field(default_factory=FrozenDict)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if isinstance(written, (list, tuple)):
            return {"whole": written}
        if isinstance(written, dict):
            return {"partly": written}
        raise problem(f"got {shown(written)}; expected [issue, …] or {{issue: option}}")


class Step(Part):
    """One step of implementation.

    Parameters
    ----------
    by
        The parties that take it.
    settles
        What it settles; nothing by default.
    after
        Steps that law or fact puts first.
    when
        In which agreements it is part of the way; by default in all.
    together
        Whether its parties act at the same moment, each not knowing that the others do.
    shift
        Party → change of its no-agreement value once the step is done.
    reversible
        Whether it can be undone if implementation stops.
    """

    label: str | None = None
    by: Annotated[Ids, Field(min_length=1)]
    settles: Settles = Settles()
    after: Ids = ()
    when: Clause | None = None
    together: bool = Field(False, strict=True)
    shift: Named[Quantity] = Field(default_factory=FrozenDict)
    reversible: bool = Field(False, strict=True)
    because: str | None = None
    evidence: InlineEvidence = ()


class Demand(Part):
    """A party's insistence that one step comes before another.

    Parameters
    ----------
    by
        The party.
    first, then
        The step that comes before, and the one that waits for it.
    strength
        ``stated`` by the party, ``inferred`` from what it said, or ``assumed``.
    """

    label: str | None = None
    by: Id
    first: Id
    then: Id
    strength: Strength = Field("assumed", description="stated, inferred or assumed")
    because: str | None = None
    evidence: InlineEvidence = ()
