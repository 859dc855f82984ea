"""Acceptance and Nash solutions of draws, screened in single precision, settled on the grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engines.streaming.heads_and_tails import split_point
from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.draws import Drawn, thresholds
from sim.space.listing import Listed
from sim.space.space import TOLERANCE, Indices
from sim.space.values import Floats
from sim.zone.solutions.gains import TIE
from sim.zone.solutions.nash import nash_objective

Singles = NDArray[np.float32]

TOGETHER, TILE = 128, 1024
"""Draws and agreements that are looked at together: their utilities fit into the cache."""
WIDEST = 1 << 62
"""Largest number by which combinations of options are told apart."""
ERROR = 5e-6
"""More than a utility in single precision is wrong by: some thirty roundings of numbers below 1."""
NEAR = 1e-5
"""So near to a reservation value a utility is worked out again on the grid."""
UNSURE = 1e-2
"""From this relative error of the product of gains on a draw is worked out in full."""


STEEPEST = 64.0
"""Maximum exponent of a gain for which products stay numbers of single precision."""


@dataclass(frozen=True, eq=False)
class _Half:
    """What some of the issues add, for all combinations of their options that occur.

    The first option of every issue has no column: the others' are what they add to it.

    Parameters
    ----------
    of
        Which combination each agreement has, shape (agreement,).
    table
        Which options each combination has; ones, shape (combination, column).
    """

    of: Indices
    table: Singles

    @classmethod
    def made(cls, digits: Indices, sizes: Sequence[int]) -> _Half:
        """Return the half of some issues: option places of agreements, and how many are listed."""
        code = np.zeros(len(digits), dtype=np.int64)
        for column, size in zip(digits.T, sizes, strict=True):
            if int(code.max(initial=0)) >= WIDEST // size:
                # Whole numbers would not hold it: the distinct ones are numbered first.
                _, code = np.unique(code, return_inverse=True)
            code = code.ravel() * size + column
        _, first, of = np.unique(code, return_index=True, return_inverse=True)
        columns = [np.zeros((len(first), 0), dtype=bool)]
        columns += [
            digits[first, issue, None] == np.arange(1, size) for issue, size in enumerate(sizes)
        ]
        return cls(of.ravel(), np.concatenate(columns, axis=1).astype(np.float32))


class Screen:
    """Looks at draws of a pool in which all who have a say, and weights, must accept, everywhere.

    Single precision only sorts out what is clear: whatever is within ``NEAR`` of a reservation
    value, or near enough to the best product to be it, is worked out on the grid. So the answers
    are those of :class:`~sim.uncertainty.tally.Tally`, several times quicker.

    Parameters
    ----------
    pool
        The agreements.
    """

    def __init__(self, pool: Listed) -> None:
        self.pool = pool
        space = pool.space
        self.parties = [k for k in space.consent.everyone if space.parties[k].weighs]
        self.power = np.array([space.parties[k].power for k in space.bargaining])

    @property
    def fits(self) -> bool:
        """Whether the pool is one of those that it can look at."""
        consent, space = self.pool.space.consent, self.pool.space
        return (
            consent.unanimous
            and not any(space.parties[k].weighs for k in consent.where)
            and bool(space.bargaining)
            and set(space.bargaining) <= set(self.parties)
            and len(self.pool.digits) > 0
            and bool((self.power <= STEEPEST).all())
        )

    @cached_property
    def _halves(self) -> tuple[_Half, _Half]:
        """The issues in two halves, as few combinations together as may be."""
        sizes = [len(issue.names) for issue in self.pool.space.scenario.issues.values()]
        first = split_point(self.pool.space.sizes)
        digits = self.pool.digits
        return (
            _Half.made(digits[:, :first], sizes[:first]),
            _Half.made(digits[:, first:], sizes[first:]),
        )

    @cached_property
    def _bonuses(self) -> list[Singles]:
        """Per party which agreements have which of its bonuses; ones, (agreement, bonus)."""
        space, digits = self.pool.space, self.pool.digits
        found = []
        for party in self.parties:
            boxes = [x.box for x in space.interactions if x.party == party]
            rows = [space.inside(box, digits) for box in boxes]
            found.append(np.array(rows, dtype=np.float32).reshape(len(boxes), len(digits)).T)
        return found

    def acceptable(self, drawn: Drawn) -> Bools:
        """Return what is acceptable, shape (draw, agreement)."""
        passed = np.zeros((drawn.draws, len(self.pool.digits)), dtype=bool)
        needed = self._needed(drawn)
        for some, part, smallest, _ in self._blocks(drawn):
            passed[some] = self._accepted(part, smallest, needed[:, some]).T
        return passed

    def look(self, drawn: Drawn) -> tuple[Bools, Indices, Indices]:
        """Return what is acceptable, and the Nash solutions.

        Returns
        -------
        (ndarray, ndarray, ndarray)
            Acceptable or not, shape (draw, agreement); and the draw and the place of each Nash
            solution, in their order.
        """
        passed = np.zeros((drawn.draws, len(self.pool.digits)), dtype=bool)
        none = np.zeros(0, dtype=np.int64)
        draws, places = [none], [none]
        needed = self._needed(drawn)
        most = np.stack([self._most(drawn, k) for k in self.pool.space.bargaining])
        for some, part, smallest, product in self._blocks(drawn):
            accepted = self._accepted(part, smallest, needed[:, some])
            passed[some] = accepted.T
            draw, place = self._winners(part, product, accepted, most[:, some])
            draws.append(draw + some.start)
            places.append(place)
        return passed, np.concatenate(draws), np.concatenate(places)

    def _blocks(self, drawn: Drawn) -> Iterator[tuple[slice, Drawn, Singles, Singles]]:
        """Yield blocks of draws with the smallest gain and the product of gains, (agreement, draw).

        Both are written over for the next block.
        """
        single = [self._single(drawn, party) for party in self.parties]
        # Agreements by rows, so that those of one half copy whole rows.
        shape = (len(self.pool.digits), min(TOGETHER, drawn.draws))
        smallest, product = (np.empty(shape, dtype=np.float32) for _ in range(2))
        for start in range(0, drawn.draws, TOGETHER):
            some = slice(start, min(start + TOGETHER, drawn.draws))
            low, whole = smallest[:, : some.stop - start], product[:, : some.stop - start]
            self._gains_of([one[some] for one in single], low, whole)
            yield some, drawn.part(some), low, whole

    def _gains_of(self, single: list[Singles], smallest: Singles, product: Singles) -> None:
        """Write the smallest gain, and the product of those that bargain, (agreement, draw)."""
        agreements, draws = smallest.shape
        room = np.empty((2, min(TILE, agreements), draws), dtype=np.float32)
        power = dict(zip(self.pool.space.bargaining, self.power.tolist(), strict=True))
        parts = [self._parts(one) for one in single]
        for start in range(0, agreements, TILE):
            some = slice(start, start + TILE)
            low, whole = smallest[some], product[some]
            gain, other = room[:, : len(low)]
            for number, party in enumerate(self.parties):
                for half, added, into in zip(self._halves, parts[number], room, strict=False):
                    np.take(added, half.of[some], axis=0, out=into[: len(low)], mode="clip")
                gain += other
                if len(parts[number][2]):
                    gain += self._bonuses[number][some] @ parts[number][2]
                factor = gain
                if power.get(party, 1.0) != 1.0:
                    # What is acceptable gains nothing below 0, but for the tolerance.
                    factor = np.maximum(gain, 0) ** np.float32(power[party])
                if number == 0:
                    low[:] = gain
                    whole[:] = factor if party in power else 1.0
                    continue
                np.minimum(low, gain, out=low)
                if party in power:
                    whole *= factor

    def _parts(self, single: Singles) -> tuple[Singles, Singles, Singles]:
        """Return what each half adds to a party's gain, (combination, draw), and its bonuses."""
        first, second = (half.table for half in self._halves)
        columns, bonuses = first.shape[1], first.shape[1] + second.shape[1]
        return (
            first @ single[:, :columns].T,
            second @ single[:, columns:bonuses].T + single[:, -1],
            np.ascontiguousarray(single[:, bonuses:-1].T),
        )

    def _single(self, drawn: Drawn, party: int) -> Singles:
        """Return what each column adds to a party's gain, the last for all, (draw, column)."""
        columns = [table[:, 1:] - table[:, :1] for table in drawn.contributions[party]]
        first = sum(table[:, :1] for table in drawn.contributions[party])
        columns += [
            drawn.bonuses[:, k, None]
            for k, x in enumerate(self.pool.space.interactions)
            if x.party == party
        ]
        asked = np.nan_to_num(drawn.reservations[:, party, None], nan=-1e6)
        joined = np.concatenate([*columns, first - asked * drawn.scales[:, party, None]], axis=1)
        return np.asarray((joined / drawn.scales[:, party, None]).astype(np.float32))

    def _needed(self, drawn: Drawn) -> Floats:
        """Return the utilities in grid steps that are enough, shape (party, draw)."""
        return np.stack(
            [thresholds(drawn.reservations[:, k], drawn.scales[:, k]) for k in self.parties]
        )

    def _accepted(self, drawn: Drawn, smallest: Singles, needed: Floats) -> Bools:
        """Return what is acceptable, shape (agreement, draw)."""
        passed = np.asarray(smallest >= np.float32(NEAR))
        place, draw = _where((smallest > np.float32(-NEAR)) ^ passed)
        if len(draw):
            exact = np.ones(len(draw), dtype=bool)
            for party, least in zip(self.parties, needed, strict=True):
                exact &= self._steps(drawn, party, draw, place) >= least[draw]
            passed[place, draw] = exact
        keeps = {k: drawn.keeps(k, self.pool.broken) for k in self.pool.space.consent.everyone}
        if all(kept.strides[0] == 0 for kept in keeps.values()):
            # The same in every draw.
            keeps = {k: kept[:1] for k, kept in keeps.items()}
        passed &= self.pool.space.consent.passes(keeps, self.pool.needed).T
        return passed

    def _steps(self, drawn: Drawn, party: int, draw: Indices, place: Indices) -> Floats:
        """Return utilities in grid steps of some agreements, one for each draw named."""
        total = np.zeros(len(draw))
        for issue, table in enumerate(drawn.contributions[party]):
            total += table[draw, self.pool.digits[place, issue]]
        for k, x in enumerate(self.pool.space.interactions):
            if x.party == party:
                inside = self.pool.space.inside(x.box, self.pool.digits[place])
                total += np.where(inside, drawn.bonuses[draw, k], 0.0)
        return total

    def _winners(
        self, drawn: Drawn, product: Singles, passed: Bools, most: Floats
    ) -> tuple[Indices, Indices]:
        """Return the Nash solutions of each draw: the draw, and the place.

        Parameters
        ----------
        product, passed
            Of gains, and whether acceptable, shape (agreement, draw).
        most
            What each party that bargains gains at most in any agreement, shape (party, draw).
        """
        product *= passed
        best = product.max(axis=0).astype(float)
        there = passed.any(axis=0)
        # A party's gain in the best is at least this, as the others gain no more than their most.
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            others = np.prod(np.maximum(most, NEAR) ** self.power[:, None], axis=0)
            least = (best / others) ** (1.0 / self.power[:, None]) * np.maximum(most, NEAR)
            wrong = 2.0 * (ERROR * self.power[:, None] / least).sum(axis=0)
        clear = there & (best > 0) & (wrong < UNSURE)
        level = np.full(len(best), np.inf)
        level[clear] = best[clear] * (1.0 - 2.0 * wrong[clear])
        place, draw = _where(product >= level.astype(np.float32))
        by_draw = np.lexsort((place, draw))
        found = [self._best_of(drawn, draw[by_draw], place[by_draw])]
        for one in np.flatnonzero(there & ~clear).tolist():
            places = np.flatnonzero(passed[:, one])
            found.append(self._in_full(drawn, np.full(len(places), one), places))
        draw = np.concatenate([d for d, _ in found])
        place = np.concatenate([p for _, p in found])
        order = np.lexsort((place, draw))
        return draw[order], place[order]

    def _most(self, drawn: Drawn, party: int) -> Floats:
        """Return what a party gains at most in any agreement, shape (draw,)."""
        most = sum(table.max(axis=1) for table in drawn.contributions[party])
        for k, x in enumerate(self.pool.space.interactions):
            if x.party == party:
                most = most + np.maximum(0.0, drawn.bonuses[:, k])
        asked = np.nan_to_num(drawn.reservations[:, party])
        return np.asarray(most / drawn.scales[:, party] - asked)

    def _gains(self, drawn: Drawn, draw: Indices, place: Indices) -> Floats:
        """Return exact gains of the bargaining parties, shape (agreement, party)."""
        columns = [
            self._steps(drawn, k, draw, place) / drawn.scales[draw, k]
            - np.nan_to_num(drawn.reservations[draw, k])
            for k in self.pool.space.bargaining
        ]
        return np.asarray(np.maximum(0.0, np.stack(columns, axis=1)))

    def _best_of(self, drawn: Drawn, draw: Indices, place: Indices) -> tuple[Indices, Indices]:
        """Return those of some candidates, ordered by draw, that have their draw's largest product.

        All parties gain in each, so that equal products mean that none dominates another.
        """
        if not len(draw):
            return draw, place
        product = np.prod(self._gains(drawn, draw, place) ** self.power, axis=1)
        starts = np.flatnonzero(np.diff(draw, prepend=-1))
        best = np.repeat(np.maximum.reduceat(product, starts), np.diff([*starts, len(draw)]))
        kept = product >= best * (1 - TIE)
        return draw[kept], place[kept]

    def _in_full(self, drawn: Drawn, draw: Indices, place: Indices) -> tuple[Indices, Indices]:
        """Return the Nash solutions of one draw from all its acceptable agreements."""
        parties = self.pool.space.bargaining
        steps = np.stack([self._steps(drawn, k, draw, place) for k in parties], axis=1)
        kept = nondominated(steps)
        draw, place = draw[kept], place[kept]
        utilities = steps[kept] / drawn.scales[draw[0], list(parties)]
        asked = np.nan_to_num(drawn.reservations[draw[0], list(parties)])
        winning = nash_points(utilities, asked, self.power)
        return draw[winning], place[winning]


def _where(mask: Bools) -> tuple[Indices, Indices]:
    """Return rows and columns of what is true; several times quicker than for two axes at once."""
    flat = np.flatnonzero(mask)
    row, column = np.divmod(flat, mask.shape[1])
    return row, column


def nash_points(utilities: Floats, reservations: Floats, power: Floats) -> Bools:
    """Return which points of a frontier are Nash solutions; see ``sim.zone.solutions.nash``.

    Parameters
    ----------
    utilities
        Shape (point, party).
    reservations, power
        Shape (party,).
    """
    counted = utilities.max(axis=0) - reservations > TOLERANCE
    gains = np.maximum(0.0, utilities - reservations)[:, counted]
    count, product = nash_objective(gains, power[counted])
    most = count == count.max()
    return np.asarray(most & (product >= product[most].max() * (1 - TIE)))
