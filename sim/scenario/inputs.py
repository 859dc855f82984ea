"""Inputs: every judgement of a file, and every number in it, in one walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.answer import Answer
from sim.scenario.document import Document
from sim.scenario.evidence import Claim
from sim.scenario.party import Party
from sim.scenario.position import Position
from sim.scenario.quantity import Quantity
from sim.scenario.ratification import Ratification
from sim.scenario.reservation import Reservation
from sim.scenario.steps import Step, Stop

NOTHING = Quantity("exact", 0.0, 0.0, 0.0)
"""A reservation value of which the file says nothing."""
ANYTHING = Quantity("range", 0.0, 0.5, 1.0)
"""The belief of a party of which the file says none."""
OF_UTILITY = frozenset({"weight", "value", "reservation", "odds", "cost", "outcome", "worth"})
"""Kinds of numbers that a party's utilities and walk-away value are made of."""
AFTER_SIGNATURE = frozenset(
    {"belief", "threshold", "spread", "share", "shift", "stop", "credibility", "penalty"}
)
"""Kinds of numbers that matter after signature only."""


@dataclass(frozen=True)
class Input:
    """One number or range of a file.

    Parameters
    ----------
    path
        Where it stands.
    kind
        ``parameter``; one of ``OF_UTILITY`` or ``AFTER_SIGNATURE``; ``holds`` or ``patience``.
    quantity
        The number or range.
    party
        Id of the party whose it is; None for a parameter.
    names
        Ids of what it is about: issue; issue and option; the key of an interaction or red line;
        ratification; ratification and group; step; option of a guarantee; the parameter itself.
    evidence
        The evidence for this very number.
    """

    path: str
    kind: str
    quantity: Quantity
    party: str | None = None
    names: tuple[str, ...] = ()
    evidence: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Assessment(Answer):
    """One judgement of a file, with or without evidence, and the numbers in it.

    Parameters
    ----------
    path
        Where it stands, as evidence names it.
    kind
        weight, order, position, value, reservation, worth, holds, power, patience, strategy,
        bargaining, parameter, red line, linkage, or of what comes after signature belief,
        ratification, threshold, spread, group, step, shift, stop, demand, guarantee, credibility or
        penalty.
    written
        What the file says, as text.
    inputs
        The numbers in it.
    stated
        Whether it counts as a judgement of the file; not what is left out and taken for nothing.
    """

    _keys = "path kind written"

    path: str
    kind: str
    written: str
    inputs: tuple[Input, ...] = ()
    stated: bool = True


def inputs_of(document: Document, evidence: Mapping[str, tuple[Claim, ...]]) -> dict[str, Input]:
    """Return path → number, for every number of a file.

    Not the weights, values and walk-away values of groups of voters: these are numbers of the
    same kind as the party's and are read as those of a scenario of their own.
    """
    return {
        one.path: Input(
            one.path, one.kind, one.quantity, one.party, one.names, evidence.get(one.path, ())
        )
        for assessment in assessments(document)
        for one in assessment.inputs
    }


def number_at(path: str) -> Input | None:
    """Return which number of a party would stand at a path where a file has none; None if none.

    A sweep may set what the file leaves open, or says otherwise.
    """
    match path.split("."):
        case ["parties", party, "weights", issue]:
            return Input(path, "weight", NOTHING, party, (issue,))
        case ["parties", party, "positions", issue, "values", *option] if option:
            return Input(path, "value", NOTHING, party, (issue, ".".join(option)))
        case ["parties", party, "reservation", *_]:
            return Input(path, "reservation", NOTHING, party)
        case ["parties", party, "belief" | "patience" | "stop" as kind]:
            return Input(path, kind, NOTHING, party)
    return None


def mentions(inputs: Mapping[str, Input], party: str) -> list[str]:
    """Return every parameter that a party's utilities name, as often as they do."""
    return [
        one.quantity.parameter
        for one in inputs.values()
        if one.party == party and one.kind in OF_UTILITY and one.quantity.parameter is not None
    ]


