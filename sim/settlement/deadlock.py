"""The deadlock: demands on the order of steps that no order meets, and ways through it.

The inclusion-minimal sets of demands whose dropping leaves an order are minimal correction sets
(Reiter 1987).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.scenario.errors import ScenarioError
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.settlement.needs import can_be_ordered
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.space.compile import compile_space

PHASE = "_1"
"""What the first phase of a step is called, after the step's own id."""


@dataclass(frozen=True)
class Link(Answer):
    """One edge of a cycle: a step that is asked to come before another.

    Parameters
    ----------
    first, then
        Steps; ``first`` is None where nothing in the text can meet what is asked for.
    path
        Where it stands in the file.
    by, strength
        Whose demand, and how strong; None where law or fact asks for it.
    because
        The author's reason.
    """

    first: str | None
    then: str
    path: str
    by: str | None
    strength: str | None
    because: str | None


@dataclass(frozen=True, eq=False)
class WayThrough(Answer):
    """A change of the scenario that leaves an order.

    Parameters
    ----------
    kind
        ``drop`` demands, do two steps ``together``, take one in two ``phases``, or let a
        ``third_party``'s step stand for what a demand asks to come first.
    what
        Demands by path, or steps.
    changes
        The change, path by path, as for ``with_changes``.
    order
        The best order then.
    needed
        The largest belief that it needs; infinite where none suffices.
    self_enforcing, trusted
        Whether some order then is.
    """

    kind: str
    what: tuple[str, ...]
    changes: Mapping[str, Any]
    order: tuple[str, ...]
    needed: float
    self_enforcing: bool
    trusted: bool


def cycle_of(process: Process) -> tuple[Link, ...]:
    """Return a shortest cycle of what is asked to come first; none if there is an order."""
    import networkx as nx  # Only where there may be a deadlock: it takes a while to import.

    graph = nx.DiGraph()
    graph.add_nodes_from(process.names)
    for link in _links(process):
        if link.first is not None and not graph.has_edge(link.first, link.then):
            graph.add_edge(link.first, link.then, link=link)
    best: list[str] = []
    for start in process.names:
        reached = nx.single_source_shortest_path(graph, start)
        back = next((path for end, path in reached.items() if graph.has_edge(end, start)), None)
        if back is not None and (not best or len(back) + 1 < len(best)):
            best = [*back, start]
    return tuple(graph.edges[edge]["link"] for edge in pairwise(best))


def unmet_of(process: Process) -> tuple[Link, ...]:
    """Return what nothing in the text can meet."""
    return tuple(link for link in _links(process) if link.first is None)


def _links(process: Process) -> list[Link]:
    """Return what is asked for; where one of several steps is enough it is no link of a cycle."""
    return [
        Link(
            need.first[0] if need.first else None,
            need.then,
            need.path,
            need.by,
            need.strength,
            need.because,
        )
        for need in process.needs
        if len(need.first) < 2
    ]


def demand_sets(process: Process) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of demands, by path, whose dropping leaves an order."""
    found: list[tuple[str, ...]] = []
    for size in range(len(process.demands) + 1):
        for dropped in combinations(process.demands, size):
            if any(set(smaller) <= set(dropped) for smaller in found):
                continue
            left = process.without(dropped)
            if can_be_ordered(left.names, left.needs):
                found.append(dropped)
    return tuple(found)


def ways_through(scenario: Scenario, process: Process) -> tuple[WayThrough, ...]:
    """Return changes of the scenario that leave an order, each with what it brings.

    Demands dropped; two steps of the cycle that belong to different parties done at once; a step
    of the cycle that settles an issue taken in two phases, what has to come before it then bearing
    on the second and what waits for it on the first; a step of a third party in the place of what
    a demand asks to come first.
    """
    cycle = cycle_of(process)
    tried: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
        ("drop", dropped, dict.fromkeys(dropped)) for dropped in demand_sets(process)
    ]
    tried += [("together", (a, b), change) for a, b, change in _merged(scenario, cycle)]
    tried += [("phases", (name,), change) for name, change in _phased(scenario, process, cycle)]
    tried += [("third_party", (key,), change) for key, change in _by_a_third(scenario, cycle)]
    found = []
    for kind, what, change in tried:
        try:
            changed = scenario.with_changes(change, name=f"<{kind}>")
        except ScenarioError:
            continue
        orders = Orders(Process.of(compile_space(changed), process.digits[0]))
        order = orders.best()
        if order is not None:
            needed = max((one.needed for one in orders.moves(order)), default=0.0)
            found.append(
                WayThrough(
                    kind,
                    what,
                    change,
                    order,
                    needed,
                    bool(orders.self_enforcing[0]),
                    bool(orders.trusted[0]),
                )
            )
    return tuple(found)


def _merged(
    scenario: Scenario, cycle: tuple[Link, ...]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield two steps of a cycle as one that both parties take at once."""
    names = list(dict.fromkeys(link.first for link in cycle if link.first is not None))
    for a, b in combinations(names, 2):
        one, other = scenario.steps[a], scenario.steps[b]
        if set(one.by) & set(other.by):
            continue
        tree = scenario.tree.data["steps"]
        settles = list(dict.fromkeys((*one.settles.whole, *other.settles.whole)))
        changes: dict[str, Any] = {
            f"steps.{a}.by": [*one.by, *other.by],
            f"steps.{a}.together": True,
            f"steps.{a}.settles": settles,
            f"steps.{a}.after": [
                x for x in dict.fromkeys((*one.after, *other.after)) if x not in (a, b)
            ],
            f"steps.{b}": None,
        }
        shift = {**tree[a].get("shift", {}), **tree[b].get("shift", {})}
        if shift:
            changes[f"steps.{a}.shift"] = shift
        changes |= _renamed(scenario, b, a)
        yield a, b, changes


