"""The process of implementation of agreements: what each state of done steps is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from sim.scenario.rules import Clause
from sim.scenario.steps import Step, Stop
from sim.settlement.guarantees import Guarantees, guarantees_of
from sim.settlement.lattice import Lattice, lattice
from sim.settlement.needs import Need, needs_of
from sim.settlement.numbers import Numbers, shift_path
from sim.space.boxes import Bools, clause_box
from sim.space.space import Indices, Space
from sim.space.values import Floats

Stops = Literal["interim", "reservation", "lower"]
Found = TypeVar("Found")
HELD = 1 << 20
"""About so many states of agreements are looked at together."""


@dataclass(frozen=True, eq=False)
class Process:
    """Agreements that are implemented by the same steps under the same guarantees.

    A state is a set of done steps, written as a number: bit k for step k.

    Parameters
    ----------
    space
        The space.
    digits
        The agreements: option places among the listed ones, shape (agreement, issue).
    names
        The steps that are part of the way, in file order.
    needs
        What has to be done before which step.
    guarantees
        Who stands behind it.
    numbers
        Where shifts and beliefs come from.
    stops
        What a party has after a stop where the file does not say: ``interim``, its walk-away
        value and what the steps done have changed for it; ``reservation``, that value alone;
        ``lower``, the lower of both.
    known
        What has been worked out already and holds whoever guarantees.
    """

    space: Space
    digits: Indices
    names: tuple[str, ...]
    needs: tuple[Need, ...]
    guarantees: Guarantees
    numbers: Numbers
    stops: Stops = "interim"
    known: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        space: Space,
        digits: Indices,
        numbers: Numbers | None = None,
        stops: Stops = "interim",
    ) -> Process:
        """Return the process of an agreement, or of several that have the same one.

        Parameters
        ----------
        digits
            Option places among the listed ones, shape (issue,) or (agreement, issue).
        numbers
            Where numbers come from; by default their points.
        stops
            What a party has after a stop where the file does not say.
        """
        scenario = space.scenario
        numbers = numbers or Numbers(scenario)
        rows = np.atleast_2d(digits)
        names = tuple(
            name for name, step in scenario.steps.items() if _holds(space, step.when, rows)[0]
        )
        needs = needs_of(space, rows[0], names)
        found = guarantees_of(space, rows[0], numbers)
        return cls(space, rows, names, needs, found, numbers, stops)

    def without(self, demands: Iterable[str]) -> Process:
        """Return the same with some demands dropped, by path."""
        dropped = set(demands)
        kept = tuple(need for need in self.needs if need.path not in dropped)
        return self if kept == self.needs else replace(self, needs=kept, known={})

    @property
    def demands(self) -> tuple[str, ...]:
        """Paths of what parties demand of the order, in file order."""
        return tuple(dict.fromkeys(need.path for need in self.needs if need.by is not None))

    @property
    def unmet(self) -> tuple[Need, ...]:
        """What nothing in the text can meet: the step that is asked for has no part in it."""
        return tuple(need for need in self.needs if not need.first)

    def guaranteed(self, guarantees: Guarantees) -> Process:
        """Return the same with other guarantees."""
        return replace(self, guarantees=guarantees)

    @property
    def last(self) -> int:
        """The state in which all is done."""
        return (1 << len(self.names)) - 1

    def step(self, number: int) -> Step:
        """Return a step by its number."""
        return self.space.scenario.steps[self.names[number]]

    def done(self, state: int) -> frozenset[str]:
        """Return the steps done in a state."""
        return frozenset(name for k, name in enumerate(self.names) if state >> k & 1)

    def acting(self, state: int) -> frozenset[str]:
        """Return the parties that still have to act in a state."""
        return frozenset(
            party for k in range(len(self.names)) if not state >> k & 1 for party in self.step(k).by
        )

    @property
    def worth(self) -> dict[int, Floats]:
        """V in every state, by party that acts, shape (state, agreement) each."""
        return self.once("worth", lambda: self.values(self.states))

    @property
    def lattice(self) -> Lattice:
        """The states that ``after`` and demands allow, and the steps between them."""
        return self.once("lattice", self._lattice)

    def _lattice(self) -> Lattice:
        place = self.names.index
        edges = (
            (frozenset(map(place, need.first)), place(need.then))
            for need in self.needs
            if need.first
        )
        return lattice(len(self.names), frozenset(edges))

    @property
    def states(self) -> Indices:
        """The states, ascending, shape (state,)."""
        return self.lattice.states

    @property
    def transitions(self) -> tuple[tuple[Indices, Indices], ...]:
        """Per step the places among the states that it can be taken from, and where it leads."""
        return self.lattice.transitions

    @property
    def layers(self) -> list[list[tuple[int, Indices]]]:
        """Per number of done steps: every step with the transitions that start there."""
        return self.lattice.layers

    def once(self, name: str, work: Callable[[], Found]) -> Found:
        """Return something that holds whoever guarantees, worked out the first time."""
        if name not in self.known:
            self.known[name] = work()
        return cast("Found", self.known[name])

    @cached_property
    def unsettled(self) -> tuple[str, ...]:
        """Issues on which the first agreement moves from the status quo and no step settles it."""
        settled = {issue for k in range(len(self.names)) for issue in self.step(k).settles.whole}
        return tuple(
            name
            for number, name in enumerate(self.space.issues)
            if name not in settled and self.digits[0, number] != self._start(number)[0]
        )

    def _start(self, issue: int) -> Indices:
        """Return the status quo: option places; the agreement's where the file says nothing."""
        given = self.space.scenario.status_quo or {}
        name = self.space.issues[issue]
        if name not in given:
            return self.digits[:, issue]
        place = self.space.scenario.issues[name].place(given[name])
        return np.full(len(self.digits), place, dtype=np.int64)

    def interim(self, issue: int, states: Indices) -> Indices:
        """Return what holds of an issue in some states, shape (state, agreement).

        An issue is where the last step in the file that is done and bears on it has brought it,
        and as the agreement says once a step has settled it or all is done.
        """
        name = self.space.issues[issue]
        found = np.tile(self._start(issue), (len(states), 1))
        settled = states == self.last
        for k in range(len(self.names)):
            settles = self.step(k).settles
            done = states >> k & 1 == 1
            if name in settles.partly:
                found[done] = self.space.scenario.issues[name].place(settles.partly[name])
            if name in settles.whole:
                settled |= done
        found[settled] = self.digits[:, issue]
        return found

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

    def shift(self, step: int, party: int) -> float:
        """Return the change of a party's walk-away value once a step is done."""
        name = self.space.parties[party].name
        given = self.step(step).shift.get(name)
        return 0.0 if given is None else self.numbers(shift_path(self.names[step], name), given)

    def values(self, states: Indices) -> dict[int, Floats]:
        """Return V_p(S): what it is worth to acting parties if implementation stops in a state.

        What the file says under ``stop``, or else r + u(x(S)) − u(status quo); and shifts. Of the
        last state u(agreement).

        Parameters
        ----------
        states
            States, shape (state,).

        Returns
        -------
        dict
            Number of a party → shape (state, agreement).
        """
        start = np.zeros(1, dtype=np.int64)
        found = {}
        both = self._utilities(np.concatenate([states, start]))
        for party, utility in both.items():
            whole, start = utility[:-1], utility[-1]
            value = self._stopped(party, whole, start)
            name = self.space.parties[party].name
            for k in range(len(self.names)):
                value[states >> k & 1 == 1] += self.shift(k, party)
            for k in range(len(self.names)):
                stop = self.step(k).stop.get(name)
                if stop is not None:
                    path = f"steps.{self.names[k]}.stop.{name}"
                    value[states >> k & 1 == 1] = self._given(party, stop, path, start)
            found[party] = np.where((states == self.last)[:, None], whole, value)
        return found

    def _stopped(self, party: int, interim: Floats, start: Floats) -> Floats:
        """Return what a party has after a stop, shifts left out, (state, agreement)."""
        numbers = self.space.parties[party]
        stop = self.space.scenario.parties[numbers.name].stop
        if stop is not None:
            path = f"parties.{numbers.name}.stop"
            return np.zeros_like(interim) + self._given(party, stop, path, start)
        with_steps = interim + (numbers.reservation - start)
        if self.stops == "interim":
            return with_steps
        alone = np.full_like(interim, numbers.reservation)
        return alone if self.stops == "reservation" else np.minimum(alone, with_steps)

    def _given(self, party: int, stop: Stop, path: str, start: Floats) -> Floats | float:
        """Return what a file says that a party has after a stop."""
        if stop.number is not None:
            return self.numbers(path, stop.number)
        return start if stop.status_quo else self.space.parties[party].reservation

    def _utilities(self, states: Indices) -> dict[int, Floats]:
        """Return what acting parties have of x(S), shape (state, agreement) each."""
        space = self.space
        shape = (len(states), len(self.digits))
        found = {party: np.zeros(shape) for party in self.movers}
        bonuses = [x for x in space.interactions if x.party in found]
        inside = [np.ones(shape, dtype=bool) for _ in bonuses]
        for issue in range(len(space.issues)):
            places = self.interim(issue, states)
            for party, total in found.items():
                total += space.parties[party].contributions[issue][places]
            for bonus, held in zip(bonuses, inside, strict=True):
                if issue in bonus.box:
                    held &= bonus.box[issue][places]
        for bonus, held in zip(bonuses, inside, strict=True):
            found[bonus.party] += np.where(held, bonus.steps, 0.0)
        for party, total in found.items():
            total /= space.parties[party].scale
        return found

    def belief(self, party: str, state: int) -> float:
        """Return e = 1 − (1 − q)(1 − γ): a party's belief in a state that the rest follows."""
        acting = self.acting(state) - {party}
        insured = self.guarantees.insurance(party, self.done(state), acting)
        return 1.0 - (1.0 - self.numbers.belief(party)) * (1.0 - insured)

    def follows(self, order: Sequence[str]) -> bool:
        """Return whether an order meets all needs."""
        place = {name: k for k, name in enumerate(order)}
        return all(
            any(place[first] < place[need.then] for first in need.first) for need in self.needs
        )


