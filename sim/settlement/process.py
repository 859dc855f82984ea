"""The process of implementation of one agreement: what each state of done steps is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.scenario.steps import Step
from sim.settlement.guarantees import Guarantees, guarantees_of
from sim.space.boxes import Bools, clause_box
from sim.space.space import Indices, Space
from sim.space.values import Floats

Edge = tuple[str, str]
"""A step that comes before another."""


@dataclass(frozen=True, eq=False)
class Process:
    """One agreement with the steps that implement it.

    A state is a set of done steps, written as a number: bit k for step k.

    Parameters
    ----------
    space
        The space.
    digits
        The agreement: option places among the listed ones, shape (issue,).
    names
        The steps that are part of the way, in file order.
    after
        What law or fact puts first: (first, then).
    demands
        Demands that bear on these steps: id → (first, then).
    guarantees
        Who stands behind it.
    """

    space: Space
    digits: Indices
    names: tuple[str, ...]
    after: tuple[Edge, ...]
    demands: dict[str, Edge]
    guarantees: Guarantees

    @classmethod
    def of(cls, space: Space, digits: Indices) -> Process:
        """Return the process of an agreement."""
        scenario = space.scenario
        row = np.asarray(digits)[None, :]
        names = tuple(
            name
            for name, step in scenario.steps.items()
            if step.when is None
            or bool(space.inside(clause_box(step.when, scenario.issues), row)[0])
        )
        after = tuple(
            (first, name)
            for name in names
            for first in scenario.steps[name].after
            if first in names
        )
        demands = {
            key: (one.first, one.then)
            for key, one in scenario.demands.items()
            if one.first in names and one.then in names
        }
        return cls(space, np.asarray(digits), names, after, demands, guarantees_of(space, digits))

    def without(self, demands: Iterable[str]) -> Process:
        """Return the same with some demands dropped."""
        dropped = set(demands)
        kept = {key: edge for key, edge in self.demands.items() if key not in dropped}
        return replace(self, demands=kept)

    def guaranteed(self, guarantees: Guarantees) -> Process:
        """Return the same with other guarantees."""
        return replace(self, guarantees=guarantees)

    @property
    def states(self) -> int:
        """How many sets of steps there are, allowed or not."""
        return 1 << len(self.names)

    def step(self, number: int) -> Step:
        """Return a step by its number."""
        return self.space.scenario.steps[self.names[number]]

    def done(self, state: int) -> frozenset[str]:
        """Return the steps done in a state."""
        return frozenset(name for k, name in enumerate(self.names) if state >> k & 1)

    @cached_property
    def allowed(self) -> Bools:
        """Which states ``after`` and demands allow, shape (state,)."""
        every = np.arange(self.states)
        kept = np.ones(self.states, dtype=bool)
        for first, then in (*self.after, *self.demands.values()):
            a, b = self.names.index(first), self.names.index(then)
            kept &= (every >> b & 1 == 0) | (every >> a & 1 == 1)
        return kept

    @cached_property
    def unsettled(self) -> tuple[str, ...]:
        """Issues on which the agreement moves from the status quo and that no step settles."""
        settled = {issue for k in range(len(self.names)) for issue in self.step(k).settles.whole}
        found = []
        for number, name in enumerate(self.space.issues):
            if name not in settled and int(self.digits[number]) != self._start[number]:
                found.append(name)
        return tuple(found)

    @cached_property
    def _start(self) -> Indices:
        """The status quo: option places; the agreement's where the file says nothing."""
        given = self.space.scenario.status_quo or {}
        issues = self.space.scenario.issues.items()
        return np.array(
            [
                issue.place(given[name]) if name in given else int(self.digits[i])
                for i, (name, issue) in enumerate(issues)
            ],
            dtype=np.int64,
        )

    @cached_property
    def interim(self) -> Indices:
        """x(S): what holds in every state, (state, issue), the agreement itself when all is done.

        An issue is where the last step in the file that is done and bears on it has brought it.
        """
        every = np.arange(self.states)
        found = np.tile(self._start, (self.states, 1))
        for k in range(len(self.names)):
            settles = self.step(k).settles
            done = (every >> k & 1) == 1
            for name, option in settles.partly.items():
                number = self.space.issues.index(name)
                place = self.space.scenario.issues[name].place(option)
                whole = self._settled_by(number, every)
                found[done & ~whole, number] = place
            for name in settles.whole:
                number = self.space.issues.index(name)
                found[done, number] = self.digits[number]
        found[-1] = self.digits
        return found

    def _settled_by(self, issue: int, every: Indices) -> Bools:
        """Return in which states a step has settled an issue as the agreement says."""
        name = self.space.issues[issue]
        done = np.zeros(len(every), dtype=bool)
        for k in range(len(self.names)):
            if name in self.step(k).settles.whole:
                done |= (every >> k & 1) == 1
        return done

    @cached_property
    def movers(self) -> tuple[int, ...]:
        """Numbers of the parties with weights that take some step."""
        by = {name for k in range(len(self.names)) for name in self.step(k).by}
        return tuple(k for k in self.space.weighing if self.space.parties[k].name in by)

    @cached_property
    def not_modelled(self) -> tuple[str, ...]:
        """Parties without weights that some step relies on, in file order."""
        by = {name for k in range(len(self.names)) for name in self.step(k).by}
        weighing = {self.space.parties[k].name for k in self.space.weighing}
        return tuple(x.name for x in self.space.parties if x.name in by - weighing)

    def shifts(self, party: int) -> Floats:
        """Return the sum of a party's shifts in every state, shape (state,)."""
        every = np.arange(self.states)
        name = self.space.parties[party].name
        found = np.zeros(self.states)
        for k in range(len(self.names)):
            given = self.step(k).shift.get(name)
            if given is not None:
                found += np.where(every >> k & 1, self.space.scenario.point(given), 0.0)
        return found

    def values(self, party: int) -> Floats:
        """Return V_p(S): what it is worth to a party if implementation stops, shape (state,).

        r + u(x(S)) − u(status quo) + shifts; of the last state u(agreement).
        """
        utility = self.space.utilities(self.interim)[party]
        asked = self.space.parties[party].reservation
        found = asked + utility - utility[0] + self.shifts(party)
        found[-1] = utility[-1]
        return np.asarray(found)

    def transitions(self) -> Iterator[tuple[int, Indices]]:
        """Yield every step with the states from which it can be taken, ascending."""
        every = np.arange(self.states)
        for k in range(len(self.names)):
            free = (every >> k & 1) == 0
            yield k, every[free & self.allowed & self.allowed[every | 1 << k]]

    def follows(self, order: Sequence[str]) -> bool:
        """Say whether an order is one that ``after`` and demands allow."""
        place = {name: k for k, name in enumerate(order)}
        edges = (*self.after, *self.demands.values())
        return all(place[first] < place[then] for first, then in edges)
