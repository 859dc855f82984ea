"""What the inputs of a scenario may be, and the extremes of gains over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from sim.scenario.inputs import mentions
from sim.scenario.issue import Issue
from sim.scenario.party import Party
from sim.scenario.quantity import Quantity, complement_of
from sim.space.boxes import Bools
from sim.space.draw import open_inputs
from sim.space.input_sources import OpenInput
from sim.space.listing import Listed
from sim.space.ordered import curve_points
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats, level_shares, option_values
from sim.uncertainty.reservation_bounds import Anything, Range, Reference, References
from sim.uncertainty.value_sets import ValueSet
from sim.uncertainty.verdicts import NO, OPEN, YES, Answers
from sim.uncertainty.weight_sets import WeightSet, weight_set

PARTS = 32
"""Into so many parts the range of a shared parameter is cut where parties hang on it together."""


class Ranges:
    """What the inputs of a scenario may be, and the extremes of gains over them.

    Parameters
    ----------
    space
        The space at its points.
    spread
        How far bare numbers without evidence are spread.
    """

    def __init__(self, space: Space, spread: float) -> None:
        self.space = space
        self.open: Mapping[str, OpenInput] = open_inputs(space, spread)
        self.parameters: dict[str, Range] = {
            name: (self.open[f"parameters.{name}"].low, self.open[f"parameters.{name}"].high)
            for name in space.scenario.parameters
        }

    @cached_property
    def named(self) -> dict[int, list[str]]:
        """Party → every mention of a ranged parameter in its numbers, in file order."""
        return {
            number: [x for x in mentions(self.space.scenario.inputs, name) if self._is_range(x)]
            for number, name in enumerate(self.space.scenario.parties)
        }

    def _is_range(self, name: str) -> bool:
        low, high = self.parameters[name]
        return low < high

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """Ranged parameters that more than one party that has a say hangs on."""
        sayers = [set(self.named[party]) for party in self.space.consent.everyone]
        every = sorted(set().union(*sayers))
        return tuple(name for name in every if sum(name in one for one in sayers) > 1)

    def accepts(self, party: int, digits: Indices) -> tuple[Answers, Answers]:
        """Return whether some inputs, or all, make a party accept, red lines aside."""
        own = self.named[party]
        known = len(own) == len(set(own)) and self._known(party)
        most = self.gain(party, digits, self.parameters)
        least = -self.gain(party, digits, self.parameters, most=False)
        able = np.where(most >= -TOLERANCE, YES if known else OPEN, NO)
        sure = np.where(least >= -TOLERANCE, YES, NO if known else OPEN)
        # What all inputs make acceptable, some do.
        able = np.where(sure == YES, YES, able)
        sure = np.where(able == NO, NO, sure)
        return able.astype(np.int8), sure.astype(np.int8)

    def _known(self, party: int) -> bool:
        return all(one.known for one in self._references(party, self.parameters))

    def jointly(self, pool: Listed, alone: Answers, known: Bools) -> Answers:
        """Return what parties can accept together, where each can for itself.

        The range of a parameter that they share is cut into parts: what nobody's extremes allow
        on any part is not possible; what they allow at one of the cuts is.
        """
        found = alone.copy()
        asked = np.flatnonzero((alone == YES) & ~known)
        if len(self.shared) > 1:
            found[asked] = OPEN
            return found
        name, digits = self.shared[0], pool.digits[asked]
        cuts = np.linspace(*self.parameters[name], PARTS + 1)
        shown, outside = np.zeros(len(asked), dtype=bool), np.ones(len(asked), dtype=bool)
        for start, stop in [*((cut, cut) for cut in cuts.tolist()),
                            *zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)]:  # fmt: skip
            rest = np.flatnonzero(~shown)
            every = self._all_able(pool, digits[rest], {**self.parameters, name: (start, stop)})
            if start == stop:
                shown[rest] |= every
            outside[rest] &= ~every
        found[asked] = np.where(shown, YES, np.where(outside, NO, OPEN))
        return found

    def _all_able(self, pool: Listed, digits: Indices, parameters: Mapping[str, Range]) -> Bools:
        able = dict.fromkeys(self.space.consent.everyone, np.ones(len(digits), dtype=bool))
        for party in self.space.consenting:
            able[party] = self.gain(party, digits, parameters) >= -TOLERANCE
        return self.space.consent.passes(able, self.space.needed(digits))

    def gain(
        self,
        party: int,
        digits: Indices,
        parameters: Mapping[str, Range],
        *,
        most: bool = True,
    ) -> Floats:
        """Return a bound on what a party can gain at most: u − r, shape (agreement,).

        It is what it gains at most where no parameter stands in two places and the agreements of
        its walk-away value are known; otherwise it gains no more.

        Parameters
        ----------
        digits
            Option places among the listed ones, shape (agreement, issue).
        parameters
            Name → what it may be.
        most
            False for the largest r − u instead.
        """
        weights = self._weights(party, parameters)
        values = self._values(party, parameters)
        issues = [self.space.issues.index(i) for i in self._party(party).weighed_issues()]
        found = np.full(len(digits), -np.inf)
        for one in self._references(party, parameters):
            number = one.number
            mean = np.zeros(len(digits))
            if issues:
                columns = [
                    _most_above(values[issue], one, issue, most)[digits[:, issue]]
                    for issue in issues
                ]
                mean = weights.largest(np.stack(columns, axis=1))
            mean += -number[0] if most else number[1]
            mean += self._bonus(party, digits, one, parameters, most)
            found = np.maximum(found, mean)
        return found

    def _party(self, party: int) -> Party:
        return self.space.scenario.parties[self.space.parties[party].name]

    def _range(self, quantity: Quantity, path: str, parameters: Mapping[str, Range]) -> Range:
        """Return what a number may be."""
        if quantity.parameter is None:
            one = self.open[path]
            return one.low, one.high
        low, high = parameters[quantity.parameter]
        return (complement_of(high), complement_of(low)) if quantity.complement else (low, high)

    def _weights(self, party: int, parameters: Mapping[str, Range]) -> WeightSet:
        given, name = self._party(party), self.space.parties[party].name
        ranges = {}
        if isinstance(given.weights, Mapping):
            for issue, weight in given.weights.items():
                if given.weights_are == "shares":
                    actual = weight.resolved(self.space.scenario.parameters)
                    ranges[issue] = (actual.low, actual.high)
                else:
                    path = f"parties.{name}.weights.{issue}"
                    ranges[issue] = self._range(weight, path, parameters)
        return weight_set(given, ranges)

    def _values(self, party: int, parameters: Mapping[str, Range]) -> dict[int, ValueSet]:
        """Return issue → the values that a party may have for its options."""
        given, name = self._party(party), self.space.parties[party].name
        scenario, found = self.space.scenario, {}
        if not given.weighs:
            return {}
        for issue_name in given.weighed_issues():
            issue, position = scenario.issues[issue_name], given.positions[issue_name]
            listed = position.values or {}
            path = f"parties.{name}.positions.{issue_name}.values"
            ranges = {o: self._range(q, f"{path}.{o}", parameters) for o, q in listed.items()}
            if position.ideal is None and issue.numeric:
                known = curve_points(listed)
                points = np.array([listed[o].point(scenario.parameters) for _, o in known])
                low, high = (np.array([ranges[o][end] for _, o in known]) for end in (0, 1))
                shares = _level_matrix([number for number, _ in known], issue)
            else:
                points = option_values(position, issue, scenario.parameters)
                low, high = points.copy(), points.copy()
                for option, ends in ranges.items():
                    low[issue.place(option)], high[issue.place(option)] = ends
                shares = np.eye(len(points))
            found[self.space.issues.index(issue_name)] = ValueSet(low, high, points, shares)
        return found

    def _references(self, party: int, parameters: Mapping[str, Range]) -> list[Reference]:
        given, name = self._party(party).reservation, self.space.parties[party].name
        path = f"parties.{name}.reservation"
        ranges: dict[str, Range] = {}
        if given is None:
            one = self.open[path]
            ranges["number"] = (one.low, one.high)
        elif given.number is not None:
            ranges["number"] = self._range(given.number, path, parameters)
        elif given.agreement is not None:
            ranges["cost"] = self._range(given.cost, f"{path}.cost", parameters)
        elif given.war is not None:
            for key in ("win", "cost", "won", "lost"):
                number = getattr(given.war, key)
                if isinstance(number, Quantity):
                    ranges[key] = self._range(number, f"{path}.war.{key}", parameters)
        return References(self.space, self._every_value).of(party, ranges)

    @cached_property
    def _every_value(self) -> dict[int, dict[int, ValueSet]]:
        return {k: self._values(k, self.parameters) for k in range(len(self.space.parties))}

    def _bonus(
        self,
        party: int,
        digits: Indices,
        reference: Reference,
        parameters: Mapping[str, Range],
        most: bool,
    ) -> Floats:
        """Return what a party's interactions add at most to what it gains (or loses)."""
        given, name = self._party(party), self.space.parties[party].name
        found = np.zeros(len(digits))
        boxes = [x.box for x in self.space.interactions if x.party == party]
        for box, (key, interaction) in zip(boxes, given.interactions.items(), strict=True):
            path = f"parties.{name}.interactions.{key}.worth"
            low, high = self._range(interaction.worth, path, parameters)
            part, free = self.space.inside(box, digits).astype(float), 0.0
            for share, places in reference.parts:
                if isinstance(places, Anything):
                    # In the box or not, whichever is better.
                    free += share * max(0.0, -low if most else high)
                elif all(places[i] >= 0 and mask[places[i]] for i, mask in box.items()):
                    part -= share
            part = part if most else -part
            found += np.maximum(part * low, part * high) + free
        return found


def _most_above(values: ValueSet, reference: Reference, issue: int, most: bool) -> Floats:
    """Return the most that options are worth above the reference, or below it, (option,)."""
    known, room = [], 0.0
    for part, places in reference.parts:
        if isinstance(places, Anything):
            # Its option is somewhere between the worst and the best.
            least, best = -_negative(values).max(), values.largest().max()
            room += -part * least if most else part * best
        elif places[issue] >= 0:
            known.append((part, places[issue]))
    if most:
        return values.largest(known) + room
    flipped = ValueSet(values.low, values.high, values.points, -values.shares)
    return flipped.largest(known) + room


def _negative(values: ValueSet) -> Floats:
    """Return minus the least that each option can be worth, shape (option,)."""
    return ValueSet(values.low, values.high, values.points, -values.shares).largest()


def _level_matrix(numbers: Sequence[float], issue: Issue) -> Floats:
    """Return how values at some numbers make those of the levels, shape (number, level)."""
    left, right, share = level_shares(numbers, issue)
    columns, found = np.arange(len(share)), np.zeros((len(numbers), len(share)))
    found[left, columns] += 1.0 - share
    found[right, columns] += share
    return found
