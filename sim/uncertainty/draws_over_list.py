"""Draws looked at over a list of agreements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.space.boxes import Bools
from sim.space.draws import Drawn
from sim.space.listing import Listed
from sim.uncertainty.alike import alike
from sim.uncertainty.draw_set import DrawSet
from sim.uncertainty.single_precision import Screen
from sim.uncertainty.tally import TRIED, Tally, covering

HELD = 4_000_000
"""About so many utilities are held at once."""


def counted(
    draws: DrawSet,
    pool: Listed,
    groups: Mapping[str, Bools],
    places: Sequence[int] = (),
    tell: Callable[[float], None] = lambda share: None,
) -> Tally:
    """Return what is counted over draws.

    Parameters
    ----------
    groups
        Name → which agreements are in it, shape (agreement,).
    places
        Agreements of which more is counted, by place in the pool.
    """
    # Draws are looked at over one agreement of those that nobody can tell apart.
    kinds = alike(pool)
    members = {name: kinds.any(inside) for name, inside in groups.items()}
    tally = Tally.empty(kinds.pool, members, kinds.kind[list(places)].tolist())
    screen = Screen(kinds.pool)
    for drawn in draws:
        for part in _parts(drawn, kinds.pool):
            tally.add(part, members, screen)
        tell(tally.draws / draws.draws)
    return replace(
        tally,
        pool=pool,
        places=tuple(places),
        acceptable=tally.acceptable[kinds.kind],
        nash=tally.nash[kinds.kind],
    )


def with_zone(draws: DrawSet, pool: Listed) -> int:
    """Return in how many draws some agreement is acceptable."""
    search = ZoneSearch(pool)
    return sum(int(search.there(drawn).sum()) for drawn in draws)


class ZoneSearch:
    """Tells which draws have a zone.

    What was acceptable in other draws is tried first, as it mostly is again; only draws in which
    none of it is are looked at over the whole list.

    Parameters
    ----------
    pool
        The agreements.
    """

    def __init__(self, pool: Listed) -> None:
        self.pool, self.screen = pool, Screen(pool)
        self.tried: Listed | None = None

    def there(self, drawn: Drawn) -> Bools:
        """Return which draws have a zone, shape (draw,)."""
        return np.concatenate([self._there(part) for part in _parts(drawn, self.pool)])

    def _there(self, drawn: Drawn) -> Bools:
        found = np.zeros(drawn.draws, dtype=bool)
        if self.tried is not None:
            found |= drawn.acceptable(self.tried)[0].any(axis=1)
        left = np.flatnonzero(~found)
        if len(left):
            rest = drawn.part(left)
            fits = self.screen.fits
            passed = self.screen.acceptable(rest) if fits else rest.acceptable(self.pool)[0]
            found[left] = passed.any(axis=1)
            if self.tried is None and len(self.pool.digits) > TRIED:
                self.tried = Listed(self.pool.space, self.pool.digits[covering(passed)])
        return found


def _parts(drawn: Drawn, pool: Listed) -> Iterator[Drawn]:
    """Yield draws, as many at once as memory is meant for."""
    step = max(1, HELD // max(1, len(pool.digits)))
    for start in range(0, drawn.draws, step):
        yield drawn.part(slice(start, start + step))
