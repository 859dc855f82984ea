"""Check: what a file takes for granted, and what its numbers say between the lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.answer import Answer
from sim.display import glance, named
from sim.scenario.arguments import expect
from sim.scenario.inputs import Assessment
from sim.scenario.scenario import Scenario
from sim.space.compile import compile_space
from sim.space.space import Space
from sim.table import Tabular
from sim.zone.assumptions import assumptions
from sim.zone.status_quo import beside_status_quo
from sim.zone.tied_issues import TiedIssues, tied_issues
from sim.zone.trade_offs import Exchange, ShortSpan, Step, exchanges, heavy_steps, short_spans


@dataclass(frozen=True, eq=False, repr=False)
class Check(Tabular, Answer):
    """The assumptions of a scenario and the trade-offs that its numbers imply.

    Parameters
    ----------
    scenario, space
        What was checked, and its numbers.
    assumptions
        Judgements without evidence.
    exchanges
        Pairs of steps that the numbers make about even, by party.
    heavy_steps
        Steps that settle more than half of a party's weight.
    short_spans
        Weighted issues whose values don't span 0 to 1.
    tied_issues
        Pairs of issues on which a party asks for one thing twice.
    status_quo
        Party → its reservation value and its utility of the status quo, where the file gives
        one that names all that the party looks at; the difference is what fighting on is taken
        to gain or cost.
    set_aside
        Party whose walk-away value is a war, and to which every option that is set aside
        (``bypass``) is worth more on its issue than that war in all → the least of these values.
    """

    _keys = "assumptions status_quo set_aside"

    scenario: Scenario
    space: Space
    assumptions: tuple[Assessment, ...]
    exchanges: tuple[Exchange, ...]
    heavy_steps: tuple[Step, ...]
    short_spans: tuple[ShortSpan, ...]
    tied_issues: tuple[TiedIssues, ...]
    status_quo: Mapping[str, tuple[float, float]]
    set_aside: Mapping[str, float]

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return glance(f"Check of {named(self.scenario.title)}: {len(self.assumptions)} assumptions")

    def _items(self) -> Iterable[Any]:
        return self.assumptions


def check(scenario: Scenario) -> Check:
    """Return the assumptions of a scenario and the trade-offs that its numbers imply.

    Parameters
    ----------
    scenario
        What to check; it is valid already, or it could not have been made.

    Examples
    --------
    >>> import sim
    >>> found = sim.check(sim.Scenario.from_dict({
    ...     "title": "One issue",
    ...     "issues": {"price": {"options": ["low", "high"]}},
    ...     "parties": {"buyer": {"weights": {"price": 1}, "positions": {"price": "low"}}},
    ... }))
    >>> len(found.assumptions)
    3
    """
    expect(scenario, Scenario)
    space = compile_space(scenario)
    return Check(
        scenario,
        space,
        assumptions(scenario),
        tuple(e for k in space.weighing for e in exchanges(space, k)),
        tuple(s for k in space.weighing for s in heavy_steps(space, k)),
        tuple(short_spans(space)),
        tuple(tied_issues(space)),
        beside_status_quo(space),
        _set_aside(space),
    )


def _set_aside(space: Space) -> dict[str, float]:
    """Return the parties whose war is worth less than every option that is set aside."""
    found = {}
    for number in space.weighing:
        party = space.parties[number]
        given = space.scenario.parties[party.name].reservation
        if given is None or given.war is None:
            continue
        values = [
            float(party.values[i][place])
            for i, issue in enumerate(space.scenario.issues.values())
            for place, at in enumerate(issue.coordinates)
            if at is None and party.weights[i] > 0
        ]
        if values and min(values) > party.reservation:
            found[party.name] = min(values)
    return found
