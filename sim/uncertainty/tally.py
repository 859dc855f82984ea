"""Counts over draws: in how many something is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.draws import Drawn, thresholds
from sim.space.listing import Listed
from sim.space.space import Indices, Space, reservation_path
from sim.space.values import Floats
from sim.uncertainty.single_precision import Screen, nash_points

TRIED, LEARNT = 32, 32
"""How many agreements are tried before a whole list, and of how many draws these are learnt."""
UNIT = 2.0**40
"""Weights are added up in whole steps, so that sums are the same in any order."""


@dataclass(eq=False)
class Tally:
    """What is counted over draws.

    Parameters
    ----------
    pool
        The agreements.
    places
        Those of which more is counted, by place in the pool.
    draws
        How many draws so far.
    zone
        In how many some agreement is acceptable.
    acceptable, nash
        In how many each agreement is acceptable; a Nash solution, where ties share a draw; shape
        (agreement,).
    frontier
        In how many each of the places is acceptable and not dominated by another such one, shape
        (place,).
    accepted
        Party → in how many it accepts each of the places, shape (place,).
    weights
        Party → the sum of its weights over the draws in which it does, in steps of 1 / UNIT, shape
        (place, issue).
    unmet
        Path of a walk-away value or a red line of whoever has a say → in how many draws each of
        the places doesn't meet it, shape (place,).
    groups
        Name → in how many some agreement of a group is acceptable.
    zones
        Blocks of draws, each with which of them have a zone, shape (draw,).
    """

    pool: Listed
    places: tuple[int, ...]
    draws: int
    zone: int
    acceptable: Indices
    nash: Floats
    frontier: Indices
    accepted: dict[int, Indices]
    weights: dict[int, Indices]
    unmet: dict[str, Indices]
    groups: dict[str, int]
    zones: list[Bools]

    @classmethod
    def empty(cls, pool: Listed, groups: Mapping[str, Bools], places: Sequence[int] = ()) -> Tally:
        """Return counts of no draws."""
        many, issues = pool.digits.shape
        parties, chosen = pool.space.consent.everyone, len(places)
        return cls(
            pool,
            tuple(places),
            0,
            0,
            np.zeros(many, dtype=np.int64),
            np.zeros(many),
            np.zeros(chosen, dtype=np.int64),
            {party: np.zeros(chosen, dtype=np.int64) for party in parties},
            {party: np.zeros((chosen, issues), dtype=np.int64) for party in parties},
            {path: np.zeros(chosen, dtype=np.int64) for path in demands(pool.space)},
            dict.fromkeys(groups, 0),
            [],
        )

    def add(self, drawn: Drawn, groups: Mapping[str, Bools], screen: Screen | None = None) -> None:
        """Count some draws.

        Parameters
        ----------
        groups
            Name → which agreements are in it, shape (agreement,).
        screen
            Looks at the draws quickly, where it fits the pool.
        """
        pool = self.pool
        if screen is not None and screen.fits:
            passed, draw, place = screen.look(drawn)
            many = None if pool.many is None else pool.many[place]
            counts = np.bincount(draw, weights=many, minlength=drawn.draws)
            np.add.at(self.nash, place, 1.0 / counts[draw])
        else:
            passed, _ = drawn.acceptable(pool)
            for solutions in winners(pool, drawn, passed) if pool.space.bargaining else ():
                counted = len(solutions) if pool.many is None else pool.many[solutions].sum()
                self.nash[solutions] += 1.0 / max(1, counted)
        self.note(drawn, passed)
        for name, members in groups.items():
            self.groups[name] += int(passed[:, members].any(axis=1).sum())
        if self.places and pool.space.bargaining:
            self.frontier += _undominated(pool, drawn, passed, self.places)

    def note(self, drawn: Drawn, passed: Bools) -> None:
        """Count what is acceptable in some draws, and what each party accepts of the places."""
        self.draws += drawn.draws
        self.zones.append(np.asarray(passed.any(axis=1)))
        self.zone += int(self.zones[-1].sum())
        self.acceptable += passed.sum(axis=0)
        if not self.places:
            return
        few = Listed(self.pool.space, self.pool.digits[list(self.places)])
        for party in self.pool.space.consent.everyone:
            accepted = drawn.accepts(party, few)
            self.accepted[party] += accepted.sum(axis=0)
            self._note_unmet(few, drawn, party)
            whole = np.rint(drawn.weights[party] * UNIT).astype(np.int64)
            self.weights[party] += accepted.T.astype(np.int64) @ whole

    def _note_unmet(self, few: Listed, drawn: Drawn, party: int) -> None:
        """Count in how many draws places don't meet what a party asks for."""
        space = few.space
        path = reservation_path(space.parties[party].name)
        if path in self.unmet:
            needed = thresholds(drawn.reservations[:, party], drawn.scales[:, party])
            self.unmet[path] += (drawn.steps(party, few) < needed[:, None]).sum(axis=0)
        for number, rule in enumerate(space.rules):
            if rule.owner == party and rule.path in self.unmet:
                holding = int(drawn.holds[:, number].sum())
                self.unmet[rule.path] += holding * few.broken[number]

    def central(self, party: int, row: int) -> Floats:
        """Return the mean of a party's weights over the draws in which it accepts a place."""
        return np.asarray(self.weights[party][row] / (UNIT * self.accepted[party][row]))


