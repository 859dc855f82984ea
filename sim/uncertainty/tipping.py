"""Tipping values: where one input, all others at their points, opens or closes the zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np

from sim.answer import Answer
from sim.scenario.inputs import mentions
from sim.space.draw import at_inputs, open_inputs
from sim.space.draws import Drawn
from sim.space.input_sources import OpenInput
from sim.space.listing import Listed
from sim.space.space import TOLERANCE, reservation_path
from sim.space.values import Floats, point_weights
from sim.uncertainty.intervals import Interval, inside, nearest_ends
from sim.uncertainty.one_input import Line
from sim.uncertainty.tally import winners

MOST = 1000.0
"""A weight is looked at up to so many times the weight of all issues."""
WIDE = 10.0
"""Walk-away values, costs and outcomes are looked at so far from their points."""


@dataclass(frozen=True)
class Tipping(Answer):
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

    _keys = (
        "path=input.path party=input.party kind=input.kind point=input.point range=input.range "
        "assumed_range=input.spread zone nash exact"
    )

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


def tipping_values(pool: Listed, *, spread: float = 1.0) -> tuple[Tipping, ...]:
    """Return the tipping values of every number that the scenario rests on, nearest first.

    Each is taken by itself: for utilities are linear in a weight, a value, odds, a cost, the
    values at which an agreement becomes acceptable to a party solve a linear equation,
    Σ w (v − r) = 0, piece by piece where a walk-away value bends.

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
    >>> from sim.space.listing import list_possible
    >>> found = tipping_values(list_possible(compile_space(Scenario.from_dict({
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
    looking = Points(pool)
    found = [looking.at(one) for one in open_inputs(pool.space, spread).values()]
    found.sort(key=lambda one: one.nearness)
    return tuple(found)


class Points:
    """Looks along one input after another; see :class:`sim.uncertainty.one_input.Looking`."""

    def __init__(self, pool: Listed) -> None:
        self.pool, self.space = pool, pool.space
        self.point = at_inputs(pool.space, {})
        self.parties = pool.space.consent.everyone
        dropped = pool.space.dropped
        self.free = frozenset(
            k for k, x in enumerate(pool.space.parties) if reservation_path(x.name) in dropped
        )
        self.keeps = {party: self.point.keeps(party, pool.broken)[0] for party in self.parties}
        self.open = open_inputs(pool.space, 0.0)
        self._parts: dict[tuple[int, ...], Points] = {}

    @cached_property
    def gains(self) -> dict[int, Floats]:
        """Party → what agreements give it above its walk-away value, at the points."""
        return {
            party: self.gain(self.point, party)[0]
            for party in {*self.parties, *self.space.bargaining} - self.free
            if self.space.parties[party].weighs
        }

    @cached_property
    def here(self) -> frozenset[int]:
        """Places of the Nash solutions at the points; none without a zone."""
        passed, _ = self.point.acceptable(self.pool)
        return frozenset(next(iter(winners(self.pool, self.point, passed))).tolist())

    def gain(self, drawn: Drawn, party: int) -> Floats:
        """Return what agreements give a party above its walk-away value, (draw, agreement)."""
        asked = np.nan_to_num(drawn.reservations[:, party, None], nan=-inf)
        return drawn.steps(party, self.pool) / drawn.scales[:, party, None] - asked

    def at(self, one: OpenInput, *, nash: bool = True) -> Tipping:
        """Return the tipping values of one input; of the Nash solutions only if asked for."""
        limits, users = self.limits(one), self.users(one.path)
        places = sum(users.values())
        low, high = limits
        if not low < high or not places:
            return Tipping(one, (None, None), (None, None), limits, True)
        line = Line(self._narrowed(tuple(users)), one, limits, tuple(users))
        simple = all(count == 1 for count in users.values()) and not self.in_weights(one)
        opened = line.open_sets() if simple else line.open_on_grid()
        zone = nearest_ends(opened, one.point, limits)
        others: tuple[float | None, float | None] = (None, None)
        if nash and self.space.bargaining and inside(opened, one.point):
            single = simple and len(users) == 1
            others = line.nash_ends() if single else line.nash_on_grid()
        return Tipping(one, zone, others, limits, simple)

    def _narrowed(self, users: tuple[int, ...]) -> Points:
        """Return the same over the agreements that all others accept, where one party is asked."""
        consent = self.space.consent
        if len(users) != 1 or not consent.unanimous or consent.where:
            return self
        if users not in self._parts:
            fine = np.ones(len(self.pool.digits), dtype=bool)
            for party in self.parties:
                fine &= self.keeps[party]
                if party not in users and party in self.gains:
                    fine &= self.gains[party] >= -TOLERANCE
            self._parts[users] = Points(Listed(self.space, self.pool.digits[fine]))
        return self._parts[users]

    def users(self, path: str) -> dict[int, int]:
        """Return the parties with a say or a seat that an input bears on, and how often."""
        told = {*self.parties, *self.space.bargaining}
        inputs = self.space.scenario.inputs
        one, found = inputs[path], {}
        for number, party in enumerate(self.space.scenario.parties):
            named = mentions(inputs, party) if one.kind == "parameter" else []
            count = 1 if one.party == party else named.count(one.names[0]) if named else 0
            if number in told and self.space.parties[number].weighs and count:
                found[number] = count
        # A war's outcome is an agreement that is best for another, whose numbers bear on it.
        probe = np.linspace(*self.limits(self.open[path]), 6)[1:-1]
        drawn = at_inputs(self.space, {path: probe}, len(probe), ordered=False)
        for number in sorted(told):
            values = drawn.reservations[:, number]
            if number not in found and (values != values[0]).any() and not np.isnan(values).any():
                found[number] = 1
        return found

    def in_weights(self, one: OpenInput) -> bool:
        """Say whether a parameter stands in weights, whose sum then changes with it."""
        if one.kind != "parameter":
            return False
        name = one.path.removeprefix("parameters.")
        return any(
            isinstance(party.weights, Mapping)
            and any(w.parameter == name for w in party.weights.values())
            for party in self.space.scenario.parties.values()
        )

    def limits(self, one: OpenInput) -> Interval:
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
