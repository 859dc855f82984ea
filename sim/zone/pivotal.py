"""Pivotal options: what is left if one option is off the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.answer import Answer
from sim.engines.choice import Engines
from sim.scenario.arguments import expect
from sim.scenario.rules import OptionName
from sim.space.budget import answering
from sim.space.count import Count, at_least
from sim.space.space import Space
from sim.table import Rows
from sim.zone.frontier import Frontier
from sim.zone.solve import Solution, solve
from sim.zone.zone import Zone


@dataclass(frozen=True, eq=False)
class PivotalOption(Answer):
    """What is left of a zone with one option forbidden.

    Parameters
    ----------
    issue, option
        The option.
    bypass
        Whether it leaves the issue open or out.
    acceptable
        How many agreements are still acceptable: exact, or proven bounds.
    best
        Party that bargains → how much less (or more, never) its best in the zone is worth to it;
        empty where the zone closes.
    solutions
        Solution → party → how its utility changes in the first such agreement; empty where the
        zone closes.
    """

    _keys = "issue option bypass acceptable closes best solutions"

    issue: str
    option: OptionName
    bypass: bool
    acceptable: Count
    best: Mapping[str, float]
    solutions: Mapping[str, Mapping[str, float]]

    @property
    def closes(self) -> bool:
        """Whether there is no zone without the option."""
        return at_least(self.acceptable) == 0

    @property
    def largest(self) -> float:
        """The largest change of any party's utility in any solution; infinite where it closes."""
        if self.closes:
            return float("inf")
        changes = [abs(x) for one in self.solutions.values() for x in one.values()]
        return max([*changes, *(abs(x) for x in self.best.values())], default=0.0)


@answering
def pivotal_options(zone: Zone) -> Rows[PivotalOption]:
    """Return what forbidding each option on the table does to an open zone, largest first.

    Reservation values stay: what a party could get without an agreement is none of the table's.

    Parameters
    ----------
    zone
        The answer of ``explore``.

    Returns
    -------
    Rows of PivotalOption
        Those that close the zone first, then by the largest change; empty without a zone.

    Examples
    --------
    >>> import sim
    >>> zone = sim.explore(sim.load("scenarios/teaching/bypass-opens.yaml"))
    >>> [(one.issue, one.option) for one in pivotal_options(zone) if one.bypass and one.closes]
    [('island', 'status_deferred')]
    """
    expect(zone, Zone)
    if not zone.exists:
        return Rows()
    space = zone.space
    before = _best(zone.frontier)
    found = [
        _without(zone, space, number, place, before)
        for number, places in enumerate(space.options)
        if len(places) > 1  # Without its one option a settled issue leaves nothing to agree on.
        for place in places.tolist()
    ]
    # Sorting is stable: equal ones stay in file order.
    return Rows(sorted(found, key=lambda one: -one.largest))


def _without(
    zone: Zone, space: Space, number: int, place: int, before: Mapping[str, float]
) -> PivotalOption:
    """Return what is left without one option."""
    name = space.issues[number]
    issue = space.scenario.issues[name]
    bypass = issue.coordinates[place] is None
    allowed = np.ones(len(issue.names), dtype=bool)
    allowed[place] = False
    narrower = space.narrowed({number: allowed})
    engine = Engines(limits=zone.engines.limits).of(narrower)
    found = engine.frontiers()
    frontier = Frontier(narrower, found.zone)
    solutions = solve(frontier, found.gaps)
    after = _best(frontier)
    return PivotalOption(
        name,
        issue.names[place],
        bypass,
        engine.acceptable(known=bool(frontier.distinct)),
        {party: after[party] - best for party, best in before.items()} if solutions else {},
        {
            key: _changes(one, (zone.solutions or {})[key])
            for key, one in (solutions or {}).items()
            if key in (zone.solutions or {})
        },
    )


def _best(frontier: Frontier) -> dict[str, float]:
    """Return what each party that bargains gets at most in the zone."""
    if not frontier.distinct:
        return {}
    most = frontier.vectors.max(axis=0).tolist()
    parties = [frontier.space.parties[k].name for k in frontier.points.parties]
    return dict(zip(parties, most, strict=True))


def _changes(now: Solution, before: Solution) -> dict[str, float]:
    return {party: value - before.utilities[party] for party, value in now.utilities.items()}