def demands(space: Space) -> list[str]:
    """Return the paths of what those who have a say ask for: walk-away values and red lines."""
    sayers = space.consent.everyone
    found = [reservation_path(space.parties[k].name) for k in sayers if space.parties[k].weighs]
    found += [rule.path for rule in space.rules if rule.owner in sayers]
    return [path for path in found if path not in space.dropped]


def _undominated(pool: Listed, drawn: Drawn, passed: Bools, places: Sequence[int]) -> Indices:
    """Return in how many draws agreements are acceptable and not dominated, shape (place,)."""
    every = [drawn.steps(k, pool) for k in pool.space.bargaining]
    found = np.zeros(len(places), dtype=np.int64)
    for number, place in enumerate(places):
        rows = np.flatnonzero(passed[:, place])
        first, rest = rows[:LEARNT], rows[LEARNT:]
        over = _dominating(every, passed, first, place, None)
        found[number] = int((~over.any(axis=1)).sum())
        # What dominates it in some draws mostly does in others.
        some = covering(over)
        rest = rest[~_dominating(every, passed, rest, place, some).any(axis=1)]
        found[number] += int((~_dominating(every, passed, rest, place, None).any(axis=1)).sum())
    return found


def _dominating(
    every: Sequence[Floats], passed: Bools, draws: Indices, place: int, among: Indices | None
) -> Bools:
    """Return which agreements are acceptable and dominate one, shape (draw, agreement).

    Parameters
    ----------
    every
        Utilities in grid steps of each party that bargains, shape (draw, agreement).
    passed
        What is acceptable, shape (draw, agreement).
    draws
        The draws to look at.
    place
        Of the agreement.
    among
        The agreements to look at; None for all.
    """
    chosen = draws if among is None else np.ix_(draws, among)
    no_less = passed[chosen]
    more = np.zeros(no_less.shape, dtype=bool)
    for steps in every:
        own, others = steps[draws, place, None], steps[chosen]
        no_less &= others >= own
        more |= others > own
    return np.asarray(no_less & more)


def covering(passed: Bools) -> Indices:
    """Return a few columns that are true in most rows: each the best for the rows left.

    >>> covering(np.array([[True, False], [True, False], [False, True]])).tolist()
    [0, 1]
    """
    left = passed
    chosen: list[int] = []
    while len(chosen) < TRIED and left.any():
        chosen.append(int(left.sum(axis=0).argmax()))
        left = left[~left[:, chosen[-1]]]
    return np.array(chosen, dtype=np.int64)


def winners(pool: Listed, drawn: Drawn, passed: Bools) -> Iterator[Indices]:
    """Yield the places of each draw's Nash solutions; none without a zone.

    Parameters
    ----------
    passed
        What is acceptable, shape (draw, agreement).
    """
    parties = list(pool.space.bargaining)
    power = np.array([pool.space.parties[k].power for k in parties])
    utilities = np.stack([drawn.steps(k, pool) for k in parties], axis=2)
    for draw in range(drawn.draws):
        places = np.flatnonzero(passed[draw])
        if not len(places):
            yield places
            continue
        steps = utilities[draw, places]
        kept = nondominated(steps)
        places, steps = places[kept], steps[kept]
        got = steps / drawn.scales[draw, parties]
        asked = np.nan_to_num(drawn.reservations[draw, parties])
        yield places[nash_points(got, asked, power)]
