"""A scenario along one input: where there is a zone, and where the Nash solutions change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import inf, prod
from typing import Protocol

import numpy as np

from sim.space.boxes import Bools
from sim.space.consent import ConsentRule
from sim.space.draw import at_inputs
from sim.space.draws import Drawn
from sim.space.input_sources import OpenInput
from sim.space.listing import Listed
from sim.space.space import TOLERANCE
from sim.space.values import Floats, point_weights
from sim.uncertainty.intervals import (
    SAMPLES,
    Interval,
    bends,
    edge,
    joined,
    runs,
    where_positive,
)
from sim.uncertainty.tally import winners
from sim.zone.solutions.gains import TIE

STEPS = 512
"""Steps on a grid, for what is not linear in an input: it stands in several places."""
HELD = 4_000_000
"""About so many utilities are held at once."""


class Looking(Protocol):
    """What is known of the points."""

    @property
    def pool(self) -> Listed:
        """The agreements."""

    @property
    def parties(self) -> tuple[int, ...]:
        """Numbers of the parties that have a say."""

    @property
    def keeps(self) -> Mapping[int, Bools]:
        """Party → which agreements keep its red lines, shape (agreement,)."""

    @property
    def gains(self) -> Mapping[int, Floats]:
        """Party → what agreements give it above its walk-away value, shape (agreement,)."""

    @property
    def free(self) -> frozenset[int]:
        """Parties whose walk-away value is left out of account."""

    @property
    def here(self) -> frozenset[int]:
        """Places of the Nash solutions; none without a zone."""

    def gain(self, drawn: Drawn, party: int) -> Floats:
        """Return the same in some draws, shape (draw, agreement)."""


class Line:
    """A scenario along one input."""

    def __init__(
        self, looking: Looking, one: OpenInput, limits: Interval, users: Sequence[int]
    ) -> None:
        self.looking, self.one, self.limits, self.users = looking, one, limits, users
        self.pool, self.space = looking.pool, looking.pool.space

    def drawn(self, at: Sequence[float] | Floats) -> Drawn:
        """Return the scenario's numbers at some values of the input."""
        given = {self.one.path: np.asarray(at, dtype=float)}
        return at_inputs(self.space, given, len(at), ordered=False)

    def total(self, at: Floats) -> Floats:
        """Return what makes gains linear: the sum of weights where the input is one of them."""
        if self.one.kind != "weight":
            return np.ones(len(at))
        party = self.space.scenario.parties[self.one.party or ""]
        others = sum(point_weights(party, self.space.scenario.parameters).values())
        return np.asarray(others - self.one.point + at)

    @cached_property
    def pieces(self) -> list[Interval]:
        """Intervals in which every walk-away value is linear, but for the sum of weights."""
        cuts = {*np.linspace(*self.limits, SAMPLES).tolist(), self.one.point}
        if self.one.kind == "weight":
            # From nothing to much: close together where it is small.
            cuts |= set((np.geomspace(1e-4, 1.0, SAMPLES) * self.limits[1]).tolist())
        at = np.array(_apart(cuts, (self.one.point,)))
        ends = {self.limits[0], self.limits[1], self.one.point}
        for party in self.users:
            ends |= set(bends(at, lambda x, k=party: self._asked(x, k)))  # type: ignore[misc]
        return list(pairwise(_apart(ends, (*self.limits, self.one.point))))

    def _asked(self, at: Floats, party: int) -> Floats:
        return self.drawn(at).reservations[:, party] * self.total(at)

    @cached_property
    def _ends(self) -> list[dict[int, tuple[Floats, Floats]]]:
        """Per piece: party → gains times the sum of weights just inside both ends."""
        found = []
        for low, high in self.pieces:
            # At an end itself a war may be about another agreement: two points inside make the
            # line.
            at = np.array([low + 0.25 * (high - low), low + 0.75 * (high - low)])
            drawn, total = self.drawn(at), self.total(at)
            piece = {}
            for party in self.users:
                one, other = self.looking.gain(drawn, party) * total[:, None]
                piece[party] = (1.5 * one - 0.5 * other, 1.5 * other - 0.5 * one)
            found.append(piece)
        return found

    def _accepting(self, number: int) -> dict[int, tuple[Floats, Floats]]:
        """Return party → between which parts of a piece it accepts, 0 to 1, (agreement,) each."""
        many = len(self.pool.digits)
        low, high = self.pieces[number]
        # Half the tolerance, so that at an end itself rounding on the grid makes no difference.
        slack = TOLERANCE / 2 * self.total(np.array([low, high]))
        found = {}
        for party in self.looking.parties:
            start, stop = np.zeros(many), np.ones(many)
            if party in self.users and party not in self.looking.free:
                first, last = self._ends[number][party]
                start, stop = where_positive(first + slack[0], last + slack[1])
            elif party in self.looking.gains:
                stop[self.looking.gains[party] < -TOLERANCE] = -1.0
            stop[~self.looking.keeps[party]] = -1.0
            found[party] = (start, stop)
        return found

    def _acceptable(self, number: int) -> list[tuple[Floats, Floats]]:
        """Return between which parts of a piece agreements are acceptable, by coalition."""
        consent, every = self.space.consent, self._accepting(number)
        late = {party: -start for party, (start, _) in every.items()}
        stops = {party: stop for party, (_, stop) in every.items()}
        found = []
        for coalition in consent.coalitions():
            # All of them accept from the last start to the first stop.
            rule = ConsentRule(coalition, consent.where)
            start = np.maximum(-rule.level(late, self.pool.needed), 0.0)
            stop = np.minimum(rule.level(stops, self.pool.needed), 1.0)
            whole = len(self.pool.digits)
            found.append((np.broadcast_to(start, whole), np.broadcast_to(stop, whole)))
        return found

    def open_sets(self) -> list[Interval]:
        """Return the values of the input at which there is a zone, as intervals, ascending."""
        found: list[Interval] = []
        for number, (low, high) in enumerate(self.pieces):
            ends = [
                (start[there], stop[there])
                for start, stop in self._acceptable(number)
                if (there := start <= stop).any()
            ]
            if not ends:
                continue
            starts = np.concatenate([one for one, _ in ends])
            stops = np.concatenate([other for _, other in ends])
            order = np.argsort(starts, kind="stable")
            reach = np.maximum.accumulate(stops[order])
            new = np.flatnonzero(starts[order][1:] > reach[:-1]) + 1
            firsts = starts[order][np.concatenate([[0], new])]
            lasts = reach[np.concatenate([new - 1, [len(reach) - 1]])]
            wide = high - low
            found += [
                (low + one * wide, high if other >= 1.0 else low + other * wide)
                for one, other in zip(firsts.tolist(), lasts.tolist(), strict=True)
            ]
        return joined(found)

    def open_on_grid(self) -> list[Interval]:
        """Return the same, looked for step by step and then closely."""
        at = np.unique([*np.linspace(*self.limits, STEPS + 1), self.one.point])
        opened = self._opened(at)
        return runs(at, opened, self._opened)

    def _opened(self, at: Floats) -> Bools:
        step = max(1, 4_000_000 // max(1, len(self.pool.digits)))
        parts = [
            self.drawn(at[start : start + step]).acceptable(self.pool)[0].any(axis=1)
            for start in range(0, len(at), step)
        ]
        return np.concatenate(parts)

    def _nash(self, at: Floats) -> list[frozenset[int]]:
        """Return the places of the Nash solutions at some values; none without a zone."""
        found = []
        step = max(1, 4_000_000 // max(1, len(self.pool.digits)))
        for start in range(0, len(at), step):
            drawn = self.drawn(at[start : start + step])
            passed, _ = drawn.acceptable(self.pool)
            found += [frozenset(x.tolist()) for x in winners(self.pool, drawn, passed)]
        return found

    def _same_nash(self, at: Floats) -> Bools:
        return np.array([found == self.looking.here for found in self._nash(at)], dtype=bool)

    def nash_on_grid(self) -> tuple[float | None, float | None]:
        """Return where the set of Nash solutions changes, looked for step by step."""
        found: list[float | None] = []
        for end in self.limits:
            at = np.linspace(self.one.point, end, STEPS // 4 + 1)
            other = np.flatnonzero(~self._same_nash(at[1:]))
            tip = None
            if len(other) and end != self.one.point:
                first = int(other[0])
                tip = edge(float(at[first]), float(at[first + 1]), self._same_nash)
            found.append(tip)
        return found[0], found[1]

    def nash_ends(self) -> tuple[float | None, float | None]:
        """Return where the set of Nash solutions changes, by linear equations.

        The other parties' gains stay as they are, so that one agreement has a larger product than
        another where its own gain is larger by a fixed ratio.
        """
        here = sorted(self.looking.here)
        party, power = self.users[0], 1.0
        if party in self.space.bargaining:
            power = self.space.parties[party].power
        others = [
            np.maximum(0.0, self.looking.gains[k]) ** (self.space.parties[k].power / power)
            for k in self.space.bargaining
            if k != party
        ]
        factor = prod(others, start=np.ones(len(self.pool.digits)))
        after = [k for k, (low, _) in enumerate(self.pieces) if low >= self.one.point]
        before = [k for k, (_, high) in enumerate(self.pieces) if high <= self.one.point]
        return (
            self._change(reversed(before), here, factor, party, upward=False),
            self._change(iter(after), here, factor, party, upward=True),
        )

    def _change(
        self,
        numbers: Iterable[int],
        here: Sequence[int],
        factor: Floats,
        party: int,
        *,
        upward: bool,
    ) -> float | None:
        """Return the first value, going one way, from which other solutions are best."""
        for number in numbers:
            low, high = self.pieces[number]
            first, last = self._ends[number][party]
            if party not in self.space.bargaining:
                first = last = np.ones(len(first))
            begin, end = (first, last) if upward else (last, first)
            # Along the way s from 0 to 1, a has a larger product than the solutions here where
            # f_a g_a(s) − f_b g_b(s) > 0.
            best = here[0]
            from_ = factor * begin - factor[best] * begin[best]
            to = factor * end - factor[best] * end[best]
            size = max(abs(factor[best] * begin[best]), abs(factor[best] * end[best]), 1e-300)
            small = 16 * TIE * size
            from_, to = (np.where(np.abs(x) <= small, 0.0, x) for x in (from_, to))
            tips = [1.0 + 1e-9]
            for start, stop in self._acceptable(number):
                one, other = (start, stop) if upward else (1.0 - stop, 1.0 - start)
                ahead = (to > 0) & (one <= other)
                with np.errstate(divide="ignore", invalid="ignore"):
                    cross = np.where(from_ > 0, 0.0, -from_ / (to - from_))
                at = np.maximum(cross, one)
                fine = ahead & (at <= other)
                tips.append(float(at[fine].min(initial=inf)))
                # Where it was better and is so no more, it may be acceptable from the start.
                early = (from_ > 0) & (to <= 0) & (one <= other)
                with np.errstate(divide="ignore", invalid="ignore"):
                    until = np.where(early, from_ / (from_ - to), 0.0)
                tips.append(float(one[early & (one < until)].min(initial=inf)))
            tips.append(self._lost(number, here, upward=upward))
            tips.append(_split(from_, to, here))
            tip = min(tips)
            if tip <= 1.0:
                return float(low + tip * (high - low) if upward else high - tip * (high - low))
        return None

    def _lost(self, number: int, here: Sequence[int], *, upward: bool) -> float:
        """Return from where on some solution is acceptable no more, 0 to 1; infinite if nowhere."""
        places, until = list(here), np.zeros(len(here))
        for start, stop in self._acceptable(number):
            begin, end = start[places], stop[places]
            if not upward:
                begin, end = 1 - end, 1 - begin
            until = np.maximum(until, np.where(begin <= 1e-12, end, 0.0))
        least = float(until.min())
        return least if least < 1.0 else inf


def _apart(numbers: Iterable[float], kept: Sequence[float]) -> list[float]:
    """Return numbers in order, without those that differ by rounding only from one that is kept.

    Two such numbers would hide what happens beside them.
    """
    found: list[float] = []
    for number in sorted(numbers):
        near = 1e-12 * (1.0 + abs(number))
        if found and number - found[-1] <= near:
            if number in kept and found[-1] not in kept:
                found[-1] = number
        else:
            found.append(number)
    return found


def _split(from_: Floats, to: Floats, here: Sequence[int]) -> float:
    """Return 0 where solutions that tie at the point part at once; infinite where they don't."""
    places = list(here)
    return 0.0 if (to[places] != 0).any() and (from_[places] == 0).all() else inf
