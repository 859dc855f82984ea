"""Shards of a sweep: each a pure function of the plan and its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.chunk import CHUNK as TALKS
from sim.bargaining.chunk import Setting
from sim.bargaining.ended import ENDINGS
from sim.bargaining.settings import Settings, make_settings
from sim.bargaining.venue import Venue
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.scenario import Scenario
from sim.space.budget import effort
from sim.space.compile import compile_space
from sim.space.count import at_least, at_most
from sim.space.limits import TooManyAgreements
from sim.space.listing import Listed, list_possible
from sim.uncertainty import draw_by_draw, draws_over_list
from sim.uncertainty.alike import alike
from sim.uncertainty.draw_set import CHUNK as DRAWS
from sim.uncertainty.draw_set import MAIN, DrawSet
from sim.uncertainty.sweep.plan import MOST_SHARDS, Plan
from sim.zone.explore import explore
from sim.zone.zone import Zone

Arrays = dict[str, NDArray[Any]]
"""Name → numbers or names of a shard."""


@dataclass(frozen=True)
class Task:
    """What a shard works out.

    Parameters
    ----------
    point
        Number of the point.
    kind
        ``point`` for the analysis of the points, ``draws`` or ``talks``.
    strategies
        Number of the set of strategies, for talks.
    block
        Which block of draws or talks.
    size
        How many.
    """

    point: int
    kind: str
    strategies: int = 0
    block: int = 0
    size: int = 0


def tasks_of_a_point(plan: Plan) -> list[Task]:
    """Return what is worked out at every point, for the first of them."""
    document = plan.document
    found = [Task(0, "point")]
    for block, size in enumerate(_blocks(document.draws, DRAWS)):
        found.append(Task(0, "draws", 0, block, size))
    for number in range(len(document.strategies)):
        for block, size in enumerate(_blocks(document.runs, TALKS)):
            found.append(Task(0, "talks", number, block, size))
    return found


def _blocks(number: int, size: int) -> list[int]:
    return [min(size, number - start) for start in range(0, number, size)]


def shards(plan: Plan) -> int:
    """Return how many shards a plan has.

    Raises
    ------
    ScenarioError
        If they are more than ``MOST_SHARDS``.
    """
    each = len(tasks_of_a_point(plan))
    if plan.number * each > MOST_SHARDS:
        message = (
            f"{plan.number:,} points make {plan.number * each:,} shards of at most {DRAWS:,} draws "
            f"or {TALKS:,} talks each; expected at most {MOST_SHARDS:,} shards"
        )
        raise ScenarioError([LocatedProblem(Mark(plan.name), "", message)])
    return plan.number * each


def run_shard(plan: Plan, number: int) -> Arrays:
    """Return one shard.

    Raises
    ------
    ScenarioError
        If the changes of its point don't make a sound scenario, or strategies don't fit it.
    """
    tasks = tasks_of_a_point(plan)
    point, place = divmod(number, len(tasks))
    task = tasks[place]
    scenario = _scenario(plan, point)
    # Here, or in a process that knows nothing of what was asked for.
    with effort(plan.effort):
        if task.kind == "point":
            return _point(scenario)
        if task.kind == "draws":
            return _draws(plan, scenario, task)
        return _talks(plan, scenario, task)


def _scenario(plan: Plan, point: int) -> Scenario:
    return _kept_scenario(plan, point)


@lru_cache(maxsize=4)
def _kept_scenario(plan: Plan, point: int) -> Scenario:
    return plan.scenario_at(plan.point(point)[1])


@lru_cache(maxsize=4)
def _pool(scenario: Scenario) -> Listed | None:
    """Return the agreements that draws are looked at over; None if they can't be listed."""
    try:
        return alike(list_possible(compile_space(scenario))).pool
    except TooManyAgreements:
        return None


@lru_cache(maxsize=2)
def _zone(scenario: Scenario) -> Zone:
    return explore(scenario)


def _point(scenario: Scenario) -> Arrays:
    """Return the analysis of the points: numbers alone, NaN for none."""
    zone = _zone(scenario)
    counts = zone.counts.acceptable
    nash = (zone.solutions or {}).get("nash")
    names = list(scenario.parties)
    return {
        "parties": np.array(names),
        "zone": np.array([float(zone.exists)]),
        # As text, because counts can be beyond what an array's numbers hold.
        "acceptable": np.array(
            ["" if end is None else str(end) for end in (at_least(counts), at_most(counts))]
        ),
        "critical_reservation": np.array([_number(zone.critical_reservation)]),
        "critical_gap": np.array([zone.gaps.get("critical_reservation", 0.0)]),
        "nash": np.array([_number(nash.utilities.get(name) if nash else None) for name in names]),
        "slack": np.array([_number(zone.slack.get(name)) for name in names]),
        "slack_gaps": np.array([zone.gaps.get(f"slack.{name}", 0.0) for name in names]),
    }


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _draws(plan: Plan, scenario: Scenario, task: Task) -> Arrays:
    """Return in which draws of a block there is a zone; the draws are those of ``robustness``."""
    document, pool = plan.document, _pool(scenario)
    space = compile_space(scenario) if pool is None else pool.space
    draws = DrawSet(space, document.seed, MAIN, document.draws, document.spread)
    drawn = draws.drawn(task.block, task.size)
    if pool is None:
        there = [draw_by_draw.there(drawn, draw) for draw in range(drawn.draws)]
        return {"zone": np.array(there, dtype=float)}
    return {"zone": draws_over_list.ZoneSearch(pool).there(drawn).astype(float)}


def settings_of(plan: Plan, scenario: Scenario, strategies: Mapping[str, object]) -> Settings:
    """Return how talks are held at a point."""
    document = plan.document
    said = document.talks
    venue = Venue(scenario)
    return make_settings(
        scenario,
        venue.seats,
        protocol=said.protocol,
        strategies=strategies,  # type: ignore[arg-type]
        rounds=said.rounds,
        opener=said.opener,
        hazard=said.hazard,
        through_rounds=False,
        draw=said.draw,
        spread=document.spread,
    )


def _talks(plan: Plan, scenario: Scenario, task: Task) -> Arrays:
    """Return what a block of talks came to: endings, and the sum of utilities over agreements."""
    from sim.bargaining.run import run_chunk

    document = plan.document
    settings = settings_of(plan, scenario, document.strategies[task.strategies])
    menu = Venue(scenario, _zone(scenario)).last.menu
    size = task.size if settings.varies else min(task.size, 1)
    if not settings.varies and task.block:
        size = 0
    seats = np.array(list(settings.strategies))
    if not size:
        nothing = np.zeros(len(ENDINGS)), np.zeros(len(seats))
        return {"parties": seats, "endings": nothing[0], "utilities": nothing[1]}
    chunk = run_chunk(Setting((menu,), settings, document.seed), task.block, size)
    ending = np.concatenate([one.ending for one in chunk.ended])
    agreed = np.flatnonzero(np.concatenate([one.agreement for one in chunk.ended]) >= 0)
    return {
        "parties": seats,
        "endings": np.bincount(ending, minlength=len(ENDINGS)).astype(float),
        "utilities": np.array([fsum(row[agreed].tolist()) for row in chunk.utilities]),
    }
