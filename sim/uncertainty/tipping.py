"""Tipping values: where one input, all others at their points, opens or closes the zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf, prod
from typing import Any

import numpy as np

from sim.space.boxes import Bools
from sim.space.draw import at_inputs, open_inputs
from sim.space.draws import Drawn
from sim.space.sources import OpenInput
from sim.space.space import TOLERANCE
from sim.space.values import Floats, point_weights
from sim.uncertainty.pool import Pool
from sim.uncertainty.possible import mentions
from sim.uncertainty.tally import winners
from sim.zone.solutions.gains import TIE

SAMPLES = 33
"""At so many points it is seen where no-agreement values bend."""
STEPS = 512
"""Steps on a grid, for what is not linear in an input: it stands in several places."""
BEND = 1e-9
"""How far from a straight line no-agreement values may be, by rounding."""
MOST = 1000.0
"""A weight is looked at up to so many times the weight of all issues."""
WIDE = 10.0
"""No-agreement values, costs and outcomes are looked at so far from their points."""
Interval = tuple[float, float]


@dataclass(frozen=True)
class Tipping:
    """Where an answer changes if one input is another and all others are at their points.

    Parameters
    ----------
    input
        The input, its point, and what it may be.
    zone
        The nearest values below and above the point at which the zone opens or closes; None
        where it does neither.
    nash
        The same for the set of Nash solutions; both None without a zone at the points.
    limits
        How far was looked: to the ends of what the file may say of it, weights and utilities to
        where nothing further can change.
    exact
        False where changes were looked for on a grid of values, because the input stands in
        several places.
    """

    input: OpenInput
    zone: tuple[float | None, float | None]
    nash: tuple[float | None, float | None]
    limits: Interval
    exact: bool

    @property
    def inside(self) -> bool:
        """Whether the zone opens or closes within what the input may be."""
        return self.nearness < 1.0 + 1e-12

    @property
    def nearness(self) -> float:
        """How far the nearest such value is, in the way from the point to that end of the range.

        0 at the point, 1 at the end of the range, infinite where there is none.
        """
        found = inf
        for tip, end in zip(self.zone, (self.input.low, self.input.high), strict=True):
            if tip is not None:
                way, room = abs(tip - self.input.point), abs(end - self.input.point)
                found = min(found, way / room if room > 0 else (0.0 if way == 0 else inf))
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        one = self.input
        return {
            "path": one.path,
            "party": one.party,
            "kind": one.kind,
            "point": one.point,
            "range": [one.low, one.high],
            "assumed_range": one.spread,
            "zone": list(self.zone),
            "nash": list(self.nash),
            "exact": self.exact,
        }


def tipping_values(pool: Pool, *, spread: float = 1.0) -> tuple[Tipping, ...]:
    """Return the tipping values of every number that the scenario rests on, nearest first.

    Each is taken by itself: for utilities are linear in a weight, a value, odds, a cost, the
    values at which an agreement becomes acceptable to a party solve a linear equation,
    Σ w (v − r) = 0, piece by piece where a no-agreement value bends.

    Parameters
    ----------
    pool
        The agreements.
    spread
        How far bare numbers without evidence are spread, for the ranges that are told.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> from sim.space.compile import compile_space
    >>> from sim.uncertainty.pool import make_pool
    >>> found = tipping_values(make_pool(compile_space(Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"},
    ...                   "reservation": 0.4},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"},
    ...                    "reservation": 0.3},
    ...     },
    ... }))), spread=0)
    >>> [(one.input.path, round(one.zone[1], 6)) for one in found if one.zone[1] is not None]
    [('parties.buyer.reservation', 0.5), ('parties.seller.reservation', 0.5)]
    """
    looking = _Looking(pool)
    found = [looking.at(one) for one in open_inputs(pool.space, spread).values()]
    found.sort(key=lambda one: one.nearness)
    return tuple(found)


class _Looking:
    """Looks along one input after another."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.space = pool, pool.space
        self.point = at_inputs(pool.space, {})
        self.parties = pool.space.consent.everyone
        self.keeps = {party: self.point.keeps(party, pool.broken)[0] for party in self.parties}
        self.open = open_inputs(pool.space, 0.0)

    @cached_property
    def gains(self) -> dict[int, Floats]:
        """Party → what agreements give it above its no-agreement value, at the points."""
        return {
            party: self._gain(self.point, party)[0]
            for party in {*self.parties, *self.space.bargaining}
            if self.space.parties[party].weighs
        }

    def _gain(self, drawn: Drawn, party: int) -> Floats:
        asked = np.nan_to_num(drawn.reservations[:, party, None], nan=-inf)
        return self.pool.steps(drawn, party) / drawn.scales[:, party, None] - asked

    def at(self, one: OpenInput) -> Tipping:
        """Return the tipping values of one input."""
        limits, users = self._limits(one), self._users(one.path)
        places = sum(users.values())
        low, high = limits
        if not low < high or not places:
            return Tipping(one, (None, None), (None, None), limits, True)
        line = _Line(self, one, limits, tuple(users))
        simple = all(count == 1 for count in users.values()) and not self._in_weights(one)
        opened = line.open_sets() if simple else line.open_on_grid()
        zone = _ends(opened, one.point, limits)
        nash: tuple[float | None, float | None] = (None, None)
        if self.space.bargaining and _inside(opened, one.point):
            single = simple and len(users) == 1
            nash = line.nash_ends() if single else line.nash_on_grid()
        return Tipping(one, zone, nash, limits, simple)

    def _users(self, path: str) -> dict[int, int]:
        """Return the parties with a say or a seat that an input bears on, and how often."""
        told = {*self.parties, *self.space.bargaining}
        parties = list(self.space.scenario.parties.items())
        name = path.removeprefix("parameters.")
        found = {}
        for number, (party, given) in enumerate(parties):
            own = path.startswith(f"parties.{party}.")
            count = 1 if own else mentions(given).count(name) if name != path else 0
            if number in told and self.space.parties[number].weighs and count:
                found[number] = count
        # A war's outcome is an agreement that is best for another, whose numbers bear on it.
        probe = np.linspace(*self._limits(self.open[path]), 6)[1:-1]
        drawn = at_inputs(self.space, {path: probe}, len(probe))
        for number in sorted(told):
            values = drawn.reservations[:, number]
            if number not in found and (values != values[0]).any() and not np.isnan(values).any():
                found[number] = 1
        return found

    def _in_weights(self, one: OpenInput) -> bool:
        """Say whether a parameter stands in weights, whose sum then changes with it."""
        if one.kind != "parameter":
            return False
        name = one.path.removeprefix("parameters.")
        return any(
            isinstance(party.weights, Mapping)
            and any(w.parameter == name for w in party.weights.values())
            for party in self.space.scenario.parties.values()
        )

    def _limits(self, one: OpenInput) -> Interval:
        """Return between which numbers an input is looked at."""
        scenario = self.space.scenario
        if one.kind == "weight":
            party = scenario.parties[one.party or ""]
            total = sum(point_weights(party, scenario.parameters).values())
            # A single weight is all the weight there is, whatever it is.
            return (0.0, MOST * total) if one.point < total else (one.point, one.point)
        if one.kind == "value":
            return self._between(one)
        if one.kind == "odds":
            return 0.0, 1.0
        if one.kind == "parameter":
            inside = one.low >= 0 and one.high <= 1
            return (0.0, 1.0) if inside else (one.low, one.high)
        return one.point - WIDE, one.point + WIDE

    def _between(self, one: OpenInput) -> Interval:
        """Return between which values an option keeps its place in the order of the others."""
        _, party, _, issue_name, _ = one.path.split(".", 4)
        position = self.space.scenario.parties[party].positions[issue_name]
        issue = self.space.scenario.issues[issue_name]
        if position.ideal is None and issue.numeric:
            listed = position.values or {}
            points = [q.point(self.space.scenario.parameters) for q in listed.values()]
        else:
            number = list(self.space.scenario.parties).index(party)
            points = self.space.parties[number].values[self.space.issues.index(issue_name)].tolist()
        below = [value for value in points if value < one.point]
        above = [value for value in points if value > one.point]
        return max(below, default=0.0), min(above, default=1.0)


