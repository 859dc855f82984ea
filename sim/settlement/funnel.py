"""The funnel: which agreements pass each gate, from the table to implementation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.scenario import Scenario
from sim.settlement.deadlock import cycle_of
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.settlement.ratify import acceptable_of
from sim.settlement.roadmap import beliefs_of
from sim.settlement.support import voters_of
from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.space import Indices
from sim.zone.explore import explore
from sim.zone.zone import Zone


@dataclass(frozen=True)
class Gate:
    """One gate.

    Parameters
    ----------
    name
        What passes it is called so.
    passing
        How many agreements pass this and all gates before.
    first
        The tests that most of those that fail here don't meet, all that are met as seldom; none
        where none fails.
    """

    name: str
    passing: int
    first: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"name": self.name, "passing": self.passing, "first": list(self.first)}


@dataclass(frozen=True, eq=False, repr=False)
class Funnel:
    """How many agreements pass each gate, under stated assumptions; counts, never shares.

    Parameters
    ----------
    scenario
        The scenario.
    gates
        In order.
    through
        Gate, from ``acceptable`` on → the agreements that pass it: option places (agreement,
        issue).
    """

    scenario: Scenario
    gates: tuple[Gate, ...]
    through: Mapping[str, Indices]

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return f"<Funnel: {' → '.join(f'{one.passing:,} {one.name}' for one in self.gates)}>"

    @property
    def any(self) -> bool:
        """Whether any agreement passes all gates."""
        return self.gates[-1].passing > 0

    def where(self, gate: str) -> Callable[[Indices], Bools]:
        """Return the test of a gate, for ``where=`` of :func:`sim.explore`.

        Raises
        ------
        KeyError
            If there is no such gate from ``acceptable`` on; the message names the known ones.

        Examples
        --------
        >>> import sim
        >>> scenario = sim.load("scenarios/istanbul-2022.yaml")
        >>> sim.explore(scenario, where=funnel(scenario).where("trusted")).counts.acceptable
        180
        """
        if gate not in self.through:
            raise KeyError(f"unknown gate '{gate}'; known are {', '.join(self.through)}")
        passing = {row.tobytes() for row in np.ascontiguousarray(self.through[gate])}

        def passes(digits: Indices) -> Bools:
            rows = np.ascontiguousarray(digits, dtype=np.int64)
            return np.array([row.tobytes() in passing for row in rows], dtype=bool)

        return passes

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: ``funnel`` of ``result.json``."""
        return {"any": self.any, "gates": [one.to_dict() for one in self.gates]}


def funnel(scenario: Scenario | Zone) -> Funnel:
    """Return how many agreements pass each gate.

    On the table, admissible, within red lines, acceptable, ratifiable, with an order, in a
    self-enforcing order, in a trusted order, not dominated among those. Gates on which the file
    says nothing are left out.

    Parameters
    ----------
    scenario
        The scenario, or its zone where that is at hand.

    Raises
    ------
    TooManyAgreements
        If there are too many to list.

    Examples
    --------
    >>> import sim
    >>> funnel(sim.load("scenarios/teaching/two-issues.yaml"))
    <Funnel: 9 on the table → 9 admissible → 9 within red lines → 5 acceptable → 3 not dominated>
    """
    zone = scenario if isinstance(scenario, Zone) else explore(scenario)
    space = zone.space
    digits = acceptable_of(space)
    through = {"acceptable": digits}
    gates = [
        Gate("on the table", zone.counts.agreements),
        Gate("admissible", zone.rules.admissible),
        Gate("within red lines", zone.rules.within_red_lines),
        Gate("acceptable", len(digits)),
    ]
    if voters := voters_of(zone.scenario):
        failing: dict[str, int] = {}
        passed = np.ones(len(digits), dtype=bool)
        for one in voters:
            fails = one.needed(digits) & ~one.passes(one.support(digits))
            failing[one.path] = int((fails & passed).sum())
            passed &= ~fails
        digits = through["ratifiable"] = digits[passed]
        gates.append(Gate("ratifiable", len(digits), _most(failing)))
    if zone.scenario.steps:
        digits = _implemented(zone, digits, gates, through)
    if len(digits) and space.bargaining:
        vectors = space.utilities(digits)[list(space.bargaining)].T
        digits = digits[nondominated(vectors)]
    through["not dominated"] = digits
    gates.append(Gate("not dominated", len(digits)))
    return Funnel(zone.scenario, tuple(gates), through)


def _implemented(
    zone: Zone, digits: Indices, gates: list[Gate], through: dict[str, Indices]
) -> Indices:
    """Take agreements through the gates of implementation."""
    beliefs = beliefs_of(zone.scenario)
    kept: dict[str, Bools] = {
        name: np.zeros(len(digits), dtype=bool) for name in ("order", "enforced", "trusted")
    }
    asked: dict[str, int] = {}
    for place, row in enumerate(digits):
        process = Process.of(zone.space, row)
        orders = Orders(process, beliefs)
        kept["order"][place] = orders.exists
        if not orders.exists:
            for demand in {link.demand for link in cycle_of(process)} - {None}:
                path = f"demands.{demand}"
                asked[path] = asked.get(path, 0) + 1
            continue
        kept["enforced"][place] = orders.self_enforcing
        kept["trusted"][place] = orders.self_enforcing and orders.trusted
    first = {"order": _most(dict(sorted(asked.items())))}
    for name, key in (
        ("with an order", "order"),
        ("self-enforcing", "enforced"),
        ("trusted", "trusted"),
    ):
        through[name] = digits[kept[key]]
        gates.append(Gate(name, int(kept[key].sum()), first.get(key, ())))
    return digits[kept["trusted"]]


def _most(failing: Mapping[str, int]) -> tuple[str, ...]:
    """Return the tests that most fail; none if nothing fails."""
    most = max(failing.values(), default=0)
    return tuple(path for path, many in failing.items() if many == most) if most else ()
