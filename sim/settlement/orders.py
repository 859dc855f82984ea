"""Orders of implementation: what each step asks a party to believe, and the best order.

A stop ends everything (backward induction): before its step a party compares stopping now, having
acted alone, and the whole agreement (Fearon 1995 on commitment).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.settlement.process import Process
from sim.space.boxes import Bools
from sim.space.space import TOLERANCE
from sim.space.values import Floats


@dataclass(frozen=True)
class Move:
    """One step of an order, to one party that takes it.

    Parameters
    ----------
    step, party
        Which step, by whom.
    stop, alone, whole
        A: what stopping now is worth to it; B: having acted with the rest not done; C: the whole
        agreement.
    needed
        The belief that it needs that the rest follows (0..1); infinite where none suffices.
    available
        The belief that it has (0..1).
    temptation
        By how much stopping is worth more than the whole: the penalty that would be missing.
    """

    step: str
    party: str
    stop: float
    alone: float
    whole: float
    needed: float
    available: float
    temptation: float

    def to_dict(self) -> dict[str, str | float | None]:
        """Return plain data."""
        return {
            "step": self.step,
            "party": self.party,
            "stop": self.stop,
            "alone": self.alone,
            "whole": self.whole,
            "needed": self.needed if np.isfinite(self.needed) else None,
            "available": self.available,
            "temptation": self.temptation,
        }


@dataclass(frozen=True)
class Undoing:
    """A reversible step that a party is better off undoing once all is done.

    Parameters
    ----------
    step, party
        Which step, by whom.
    temptation
        By how much undoing it is worth more than the whole.
    """

    step: str
    party: str
    temptation: float

    def to_dict(self) -> dict[str, str | float]:
        """Return plain data."""
        return {"step": self.step, "party": self.party, "temptation": self.temptation}


@dataclass(frozen=True, eq=False)
class Orders:
    """Everything about the orders of a process.

    Parameters
    ----------
    process
        The process.
    beliefs
        Party → q, its belief without guarantees that the rest follows (0..1).
    """

    process: Process
    beliefs: dict[str, float]

    @cached_property
    def _values(self) -> dict[int, Floats]:
        return {party: self.process.values(party) for party in self.process.movers}

    @cached_property
    def _penalties(self) -> dict[int, Floats]:
        """Party → κ in every state, shape (state,)."""
        return {party: self._by_state(party, "penalty") for party in self.process.movers}

    @cached_property
    def _available(self) -> dict[int, Floats]:
        """Party → e in every state: 1 − (1 − q)(1 − γ), shape (state,)."""
        found = {}
        for party in self.process.movers:
            q = self.beliefs[self.process.space.parties[party].name]
            found[party] = 1.0 - (1.0 - q) * (1.0 - self._by_state(party, "insurance"))
        return found

    def _by_state(self, party: int, what: str) -> Floats:
        """Return what guarantors do in every state; it hangs on few steps only."""
        process = self.process
        name = process.space.parties[party].name
        starts = sorted(
            {process.names.index(x.start) for x in process.guarantees.standing
             if x.start in process.names}
        )  # fmt: skip
        every = np.arange(process.states)
        key = np.zeros(process.states, dtype=np.int64)
        for place, k in enumerate(starts):
            key |= (every >> k & 1) << place
        function = getattr(process.guarantees, what)
        table = [
            function(
                name,
                frozenset(process.names[k] for place, k in enumerate(starts) if code >> place & 1),
            )
            for code in range(1 << len(starts))
        ]
        return np.array(table)[key]

    @cached_property
    def parts(self) -> dict[tuple[int, int], tuple[Floats, Floats, float]]:
        """(Step, party that takes it) → A and B in every state, and C.

        Of a step taken together a party's own part is what it loses by it: what it gains comes
        from the others' parts, which are not done.
        """
        process = self.process
        found = {}
        every = np.arange(process.states)
        for k in range(len(process.names)):
            step = process.step(k)
            after = np.minimum(every | 1 << k, process.states - 1)
            for party in process.movers:
                if process.space.parties[party].name not in step.by:
                    continue
                values = self._values[party]
                stop = values - self._penalties[party]
                alone = self._alone(k, party) if step.together else values[after]
                found[k, party] = (stop, alone, float(values[-1]))
        return found

    def _alone(self, k: int, party: int) -> Floats:
        """Return B of a step taken together: own losses on each issue and in the shift only."""
        process = self.process
        numbers = process.space.parties[party]
        step = process.step(k)
        every = np.arange(process.states)
        after = every | 1 << k
        found = self._values[party].copy()
        for name in {*step.settles.whole, *step.settles.partly}:
            issue = process.space.issues.index(name)
            table = numbers.contributions[issue] / numbers.scale
            change = table[process.interim[after, issue]] - table[process.interim[every, issue]]
            found += np.minimum(0.0, change)
        shift = step.shift.get(numbers.name)
        if shift is not None:
            found += min(0.0, process.space.scenario.point(shift))
        return found

    def needed(self, k: int, party: int) -> Floats:
        """Return the belief that a step asks a party for, in every state; infinite if in vain."""
        stop, alone, whole = self.parts[k, party]
        with np.errstate(divide="ignore", invalid="ignore"):
            part = (stop - alone) / (whole - alone)
        free = alone >= stop - TOLERANCE
        able = stop <= whole + TOLERANCE
        return np.where(free, 0.0, np.where(able, np.minimum(part, 1.0), np.inf))

    def edges(self, k: int) -> tuple[Floats, Bools, Bools]:
        """Return the belief that a step needs in every state, and where it passes both tests.

        Whether all who take it are no better off stopping, and whether all trust enough.
        """
        many = self.process.states
        needed = np.zeros(many)
        kept, trusted = np.ones(many, dtype=bool), np.ones(many, dtype=bool)
        for (step, party), (stop, _, whole) in self.parts.items():
            if step == k:
                own = self.needed(k, party)
                needed = np.maximum(needed, own)
                kept &= stop <= whole + TOLERANCE
                trusted &= own <= self._available[party] + TOLERANCE
        return needed, kept, trusted

    @cached_property
    def _edges(self) -> list[tuple[Floats, Bools, Bools]]:
        return [self.edges(k) for k in range(len(self.process.names))]

    @cached_property
    def exists(self) -> bool:
        """Whether some order keeps what comes first."""
        return bool(self._reached(None)[-1])

    @cached_property
    def self_enforcing(self) -> bool:
        """Whether in some order nobody is better off stopping, or undoing, than with the whole."""
        return bool(self._reached(1)[-1]) and not self.undone

    @cached_property
    def undone(self) -> tuple[Undoing, ...]:
        """The reversible steps that whoever took them is better off undoing at the end."""
        process, last = self.process, self.process.states - 1
        found = []
        for (k, party), (_, _, whole) in self.parts.items():
            if process.step(k).reversible:
                without = self._values[party][last ^ 1 << k] - self._penalties[party][last]
                if without > whole + TOLERANCE:
                    name = process.space.parties[party].name
                    found.append(Undoing(process.names[k], name, float(without - whole)))
        return tuple(found)

    @cached_property
    def trusted(self) -> bool:
        """Whether in some order every step asks for no more belief than there is."""
        return bool(self._reached(2)[-1])

    def _reached(self, which: int | None) -> Bools:
        """Return which states can be reached by steps that pass a test, shape (state,)."""
        found = np.zeros(self.process.states, dtype=bool)
        found[0] = True
        for layer in self._layers:
            for k, states in layer:
                passed = found[states]
                if which is not None:
                    passed = passed & self._edges[k][which][states]
                found[states | 1 << k] |= passed
        return found

    @cached_property
    def _layers(self) -> list[list[tuple[int, np.ndarray]]]:
        """Per number of done steps: every step with the states that it can be taken from."""
        process = self.process
        bits = np.zeros(process.states, dtype=np.int64)
        every = np.arange(process.states)
        for k in range(len(process.names)):
            bits += every >> k & 1
        layers: list[list[tuple[int, np.ndarray]]] = [[] for _ in process.names]
        for k, states in process.transitions():
            count = bits[states]
            order = np.argsort(count, kind="stable")
            cuts = np.searchsorted(count[order], np.arange(len(process.names) + 1))
            for layer in range(len(process.names)):
                chosen = states[order[cuts[layer] : cuts[layer + 1]]]
                if len(chosen):
                    layers[layer].append((k, chosen))
        return layers

    def best(self) -> tuple[str, ...] | None:
        """Return the order with the least largest needed belief; None if there is no order.

        A bottleneck path over the lattice of done steps; of several the one with the least sum,
        then the first by the order of steps in the file.
        """
        if not self.exists:
            return None
        least = self._to_go(lambda need, rest: np.maximum(need, rest), np.inf)
        bound = least[0]
        total = self._to_go(lambda need, rest: need + rest, bound)
        order, state, last = [], 0, self.process.states - 1
        finite = bool(np.isfinite(total[0]))
        while state != last:
            for k in range(len(self.process.names)):
                after = state | 1 << k
                if state >> k & 1 or not (self.process.allowed[after]):
                    continue
                need = float(self._edges[k][0][state])
                if finite:
                    fits = (
                        need <= bound + TOLERANCE
                        and need + total[after] <= total[state] + TOLERANCE
                    )
                else:
                    fits = self._ends[after]
                if fits:
                    order.append(self.process.names[k])
                    state = after
                    break
        return tuple(order)

    @cached_property
    def _ends(self) -> Bools:
        """From which states the last one can be reached, shape (state,)."""
        found = np.zeros(self.process.states, dtype=bool)
        found[-1] = True
        for layer in reversed(self._layers):
            for k, states in layer:
                found[states] |= found[states | 1 << k]
        return found

    def _to_go(self, join, bound: float) -> Floats:  # type: ignore[no-untyped-def]
        """Return the least that is still to come from every state, shape (state,)."""
        found = np.full(self.process.states, np.inf)
        found[-1] = 0.0
        for layer in reversed(self._layers):
            for k, states in layer:
                need = self._edges[k][0][states]
                there = join(need, found[states | 1 << k])
                there = np.where(need <= bound + TOLERANCE, there, np.inf)
                found[states] = np.minimum(found[states], there)
        return found

    def moves(self, order: tuple[str, ...]) -> tuple[Move, ...]:
        """Return every step of an order, to each party with weights that takes it."""
        process, state, found = self.process, 0, []
        for name in order:
            k = process.names.index(name)
            for party in process.movers:
                if (k, party) not in self.parts:
                    continue
                stop, alone, whole = self.parts[k, party]
                a = float(stop[state])
                found.append(
                    Move(
                        name,
                        process.space.parties[party].name,
                        a,
                        float(alone[state]),
                        whole,
                        float(self.needed(k, party)[state]),
                        float(self._available[party][state]),
                        max(0.0, a - whole),
                    )
                )
            state |= 1 << k
        return tuple(found)