def assessments(document: Document) -> Iterator[Assessment]:
    """Yield every judgement of a file, with evidence or without, in file order."""
    for name, quantity in document.parameters.items():
        yield _number(f"parameters.{name}", "parameter", quantity, None, name)
    for name, party in document.parties.items():
        yield from _of_party(name, party)
    yield from _after_signature(document)
    if document.bargaining is not None:
        talks = document.bargaining
        written = f"{talks.protocol}, {talks.rounds} rounds"
        yield Assessment("bargaining", "bargaining", written)
    for name, linkage in document.linkages.items():
        yield Assessment(f"linkages.{name}", "linkage", linkage.because or linkage.kind)


def _number(
    path: str, kind: str, quantity: Quantity, party: str | None, *names: str, stated: bool = True
) -> Assessment:
    """Return a judgement that is a number."""
    one = Input(path, kind, quantity, party, names)
    return Assessment(path, kind, _text(quantity), (one,), stated)


def _of_party(name: str, party: Party) -> Iterator[Assessment]:
    path = f"parties.{name}"
    if party.order is not None:
        groups = [" = ".join(g) if isinstance(g, tuple) else g for g in party.order]
        yield Assessment(f"{path}.order", "order", " > ".join(groups))
    elif isinstance(party.weights, Mapping):
        for issue, weight in party.weights.items():
            yield _number(f"{path}.weights.{issue}", "weight", weight, name, issue)
    elif party.weights is not None:
        yield Assessment(f"{path}.weights", "weight", "unknown")
    for issue, position in party.positions.items():
        yield from _of_position(name, issue, position)
    if party.weighs:
        yield _reservation(name, party.reservation)
    for key, interaction in party.interactions.items():
        below = f"{path}.interactions.{key}"
        worth = Input(f"{below}.worth", "worth", interaction.worth, name, (key,))
        yield Assessment(below, "worth", _text(interaction.worth), (worth,))
    for key, red_line in party.red_lines.items():
        below = f"{path}.red_lines.{key}"
        yield Assessment(below, "red line", red_line.because or red_line.strength)
        if red_line.holds is not None:
            yield _number(f"{below}.holds", "holds", red_line.holds, name, key)
    if party.power is not None:
        yield Assessment(f"{path}.power", "power", f"{party.power:g}")
    if party.patience is not None:
        yield _number(f"{path}.patience", "patience", party.patience, name)
    if party.strategy is not None:
        yield Assessment(f"{path}.strategy", "strategy", party.strategy.name)


def _of_position(party: str, issue: str, position: Position) -> Iterator[Assessment]:
    path = f"parties.{party}.positions.{issue}"
    written = str(position.ideal) if position.ideal is not None else "values"
    ends = {0.0, 1.0} if position.ideal is None else set()
    own: list[Input] = []
    further: list[Assessment] = []
    for option, value in (position.values or {}).items():
        one = _number(f"{path}.values.{option}", "value", value, party, issue, option)
        if value.kind == "exact" and value.mode in ends:
            # The ends of the scale are no judgements of their own.
            ends.discard(value.mode)
            own += one.inputs
        else:
            further.append(one)
    yield Assessment(path, "position", written, tuple(own))
    yield from further


