"""Reservation values: what a party's best course without an agreement is worth to it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Tag, model_validator

from sim.scenario.base import ByForm, Id, NamesIssues, Part, Table, problem, shown
from sim.scenario.evidence import InlineEvidence
from sim.scenario.quantity import Quantity
from sim.scenario.rules import Option

Agreement = Annotated[Table[Option], NamesIssues("keys")]
"""Issue id → option."""
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


_FORMS = ("number", "status_quo", "agreement", "war")
"""Keys of which a reservation value in its long form has exactly one."""


class Reservation(Part):
    """A party's value of its best course without this agreement.

    Parameters
    ----------
    number
        The value itself.
    status_quo
        Whether it is the utility of the status quo.
    agreement
        Issue → option: the agreement whose utility it is.
    cost
        What is taken off that utility.
    war
        A lottery between two outcomes instead.
    """

    replaced_whole = True

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
            if not cls.all_known(written):
                return written
            forms = [key for key in _FORMS if key in written]
            if len(forms) != 1:
                raise problem(
                    "expected a number or range, status_quo, {agreement:, cost:} or {war: "
                    "{win:, cost:}}; with because: or evidence:, {number:} or {status_quo: true}"
                )
            if forms[0] != "agreement" and "cost" in written:
                raise problem("cost: goes with agreement:; a war has its own cost: inside")
            if forms[0] == "status_quo" and written["status_quo"] is not True:
                raise problem(f"status_quo is {shown(written['status_quo'])}; expected true")
            return written
        return {"number": written}
