"""Pairs: two inputs that together are enough, each less far from its point than alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.comparison.pricing.moves import STRAIGHT, Move, moves, weight_bounds, weight_reach
from sim.comparison.pricing.price import Pair, Price
from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.draw import at_inputs
from sim.space.listing import Listed
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats

REACHES = (1.0, 2.0, 4.0)
"""Pairs are looked for up to so many times the ranges, further only if none is nearer."""
BETTER = 1.0 - 1e-9
"""A pair has to be nearer than either of its inputs alone."""


def pairs(tried: Listed) -> tuple[list[Pair], list[str]]:
    """Return the pairs of inputs that open an empty zone, nearest first, and inputs left out.

    Both numbers of a pair are moved the same part of their ways to the ends of their ranges; a
    rule is given up. Up to the first of ``REACHES`` that any pair is within.
    """
    if not tried.space.consent.unanimous:
        return [], []
    bent: list[str] = []
    for reach in REACHES:
        found, bent = moves(tried.space, reach)
        made = sorted(_made(_Near.of(tried, found, reach)), key=lambda one: one.multiple)
        if made:
            return made, bent
    return [], bent


@dataclass(frozen=True, eq=False)
class _Near:
    """Agreements within reach of two moves, and what each move does for them.

    Parameters
    ----------
    tried, rows
        All agreements, and the numbers of those within reach.
    gains
        Party → its gain, shape (row,); infinite where it is not asked.
    most
        Per move: party → the most that it does to the gain on the whole way.
    reach
        How many times the whole way moves are looked at.
    ways
        Per move: party → what the whole way does to the gain, shape (row,).
    kept
        Which keep all rules, shape (row,).
    rule
        Number of the one rule that others break, shape (row,).
    """

    tried: Listed
    moves: tuple[Move, ...]
    rows: Indices
    gains: Mapping[int, Floats]
    most: tuple[Mapping[int, float], ...]
    reach: float
    ways: tuple[Mapping[int, Floats], ...]
    kept: Bools
    rule: Indices

    @classmethod
    def of(cls, tried: Listed, found: list[Move], reach: float) -> _Near:
        """Return the agreements within reach."""
        space = tried.space
        gains = {party: _asked(tried, party) for party in space.consenting}
        broken, definite = _binding(tried)
        many = broken.sum(axis=0, dtype=np.int64)
        there = (many <= 1) & ~definite
        most = [{party: x.most for party, x in move.effects.items()} for move in found]
        most += [{party: weight_reach(space, party)} for party in space.consenting]
        for party, gain in gains.items():
            two = sorted((one.get(party, 0.0) for one in most), reverse=True)[:2]
            there &= gain >= -reach * sum(two) - TOLERANCE
        rows = np.flatnonzero(there)
        digits = tried.digits[rows]
        given = {party: gain[rows] for party, gain in gains.items()}
        ways: list[Mapping[int, Floats]] = [
            {party: effect.at(space, digits) for party, effect in move.effects.items()}
            for move in found
        ]
        weights = [
            _weights(tried, party, rows, given[party], reach * bring[party])
            for party, bring in zip(space.consenting, most[-len(space.consenting) :], strict=True)
        ]
        for move, way in weights:
            found = [*found, move]
            ways.append(way)
        return cls(
            tried,
            tuple(found),
            rows,
            given,
            tuple(most),
            reach,
            tuple(ways),
            many[rows] == 0,
            broken[:, rows].argmax(axis=0) if len(broken) else np.zeros(len(rows), dtype=np.int64),
        )

    def agreement(self, row: int) -> dict[str, OptionName]:
        """Return the agreement of a row."""
        return self.tried.space.agreement(self.tried.digits[self.rows[row]])

    def within(self, *numbers: int) -> Indices:
        """Return the rows that some moves together may be enough for, within reach."""
        there = np.ones(len(self.rows), dtype=bool)
        for party, gain in self.gains.items():
            most = sum(max(0.0, self.most[k].get(party, 0.0)) for k in numbers)
            there &= gain >= -self.reach * most - TOLERANCE
        return np.flatnonzero(there)

    def multiples(self, at: Indices, *numbers: int) -> Floats:
        """Return how far some moves together have to go for some rows; infinite where in vain."""
        low, high = np.zeros(len(at)), np.full(len(at), np.inf)
        for party, gains in self.gains.items():
            gain = gains[at]
            ways = [self.ways[k][party][at] for k in numbers if party in self.ways[k]]
            way = sum(ways, np.zeros(len(at)))
            with np.errstate(divide="ignore", invalid="ignore"):
                cross = -(gain + TOLERANCE / 2) / way
            short = gain < -TOLERANCE
            low = np.where(short, np.maximum(low, np.where(way > 0, cross, np.inf)), low)
            high = np.where(~short & (way < 0), np.minimum(high, cross), high)
        top = min(self.moves[k].top for k in numbers)
        return np.where((low <= high) & (low <= top * (1.0 + 1e-12)), low, np.inf)


def _asked(tried: Listed, party: int) -> Floats:
    """Return a party's gains, infinite where its consent is not needed, shape (agreement,)."""
    gain = tried.gains[party]
    return np.where(tried.needed[party], gain, np.inf) if party in tried.needed else gain