def _reservation(party: str, given: Reservation | None) -> Assessment:
    path, numbers = f"parties.{party}.reservation", []
    if given is None:
        numbers.append((path, "reservation", NOTHING))
        text = "left out, taken as 0"
    elif given.number is not None:
        numbers.append((path, "reservation", given.number))
        text = _text(given.number)
    elif given.status_quo:
        text = "the status quo"
    elif given.agreement is not None:
        numbers.append((f"{path}.cost", "cost", given.cost))
        text = f"a named agreement less {_text(given.cost)}"
    else:
        assert given.war is not None
        war = given.war
        numbers += [(f"{path}.war.win", "odds", war.win), (f"{path}.war.cost", "cost", war.cost)]
        for key, outcome in (("won", war.won), ("lost", war.lost)):
            if isinstance(outcome, Quantity):
                numbers.append((f"{path}.war.{key}", "outcome", outcome))
        text = f"war: win {_text(war.win)}, cost {_text(war.cost)}"
    inputs = tuple(Input(at, kind, quantity, party) for at, kind, quantity in numbers)
    return Assessment(path, "reservation", text, inputs)


def _after_signature(document: Document) -> Iterator[Assessment]:
    """Yield what a file takes for granted of ratification, order and guarantees."""
    for name, party in document.parties.items():
        belief, stated = party.belief or ANYTHING, party.belief is not None
        yield _number(f"parties.{name}.belief", "belief", belief, name, stated=stated)
        for key, one in party.ratification.items():
            yield from _of_ratification(name, key, one)
    for name, step in document.steps.items():
        yield from _of_step(name, step)
    acting = {by for step in document.steps.values() for by in step.by}
    for name, party in document.parties.items():
        path = f"parties.{name}.stop"
        if party.stop is not None:
            yield _of_stop(path, name, party.stop)
        elif name in acting and party.weighs:
            text = "left out, taken as the walk-away value and what the steps done have changed"
            yield Assessment(path, "stop", text)
    for name, demand in document.demands.items():
        written = demand.because or f"{demand.first} before {demand.then}"
        yield Assessment(f"demands.{name}", "demand", written)
    if document.enforcement is not None:
        path = "enforcement"
        yield Assessment(f"{path}.rule", "guarantee", document.enforcement.rule)
        for name, guarantor in document.enforcement.guarantors.items():
            below = f"{path}.guarantors.{name}"
            for option, credibility in guarantor.credibility.items():
                at = f"{below}.credibility.{option}"
                yield _number(at, "credibility", credibility, name, option)
            yield _number(f"{below}.penalty", "penalty", guarantor.penalty, name)


def _of_ratification(party: str, key: str, one: Ratification) -> Iterator[Assessment]:
    path = f"parties.{party}.ratification.{key}"
    yield Assessment(path, "ratification", one.because or one.kind)
    yield _number(f"{path}.threshold", "threshold", one.needed, party, key)
    yield _number(f"{path}.spread", "spread", one.scatter, party, key)
    for group, voters in one.groups.items():
        below = f"{path}.groups.{group}"
        share = Input(f"{below}.share", "share", voters.share, party, (key, group))
        yield Assessment(below, "group", _text(voters.share), (share,))


def _of_step(name: str, step: Step) -> Iterator[Assessment]:
    yield Assessment(f"steps.{name}", "step", step.because or ", ".join(step.by))
    for party, shift in step.shift.items():
        yield _number(f"steps.{name}.shift.{party}", "shift", shift, party, name)
    if step.requires is not None:
        said = step.requires.because or ", ".join(step.requires.options)
        yield Assessment(f"steps.{name}.requires", "demand", said)
    for party, stop in step.stop.items():
        yield _of_stop(f"steps.{name}.stop.{party}", party, stop, name)


def _of_stop(path: str, party: str, stop: Stop, *names: str) -> Assessment:
    if stop.number is not None:
        return _number(path, "stop", stop.number, party, *names)
    return Assessment(path, "stop", "the status quo" if stop.status_quo else "the war")


def _text(quantity: Quantity) -> str:
    if quantity.kind == "exact":
        return f"{quantity.mode:g}"
    if quantity.kind == "range":
        return f"[{quantity.low:g}, {quantity.high:g}]"
    if quantity.kind == "triangle":
        return f"{{low: {quantity.low:g}, mode: {quantity.mode:g}, high: {quantity.high:g}}}"
    return str(quantity.written())