def processes(
    space: Space, digits: Indices, numbers: Numbers | None = None, stops: Stops = "interim"
) -> Iterator[tuple[Indices, Process]]:
    """Yield agreements by the way that they are implemented, with their places among the given.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (agreement, issue).
    """
    scenario = space.scenario
    columns: list[NDArray[Any]] = [
        _holds(space, step.when, digits) for step in scenario.steps.values()
    ]
    if scenario.enforcement is not None:
        given = scenario.enforcement
        columns += [_holds(space, one.when, digits) for one in given.guarantors.values()]
        columns.append(digits[:, space.issues.index(given.issue)])
    for one in scenario.steps.values():
        if one.requires is not None:
            box = clause_box(one.requires.options, scenario.issues)
            columns += [mask[digits[:, issue]] for issue, mask in box.items()]
    if not len(digits):
        return
    which, kinds = np.zeros(len(digits), dtype=np.int64), 1
    for column in columns:
        # Renumbered column by column, so that no number of columns is too many for one integer.
        seen, which = np.unique(which * (int(column.max()) + 1) + column, return_inverse=True)
        kinds = len(seen)
    for kind in range(kinds):
        places = np.flatnonzero(which == kind)
        step = max(1, HELD // len(Process.of(space, digits[places[0]], numbers).states))
        for start in range(0, len(places), step):
            part = places[start : start + step]
            yield part, Process.of(space, digits[part], numbers, stops)


def _holds(space: Space, when: Clause | None, digits: Indices) -> Bools:
    """Return in which agreements a clause holds, everywhere without one."""
    if when is None:
        return np.ones(len(digits), dtype=bool)
    return space.inside(clause_box(when, space.scenario.issues), digits)
