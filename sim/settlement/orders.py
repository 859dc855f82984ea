"""Orders of implementation: what each step asks a party to believe, and the best order.

A stop ends everything (backward induction): before its step a party compares stopping now, having
acted alone, and the whole agreement (Fearon 1995 on commitment).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.settlement.moves import Move, Undoing
from sim.settlement.process import Process
from sim.space.boxes import Bools
from sim.space.space import TOLERANCE, Indices
from sim.space.values import Floats


class Part(NamedTuple):
    """What a step asks of a party wherever it can be taken, arrays (transition, agreement).

    Parameters
    ----------
    stop, alone, whole
        A, B and C; C is of shape (agreement,).
    needed
        The belief that it needs that the rest follows; infinite where none suffices.
    kept
        Whether it is no better off stopping.
    trusted
        Whether it believes enough.
    sound
        Whether both.
    """

    stop: Floats
    alone: Floats
    whole: Floats
    needed: Floats
    kept: Bools
    trusted: Bools
    sound: Bools


@dataclass(frozen=True, eq=False)
class Orders:
    """Everything about the orders of a process.

    Parameters
    ----------
    process
        The process.
    """

    process: Process

    @cached_property
    def _penalties(self) -> dict[int, Floats]:
        """Party → κ in every state, shape (state,)."""
        return {party: self._by_kind(self._penalty, name) for party, name in self._names.items()}

    @cached_property
    def _available(self) -> dict[int, Floats]:
        """Party → e in every state, shape (state,)."""
        return {
            party: self._by_kind(self.process.belief, name) for party, name in self._names.items()
        }

    def _penalty(self, party: str, state: int) -> float:
        return self.process.guarantees.penalty(party, self.process.done(state))

    @property
    def _names(self) -> dict[int, str]:
        return {party: self.process.space.parties[party].name for party in self.process.movers}

    def _by_kind(self, function: Callable[[str, int], float], party: str) -> Floats:
        """Return what guarantors do for a party in every state, (state,): once per kind of it."""
        first, which = self._kinds
        told = [function(party, int(state)) for state in self.process.states[first]]
        return np.array(told)[which]

    @cached_property
    def _kinds(self) -> tuple[Indices, Indices]:
        """Places of one state of each kind, and the kind of every state.

        States are of a kind where the same guarantors are in force and the same still have to act.
        """
        process, states = self.process, self.process.states
        key = np.zeros(len(states), dtype=np.int64)
        guarantors = {x.party for x in process.guarantees.standing}
        for start in sorted({x.start for x in process.guarantees.standing} & set(process.names)):
            key = key * 2 + (states >> process.names.index(start) & 1)
        for party in sorted(guarantors):
            own = sum(1 << k for k in range(len(process.names)) if party in process.step(k).by)
            key = key * 2 + (states & own != own)
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        return first, which.reshape(-1)

    @cached_property
    def parts(self) -> dict[tuple[int, int], Part]:
        """(Step, party that takes it) → what it asks of that party, transition by transition."""
        found = {}
        for (k, party), plain in self._plain.items():
            source = self.process.transitions[k][0]
            penalty = self._penalties[party][source, None]
            if penalty.any():
                plain = _part(plain.stop - penalty, plain.alone, plain.whole)
            there = self._available[party][source, None]
            trusted = plain.needed <= there + TOLERANCE
            found[k, party] = plain._replace(trusted=trusted, sound=plain.kept & trusted)
        return found

    @property
    def _plain(self) -> dict[tuple[int, int], Part]:
        """The same without guarantors."""
        return self.process.once("plain", self._worked_out)

    def _worked_out(self) -> dict[tuple[int, int], Part]:
        process, found = self.process, {}
        places: dict[str, Indices] = {}
        for k, (source, goal) in enumerate(process.transitions):
            step = process.step(k)
            if step.together:
                for name in {*step.settles.whole, *step.settles.partly} - set(places):
                    issue = process.space.issues.index(name)
                    places[name] = process.interim(issue, process.states)
            for party, name in self._names.items():
                if name in step.by:
                    values = process.worth[party]
                    alone = self._alone(k, party, places) if step.together else values[goal]
                    found[k, party] = _part(values[source], alone, values[-1])
        return found

    def _alone(self, k: int, party: int, places: Mapping[str, Indices]) -> Floats:
        """Return B of a step taken together: own losses on each issue and in the shift only.

        A party's own part is what it loses by it: what it gains comes from the others' parts,
        which are not done.

        Parameters
        ----------
        places
            Issue → what holds of it in every state, shape (state, agreement).
        """
        process = self.process
        numbers = process.space.parties[party]
        settles = process.step(k).settles
        source, goal = process.transitions[k]
        found = self.process.worth[party][source].copy()
        for name in {*settles.whole, *settles.partly}:
            issue = process.space.issues.index(name)
            table = numbers.contributions[issue] / numbers.scale
            held = table[places[name]]
            found += np.minimum(0.0, held[goal] - held[source])
        found += min(0.0, process.shift(k, party))
        return found

    @cached_property
    def _needed_by_step(self) -> list[Floats]:
        """Per step the largest belief that it asks anybody for, (transition, agreement)."""
        found = []
        for k, (source, _) in enumerate(self.process.transitions):
            needed = np.zeros((len(source), len(self.process.digits)))
            for (step, _), part in self.parts.items():
                if step == k:
                    needed = np.maximum(needed, part.needed)
            found.append(needed)
        return found

    @cached_property
    def exists(self) -> bool:
        """Whether some order meets all needs."""
        return not self.process.unmet and bool(self._ends[0])

    @cached_property
    def self_enforcing(self) -> Bools:
        """In which agreements nobody is better off stopping than with the whole, in some order.

        Nor undoing a reversible step at the end; shape (agreement,).
        """
        return np.asarray(self._ended("kept") & ~self._undone)

    @cached_property
    def trusted(self) -> Bools:
        """In which agreements no step of some order asks for more belief than there is."""
        return self._ended("trusted")

    @cached_property
    def implementable(self) -> Bools:
        """In which agreements one order is both self-enforcing and trusted, (agreement,).

        Two orders, one for each, are not enough: where having acted alone is worth more than the
        whole, a step asks for no belief and is a temptation all the same.
        """
        return np.asarray(self._ended("sound") & ~self._undone)

    def blocking(self, test: str) -> dict[tuple[str, str], Bools]:
        """Return who stands in the way, and at which step: (step, party) → shape (agreement,).

        The tests that are not met at steps that can be reached by steps that meet all of them.

        Parameters
        ----------
        test
            ``kept``, ``trusted`` or ``sound``.
        """
        reached = self._reached(test)
        found = {}
        for (k, party), part in self.parts.items():
            source, goal = self.process.transitions[k]
            stuck = reached[source] & ~reached[goal] & ~getattr(part, test)
            found[self.process.names[k], self._names[party]] = stuck.any(axis=0)
        if test != "trusted":
            for name, who, gain in self._undoing:
                found[name, who] |= gain > TOLERANCE
        return found

    @cached_property
    def _undoing(self) -> list[tuple[str, str, Floats]]:
        """Reversible steps, who took them, and how much more undoing is worth, (agreement,)."""
        process, found = self.process, []
        for k in range(len(process.names)):
            if not process.step(k).reversible:
                continue
            without = process.values(np.array([process.last ^ 1 << k, process.last]))
            for party, name in self._names.items():
                if name in process.step(k).by:
                    value = without[party][0] - self._penalties[party][-1]
                    found.append((process.names[k], name, value - without[party][1]))
        return found

    @cached_property
    def _undone(self) -> Bools:
        """In which agreements somebody is better off undoing a step at the end, (agreement,)."""
        found = np.zeros(len(self.process.digits), dtype=bool)
        for _, _, gain in self._undoing:
            found |= gain > TOLERANCE
        return found

    def undone(self, agreement: int = 0) -> tuple[Undoing, ...]:
        """Return the reversible steps that whoever took them is better off undoing at the end."""
        return tuple(
            Undoing(step, party, float(gain[agreement]))
            for step, party, gain in self._undoing
            if gain[agreement] > TOLERANCE
        )

    def _ended(self, test: str) -> Bools:
        """Return in which agreements all can be done by steps that pass a test, (agreement,)."""
        return np.asarray(self._reached(test)[-1] & self.exists)

    def _reached(self, test: str) -> Bools:
        """Return which states can be reached by steps that pass a test, (state, agreement)."""
        process = self.process
        found = np.zeros((len(process.states), len(process.digits)), dtype=bool)
        found[0] = True
        for layer in self.process.layers:
            for k, chosen in layer:
                source, goal = (side[chosen] for side in process.transitions[k])
                passed = found[source]
                for (step, _), part in self.parts.items():
                    if step == k:
                        passed = passed & getattr(part, test)[chosen]
                found[goal] |= passed
        return found

    @cached_property
    def _ends(self) -> Bools:
        """From which states the last one can be reached, shape (state,)."""
        found = np.zeros(len(self.process.states), dtype=bool)
        found[-1] = True
        for layer in reversed(self.process.layers):
            for k, chosen in layer:
                source, goal = (side[chosen] for side in self.process.transitions[k])
                found[source] |= found[goal]
        return found

    def best(self, agreement: int = 0) -> tuple[str, ...] | None:
        """Return the order with the least largest needed belief; None if there is no order.

        A bottleneck path over the lattice of done steps; of several the one with the least sum,
        then the first by the order of steps in the file.
        """
        if not self.exists:
            return None
        bound = self._to_go(agreement, np.maximum, np.inf)[0]
        total = self._to_go(agreement, np.add, bound)
        process = self.process
        order: list[str] = []
        place, last = 0, len(process.states) - 1
        while place != last:
            for k, (source, goal) in enumerate(process.transitions):
                at = int(np.searchsorted(source, place))
                if at == len(source) or source[at] != place:
                    continue
                need, after = float(self._needed_by_step[k][at, agreement]), int(goal[at])
                sound = need <= bound + TOLERANCE
                if np.isfinite(total[0]):
                    fits = sound and need + total[after] <= total[place] + TOLERANCE
                else:
                    fits = bool(self._ends[after])
                if fits:
                    order.append(process.names[k])
                    place = after
                    break
        return tuple(order)

    def _to_go(self, agreement: int, join: np.ufunc, bound: float) -> Floats:
        """Return the least that is still to come from every state, shape (state,)."""
        found = np.full(len(self.process.states), np.inf)
        found[-1] = 0.0
        for layer in reversed(self.process.layers):
            for k, chosen in layer:
                source, goal = (side[chosen] for side in self.process.transitions[k])
                need = self._needed_by_step[k][chosen, agreement]
                there = np.where(need <= bound + TOLERANCE, join(need, found[goal]), np.inf)
                found[source] = np.minimum(found[source], there)
        return found

    def moves(self, order: tuple[str, ...], agreement: int = 0) -> tuple[Move, ...]:
        """Return every step of an order, to each party with weights that takes it."""
        process, place, found = self.process, 0, []
        for name in order:
            k = process.names.index(name)
            source, goal = process.transitions[k]
            at = int(np.searchsorted(source, place))
            for party, who in self._names.items():
                if (k, party) not in self.parts:
                    continue
                part = self.parts[k, party]
                stop, whole = float(part.stop[at, agreement]), float(part.whole[agreement])
                found.append(
                    Move(
                        name,
                        who,
                        stop,
                        float(part.alone[at, agreement]),
                        whole,
                        float(part.needed[at, agreement]),
                        float(self._available[party][place]),
                        max(0.0, stop - whole),
                    )
                )
            place = int(goal[at])
        return tuple(found)


def _part(stop: Floats, alone: Floats, whole: Floats) -> Part:
    """Return what a step asks; the belief is infinite where stopping is worth more than all."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (stop - alone) / (whole - alone)
    kept = stop <= whole + TOLERANCE
    needed = np.where(
        alone >= stop - TOLERANCE, 0.0, np.where(kept, np.minimum(share, 1.0), np.inf)
    )
    return Part(stop, alone, whole, needed, kept, kept, kept)
