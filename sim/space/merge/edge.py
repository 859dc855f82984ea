"""How near a zone is to its edge, from frontiers where they say it, and searched for otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from sim.space.engine import Points
from sim.space.limits import BudgetSpent, Limits
from sim.space.listing import within_red_lines
from sim.space.merge import fronts
from sim.space.merge.points import MergePoints
from sim.space.optimise import single
from sim.space.optimise.program import CutShort
from sim.space.space import Space

SEARCHED = 50_000
"""Up to so many utilities a search may keep apart; then optimisation takes over."""
WITNESSES = 500
"""How many agreements of a frontier are looked at for what is surely reached."""


@dataclass(frozen=True)
class Edge:
    """The critical common reservation value and the slacks; see ``Frontiers``."""

    critical_reservation: float | None
    slack: dict[int, float | None]
    gaps: dict[str, float]


def edge(space: Space, limits: Limits, settlement: Points, zone: Points) -> Edge:
    """Return how near the zone is to its edge.

    Parameters
    ----------
    settlement, zone
        The frontiers as far as they are known.
    """
    plain = fronts.is_plain(space)
    if plain and isinstance(settlement, MergePoints) and space.bargaining:
        critical, slacks = fronts.plain_edge(space, settlement)
        return Edge(critical, slacks, {})
    if plain and isinstance(zone, MergePoints) and len(zone.steps):
        critical, slacks = fronts.plain_edge(space, zone)
        asked = max((float(space.reservations[k]) for k in space.consenting), default=np.inf)
        if critical is not None and critical >= asked:
            # What gives everyone more than this is in the zone, so nothing does.
            return Edge(critical, slacks, {})
        return _searched(space, limits, critical, slacks)
    return _searched(space, limits, _surely(space, settlement, zone), None)


def _searched(
    space: Space, limits: Limits, known: float | None, slacks: dict[int, float | None] | None
) -> Edge:
    gaps: dict[str, float] = {}
    limits = replace(limits, points=min(SEARCHED, limits.points or SEARCHED))
    try:
        critical = fronts.critical_reservation(space, limits, -np.inf if known is None else known)
    except BudgetSpent:
        critical, gaps["critical_reservation"] = _reached(single.critical_reservation, space)
        if known is not None and (critical is None or known > critical):
            more = 0.0 if critical is None else known - critical
            critical, gap = known, gaps["critical_reservation"] - more
            gaps["critical_reservation"] = max(0.0, gap)
    if slacks is None:
        slacks = dict.fromkeys(space.consenting)
        for party in space.consenting if space.consent.unanimous else ():
            try:
                slacks[party] = fronts.slack(space, party, limits)
            except BudgetSpent:
                slacks[party], gaps[f"slack.{party}"] = _reached(single.slack, space, party)
    return Edge(critical, slacks, {name: gap for name, gap in gaps.items() if gap > 0})


def _reached(search: Callable[..., single.Reached], *arguments: object) -> single.Reached:
    """Return what a search finds; if it is cut short, nothing with no bound."""
    try:
        return search(*arguments)
    except CutShort:
        return None, np.inf


def _surely(space: Space, settlement: Points, zone: Points) -> float | None:
    """Return a common reservation value that some known agreement reaches."""
    if not space.consent.unanimous or space.consent.where or not space.consenting:
        return None
    found = None
    for points in (settlement, zone):
        numbers = range(min(WITNESSES, len(points.steps)))
        rows = [next(points.agreements(number))[:1] for number in islice(numbers, WITNESSES)]
        if rows:
            digits = np.concatenate(rows)
            digits = digits[within_red_lines(space, digits)]
            lowest = space.utilities(digits)[list(space.consenting)].min(axis=0)
            best = float(lowest.max(initial=-np.inf))
            found = best if found is None else max(found, best)
    return found if found is not None and np.isfinite(found) else None
