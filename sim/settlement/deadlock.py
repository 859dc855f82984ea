"""The deadlock: demands on the order of steps that no order meets, and ways through it.

The inclusion-minimal sets of demands whose dropping leaves an order are minimal correction sets
(Reiter 1987).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from sim.scenario.errors import ScenarioError
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.space.compile import compile_space

PHASE = "_1"
"""What the first phase of a step is called, after the step's own id."""


@dataclass(frozen=True)
class Link:
    """One edge of a cycle: a step that is asked to come before another.

    Parameters
    ----------
    first, then
        Steps.
    demand
        The demand that asks for it; None where law or fact puts it first.
    by, strength
        Whose demand, and how strong; None where it is none.
    because
        The author's reason.
    """

    first: str
    then: str
    demand: str | None
    by: str | None
    strength: str | None
    because: str | None

    def to_dict(self) -> dict[str, str | None]:
        """Return plain data."""
        return {
            "first": self.first,
            "then": self.then,
            "demand": self.demand,
            "by": self.by,
            "strength": self.strength,
            "because": self.because,
        }


@dataclass(frozen=True, eq=False)
class WayThrough:
    """A change of the scenario that leaves an order.

    Parameters
    ----------
    kind
        ``drop`` demands, do two steps ``together``, take one in two ``phases``, or let a
        ``third_party``'s step stand for what a demand asks to come first.
    what
        Demands, or steps.
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

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "kind": self.kind,
            "what": list(self.what),
            "changes": dict(self.changes),
            "order": list(self.order),
            "needed": self.needed if np.isfinite(self.needed) else None,
            "self_enforcing": self.self_enforcing,
            "trusted": self.trusted,
        }


def cycle_of(process: Process) -> tuple[Link, ...]:
    """Return a shortest cycle of what is asked to come first; none if there is an order."""
    links = _links(process)
    best: list[Link] | None = None
    for start in process.names:
        found = _back_to(start, links)
        if found is not None and (best is None or len(found) < len(best)):
            best = found
    return tuple(best or ())


def _links(process: Process) -> list[Link]:
    scenario = process.space.scenario
    found = [Link(a, b, None, None, None, scenario.steps[b].because) for a, b in process.after]
    for key, (first, then) in process.demands.items():
        one = scenario.demands[key]
        found.append(Link(first, then, key, one.by, one.strength, one.because))
    return found


def _back_to(start: str, links: list[Link]) -> list[Link] | None:
    """Return the shortest way from a step back to itself, breadth first."""
    reached: dict[str, list[Link]] = {start: []}
    queue = [start]
    for node in queue:
        for link in links:
            if link.first == node:
                if link.then == start:
                    return [*reached[node], link]
                if link.then not in reached:
                    reached[link.then] = [*reached[node], link]
                    queue.append(link.then)
    return None


def demand_sets(process: Process) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of demands whose dropping leaves an order, fewest first."""
    keys = list(process.demands)
    found: list[tuple[str, ...]] = []
    for size in range(len(keys) + 1):
        for dropped in combinations(keys, size):
            if any(set(smaller) <= set(dropped) for smaller in found):
                continue
            if _has_order(process.without(dropped)):
                found.append(dropped)
    return tuple(found)


def _has_order(process: Process) -> bool:
    """Say whether the steps can be put in an order: take what waits for nothing, and again."""
    waiting: dict[str, set[str]] = {name: set() for name in process.names}
    for first, then in (*process.after, *process.demands.values()):
        waiting[then].add(first)
    while waiting:
        free = [name for name, others in waiting.items() if not others & set(waiting)]
        if not free:
            return False
        for name in free:
            del waiting[name]
    return True


def ways_through(scenario: Scenario, process: Process) -> tuple[WayThrough, ...]:
    """Return changes of the scenario that leave an order, each with what it brings.

    Demands dropped; two steps of the cycle that belong to different parties done at once; a step
    of the cycle that settles an issue taken in two phases, what has to come before it then bearing
    on the second and what waits for it on the first; a step of a third party in the place of what
    a demand asks to come first.
    """
    cycle = cycle_of(process)
    tried: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
        ("drop", dropped, {f"demands.{key}": None for key in dropped})
        for dropped in demand_sets(process)
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
    names = list(dict.fromkeys(link.first for link in cycle))
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
    for name in dict.fromkeys(link.first for link in cycle):
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
            for key, (a, _) in process.demands.items():
                if a == name:
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
        if link.demand is not None and by:
            step = f"{link.demand}_by_a_third_party"
            change = {
                f"steps.{step}": {"by": by[:1]},
                f"demands.{link.demand}.first": step,
            }
            yield link.demand, change
