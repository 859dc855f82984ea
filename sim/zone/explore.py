"""Explore: everything that is exact for one file at its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.engines.choice import Engines
from sim.engines.protocol import Gate
from sim.scenario.arguments import expect
from sim.scenario.base import FrozenDict
from sim.scenario.check_rules import check_agreement, check_clause
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError, dotted, nearest
from sim.scenario.rules import OptionName, Term
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools, clause_box
from sim.space.budget import Budget, answer, argument
from sim.space.compile import compile_space
from sim.space.count import at_least
from sim.space.integer_program import CutShort
from sim.space.limits import DEFAULT, Limits, TooManyAgreements
from sim.space.space import Indices, Space
from sim.zone.concessions import concessions
from sim.zone.depths import depths
from sim.zone.frontier import Frontier
from sim.zone.packages import place
from sim.zone.rules_alone import rules_alone
from sim.zone.solve import Solution, solve
from sim.zone.ways_out import WaysOut, ways_out
from sim.zone.zone import GateTest, Zone, ZoneCounts

Where = Mapping[str, Any] | Callable[[Indices], Bools]
"""A clause as in a file, or a function from option places (agreement, issue) to booleans."""
GATED = 100_000
"""On how many agreements of a frontier a function is tested that can't narrow the space."""
Report = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""


def explore(
    scenario: Scenario,
    *,
    where: Where | None = None,
    material: float | None = None,
    baseline: str | Mapping[str, OptionName] | None = None,
    engine: str | None = None,
    limits: Limits | None = None,
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
        Smallest depth of a concession that counts in patterns and minimal sets, as a share of a
        party's total weight (0..1); by default a quarter of an even share of its open issues.
    baseline
        Concessions are measured from this package (its name or an agreement) instead of from
        the parties' positions.
    engine
        ``stream``, ``merge`` or ``optimise`` to force one; by default the number of agreements
        decides.
    limits
        How far engines go: work, memory, points of a frontier.
    progress
        Called now and then with what is being done.

    Returns
    -------
    Zone

    Raises
    ------
    TooManyAgreements
        If there are more agreements than an engine that was forced takes, or not even one
        acceptable agreement was found, nor shown to be none, within the work allowed.
    ScenarioError
        If ``where`` or ``baseline`` names what the scenario hasn't.
    ValueError
        If there is no engine of that name, or it can't be used.
    TypeError
        If it is not a scenario.

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
    expect(scenario, Scenario)
    tell = progress or (lambda what, share: None)
    if material is not None and not 0 <= material <= 1:
        raise ValueError(f"material is {material!r}; expected a share of the total weight, 0 to 1")
    tell("compiling", 0.0)
    measured_from = _baseline(scenario, baseline)
    budget = Budget(0.0)
    try:
        space, gate = narrowed(compile_space(scenario), where)
        engines = Engines(engine, gate, limits or DEFAULT).like(space)
        with answer(engines.limits) as budget:
            zone = _explored(scenario, space, engines, gate, material, measured_from, tell)
        return replace(zone, stopped_by=budget.stopped_by)
    except CutShort as error:
        raised = TooManyAgreements(f"{error} ({argument(budget.stopped_by)})")
        raised.add_note(scenario.tree.mark(()).name)
        raise raised from error
    except TooManyAgreements as error:
        # Whoever prints it says first which file it is about.
        error.add_note(scenario.tree.mark(()).name)
        raise


def zone_of(scenario: Scenario | Zone) -> Zone:
    """Return the zone of a scenario, or the zone itself where that is at hand.

    Raises
    ------
    TypeError
        If it is neither.
    """
    expect(scenario, Scenario, Zone)
    return scenario if isinstance(scenario, Zone) else explore(scenario)


def _explored(
    scenario: Scenario,
    space: Space,
    engines: Engines,
    gate: Gate | None,
    material: float | None,
    baseline: Mapping[str, OptionName] | None,
    tell: Report,
) -> Zone:
    """Return the zone of a compiled space."""
    answering = engines.of(space, lambda share: tell("frontiers", 0.3 + 0.2 * share))
    details = engines.quick
    tell("counting", 0.05)
    counts = answering.counts()
    tell("what the rules leave", 0.2)
    rules = rules_alone(space, answering, counts, details)
    tell("frontiers", 0.3)
    found = answering.frontiers()
    frontier, settlement = Frontier(space, found.zone), Frontier(space, found.settlement)
    tell("solutions", 0.5)
    solutions = solve(frontier, found.gaps)
    tell("concessions", 0.55)
    measured = depths(space, material, baseline)
    conceded = concessions(answering, frontier, measured, details, counts.acceptable)
    tell("ways out", 0.7)
    exists = at_least(counts.acceptable) > 0
    out = WaysOut() if exists else ways_out(space, answering, details)
    tell("packages", 0.85)
    placed = place(space, answering, details, counts.acceptable)
    return Zone(
        scenario=scenario,
        space=space,
        engines=engines,
        **_engine(engines, space, frontier, tied=found.tied),
        rules=rules,
        counts=ZoneCounts.of(counts, frontier, settlement),
        critical_reservation=found.critical_reservation,
        slack=FrozenDict({space.parties[k].name: s for k, s in found.slack.items()}),
        frontier=frontier,
        settlement=settlement,
        solutions=solutions,
        concessions=conceded,
        ways_out=out.ways,
        conflict_sets=out.conflicts.sets,
        ways_out_complete=out.complete,
        conflict_sets_complete=out.conflicts.complete,
        values_linked=out.linked,
        packages=FrozenDict(placed),
        gaps=gaps_by_name(space, found.gaps),
        unfinished=found.unfinished,
        gate_test=_gate_test(space, None if engines.gate else gate, frontier, solutions),
    )


def _engine(engines: Engines, space: Space, frontier: Frontier, *, tied: bool) -> dict[str, Any]:
    """Return which engine answered in the end, and why."""
    name, reason = engines.choice(space)
    if name == "merge" and not frontier.complete:
        name, reason = "optimise", "the frontier is too large to work out"
        if tied:
            reason = "too many issues are tied together to merge them one by one"
    return {"engine": name, "engine_reason": reason}


def gaps_by_name(space: Space, gaps: Mapping[str, float]) -> dict[str, float]:
    """Return gaps with parties by name instead of number."""
    names = {f"slack.{k}": f"slack.{party.name}" for k, party in enumerate(space.parties)}
    return {names.get(name, name): gap for name, gap in gaps.items()}


def _gate_test(
    space: Space, gate: Gate | None, frontier: Frontier, solutions: Mapping[str, Solution] | None
) -> GateTest | None:
    """Test a gate on the frontier and the solutions of a space that is not listed, if any."""
    if gate is None:
        return None
    tested = passed = 0
    for block in frontier.digits():
        tested += len(block)
        passed += int(np.asarray(gate(block), dtype=bool).sum())
        if tested >= GATED:
            break
    issues = list(space.scenario.issues.values())
    found = {}
    for name, solution in (solutions or {}).items():
        chosen = zip(issues, solution.agreement.values(), strict=True)
        digits = np.array([[issue.place(option) for issue, option in chosen]])
        found[name] = bool(np.asarray(gate(digits))[0])
    return GateTest(passed, tested, found)


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
    expect(where, Mapping)
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
    expect(baseline, str, Mapping)
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
