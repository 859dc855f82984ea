"""Compare: what differs between scenarios, or between agreements of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from sim.answer import Answer, plain
from sim.comparison.rounds import apart
from sim.display import TITLE, cut, glance
from sim.scenario.arguments import expect
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.count import at_least
from sim.space.limits import TooManyAgreements
from sim.table import Tabular
from sim.zone.concessions import NOT_SEARCHED
from sim.zone.explain import Explanation, explain
from sim.zone.explore import explore, zone_of
from sim.zone.zone import Zone

SAME = 5e-13
"""Utilities are the same if they differ by no more, which is rounding."""
TOLD = ("title", "date", "summary", "sources", "evidence", "rounds", "variants", "packages")
"""Keys of a file that no number comes from."""


ANSWERS: Mapping[str, Callable[[Zone], bool]] = {
    "rules": lambda zone: True,
    "ruled out": lambda zone: at_least(zone.rules.within_red_lines) > 0,
    "zone": lambda zone: True,
    "solutions": lambda zone: zone.exists,
    "concessions": lambda zone: zone.exists,
    "ways out": lambda zone: not zone.exists,
}
"""Part of an answer → whether a zone has it at all; one that hasn't is not compared there."""


@dataclass(frozen=True)
class Difference(Answer):
    """One thing that is not the same everywhere.

    Parameters
    ----------
    about
        ``input`` for what the files say; otherwise one of ``ANSWERS``, or ``agreement``.
    path
        What it is: a path of the file, or keys of the answer.
    values
        What it is in each state, in their order; None where there is nothing.
    """

    about: str
    path: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Tabular, Answer):
    """States side by side, differences only.

    Parameters
    ----------
    names
        What the states are called.
    differences
        Inputs first, then answers.
    apart
        State → the parties whose utilities mean something else there than in the first, because
        weights, values, options or interactions differ: theirs do not compare.
    zones, explanations
        The answers: of scenarios, and of agreements where these are compared.
    """

    _keys = "names utilities_apart=apart completed differences"

    names: tuple[str, ...]
    differences: tuple[Difference, ...]
    apart: Mapping[str, tuple[str, ...]]
    zones: tuple[Zone, ...]
    explanations: tuple[Explanation, ...] = ()

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return glance(
            f"Comparison of {cut(', '.join(self.names), TITLE)}: "
            f"{len(self.differences)} differences"
        )

    def of(self, about: str) -> tuple[Difference, ...]:
        """Return the differences of one kind."""
        return tuple(one for one in self.differences if one.about == about)

    @property
    def completed(self) -> dict[str, tuple[str, ...]]:
        """Agreement → the issues that it leaves open and its best completion fills in."""
        pairs = zip(self.names, self.explanations, strict=False)
        filled = {
            name: tuple(note.issue for note in one.issues if note.completed) for name, one in pairs
        }
        return {name: issues for name, issues in filled.items() if issues}

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the differences, with a column for every state."""
        for one in self.differences:
            values = dict(zip(self.names, plain(one.values), strict=True))
            yield {"about": one.about, "path": ".".join(one.path), **values}


def compare(states: Mapping[str, Scenario]) -> Comparison:
    """Return what differs between scenarios: what they say, and what follows.

    Parameters
    ----------
    states
        Name → scenario: files, variants, rounds, or one with changes laid over it.

    Raises
    ------
    ScenarioError
        If there are fewer than two.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("scenarios/teaching/bypass-opens.yaml")
    >>> found = sim.compare({
    ...     "as it is": scenario, "without": scenario.as_variant("without_bypass"),
    ... })
    >>> [one.values for one in found.of("zone") if one.path == ("acceptable",)]
    [(3, 0)]
    """
    _check(states)
    for state in states.values():
        expect(state, Scenario)
    zones = tuple(explore(scenario) for scenario in states.values())
    parts = [dict(_inputs(zone.scenario)) for zone in zones]
    found = _differing("input", parts)
    for about, there in ANSWERS.items():
        found += _differing(
            about, [dict(_answers(zone, about)) if there(zone) else None for zone in zones]
        )
    named = list(zip(states, zones, strict=True))[1:]
    far = {name: apart(zones[0].space, zone.space) for name, zone in named}
    told = {name: parties for name, parties in far.items() if parties}
    return Comparison(tuple(states), tuple(found), told, zones)


def compare_agreements(
    scenario: Scenario | Zone, agreements: Mapping[str, str | Mapping[str, OptionName]]
) -> Comparison:
    """Return what differs between agreements or packages of one scenario.

    Parameters
    ----------
    scenario
        The scenario, or its zone.
    agreements
        Name → agreement, as for :func:`sim.explain`.

    Raises
    ------
    ScenarioError
        If there are fewer than two, or one names what the scenario hasn't.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("scenarios/teaching/two-issues.yaml")
    >>> found = compare_agreements(scenario, {"halves": "halves", "nash": "nash"})
    >>> [one.path for one in found.differences if one.path[0] == "agreement"]
    [('agreement', 'water'), ('agreement', 'grazing')]
    """
    _check(agreements)
    zone = zone_of(scenario)
    explained = tuple(explain(zone, given) for given in agreements.values())
    parts = [dict(_judged(one)) for one in explained]
    return Comparison(
        tuple(agreements), tuple(_differing("agreement", parts)), {}, (zone,), explained
    )


def _check(states: Mapping[str, Any]) -> None:
    expect(states, Mapping)
    if len(states) < 2:
        message = f"got {len(states)} state; expected at least two to compare"
        raise ScenarioError([LocatedProblem(Mark("<compare>"), "", message)])


Leaves = Iterator[tuple[tuple[str, ...], Any]]


def _inputs(scenario: Scenario) -> Leaves:
    """Yield what a file says that numbers come from, by path."""
    data = scenario.tree.data
    for key, value in data.items():
        if key not in (*TOLD, "extends"):
            yield from _leaves(value, (str(key),))


def _leaves(value: Any, path: tuple[str, ...]) -> Leaves:
    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            if key not in ("label", "because", "evidence", "summary"):
                yield from _leaves(below, (*path, str(key)))
    else:
        yield path, value


def _answers(zone: Zone, about: str) -> Leaves:
    """Yield part of an answer, piece by piece."""
    if about == "rules":
        yield ("admissible",), zone.rules.admissible
        yield ("within_red_lines",), zone.rules.within_red_lines
    elif about == "ruled out":
        for out in zone.rules.options_ruled_out:
            yield (out.issue, str(out.option)), True
    elif about == "zone":
        yield ("agreements",), zone.counts.agreements
        yield ("acceptable",), zone.counts.acceptable
        yield ("frontier",), zone.counts.frontier
        yield ("critical_reservation",), zone.critical
        for party in zone.space.parties:
            if party.weighs:
                known = not isnan(party.reservation)
                yield ("reservation", party.name), party.reservation if known else None
        for name, slack in zone.slacks.items():
            yield ("slack", name), slack
    elif about == "solutions":
        for name, solution in (zone.solutions or {}).items():
            for issue, option in solution.agreement.items():
                yield (name, "agreement", issue), option
            for party_name, utility in solution.utilities.items():
                yield (name, "utility", party_name), utility
    elif about == "concessions":
        if not zone.concessions.unavoidable_known:
            raise TooManyAgreements(f"who moves in every acceptable agreement: {NOT_SEARCHED}")
        for party_name, issue in zone.concessions.unavoidable:
            yield (party_name, issue), True
    else:
        for way in zone.ways_out:
            yield tuple(way.rules), way.opens


def _judged(found: Explanation) -> Leaves:
    judged = found.judgement
    for issue, option in judged.outcome.agreement.items():
        yield ("agreement", issue), option
    yield ("acceptable",), judged.acceptable
    for name, utility in judged.outcome.utilities.items():
        yield ("utility", name), utility
    for name, margin in judged.margins.items():
        yield ("margin", name), margin
    for name, accepts in judged.accepts.items():
        yield ("accepts", name), accepts
    for path in judged.not_met:
        yield ("not met", path), True
    yield ("dominated by", "points"), found.dominating


def _differing(about: str, parts: Sequence[dict[tuple[str, ...], Any] | None]) -> list[Difference]:
    """Return what is not the same in all parts that there are, in the order of the first."""
    known = [part for part in parts if part is not None]
    paths = dict.fromkeys(path for part in known for path in part)
    found = []
    for path in paths:
        first = known[0].get(path)
        if any(not _same(first, part.get(path)) for part in known[1:]):
            values = tuple(None if part is None else part.get(path) for part in parts)
            found.append(Difference(about, path, values))
    return found


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= SAME
    return bool(one == other)
