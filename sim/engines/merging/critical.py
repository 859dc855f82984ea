"""How near a zone is to its edge, from frontiers where they say it, and searched for otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from sim.engines.merging import frontiers
from sim.engines.merging.points import MergePoints
from sim.engines.protocol import Points, Reached, SingleSearch
from sim.space.budget import part
from sim.space.integer_program import CutShort
from sim.space.limits import BudgetSpent, Limits
from sim.space.listing import within_red_lines
from sim.space.space import Space

SEARCHED, PROOF = 50_000, 0.02
"""Up to so many utilities a proof may keep apart, and its share of the work that is left."""
ROUNDING = 1e-12
"""Up to here a gap is what adding up in another order leaves."""
WITNESSES = 500
"""How many agreements of a frontier are looked at for what is surely reached."""


@dataclass(frozen=True)
class Critical:
    """The critical common reservation value and the slacks; see ``Frontiers``."""

    critical_reservation: float | None
    slack: dict[int, float | None]
    gaps: dict[str, float]


def critical_values(
    space: Space, limits: Limits, settlement: Points, zone: Points, search: SingleSearch
) -> Critical:
    """Return how near the zone is to its edge.

    Parameters
    ----------
    settlement, zone
        The frontiers as far as they are known.
    search
        What searches for single agreements where merging takes too much.
    """
    plain = frontiers.is_plain(space)
    if plain and isinstance(settlement, MergePoints) and space.bargaining:
        critical, slacks = frontiers.plain_edge(space, settlement)
        return Critical(critical, slacks, {})
    if plain and isinstance(zone, MergePoints) and len(zone.steps):
        critical, slacks = frontiers.plain_edge(space, zone)
        asked = max((float(space.reservations[k]) for k in space.consenting), default=np.inf)
        if critical is not None and critical >= asked:
            # What gives everyone more than this is in the zone, so nothing does.
            return Critical(critical, slacks, {})
        return _searched(space, limits, critical, slacks, search)
    sure = _surely(space, settlement, zone)
    found = _searched(space, limits, sure, None, search)
    return replace(found, slack={**found.slack, **_at_least(space, zone, found)})


def _at_least(space: Space, zone: Points, found: Critical) -> dict[int, float]:
    """Return what parties get in known agreements, where a search for the most was cut short."""
    return {
        k: float(zone.steps[:, zone.parties.index(k)].max()) / space.parties[k].scale
        - float(space.reservations[k])
        for k, slack in found.slack.items()
        if slack is None and f"slack.{k}" in found.gaps and k in zone.parties and len(zone.steps)
    }


def _searched(
    space: Space,
    limits: Limits,
    known: float | None,
    slacks: dict[int, float | None] | None,
    search: SingleSearch,
) -> Critical:
    """Search for single agreements, and prove by merging what the solver's tolerances leave open.

    What is known already leaves little to merge. Where one proof takes too much, so would others.
    """
    gaps: dict[str, float] = {}
    limits = replace(limits, points=min(SEARCHED, limits.points or SEARCHED))
    critical, gap = _reached(search.critical_reservation, space)
    if known is not None and (critical is None or known > critical):
        gap -= 0.0 if critical is None else known - critical
        critical = known
    provable = True
    try:
        with part(PROOF):
            reached = -np.inf if critical is None else critical
            critical = frontiers.critical_reservation(space, limits, reached)
    except BudgetSpent:
        provable, gaps["critical_reservation"] = False, gap
    if slacks is None:
        slacks = dict.fromkeys(space.consenting)
        for party in space.consenting if space.consent.unanimous else ():
            slacks[party], gap = _reached(search.slack, space, party)
            try:
                if not provable:
                    raise BudgetSpent("nor was it proven for another")
                with part(PROOF):
                    slacks[party] = frontiers.slack(space, party, limits, slacks[party])
            except BudgetSpent:
                provable, gaps[f"slack.{party}"] = False, gap
    return Critical(critical, slacks, {name: gap for name, gap in gaps.items() if gap > 0})


def _reached(search: Callable[..., Reached], *arguments: object) -> Reached:
    """Return what a search finds; if it is cut short, nothing with no bound."""
    try:
        reached, gap = search(*arguments)
    except CutShort:
        return None, np.inf
    return reached, gap if gap > ROUNDING else 0.0


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