def _binding(tried: Listed) -> tuple[Bools, Bools]:
    """Return which rules that could be given up are broken, and where a definition is."""
    space = tried.space
    active = set(space.active_rules)
    broken = tried.broken.copy()
    definite = np.zeros(len(tried.digits), dtype=bool)
    for number, rule in enumerate(space.rules):
        if rule not in active:
            broken[number] = False
        elif rule.definition:
            definite |= broken[number]
            broken[number] = False
        elif rule.owner in tried.needed:
            broken[number] &= tried.needed[rule.owner]
    return broken, definite


def _weights(
    tried: Listed, party: int, rows: Indices, gain: Floats, most: float
) -> tuple[Move, Mapping[int, Floats]]:
    """Return a party's weights as a move, each agreement having its own best way.

    Parameters
    ----------
    most
        The most that they can bring within reach.
    """
    name = tried.space.parties[party].name
    move = Move("weights", f"parties.{name}.weights", name, 0.0, 1.0, None, {}, np.inf)
    way = np.zeros(len(rows))
    short = (gain < -TOLERANCE) & (gain >= -most - TOLERANCE)
    if short.any():
        bounds = weight_bounds(tried, party, rows[short])
        with np.errstate(divide="ignore"):
            way[short] = np.where(np.isfinite(bounds), -gain[short] / bounds, 0.0)
    return move, {party: way}


def _made(near: _Near) -> Iterator[Pair]:
    """Yield the pairs within reach."""
    found = [near.within(k) for k in range(len(near.moves))]
    alone = [near.multiples(rows, k) for k, rows in enumerate(found)]
    single = [
        float(one[near.kept[rows]].min(initial=np.inf))
        for one, rows in zip(alone, found, strict=True)
    ]
    for first, move in enumerate(near.moves):
        yield from _with_rules(near, move, found[first], alone[first], single[first])
        for second in range(first + 1, len(near.moves)):
            other = near.moves[second]
            if move.path == other.path or _overlap(move, other):
                continue
            rows = near.within(first, second)
            rows = rows[near.kept[rows]]
            least, row = _least(rows, near.multiples(rows, first, second))
            if (
                least <= near.reach
                and least < BETTER * min(single[first], single[second])
                and _straight(near.tried.space, move, other, least)
            ):
                yield Pair(move.price(least), other.price(least), least, near.agreement(row))


def _with_rules(
    near: _Near, move: Move, rows: Indices, alone: Floats, single: float
) -> Iterator[Pair]:
    """Yield a move with each rule given up."""
    space: Space = near.tried.space
    for number in np.unique(near.rule[rows[~near.kept[rows]]]).tolist():
        there = ~near.kept[rows] & (near.rule[rows] == number)
        least, row = _least(rows[there], alone[there])
        if 0.0 < least <= near.reach and least < BETTER * single:
            rule = space.rules[number]
            party = space.parties[rule.owner].name if rule.owner >= 0 else None
            given_up = Price("rule", rule.path, party=party)
            yield Pair(given_up, move.price(least), least, near.agreement(row))


def _least(rows: Indices, multiples: Floats) -> tuple[float, int]:
    """Return the least multiple, infinite without any, and its row, the first of equal ones."""
    if not len(rows):
        return np.inf, -1
    place = int(multiples.argmin())
    return float(multiples[place]), int(rows[place])


def _straight(space: Space, move: Move, other: Move, multiple: float) -> bool:
    """Say whether two moves do together what each does alone, as far as walk-away values go."""
    shared = [
        party
        for party, effect in move.effects.items()
        if effect.constant and party in other.effects and other.effects[party].constant
    ]
    if not shared or {"weights", "reservation"} & {move.kind, other.kind}:
        return True
    there = {one.path: np.array([one.price(multiple).at]) for one in (move, other)}
    drawn = at_inputs(space, there, ordered=False)
    for party in shared:
        way = move.effects[party].constant + other.effects[party].constant
        told = space.parties[party].reservation - multiple * way
        if abs(float(drawn.reservations[0, party]) - told) > STRAIGHT:
            return False
    return True


def _overlap(move: Move, other: Move) -> bool:
    """Say whether two moves are one thing: a walk-away value and what it is reckoned from.

    And a party's weights go with nothing else of its own, as what they bring hangs on it.
    """
    if move.party is None and other.party is None:
        return False
    kinds = {move.kind, other.kind}
    for one, further in ((move, other), (other, move)):
        if one.kind == "reservation":
            touched = [further.effects[k].constant for k in one.effects if k in further.effects]
            if any(touched):
                return True
    same = move.party == other.party
    return "weights" in kinds and (same or move.party is None or other.party is None)
