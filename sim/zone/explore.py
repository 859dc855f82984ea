"""Explore: everything that is exact for one file at its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from sim.scenario.check_rules import check_agreement, check_clause
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError, dotted, nearest
from sim.scenario.rules import OptionName, Term
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools, clause_box
from sim.space.compile import compile_space
from sim.space.engine import Gate, engine_for
from sim.space.space import Indices, Space
from sim.zone.concessions import MATERIAL, concessions, depths
from sim.zone.frontier import Frontier
from sim.zone.packages import place
from sim.zone.rules_alone import rules_alone
from sim.zone.solve import solve
from sim.zone.ways_out import HittingSets, ways_out
from sim.zone.zone import Zone, ZoneCounts

Where = Mapping[str, Any] | Callable[[Indices], Bools]
"""A clause as in a file, or a function from option places (agreement, issue) to booleans."""
Report = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""


def explore(
    scenario: Scenario,
    *,
    where: Where | None = None,
    material: float = MATERIAL,
    baseline: str | Mapping[str, OptionName] | None = None,
    progress: Report | None = None,
) -> Zone:
    """Return what the rules leave, the zone and what is in it, exact for the scenario's points.

    Parameters
    ----------
    scenario
        What to explore; ranges are analysed at their points.
    where
        Narrows everything to part of the agreements: a clause as in a file
        (``{"crimea": ["left_out", "returned"]}``), or a function from option places among the
        listed options, shape (agreement, issue), to booleans. It never moves a reservation
        value.
    material
        Smallest depth of a concession that counts, as a share of a party's total weight (0..1).
    baseline
        Concessions are measured from this package (its name or an agreement) instead of from
        the parties' positions.
    progress
        Called now and then with what is being done.

    Returns
    -------
    Zone

    Raises
    ------
    TooManyAgreements
        If there are more agreements than any engine takes on.
    ScenarioError
        If ``where`` or ``baseline`` names what the scenario hasn't.

    Examples
    --------
    >>> import sim
    >>> zone = sim.explore(sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {
    ...         "price": {"options": ["low", "middle", "high"]},
    ...         "delivery": {"options": ["slow", "fast"]},
    ...     },
    ...     "parties": {
    ...         "buyer": {
    ...             "weights": {"price": 60, "delivery": 40},
    ...             "positions": {"price": "low", "delivery": "fast"},
    ...             "reservation": 0.5,
    ...         },
    ...         "seller": {
    ...             "weights": {"price": 80, "delivery": 20},
    ...             "positions": {"price": "high", "delivery": "slow"},
    ...             "reservation": 0.3,
    ...         },
    ...     },
    ... }))
    >>> zone.counts.acceptable, zone.critical_reservation
    (1, 0.4)
    >>> dict(zone.solutions["nash"].agreement)
    {'price': 'middle', 'delivery': 'fast'}
    """
    tell = progress or (lambda what, share: None)
    if not 0 <= material <= 1:
        raise ValueError(f"material is {material!r}; expected a share of the total weight, 0 to 1")
    tell("compiling", 0.0)
    space, gate = narrowed(compile_space(scenario), where)
    engine = engine_for(space, gate)
    tell("counting", 0.05)
    counts = engine.counts()
    tell("what the rules leave", 0.2)
    rules = rules_alone(space, engine, counts, gate)
    tell("frontiers", 0.3)
    found = engine.frontiers()
    frontier, settlement = Frontier(space, found.zone), Frontier(space, found.settlement)
    tell("solutions", 0.5)
    solutions = solve(frontier)
    tell("concessions", 0.55)
    measured = depths(space, material, _baseline(scenario, baseline))
    conceded = concessions(engine, frontier, measured, gate, counts.acceptable)
    tell("ways out", 0.7)
    ways, conflicts = ((), HittingSets(())) if counts.acceptable else ways_out(space, engine, gate)
    tell("packages", 0.85)
    placed = place(space, engine, gate, counts.acceptable)
    tell("done", 1.0)
    return Zone(
        scenario=scenario,
        space=space,
        gate=gate,
        engine=engine.name,
        rules=rules,
        counts=ZoneCounts.of(counts, frontier, settlement),
        critical_reservation=found.critical_reservation,
        slack={space.parties[k].name: slack for k, slack in found.slack.items()},
        frontier=frontier,
        settlement=settlement,
        solutions=solutions,
        concessions=conceded,
        ways_out=ways,
        conflict_sets=conflicts.sets,
        conflict_sets_complete=conflicts.complete,
        packages=placed,
    )


def narrowed(space: Space, where: Where | None) -> tuple[Space, Gate | None]:
    """Return a space narrowed by a clause, or the gate that a function makes.

    Raises
    ------
    ScenarioError
        If a clause names what the scenario hasn't.
    """
    if where is None:
        return space, None
    if callable(where):
        return space, where
    issues = space.scenario.issues
    try:
        clause = {str(name): Term.model_validate(term) for name, term in where.items()}
    except ValidationError as error:
        raise ScenarioError(
            LocatedProblem(Mark("<where>"), dotted(details["loc"]), details["msg"])
            for details in error.errors()
        ) from None
    wrong = list(check_clause(clause, issues, ()))
    if wrong:
        raise ScenarioError(
            LocatedProblem(Mark("<where>"), dotted(problem.path), problem.message)
            for problem in wrong
        )
    return space.narrowed(clause_box(clause, issues)), None


def _baseline(
    scenario: Scenario, baseline: str | Mapping[str, OptionName] | None
) -> Mapping[str, OptionName] | None:
    if baseline is None:
        return None
    if not isinstance(baseline, str):
        wrong = [
            LocatedProblem(Mark("<baseline>"), dotted(problem.path), problem.message)
            for problem in check_agreement(baseline, scenario.issues, ())
        ]
        if wrong:
            raise ScenarioError(wrong)
        return baseline
    if baseline not in scenario.packages:
        hint = nearest(baseline, list(scenario.packages))
        problem = LocatedProblem(
            Mark("<baseline>"), "packages", f"unknown package '{baseline}'; {hint}"
        )
        raise ScenarioError([problem])
    return scenario.packages[baseline].agreement
