"""Draws solved one by one, where agreements can't be listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.engines.choice import Engines
from sim.space.boxes import Bools
from sim.space.budget import fresh
from sim.space.draws import Drawn
from sim.space.listing import Listed
from sim.space.space import Indices, Space
from sim.uncertainty.draw_set import DrawSet
from sim.uncertainty.tally import Tally
from sim.zone.frontier import Frontier
from sim.zone.solve import solve

EACH = 0.05
"""Share of an answer's work that one draw may take."""

Row = tuple[int, ...]


def counted(
    draws: DrawSet,
    named: Sequence[Row],
    groups: Mapping[str, Mapping[int, Bools]],
    tell: Callable[[float], None] = lambda share: None,
) -> Tally:
    """Return what is counted over draws, of the agreements named and of each draw's solutions.

    Parameters
    ----------
    named
        Agreements that are counted whatever the draws, by option places.
    groups
        Name → issue → which options its agreements have.
    """
    zones: list[Bools] = []
    nash: Counter[Row] = Counter()
    frontier: Counter[Row] = Counter()
    inside = dict.fromkeys(groups, 0)
    done = 0
    for drawn in draws:
        zones.append(np.zeros(drawn.draws, dtype=bool))
        for draw in range(drawn.draws):
            space = drawn.space_of(draw)
            solved = _Solved(space)
            zones[-1][draw] = solved.there
            if solved.there:
                nash.update(solved.nash)
                frontier.update(row for row in {*named, *solved.nash} if solved.holds(row))
            for name, allowed in groups.items():
                inside[name] += solved.there and _there(space.narrowed(allowed))
            done += 1
            tell(done / draws.draws)
    rows = sorted({*named, *nash})
    pool = Listed(draws.space, np.array(rows, dtype=np.int64).reshape(len(rows), -1))
    tally = Tally.empty(pool, {}, range(len(rows)))
    for drawn in draws:
        tally.note(drawn, drawn.acceptable(pool)[0])
    tally.zones, tally.zone = zones, int(sum(one.sum() for one in zones))
    tally.groups = inside
    tally.nash[:] = [nash[row] for row in rows]
    tally.frontier[:] = [frontier[row] for row in rows]
    return tally


def with_zone(draws: DrawSet) -> int:
    """Return in how many draws some agreement is acceptable."""
    return sum(there(drawn, draw) for drawn in draws for draw in range(drawn.draws))


def there(drawn: Drawn, draw: int) -> bool:
    """Return whether one draw has a zone."""
    return _there(drawn.space_of(draw))


def _there(space: Space) -> bool:
    """Return whether some agreement is acceptable."""
    with fresh(EACH):
        return Engines().of(space).exists()


class _Solved:
    """One draw, as the engine for its space answers it."""

    def __init__(self, space: Space) -> None:
        self.space = space
        with fresh(EACH):
            self.found = Engines().of(space).frontiers()
        self.frontier = Frontier(space, self.found.zone)
        self.there = self.frontier.distinct > 0

    @property
    def nash(self) -> dict[Row, float]:
        """The Nash solutions, each with its part of the draw; the first of those of equal worth."""
        solutions = solve(self.frontier, self.found.gaps) or {}
        points = solutions["nash"].points if "nash" in solutions else ()
        rows = [tuple(int(x) for x in self.frontier.first(point)) for point in points]
        return {row: 1.0 / len(rows) for row in rows}

    def holds(self, row: Row) -> bool:
        """Say whether an agreement is on the frontier in the zone."""
        digits: Indices = np.array([row])
        parties = list(self.found.zone.parties)
        vector = self.space.steps(digits)[parties, 0]
        same = (self.found.zone.steps == vector).all(axis=1).any()
        return bool(same) and self._acceptable(digits)

    def _acceptable(self, digits: Indices) -> bool:
        from sim.space.listing import acceptable

        return bool(acceptable(self.space, digits)[0])
