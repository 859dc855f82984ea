"""Assumptions: the judgements of a file that no evidence stands behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.scenario.party import Party
from sim.scenario.position import Position
from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.steps import Stop


@dataclass(frozen=True)
class Assumption:
    """One judgement without evidence.

    Parameters
    ----------
    path
        Where it stands.
    kind
        weight, order, position, value, reservation, worth, holds, power, patience, strategy,
        bargaining, parameter, red line, linkage, or of what comes after signature belief,
        ratification, threshold, spread, group, step, shift, stop, demand, guarantee, credibility or
        penalty.
    written
        What the file says, as text; empty for what it leaves out.
    """

    path: str
    kind: str
    written: str


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return every judgement that no evidence stands behind, in file order.

    Evidence on a position covers its ideal or order only: each of its numbers is an assumption
    unless evidence names that very path.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> scenario = Scenario.from_dict({
    ...     "title": "One issue",
    ...     "issues": {"price": {"options": ["low", "high"]}},
    ...     "parties": {"buyer": {"weights": {"price": 1}, "positions": {"price": "low"}}},
    ... })
    >>> [one.path for one in assumptions(scenario)]
    ['parties.buyer.weights.price', 'parties.buyer.positions.price', 'parties.buyer.reservation']
    """
    return tuple(one for one in judgements(scenario) if one.path not in scenario.evidence)


def judgements(scenario: Scenario) -> Iterator[Assumption]:
    """Yield every judgement of a file, with evidence or without."""
    for name, quantity in scenario.parameters.items():
        yield Assumption(f"parameters.{name}", "parameter", _text(quantity))
    for name, party in scenario.parties.items():
        yield from _of_party(f"parties.{name}", party)
    yield from _after_signature(scenario)
    if scenario.bargaining is not None:
        talks = scenario.bargaining
        written = f"{talks.protocol}, {talks.rounds} rounds"
        yield Assumption("bargaining", "bargaining", written)
    for name, linkage in scenario.linkages.items():
        yield Assumption(f"linkages.{name}", "linkage", linkage.because or linkage.kind)


def _of_party(path: str, party: Party) -> Iterator[Assumption]:
    if party.order is not None:
        groups = [" = ".join(g) if isinstance(g, tuple) else g for g in party.order]
        yield Assumption(f"{path}.order", "order", " > ".join(groups))
    elif isinstance(party.weights, Mapping):
        for issue, weight in party.weights.items():
            yield Assumption(f"{path}.weights.{issue}", "weight", _text(weight))
    elif party.weights is not None:
        yield Assumption(f"{path}.weights", "weight", "unknown")
    for issue, position in party.positions.items():
        yield from _of_position(f"{path}.positions.{issue}", position)
    if party.weighs:
        given = party.reservation
        text = "left out, taken as 0" if given is None else _reservation_text(party)
        yield Assumption(f"{path}.reservation", "reservation", text)
    for key, interaction in party.interactions.items():
        yield Assumption(f"{path}.interactions.{key}", "worth", _text(interaction.worth))
    for key, red_line in party.red_lines.items():
        below = f"{path}.red_lines.{key}"
        yield Assumption(below, "red line", red_line.because or red_line.strength)
        if red_line.holds is not None:
            yield Assumption(f"{below}.holds", "holds", _text(red_line.holds))
    if party.power is not None:
        yield Assumption(f"{path}.power", "power", f"{party.power:g}")
    if party.patience is not None:
        yield Assumption(f"{path}.patience", "patience", _text(party.patience))
    if party.strategy is not None:
        yield Assumption(f"{path}.strategy", "strategy", party.strategy.name)


def _stop_text(stop: Stop) -> str:
    if stop.number is not None:
        return _text(stop.number)
    return "the status quo" if stop.status_quo else "the war"


def _after_signature(scenario: Scenario) -> Iterator[Assumption]:
    """Yield what a file takes for granted of ratification, order and guarantees."""
    for name, party in scenario.parties.items():
        if party.belief is not None:
            yield Assumption(f"parties.{name}.belief", "belief", _text(party.belief))
        for key, one in party.ratification.items():
            path = f"parties.{name}.ratification.{key}"
            yield Assumption(path, "ratification", one.because or one.kind)
            yield Assumption(f"{path}.threshold", "threshold", _text(one.needed))
            yield Assumption(f"{path}.spread", "spread", _text(one.scatter))
            for group, voters in one.groups.items():
                yield Assumption(f"{path}.groups.{group}", "group", _text(voters.share))
    for name, step in scenario.steps.items():
        yield Assumption(f"steps.{name}", "step", step.because or ", ".join(step.by))
        for party_name, shift in step.shift.items():
            yield Assumption(f"steps.{name}.shift.{party_name}", "shift", _text(shift))
        if step.requires is not None:
            said = step.requires.because or ", ".join(step.requires.options)
            yield Assumption(f"steps.{name}.requires", "demand", said)
        for party_name, stop in step.stop.items():
            yield Assumption(f"steps.{name}.stop.{party_name}", "stop", _stop_text(stop))
    acting = {by for step in scenario.steps.values() for by in step.by}
    for name, party in scenario.parties.items():
        if name in acting and party.weighs:
            text = (
                "left out, taken as the no-agreement value and what the steps done have changed"
                if party.stop is None
                else _stop_text(party.stop)
            )
            yield Assumption(f"parties.{name}.stop", "stop", text)
    for name, demand in scenario.demands.items():
        written = demand.because or f"{demand.first} before {demand.then}"
        yield Assumption(f"demands.{name}", "demand", written)
    if scenario.enforcement is not None:
        path = "enforcement"
        yield Assumption(f"{path}.rule", "guarantee", scenario.enforcement.rule)
        for name, one_ in scenario.enforcement.guarantors.items():
            below = f"{path}.guarantors.{name}"
            for option, credibility in one_.credibility.items():
                yield Assumption(f"{below}.credibility.{option}", "credibility", _text(credibility))
            yield Assumption(f"{below}.penalty", "penalty", _text(one_.penalty))


def _of_position(path: str, position: Position) -> Iterator[Assumption]:
    written = str(position.ideal) if position.ideal is not None else "values"
    yield Assumption(path, "position", written)
    ends = {0.0, 1.0} if position.ideal is None else set()
    for option, value in (position.values or {}).items():
        if value.kind == "exact" and value.mode in ends:
            ends.discard(value.mode)
            continue
        yield Assumption(f"{path}.values.{option}", "value", _text(value))


def _reservation_text(party: Party) -> str:
    given = party.reservation
    assert given is not None
    if given.number is not None:
        return _text(given.number)
    if given.status_quo:
        return "the status quo"
    if given.agreement is not None:
        return f"a named agreement less {_text(given.cost)}"
    assert given.war is not None
    return f"war: win {_text(given.war.win)}, cost {_text(given.war.cost)}"


def _text(quantity: Quantity) -> str:
    if quantity.kind == "exact":
        return f"{quantity.mode:g}"
    if quantity.kind == "range":
        return f"[{quantity.low:g}, {quantity.high:g}]"
    if quantity.kind == "triangle":
        return f"{{low: {quantity.low:g}, mode: {quantity.mode:g}, high: {quantity.high:g}}}"
    return str(quantity.written())
