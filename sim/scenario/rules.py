"""Clauses, linkages, red lines and interactions."""

from __future__ import annotations

import numbers
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from sim.scenario.base import Id, NamesIssues, Part, Table, finite, hidden, problem, shown
from sim.scenario.evidence import InlineEvidence
from sim.scenario.quantity import Quantity

OptionName = str | int | float
"""An option's id, or the number of a numeric issue's option."""

Strength = Literal["stated", "inferred", "assumed"]
LinkageKind = Literal["definition", "law", "practical"]


def _check_option(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise problem(f"got {shown(value)}; expected the id (or number) of an option")
    number = finite(value)
    return int(number) if number.is_integer() else number


Option = Annotated[
    OptionName,
    PlainValidator(_check_option),
    WithJsonSchema({"type": ["string", "number"], "description": "An option's id, or its number."}),
]


class Term(Part):
    """What a clause asks of one issue: one of some options, or a stretch of the scale.

    Parameters
    ----------
    options
        The options that match; None where the term compares.
    at_least, at_most
        Inclusive bounds on the coordinate; an option's id stands for its coordinate. An option
        marked ``bypass`` never matches a comparison.
    """

    options: tuple[Option, ...] | None = None
    at_least: Option | None = None
    at_most: Option | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if isinstance(written, dict):
            if not written:
                raise problem("expected an option, [option, …] or {at_least:, at_most:}")
            return hidden(written, "options")
        if isinstance(written, (list, tuple)):
            if not written:
                raise problem("the list is empty; expected at least one option")
            return {"options": written}
        return {"options": [_check_option(written)]}


Clause = Annotated[Table[Term], Field(min_length=1), NamesIssues("clause")]
"""Issue id → term; several issues mean "and"."""


class Rule(Part):
    """A rule about agreements: ``never: clause``, or ``if: clause`` with ``then: clause``."""

    replaced_whole = True

    never: Clause | None = Field(None, description="No agreement matches this clause.")
    if_: Clause | None = Field(None, alias="if", description="Where this clause matches …")
    then: Clause | None = Field(None, description="… this one does too.")
    because: str | None = Field(None, description="Why the rule is there, in the author's words.")
    label: str | None = None
    evidence: InlineEvidence = ()

    @model_validator(mode="before")
    @classmethod
    def _one_form(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            raise problem("expected {never: clause} or {if: clause, then: clause}")
        named = {"never", "if", "then"} & set(written)
        if named not in ({"never"}, {"if", "then"}) and cls.all_known(written):
            raise problem("expected either never: or both if: and then:")
        return written


class Linkage(Rule):
    """A rule that is true of any text, whoever signs it.

    Parameters
    ----------
    kind
        Whether it is so by definition, by law, or in practice.
    """

    kind: LinkageKind = Field("practical", description="definition, law or practical")


class RedLine(Rule):
    """A rule of one party: an agreement that breaks it is not accepted by that party.

    Parameters
    ----------
    strength
        ``stated`` by the party, ``inferred`` from what it said, or ``assumed``.
    holds
        Share of draws in which it is taken to be a red line (0..1); the point analysis keeps it.
    """

    strength: Strength = Field("assumed", description="stated, inferred or assumed")
    holds: Quantity | None = Field(None, description="Share of draws in which it is a red line.")


class Interaction(Part):
    """A bonus or malus to one party where a clause matches.

    Parameters
    ----------
    when
        The clause.
    worth
        Points of the party's 0..1 utility; may be negative.
    """

    replaced_whole = True

    when: Clause
    worth: Quantity
    because: str | None = None
    label: str | None = None
    evidence: InlineEvidence = ()


class ConsentWhen(Part):
    """A party's consent is required only where a clause matches.

    Parameters
    ----------
    when
        The clause.
    """

    replaced_whole = True

    when: Clause


def rule_clauses(rule: Rule) -> list[tuple[str, dict[Id, Term]]]:
    """Return the clauses of a rule by their key in the file."""
    named = (("never", rule.never), ("if", rule.if_), ("then", rule.then))
    return [(key, dict(clause)) for key, clause in named if clause is not None]
