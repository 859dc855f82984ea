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
from sim.uncertainty.tally import Tally

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
    screen = Screen(pool)
    return sum(int(there(drawn, screen).sum()) for drawn in draws)


def there(drawn: Drawn, screen: Screen) -> Bools:
    """Return which draws have a zone, shape (draw,)."""
    pool = screen.pool
    found = [
        (screen.acceptable(part) if screen.fits else part.acceptable(pool)[0]).any(axis=1)
        for part in _parts(drawn, pool)
    ]
    return np.concatenate(found)


def _parts(drawn: Drawn, pool: Listed) -> Iterator[Drawn]:
    """Yield draws, as many at once as memory is meant for."""
    step = max(1, HELD // max(1, len(pool.digits)))
    for start in range(0, drawn.draws, step):
        yield drawn.part(slice(start, start + step))
