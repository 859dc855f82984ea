"""The funnel: which agreements pass each gate, from the table to implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.settlement.backing import Backed, backed
from sim.settlement.gate_causes import NO_CAUSES, GateCauses, gate_causes
from sim.settlement.gates import gates_after_signature
from sim.settlement.numbers import Numbers
from sim.settlement.ratify import AFTER_SIGNATURE
from sim.settlement.support import voters_of
from sim.space.boxes import Bools, BoxRule
from sim.space.dominance import nondominated
from sim.space.listing import Listed, list_admissible
from sim.space.space import Indices, Space, combinations_of, reservation_path
from sim.table import Tabular
from sim.zone.explore import zone_of
from sim.zone.zone import Zone


@dataclass(frozen=True)
class Gate(Answer):
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
    common
        Issue → the option that all that pass have, where not all that passed the gate before had
        it.
    gone
        Issue → options that none of those that pass has, of those that some had before, where no
        one option is left.
    """

    name: str
    passing: int
    first: tuple[str, ...] = ()
    common: Mapping[str, OptionName] = field(default_factory=dict)
    gone: Mapping[str, tuple[OptionName, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class Funnel(Tabular, Answer):
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
    backed
        Which smallest sets of guarantors make how many of the ratifiable agreements self-enforcing
        and trusted, by guarantee and rule.
    causes
        What the counts after signature rest on.
    """

    _keys = "any gates backed causes"

    scenario: Scenario
    gates: tuple[Gate, ...]
    through: Mapping[str, Indices]
    backed: tuple[Backed, ...] = ()
    causes: GateCauses = NO_CAUSES

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        named = [one for one in self.gates[1:-1] if one.name == "acceptable"]
        told = (self.gates[0], *named, self.gates[-1])
        return glance(f"Funnel: {' → '.join(f'{one.passing:,} {one.name}' for one in told)}")

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
        >>> sim.explore(scenario, where=funnel(scenario).where("acceptable")).counts.acceptable
        4559
        """
        if gate not in self.through:
            raise KeyError(f"unknown gate '{gate}'; known are {', '.join(self.through)}")
        passing = {row.tobytes() for row in np.ascontiguousarray(self.through[gate])}

        def passes(digits: Indices) -> Bools:
            rows = np.ascontiguousarray(digits, dtype=np.int64)
            return np.array([row.tobytes() in passing for row in rows], dtype=bool)

        return passes

    def _items(self) -> Iterable[Any]:
        return self.gates


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
    <Funnel: 9 on the table → 5 acceptable → 3 not dominated>
    """
    zone = zone_of(scenario)
    space = zone.space
    listed = list_admissible(space, AFTER_SIGNATURE)
    digits = listed.digits[listed.acceptable]
    through = {"acceptable": digits}
    inside = listed.digits[listed.within_red_lines]
    gates = [
        Gate("on the table", zone.counts.agreements),
        Gate("admissible", len(listed.digits), _most(_linkages(space))),
        Gate("within red lines", len(inside), _most(_red_lines(listed))),
        Gate(
            "acceptable",
            len(digits),
            _most(_reservations(space, inside)),
            *_in_common(space, inside, digits),
        ),
    ]
    passed, voters = digits, voters_of(zone.scenario)
    later = gates_after_signature(space, digits, voters, Numbers(zone.scenario))
    for one in later:
        before, passed = passed, digits[one.passing]
        through[one.name] = passed
        common = _in_common(space, before, passed)
        gates.append(Gate(one.name, len(passed), _most(one.failing), *common))
    if len(passed) and space.bargaining:
        vectors = space.utilities(passed)[list(space.bargaining)].T
        passed = passed[nondominated(vectors)]
    through["not dominated"] = passed
    gates.append(Gate("not dominated", len(passed)))
    signed = through.get("ratifiable", digits)
    return Funnel(
        zone.scenario,
        tuple(gates),
        through,
        backed(space, signed),
        gate_causes(space, digits, voters, later),
    )


def _in_common(
    space: Space, before: Indices, passing: Indices
) -> tuple[dict[str, OptionName], dict[str, tuple[OptionName, ...]]]:
    """Return what all that pass a gate have in common and those before did not.

    The one option that is left of an issue, or else the options that are gone.
    """
    common: dict[str, OptionName] = {}
    gone: dict[str, tuple[OptionName, ...]] = {}
    if not len(passing):
        return common, gone
    for column, (name, issue) in enumerate(space.scenario.issues.items()):
        had, left = (np.unique(rows[:, column]).tolist() for rows in (before, passing))
        if len(left) == len(had):
            continue
        if len(left) == 1:
            common[name] = issue.names[left[0]]
        else:
            gone[name] = tuple(issue.names[place] for place in had if place not in left)
    return common, gone


def _linkages(space: Space) -> dict[str, int]:
    """Return linkage → how many agreements on the table break it."""
    return {rule.path: _breaking(space, rule) for rule in space.active_rules if rule.owner < 0}


def _breaking(space: Space, rule: BoxRule) -> int:
    """Return how many agreements on the table break a rule, over the issues that it is about."""
    about = sorted({issue for box in rule.boxes for issue in box})
    sizes = tuple(space.sizes[issue] for issue in about)
    places = combinations_of(np.arange(prod(sizes)), sizes)
    digits = np.zeros((len(places), len(space.issues)), dtype=np.int64)
    for column, issue in enumerate(about):
        digits[:, issue] = space.options[issue][places[:, column]]
    broken = np.zeros(len(places), dtype=bool)
    for box in rule.boxes:
        broken |= space.inside(box, digits)
    return int(broken.sum()) * (space.agreements // prod(sizes))


def _red_lines(listed: Listed) -> dict[str, int]:
    """Return red line → how many admissible agreements break it."""
    space, broken = listed.space, listed.broken.sum(axis=1)
    return {
        rule.path: int(many)
        for rule, many in zip(space.rules, broken, strict=True)
        if rule.owner >= 0 and rule in space.active_rules
    }


def _reservations(space: Space, inside: Indices) -> dict[str, int]:
    """Return walk-away value → how many agreements within red lines are worth less."""
    steps = space.steps(inside)
    return {
        reservation_path(space.parties[k].name): int((steps[k] < space.threshold(k)).sum())
        for k in space.consenting
    }


def _most(failing: Mapping[str, int]) -> tuple[str, ...]:
    """Return the tests that most fail; none if nothing fails."""
    most = max(failing.values(), default=0)
    return tuple(path for path, many in failing.items() if many == most) if most else ()
