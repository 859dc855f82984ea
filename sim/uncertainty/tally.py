"""Counts over draws: in how many something is so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.draws import Drawn
from sim.space.space import Indices
from sim.space.values import Floats
from sim.uncertainty.pool import Pool
from sim.uncertainty.screen import nash_points


@dataclass(eq=False)
class Tally:
    """What is counted over draws; arrays are per agreement of the pool.

    Parameters
    ----------
    draws
        How many draws so far.
    zone
        In how many some agreement is acceptable.
    acceptable, frontier, nash
        In how many each agreement is acceptable; not dominated by another such one; a Nash
        solution, where ties share a draw.
    accepted
        Party → in how many it accepts each agreement.
    weights
        Party → the sum of its weights over the draws in which it accepts an agreement, shape
        (agreement, issue).
    groups
        Name → in how many some agreement of a group is acceptable.
    zones
        Blocks of draws, each with which of them have a zone, shape (draw,).
    """

    draws: int
    zone: int
    acceptable: Indices
    frontier: Indices
    nash: Floats
    accepted: dict[int, Indices]
    weights: dict[int, Floats]
    groups: dict[str, int]
    zones: list[Bools]

    @classmethod
    def empty(cls, pool: Pool, groups: dict[str, Bools]) -> Tally:
        """Return counts of no draws."""
        many, issues = pool.digits.shape
        parties = pool.space.consent.everyone
        return cls(
            0,
            0,
            np.zeros(many, dtype=np.int64),
            np.zeros(many, dtype=np.int64),
            np.zeros(many),
            {party: np.zeros(many, dtype=np.int64) for party in parties},
            {party: np.zeros((many, issues)) for party in parties},
            dict.fromkeys(groups, 0),
            [],
        )

    def add(self, pool: Pool, drawn: Drawn, groups: dict[str, Bools]) -> None:
        """Count some draws.

        Parameters
        ----------
        groups
            Name → which agreements are in it, shape (agreement,).
        """
        passed, accepts = pool.acceptable(drawn)
        self.draws += drawn.draws
        self.zones.append(np.asarray(passed.any(axis=1)))
        self.zone += int(self.zones[-1].sum())
        self.acceptable += passed.sum(axis=0)
        for party, accepted in accepts.items():
            self.accepted[party] += accepted.sum(axis=0)
            self.weights[party] += accepted.T.astype(float) @ drawn.weights[party]
        for name, members in groups.items():
            self.groups[name] += int(passed[:, members].any(axis=1).sum())
        if pool.space.bargaining:
            self._solve(pool, drawn, passed)

    def _solve(self, pool: Pool, drawn: Drawn, passed: Bools) -> None:
        """Count frontiers and Nash solutions, draw by draw."""
        for frontier, solutions in _solved(pool, drawn, passed):
            self.frontier[frontier] += 1
            self.nash[solutions] += 1.0 / max(1, len(solutions))


def winners(pool: Pool, drawn: Drawn, passed: Bools) -> list[Indices]:
    """Return the places of each draw's Nash solutions; none without a zone.

    Parameters
    ----------
    passed
        What is acceptable, shape (draw, agreement).
    """
    return [solutions for _, solutions in _solved(pool, drawn, passed)]


def _solved(pool: Pool, drawn: Drawn, passed: Bools) -> Iterator[tuple[Indices, Indices]]:
    """Yield the frontier in the zone and the Nash solutions of each draw, as places."""
    parties = list(pool.space.bargaining)
    power = np.array([pool.space.parties[k].power for k in parties])
    utilities = np.stack([drawn.steps(k, pool.digits) for k in parties], axis=2)
    for draw in range(drawn.draws):
        places = np.flatnonzero(passed[draw])
        if not len(places):
            yield places, places
            continue
        steps = utilities[draw, places]
        kept = nondominated(steps)
        places, steps = places[kept], steps[kept]
        got = steps / drawn.scales[draw, parties]
        asked = np.nan_to_num(drawn.reservations[draw, parties])
        yield places, places[nash_points(got, asked, power)]
