"""Possible and necessary: what some inputs, or all, make acceptable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.scenario.party import Party
from sim.scenario.quantity import Quantity
from sim.space.boxes import Bools
from sim.space.draw import curve_points, curve_shares, open_inputs
from sim.space.sources import OpenInput
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats, option_values
from sim.uncertainty.pool import Pool
from sim.uncertainty.references import Anything, Range, Reference, References
from sim.uncertainty.value_sets import ValueSet
from sim.uncertainty.weight_sets import WeightSet, weight_set

Answers = NDArray[np.int8]
"""1 for yes, 0 for no, -1 where neither is shown."""
YES, NO, OPEN = 1, 0, -1
PARTS = 32
"""Into so many parts the range of a shared parameter is cut where parties hang on it together."""


@dataclass(frozen=True)
class Bound:
    """What holds without any distribution over the ranges.

    Parameters
    ----------
    possible, necessary
        Whether some inputs, or all, make it so; None where neither is shown.
    """

    possible: bool | None
    necessary: bool | None

    @property
    def text(self) -> str:
        """What people read."""
        if self.necessary:
            return "necessary"
        if self.possible is False:
            return "impossible"
        return "possible" if self.possible else "not known"

    def to_dict(self) -> dict[str, bool | None]:
        """Return plain data."""
        return {"possible": self.possible, "necessary": self.necessary}


def bound(possible: int, necessary: int) -> Bound:
    """Return answers as people use them."""
    said = {YES: True, NO: False, OPEN: None}
    return Bound(said[int(possible)], said[int(necessary)])


@dataclass(frozen=True, eq=False)
class Possible:
    """What some inputs in the ranges make acceptable (possibly), and what all do (necessarily).

    The relations of Greco, Mousseau and Słowiński (2008), with acceptance in place of preference.

    Parameters
    ----------
    possible, necessary
        Of every agreement, whether some inputs, or all, make it acceptable, shape (agreement,).
    parties
        Party → the same two of its own acceptance.
    """

    possible: Answers
    necessary: Answers
    parties: Mapping[int, tuple[Answers, Answers]]

    def any_of(self, members: Bools, count: float, draws: int) -> Bound:
        """Return whether some inputs, or all, make any of some agreements acceptable.

        Parameters
        ----------
        members
            Which agreements, shape (agreement,).
        count
            In how many draws any of them is acceptable.
        """
        able, sure = self.possible[members], self.necessary[members]
        some = True if count or (able == YES).any() else (None if (able == OPEN).any() else False)
        # Different inputs may each have another acceptable agreement.
        every = True if (sure == YES).any() else (None if count == draws else False)
        return Bound(some, every)

    def with_draws(self, draws: int, acceptable: Indices) -> Possible:
        """Return the same, where what draws have shown is known too.

        Parameters
        ----------
        acceptable
            In how many draws each agreement is acceptable, shape (agreement,).
        """
        shown = _shown(self.possible, self.necessary, acceptable, draws)
        return Possible(*shown, self.parties)

    def party(self, party: int, place: int, count: int, draws: int) -> Bound:
        """Return whether some inputs, or all, make a party accept an agreement.

        Parameters
        ----------
        place
            Of the agreement.
        count
            In how many draws it accepts it.
        """
        able, sure = (answers[place] for answers in self.parties[party])
        able = YES if able == OPEN and count else able
        sure = NO if sure == OPEN and count < draws else sure
        return bound(able, sure)


def _shown(
    possible: Answers, necessary: Answers, counts: Indices, draws: int
) -> tuple[Answers, Answers]:
    return (
        np.where((possible == OPEN) & (counts > 0), YES, possible).astype(np.int8),
        np.where((necessary == OPEN) & (counts < draws), NO, necessary).astype(np.int8),
    )


def possible(pool: Pool, *, spread: float = 1.0, shown: Bools | None = None) -> Possible:
    """Return what some inputs in the ranges, or all, make acceptable.

    Exact and free of distributions; weights of exactly zero at the end of a range aside. Where a
    war would be fought for agreements that hang on what is drawn, or two parties hang on the same
    parameter, an answer may be open.

    Parameters
    ----------
    pool
        The agreements.
    spread
        How far bare numbers without evidence are spread.
    shown
        Which agreements some draw has shown to be acceptable; they need no looking at.
    """
    space, digits = pool.space, pool.digits
    consent = space.consent
    ranges = Ranges(space, spread)
    always, sometimes = _broken(pool)
    parties = {}
    for party in consent.everyone:
        able, sure = np.full((2, len(digits)), YES, dtype=np.int8)
        if space.parties[party].weighs:
            able, sure = ranges.accepts(party, digits)
        able = np.where(always[party], NO, able).astype(np.int8)
        sure = np.where(always[party] | sometimes[party], NO, sure).astype(np.int8)
        parties[party] = (able, sure)
    able, sure = (
        _together(pool, {party: both[which] for party, both in parties.items()}) for which in (0, 1)
    )
    if ranges.shared and consent.unanimous:
        # Each could accept for itself; whether they can for one value of what they share is open.
        known = np.zeros(len(digits), dtype=bool) if shown is None else shown
        able = ranges.jointly(pool, able, known)
    elif ranges.shared or consent.at_least:
        able = np.where(able == YES, OPEN, able).astype(np.int8)
    if consent.at_least:
        # Enough may accept in every draw though none of them does in all.
        sure = np.where(sure == NO, OPEN, sure).astype(np.int8)
        sure = np.where(able == NO, NO, sure).astype(np.int8)
    return Possible(able, sure, parties)


def _together(pool: Pool, answers: Mapping[int, Answers]) -> Answers:
    """Return whether all whose consent is needed say yes, each for itself."""
    consent, many = pool.space.consent, len(pool.digits)
    yes, maybe = np.ones(many, dtype=bool), np.ones(many, dtype=bool)
    for party in consent.required:
        free = np.zeros(many, dtype=bool)
        if party in consent.where:
            free = ~pool.space.inside(consent.where[party], pool.digits)
        yes &= (answers[party] == YES) | free
        maybe &= (answers[party] != NO) | free
    if consent.at_least:
        votes = [answers[party] for party in consent.of]
        yes &= sum((one == YES).astype(int) for one in votes) >= consent.at_least
        maybe &= sum((one != NO).astype(int) for one in votes) >= consent.at_least
    return np.where(yes, YES, np.where(maybe, OPEN, NO)).astype(np.int8)


def _broken(pool: Pool) -> tuple[dict[int, Bools], dict[int, Bools]]:
    """Return per party which agreements break a red line that always is one, and that may be."""
    space, many = pool.space, len(pool.digits)
    always = {party: np.zeros(many, dtype=bool) for party in space.consent.everyone}
    sometimes = {party: np.zeros(many, dtype=bool) for party in space.consent.everyone}
    for number, rule in enumerate(space.rules):
        if rule.owner not in always or rule.path in space.dropped:
            continue
        name = space.parties[rule.owner].name
        holds = space.scenario.parties[name].red_lines[rule.path.rsplit(".", 1)[1]].holds
        chance = None if holds is None else holds.resolved(space.scenario.parameters)
        if chance is None or chance.low >= 1:
            always[rule.owner] |= pool.broken[number]
        elif chance.high > 0:
            sometimes[rule.owner] |= pool.broken[number]
    return always, sometimes


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
            number: [name for name in mentions(party) if self._is_range(name)]
            for number, party in enumerate(self.space.scenario.parties.values())
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

    def jointly(self, pool: Pool, alone: Answers, known: Bools) -> Answers:
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

    def _all_able(self, pool: Pool, digits: Indices, parameters: Mapping[str, Range]) -> Bools:
        consent, every = self.space.consent, np.ones(len(digits), dtype=bool)
        for party in consent.required:
            if self.space.parties[party].weighs:
                able = self.gain(party, digits, parameters) >= -TOLERANCE
                if party in consent.where:
                    able |= ~self.space.inside(consent.where[party], digits)
                every &= able
        return every

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
        its no-agreement value are known; otherwise it gains no more.

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
            columns, number = [], one.number
            for issue in issues:
                columns.append(_most_above(values[issue], one, issue, most)[digits[:, issue]])
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
        return (1.0 - high, 1.0 - low) if quantity.complement else (low, high)

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
                shares = curve_shares([number for number, _ in known], issue)
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


def mentions(party: Party) -> list[str]:
    """Return every parameter that a party's numbers name, as often as they do."""
    quantities: list[Quantity | None] = []
    if isinstance(party.weights, Mapping):
        quantities += party.weights.values()
    for position in party.positions.values():
        quantities += (position.values or {}).values()
    quantities += [one.worth for one in party.interactions.values()]
    given = party.reservation
    if given is not None:
        quantities += [given.number, given.cost]
        if given.war is not None:
            ends = (given.war.win, given.war.cost, given.war.won, given.war.lost)
            quantities += [one for one in ends if isinstance(one, Quantity)]
    return [one.parameter for one in quantities if one is not None and one.parameter is not None]
