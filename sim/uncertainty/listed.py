"""Draws looked at over a list of agreements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sim.space.boxes import Bools
from sim.uncertainty.draw_set import DrawSet
from sim.uncertainty.pool import Pool
from sim.uncertainty.screen import Screen
from sim.uncertainty.tally import Tally

HELD = 4_000_000
"""About so many utilities are held at once."""


def counted(
    draws: DrawSet,
    pool: Pool,
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
    tally, screen = Tally.empty(pool, groups, places), Screen(pool)
    for drawn in draws:
        for start in range(0, drawn.draws, _step(pool)):
            part = drawn.part(slice(start, start + _step(pool)))
            tally.add(part, groups, screen)
        tell(tally.draws / draws.draws)
    return tally


def with_zone(draws: DrawSet, pool: Pool) -> int:
    """Return in how many draws some agreement is acceptable."""
    screen, found = Screen(pool), 0
    for drawn in draws:
        for start in range(0, drawn.draws, _step(pool)):
            part = drawn.part(slice(start, start + _step(pool)))
            passed = screen.acceptable(part) if screen.fits else pool.acceptable(part)[0]
            found += int(passed.any(axis=1).sum())
    return found


def _step(pool: Pool) -> int:
    """Return how many draws are looked at together."""
    return max(1, HELD // max(1, len(pool.digits)))
