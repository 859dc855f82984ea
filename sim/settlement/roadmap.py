"""The roadmap of one agreement: its orders, its deadlock, and what guarantees bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance, named
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.settlement.backing import Guaranteed, credibility, enough, guaranteed
from sim.settlement.deadlock import Link, WayThrough, cycle_of, unmet_of, ways_through
from sim.settlement.moves import Move, Undoing
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.space.space import Indices, Space
from sim.table import Tabular
from sim.zone.explain import explain
from sim.zone.explore import zone_of
from sim.zone.status_quo import beside_status_quo
from sim.zone.zone import Zone

ASSUMED = (
    "A stop is final.",
    "The worst that is considered is an immediate stop after one's own step.",
    "Done steps stay done, but for reversible ones, which are tested at the end.",
    "A party's belief is the same at all steps.",
    "What holds on the way need not keep linkages.",
    "Of a step taken together a party's own part is what it loses by it.",
)
"""What every answer on orders takes for granted."""


@dataclass(frozen=True)
class StepState(Answer):
    """What holds once some steps are done, in an order.

    Parameters
    ----------
    step
        The last one done; None at the start.
    values
        Party with weights that acts → V: what it is worth to it if everything stopped there.
    broken
        Red lines that are not met on the way, a warning.
    """

    step: str | None
    values: Mapping[str, float]
    broken: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Roadmap(Tabular, Answer):
    """How one agreement could be implemented, under stated assumptions.

    Parameters
    ----------
    space, digits
        The space, and the agreement: option places among the listed ones, shape (issue,).
    name, agreement
        What was asked for, and what it says.
    completed
        Whether it was partial and got its best completion.
    steps
        The steps that are part of the way.
    exists
        Whether some order meets all facts and demands.
    order
        The best one, or the best with every demand dropped where there is none; None without any.
    moves, states
        What it asks of whom, and what holds on the way.
    self_enforcing, trusted
        Whether some order is.
    undone
        Reversible steps that whoever took them is better off undoing once all is done.
    unmet
        What nothing in the text can meet: a step that is asked for has no part in it.
    cycle
        The deadlock: what is asked to come first, in a circle; none where there is an order.
    ways
        Ways through it.
    enough
        The smallest sets of guarantors with which some order is trusted; None if even all of
        them are not enough.
    credibility
        The least credibility of all guarantors with which some order is trusted; None if 1 is not
        enough.
    guaranteed
        The agreement under every guarantee on the table and either rule.
    not_modelled
        Parties without weights that some step relies on.
    unsettled
        Issues that no step settles, a warning.
    """

    _keys = (
        "name agreement completed steps exists order self_enforcing trusted undone hardest moves "
        "states unmet cycle ways enough credibility guaranteed not_modelled unsettled assumed"
    )

    space: Space
    digits: Indices
    name: str
    agreement: Mapping[str, OptionName]
    completed: bool
    steps: tuple[str, ...]
    exists: bool
    order: tuple[str, ...] | None
    moves: tuple[Move, ...]
    states: tuple[StepState, ...]
    self_enforcing: bool
    trusted: bool
    undone: tuple[Undoing, ...]
    unmet: tuple[Link, ...]
    cycle: tuple[Link, ...]
    ways: tuple[WayThrough, ...]
    enough: tuple[tuple[str, ...], ...] | None
    credibility: float | None
    guaranteed: tuple[Guaranteed, ...]
    not_modelled: tuple[str, ...]
    unsettled: tuple[str, ...]

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return glance(
            f"Roadmap of {named(self.name)}: {' → '.join(self.order or ()) or 'no order'}"
        )

    @property
    def hardest(self) -> Move | None:
        """The move that asks for the largest belief, the first of equal ones."""
        return max(self.moves, key=lambda one: one.needed, default=None)

    @property
    def above_status_quo(self) -> dict[str, tuple[float, float]]:
        """Parties whose walk-away value is above their utility of the status quo → the two.

        Where the file says what a party has after a stop (``stop:``), it is not among them.
        """
        return {
            name: (value, utility)
            for name, (value, utility) in beside_status_quo(self.space).items()
            if value > utility and not self.says_stop(name)
        }

    def says_stop(self, party: str) -> bool:
        """Return whether the file says what a party has after a stop, at any step."""
        scenario = self.space.scenario
        steps = scenario.steps.values()
        return scenario.parties[party].stop is not None or any(party in one.stop for one in steps)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the answer takes for granted."""
        return ASSUMED

    def _items(self) -> Iterable[Any]:
        return self.moves


