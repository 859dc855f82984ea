"""Steps of implementation, and demands on their order."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.scenario.base import FrozenDict, Id, Named, NamesIssues, Part, Table, problem, shown
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

    replaced_whole = True
    short_for = ("whole", "partly")

    whole: Annotated[tuple[Id, ...], NamesIssues("list")] = ()
    partly: Annotated[Table[Option], NamesIssues("keys")] = Field(default_factory=FrozenDict)

    @classmethod
    def is_short(cls, written: Any) -> bool:
        """Return true: a file writes the issues themselves."""
        return True

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if isinstance(written, (list, tuple)):
            return {"whole": written}
        if isinstance(written, dict):
            return {"partly": written}
        raise problem(f"got {shown(written)}; expected [issue, …] or {{issue: option}}")


class Requires(Part):
    """What must hold of issues before a step is taken.

    Parameters
    ----------
    options
        Clause that the text must match on issues that a step has settled by then; an issue that no
        step of the text settles is as in the status quo.
    by
        Whose condition it is, as for a demand; without it law or fact requires it.
    strength
        ``stated`` by the party, ``inferred`` from what it said, or ``assumed``.
    """

    replaced_whole = True
    short_for = ("options",)

    options: Clause
    by: Id | None = None
    strength: Strength = Field("assumed", description="stated, inferred or assumed")
    label: str | None = None
    because: str | None = None
    evidence: InlineEvidence = ()

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            raise problem(f"got {shown(written)}; expected {{issue: option or [options]}}")
        return {"options": written} if cls.is_short(written) else written

    @classmethod
    def is_short(cls, written: Any) -> bool:
        """Return whether the clause stands there itself."""
        return "options" not in written


class Stop(Part):
    """What a party has if implementation stops.

    Parameters
    ----------
    number
        Its utility then.
    status_quo
        Whether it is the utility of the status quo.
    war
        Whether it is the value of the war that its reservation value is about.
    """

    replaced_whole = True

    number: Quantity | None = None
    status_quo: bool = False
    war: bool = False
    because: str | None = None
    evidence: InlineEvidence = ()

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if written in ("status_quo", "war"):
            return {written: True}
        if isinstance(written, dict) and set(written) != {"low", "mode", "high"}:
            if cls.all_known(written):
                forms = [key for key in ("number", "status_quo", "war") if key in written]
                if len(forms) != 1 or written[forms[0]] in (False, None):
                    raise problem("expected a number or range, status_quo or war")
            return written
        return {"number": written}


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
        Party → change of its walk-away value once the step is done.
    reversible
        Whether it can be undone if implementation stops.
    requires
        What must hold before it is taken.
    stop
        Party → what it has if implementation stops once the step is done.
    """

    label: str | None = None
    by: Annotated[Ids, Field(min_length=1)]
    settles: Settles = Settles()
    after: Ids = ()
    when: Clause | None = None
    together: bool = Field(False, strict=True)
    shift: Named[Quantity] = Field(default_factory=FrozenDict)
    reversible: bool = Field(False, strict=True)
    requires: Requires | None = None
    stop: Named[Stop] = Field(default_factory=FrozenDict)
    because: str | None = None
    evidence: InlineEvidence = ()


class Demand(Part):
    """A party's insistence that one step comes before another, where the other is taken.

    Parameters
    ----------
    by
        The party.
    first, then
        The step that comes before, and the one that waits for it.
    strength
        ``stated`` by the party, ``inferred`` from what it said, or ``assumed``.
    unless_absent
        Whether the demand falls away in texts in which the first step has no part; otherwise it is
        not met there.
    """

    label: str | None = None
    by: Id
    first: Id
    then: Id
    strength: Strength = Field("assumed", description="stated, inferred or assumed")
    unless_absent: bool = Field(False, strict=True)
    because: str | None = None
    evidence: InlineEvidence = ()
