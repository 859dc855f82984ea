"""Moves: one input on its way from its point to an end of its range, and what each party gains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.comparison.pricing.margins import Margins, asked_slopes
from sim.comparison.pricing.price import Price
from sim.comparison.pricing.weight_ranges import WeightRange
from sim.scenario.rules import OptionName
from sim.space.boxes import Box
from sim.space.compile import reservation_range
from sim.space.draw import at_inputs, open_inputs
from sim.space.input_sources import OpenInput
from sim.space.listing import Listed
from sim.space.space import Indices, Space, reservation_path
from sim.space.values import Floats
from sim.uncertainty.tipping import Points

STRAIGHT = 1e-9
"""How far from a straight line a walk-away value may be, by rounding."""


@dataclass(frozen=True, eq=False)
class Effect:
    """What a move does to one party's gain, at the end of the range.

    Parameters
    ----------
    constant
        For every agreement.
    options
        Issue number → for each of its options, shape (option,).
    boxes
        Boxes of agreements, each with what it does inside.
    """

    constant: float
    options: Mapping[int, Floats]
    boxes: tuple[tuple[Box, float], ...] = ()

    @property
    def most(self) -> float:
        """The most that it does for any agreement, from above."""
        inside = sum(max(0.0, amount) for _, amount in self.boxes)
        return self.constant + inside + sum(float(t.max()) for t in self.options.values())

    def at(self, space: Space, digits: Indices) -> Floats:
        """Return it for some agreements, shape (agreement,)."""
        found = np.full(len(digits), self.constant)
        for issue, table in self.options.items():
            found += table[digits[:, issue]]
        for box, amount in self.boxes:
            found += np.where(space.inside(box, digits), amount, 0.0)
        return found


@dataclass(frozen=True, eq=False)
class Move:
    """An input on the way to an end of its range, on which gains change in a straight line.

    Parameters
    ----------
    kind, path, party
        Of the input, as in a price.
    point, end
        Where it starts, and the end of the range.
    option
        The option whose value it is.
    effects
        Party → what the whole way does to its gains.
    top
        Up to which multiple of the way that is so.
    """

    kind: str
    path: str
    party: str | None
    point: float
    end: float
    option: OptionName | None
    effects: Mapping[int, Effect]
    top: float

    def price(self, multiple: float) -> Price:
        """Return the move as far as a multiple of its way."""
        at = self.point + multiple * (self.end - self.point)
        return Price(
            self.kind,
            self.path,
            party=self.party,
            point=self.point,
            at=at,
            amount=abs(at - self.point),
            multiple=multiple,
            option=self.option,
        )


def moves(space: Space, reach: float) -> tuple[list[Move], list[str]]:
    """Return the moves that help somebody, and the inputs whose effects bend.

    Weights are moved as a whole; see :func:`weight_bounds`.

    Parameters
    ----------
    reach
        How many times the way to the end of the range they are followed, if they can be.
    """
    found: list[Move] = []
    bent: list[str] = []
    limits = Points(Listed(space, np.zeros((0, len(space.issues)), dtype=np.int64))).limits
    for one in open_inputs(space, 1.0).values():
        if one.kind == "weight":
            continue
        for end in sorted({one.low, one.high} - {one.point}):
            far = min(max(one.point + reach * (end - one.point), limits(one)[0]), limits(one)[1])
            top = (far - one.point) / (end - one.point)
            effects = _effects(space, one, far, top) if top > 0 else {}
            if effects is None:
                bent.append(one.path)
            elif any(effect.most > 0 for effect in effects.values()):
                option = _option(space, one)
                found.append(
                    Move(one.kind, one.path, one.party, one.point, end, option, effects, top)
                )
    found += _reservations(space)
    return found, sorted(set(bent))


def weight_reach(space: Space, party: int) -> float:
    """Return the most that a party's weights bring any agreement at the ends, from above."""
    if not space.parties[party].weights.any():
        return 0.0
    nothing = Listed(space, np.zeros((0, len(space.issues)), dtype=np.int64))
    margins = Margins.of(nothing, party, np.zeros(0, dtype=bool))
    ranges = WeightRange.of(margins)
    asked, _ = asked_slopes(space, party)
    tables = [space.parties[party].values[i] - asked[i] for i in margins.issues]
    span = max(float(t.max()) for t in tables) - min(float(t.min()) for t in tables)
    if ranges.corners is not None:
        return span
    way = np.maximum(ranges.high - ranges.center, ranges.center - ranges.low)
    return span * float(way.sum() / ranges.center.sum())


def weight_bounds(tried: Listed, party: int, rows: Indices) -> Floats:
    """Return how far a party's weights would have to be for each of some agreements, (row,).

    Infinite where none are enough, or where that is not known.
    """
    if not tried.space.parties[party].weights.any():
        return np.full(len(rows), np.inf)
    which = np.zeros(len(tried.digits), dtype=bool)
    which[rows] = True
    margins = Margins.of(tried, party, which)
    if not margins.straight:
        return np.full(len(rows), np.inf)
    ranges = WeightRange.of(margins)
    asked = margins.slopes @ margins.weights - margins.gains
    # An infinite gain: the party asks for nothing, so that its weights as they are do.
    found = np.where(asked == -np.inf, 0.0, np.inf)
    known = np.isfinite(asked)
    deficits = margins.slopes[known] - asked[known, None]
    found[known] = ranges.needed(deficits, ranges.bound(deficits))
    return np.where(np.isnan(found), np.inf, found)


def _reservations(space: Space) -> Iterator[Move]:
    """Yield walk-away values that are made of other numbers, as one number."""
    for party in space.consenting:
        name = space.parties[party].name
        given = space.scenario.parties[name].reservation
        if given is None or given.number is not None:
            continue
        point, (low, _) = space.parties[party].reservation, reservation_range(space, party)
        if low < point:
            effect = Effect(point - low, {})
            path = reservation_path(name)
            yield Move("reservation", path, name, point, low, None, {party: effect}, np.inf)


def _option(space: Space, one: OpenInput) -> OptionName | None:
    if one.kind != "value":
        return None
    _, _, _, issue, _, option = one.path.split(".", 5)
    place = space.scenario.issues[issue].find(option)
    return option if place is None else space.scenario.issues[issue].names[place]


def _effects(space: Space, one: OpenInput, far: float, top: float) -> dict[int, Effect] | None:
    """Return what moving an input to the end of its range does; None if that is no straight line.

    Parameters
    ----------
    far, top
        How far it is looked at, and how many times the way to the end of the range that is.
    """
    at = np.array([one.point, (one.point + far) / 2, far])
    drawn = at_inputs(space, {one.path: at}, 3, ordered=False)
    found = {}
    for party in space.consenting:
        asked = drawn.reservations[:, party]
        if np.isnan(asked).any() or np.ptp(drawn.scales[:, party]) != 0:
            return None
        if abs(asked[0] - 2 * asked[1] + asked[2]) > STRAIGHT:
            return None
        options = {}
        for issue, table in enumerate(drawn.contributions[party]):
            change = (table[2] - table[0]) / (drawn.scales[0, party] * top)
            if change.any():
                options[issue] = np.asarray(change)
        more = (drawn.bonuses[2] - drawn.bonuses[0]) / (drawn.scales[0, party] * top)
        boxes = tuple(
            (x.box, float(more[number]))
            for number, x in enumerate(space.interactions)
            if x.party == party and more[number]
        )
        effect = Effect(float(asked[0] - asked[2]) / top, options, boxes)
        if effect.constant or options or boxes:
            found[party] = effect
    return found