def roadmap(
    scenario: Scenario | Zone, agreement: str | Mapping[str, OptionName] = "nash"
) -> Roadmap:
    """Return how an agreement could be implemented, and what stands in the way.

    Parameters
    ----------
    scenario
        The scenario, or its zone where that is at hand; it needs ``steps``.
    agreement
        As for :func:`sim.explain`.

    Raises
    ------
    ScenarioError
        If there are no steps, or the agreement names what the scenario hasn't.

    Examples
    --------
    >>> import sim
    >>> swap = {"weights": {"land": 3, "aid": 7}, "positions": {"land": "held", "aid": "paid"}}
    >>> back = {"weights": {"land": 7, "aid": 3}, "positions": {"land": "left", "aid": "none"}}
    >>> found = roadmap(sim.Scenario.from_dict({
    ...     "title": "A swap",
    ...     "issues": {"land": {"options": ["held", "left"]}, "aid": {"options": ["none", "paid"]}},
    ...     "parties": {"a": {**swap, "reservation": 0.2}, "b": {**back, "reservation": 0.2}},
    ...     "status_quo": {"land": "held", "aid": "none"},
    ...     "steps": {"leave": {"by": "a", "settles": ["land"]},
    ...               "pay": {"by": "b", "settles": ["aid"]}},
    ... }), {"land": "left", "aid": "paid"})
    >>> found.order, found.self_enforcing, [round(one.temptation, 3) for one in found.moves]
    (('leave', 'pay'), False, [0.0, 0.2])
    """
    zone = zone_of(scenario)
    if not zone.scenario.steps:
        message = "there are no steps to take; expected steps: in the scenario"
        raise ScenarioError([LocatedProblem(Mark(zone.scenario.name), "steps", message)])
    asked = agreement
    if agreement == "nash" and zone.solutions is None:
        message = "there is no zone and so no solution; name an agreement"
        raise ScenarioError([LocatedProblem(Mark("<agreement>"), "nash", message)])
    explained = explain(zone, asked)
    said = explained.judgement.outcome.agreement
    issues = zone.scenario.issues.items()
    digits = np.array([issue.place(said[name]) for name, issue in issues], dtype=np.int64)
    return _mapped(zone.space, digits, explained.name, said, explained.completed)


def _mapped(
    space: Space,
    digits: Indices,
    name: str,
    said: Mapping[str, OptionName],
    completed: bool,
) -> Roadmap:
    process = Process.of(space, digits)
    orders = Orders(process)
    exists = orders.exists
    shown = orders if exists else Orders(process.without(process.demands))
    order = shown.best()
    ways = () if exists else ways_through(space.scenario, process)
    return Roadmap(
        space,
        digits,
        name,
        said,
        completed,
        process.names,
        exists,
        order,
        () if order is None else shown.moves(order),
        () if order is None else _states(process, order),
        bool(orders.self_enforcing[0]),
        bool(orders.trusted[0]),
        orders.undone(),
        unmet_of(process),
        () if exists else cycle_of(process),
        ways,
        enough(shown),
        credibility(shown),
        guaranteed(space, digits),
        process.not_modelled,
        process.unsettled,
    )


def _states(process: Process, order: tuple[str, ...]) -> tuple[StepState, ...]:
    """Return what holds on the way, from the status quo to the agreement."""
    space = process.space
    states = np.zeros(len(order) + 1, dtype=np.int64)
    for place, name in enumerate(order):
        states[place + 1] = states[place] | 1 << process.names.index(name)
    values = {space.parties[k].name: v[:, 0] for k, v in process.values(states).items()}
    rows = [process.interim(issue, states)[:, 0] for issue in range(len(space.issues))]
    broken = space.broken(np.stack(rows, axis=1))
    return tuple(
        StepState(
            name,
            {party: float(v[place]) for party, v in values.items()},
            tuple(
                rule.path
                for rule, off in zip(space.rules, broken[:, place], strict=True)
                if off and rule.owner >= 0 and rule in space.active_rules
            ),
        )
        for place, name in enumerate((None, *order))
    )