def _renamed(scenario: Scenario, old: str, new: str) -> dict[str, Any]:
    """Return what refers to a step that has gone into another."""
    changes: dict[str, Any] = {}
    for name, step in scenario.steps.items():
        if old in step.after and name not in (old, new):
            kept = dict.fromkeys(new if x == old else x for x in step.after)
            changes[f"steps.{name}.after"] = list(kept)
    for key, one in scenario.demands.items():
        ends = [new if x == old else x for x in (one.first, one.then)]
        if ends[0] == ends[1]:
            changes[f"demands.{key}"] = None
        elif ends != [one.first, one.then]:
            changes[f"demands.{key}.first"], changes[f"demands.{key}.then"] = ends
    if scenario.enforcement is not None:
        for name, guarantor in scenario.enforcement.guarantors.items():
            if guarantor.start == old:
                changes[f"enforcement.guarantors.{name}.from"] = new
    return changes


def _phased(
    scenario: Scenario, process: Process, cycle: tuple[Link, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a step of a cycle in two phases, the first as far as each option on the way.

    And, where it settles several issues that have options on the way, halfway on all of them.
    """
    for name in dict.fromkeys(link.first for link in cycle if link.first is not None):
        step = scenario.steps[name]
        ways = {issue: _on_the_way(process, issue) for issue in step.settles.whole}
        firsts = [{issue: option} for issue, options in ways.items() for option in options]
        halves = {
            issue: options[(len(options) - 1) // 2] for issue, options in ways.items() if options
        }
        if len(halves) > 1:
            firsts.append(halves)
        for settles in firsts:
            first = f"{name}{PHASE}"
            changes: dict[str, Any] = {
                f"steps.{first}": {
                    "by": list(step.by),
                    "settles": settles,
                    "after": list(step.after),
                },
                f"steps.{name}.after": [*step.after, first],
            }
            for key, demand in scenario.demands.items():
                if demand.first == name:
                    changes[f"demands.{key}.first"] = first
            yield name, changes


def _on_the_way(process: Process, issue: str) -> list[OptionName]:
    """Return the options of an issue between the status quo and the agreement, from the first."""
    number = process.space.issues.index(issue)
    listed = process.space.scenario.issues[issue]
    start, end = process.interim(number, np.array([0, process.last]))[:, 0].tolist()
    between = range(start + 1, end) if start < end else range(start - 1, end, -1)
    return [listed.names[place] for place in between if listed.coordinates[place] is not None]


def _by_a_third(
    scenario: Scenario, cycle: tuple[Link, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield demands of a cycle with a third party's step in the place of the first one."""
    thirds = [
        name
        for name, party in scenario.parties.items()
        if not party.principal and {"mediator", "guarantor"} & set(party.all_roles)
    ]
    mediators = [x for x in thirds if "mediator" in scenario.parties[x].all_roles]
    by = mediators or thirds
    for link in cycle:
        if link.path.startswith("demands.") and by:
            step = f"{link.path.removeprefix('demands.')}_by_a_third_party"
            yield link.path, {f"steps.{step}": {"by": by[:1]}, f"{link.path}.first": step}