class _Line:
    """A scenario along one input."""

    def __init__(
        self, looking: _Looking, one: OpenInput, limits: Interval, users: Sequence[int]
    ) -> None:
        self.looking, self.one, self.limits, self.users = looking, one, limits, users
        self.pool, self.space = looking.pool, looking.space

    def drawn(self, at: Sequence[float] | Floats) -> Drawn:
        return at_inputs(self.space, {self.one.path: np.asarray(at, dtype=float)}, len(at))

    def total(self, at: Floats) -> Floats:
        """Return what makes gains linear: the sum of weights where the input is one of them."""
        if self.one.kind != "weight":
            return np.ones(len(at))
        party = self.space.scenario.parties[self.one.party or ""]
        others = sum(point_weights(party, self.space.scenario.parameters).values())
        return np.asarray(others - self.one.point + at)

    @cached_property
    def pieces(self) -> list[Interval]:
        """Intervals in which every no-agreement value is linear, but for the sum of weights."""
        cuts = {*np.linspace(*self.limits, SAMPLES).tolist(), self.one.point}
        if self.one.kind == "weight":
            # From nothing to much: close together where it is small.
            cuts |= set((np.geomspace(1e-4, 1.0, SAMPLES) * self.limits[1]).tolist())
        at = np.array(sorted(cuts))
        ends = {self.limits[0], self.limits[1], self.one.point}
        for party in self.users:
            ends |= set(_bends(at, lambda x, k=party: self._asked(x, k)))  # type: ignore[misc]
        ordered = sorted(ends)
        return list(pairwise(ordered))

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
                one, other = self.looking._gain(drawn, party) * total[:, None]
                piece[party] = (1.5 * one - 0.5 * other, 1.5 * other - 0.5 * one)
            found.append(piece)
        return found

    def _accepting(self, number: int) -> dict[int, tuple[Floats, Floats]]:
        """Return party → between which parts of a piece it accepts, 0 to 1, (agreement,) each."""
        many = len(self.pool.digits)
        low, high = self.pieces[number]
        slack = TOLERANCE * self.total(np.array([low, high]))
        found = {}
        for party in self.looking.parties:
            start, stop = np.zeros(many), np.ones(many)
            if party in self.users:
                first, last = self._ends[number][party]
                start, stop = _where_positive(first + slack[0], last + slack[1])
            elif party in self.looking.gains:
                stop[self.looking.gains[party] < -TOLERANCE] = -1.0
            stop[~self.looking.keeps[party]] = -1.0
            found[party] = (start, stop)
        return found

    def _acceptable(self, number: int) -> list[tuple[Floats, Floats]]:
        """Return between which parts of a piece agreements are acceptable, by coalition."""
        consent, every = self.space.consent, self._accepting(number)
        found = []
        for coalition in consent.coalitions():
            start = np.zeros(len(self.pool.digits))
            stop = np.ones(len(self.pool.digits))
            for party in coalition:
                one, other = every[party]
                free = np.zeros(len(start), dtype=bool)
                if party in consent.where and party in consent.required:
                    free = ~self.space.inside(consent.where[party], self.pool.digits)
                start = np.where(free, start, np.maximum(start, one))
                stop = np.where(free, stop, np.minimum(stop, other))
            found.append((start, stop))
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
                (low + one * wide, low + other * wide)
                for one, other in zip(firsts.tolist(), lasts.tolist(), strict=True)
            ]
        return _joined(found)

    def open_on_grid(self) -> list[Interval]:
        """Return the same, looked for step by step and then closely."""
        at = np.unique([*np.linspace(*self.limits, STEPS + 1), self.one.point])
        opened = self._opened(at)
        return _runs(at, opened, self._opened)

    def _opened(self, at: Floats) -> Bools:
        step = max(1, 4_000_000 // max(1, len(self.pool.digits)))
        parts = [
            self.pool.acceptable(self.drawn(at[start : start + step]))[0].any(axis=1)
            for start in range(0, len(at), step)
        ]
        return np.concatenate(parts)

    def _nash(self, at: Floats) -> list[frozenset[int]]:
        """Return the places of the Nash solutions at some values; none without a zone."""
        found = []
        step = max(1, 4_000_000 // max(1, len(self.pool.digits)))
        for start in range(0, len(at), step):
            drawn = self.drawn(at[start : start + step])
            passed, _ = self.pool.acceptable(drawn)
            found += [frozenset(x.tolist()) for x in winners(self.pool, drawn, passed)]
        return found

    @cached_property
    def _here(self) -> frozenset[int]:
        return self._nash(np.array([self.one.point]))[0]

    def _same_nash(self, at: Floats) -> Bools:
        return np.array([found == self._here for found in self._nash(at)], dtype=bool)

    def nash_on_grid(self) -> tuple[float | None, float | None]:
        """Return where the set of Nash solutions changes, looked for step by step."""
        found: list[float | None] = []
        for end in self.limits:
            at = np.linspace(self.one.point, end, STEPS // 4 + 1)
            other = np.flatnonzero(~self._same_nash(at[1:]))
            tip = None
            if len(other) and end != self.one.point:
                first = int(other[0])
                tip = _edge(float(at[first]), float(at[first + 1]), self._same_nash)
            found.append(tip)
        return found[0], found[1]

    def nash_ends(self) -> tuple[float | None, float | None]:
        """Return where the set of Nash solutions changes, by linear equations.

        The other parties' gains stay as they are, so that one agreement has a larger product than
        another where its own gain is larger by a fixed ratio.
        """
        here = sorted(self._here)
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
        self, numbers: Any, here: Sequence[int], factor: Floats, party: int, *, upward: bool
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
        found = []
        for place in here:
            spans = [
                (start[place], stop[place]) if upward else (1 - stop[place], 1 - start[place])
                for start, stop in self._acceptable(number)
            ]
            ends = [stop for start, stop in spans if start <= 1e-12]
            found.append(max(ends, default=0.0))
        least = min(found)
        return least if least < 1.0 else inf


def _split(from_: Floats, to: Floats, here: Sequence[int]) -> float:
    """Return 0 where solutions that tie at the point part at once; infinite where they don't."""
    places = list(here)
    return 0.0 if (to[places] != 0).any() and (from_[places] == 0).all() else inf


def _where_positive(first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """Return between which parts of 0 to 1 lines are 0 or more; from 0 to −1 where nowhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = first / (first - last)
    start = np.where(first >= 0, 0.0, np.where(last >= 0, cross, 0.0))
    stop = np.where(last >= 0, 1.0, np.where(first >= 0, cross, -1.0))
    return start, stop


def _bends(at: Floats, function: Callable[[Floats], Floats], depth: int = 8) -> list[float]:
    """Return where a piecewise linear function bends or jumps, as far as some places show.

    Between two places, with the function straight on either side of them, it bends where these
    two lines meet if it has that value there; otherwise more places between are looked at.

    Parameters
    ----------
    at
        The places, ascending.
    """
    value = function(at)
    if np.isnan(value).any():
        return []
    slope = np.diff(value) / np.diff(at)
    near = BEND * (1.0 + float(np.abs(value).max()))
    bent = np.abs(np.diff(slope)) * np.minimum(np.diff(at)[1:], np.diff(at)[:-1]) > near
    found = [float(x) for x in at[1:-1][bent]]
    for k in range(1, len(slope) - 1):
        if not (bent[k - 1] and bent[k]):
            continue
        # Neither this step's line is its neighbours': something happens inside it.
        gap = float(slope[k - 1] - slope[k + 1]) or np.nan
        meeting = at[k] + (value[k + 1] - value[k] - slope[k + 1] * (at[k + 1] - at[k])) / gap
        inside = at[k] < meeting < at[k + 1]
        line = value[k] + slope[k - 1] * (meeting - at[k])
        if inside and abs(float(function(np.array([meeting]))[0]) - line) <= near:
            found.append(float(meeting))
        elif depth and at[k + 1] - at[k] > 1e-12 * (1.0 + abs(float(at[k]))):
            found += _bends(np.linspace(at[k], at[k + 1], SAMPLES), function, depth - 1)
    return found


def _joined(found: Sequence[Interval]) -> list[Interval]:
    """Return intervals, in order, those that touch as one."""
    joined: list[Interval] = []
    for low, high in sorted(found):
        if joined and low <= joined[-1][1] + 1e-12 * (1.0 + abs(low)):
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def _inside(opened: Sequence[Interval], point: float) -> bool:
    near = 1e-12 * (1.0 + abs(point))
    return any(low - near <= point <= high + near for low, high in opened)


def _ends(
    opened: Sequence[Interval], point: float, limits: Interval
) -> tuple[float | None, float | None]:
    """Return the nearest ends of intervals below and above a point; limits are no ends."""
    near = 1e-12 * (1.0 + abs(point))
    ends = [end for interval in opened for end in interval if end not in limits]
    if _inside(opened, point):
        low, high = next(x for x in opened if x[0] - near <= point <= x[1] + near)
        return (low if low not in limits else None, high if high not in limits else None)
    below = [end for end in ends if end < point]
    above = [end for end in ends if end > point]
    return max(below, default=None), min(above, default=None)


def _runs(at: Floats, there: Bools, check: Callable[[Floats], Bools]) -> list[Interval]:
    """Return the intervals in which something is so, their ends looked for closely."""
    found: list[Interval] = []
    start: float | None = float(at[0]) if there[0] else None
    for k in range(1, len(at)):
        if there[k] and not there[k - 1]:
            start = _edge(float(at[k]), float(at[k - 1]), check)
        if there[k - 1] and not there[k] and start is not None:
            found.append((start, _edge(float(at[k - 1]), float(at[k]), check)))
            start = None
    if start is not None:
        found.append((start, float(at[-1])))
    return found


def _edge(inside: float, outside: float, check: Callable[[Floats], Bools]) -> float:
    """Return the end of where something is so, between a place where it is and one where not."""
    for _ in range(12):
        at = np.linspace(inside, outside, SAMPLES + 2)[1:-1]
        wrong = np.flatnonzero(~check(at))
        first = int(wrong[0]) if len(wrong) else len(at)
        inside, outside = (
            float(at[first - 1]) if first else inside,
            float(at[first]) if first < len(at) else outside,
        )
    return inside
