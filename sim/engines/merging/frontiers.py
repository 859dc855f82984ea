"""Frontiers by merging, and how near the zone is to its edge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.engines.merging.layers import Merge
from sim.engines.merging.points import MergePoints
from sim.engines.terms import Terms
from sim.space.boxes import Bools
from sim.space.limits import Limits
from sim.space.space import Indices, Space, reservation_path
from sim.space.values import Floats

Tell = Callable[[float], None]


def settlement(space: Space, limits: Limits, tell: Tell | None = None) -> MergePoints:
    """Return the settlement frontier.

    Raises
    ------
    BudgetSpent
        If it is too large.
    """
    parties = space.bargaining
    terms = Terms(space, reservations=False)
    return MergePoints.of(parties, Merge(terms, parties, limits, tell=tell).run())


def best(
    space: Space, parties: tuple[int, ...], limits: Limits, tell: Tell | None = None
) -> MergePoints:
    """Return the acceptable agreements that are nondominated in some parties' utilities.

    Raises
    ------
    BudgetSpent
        If they are too many.
    """
    return MergePoints.of(parties, Merge(Terms(space), parties, limits, tell=tell).run())


def is_plain(space: Space) -> bool:
    """True if the zone is the settlement frontier's part that meets the reservation values."""
    return (
        space.consent.unanimous
        and not space.consent.where
        and set(space.consenting) <= set(space.bargaining)
    )


def accepted(space: Space, points: MergePoints, leaving_out: int | None = None) -> Bools:
    """Return which points of a plain space meet the reservation values, shape (point,)."""
    say = set(space.consenting) - {leaving_out}
    asked = [space.threshold(k) if k in say else -np.inf for k in points.parties]
    return np.asarray((points.steps >= np.array(asked)).all(axis=1))


def plain_edge(space: Space, points: MergePoints) -> tuple[float | None, dict[int, float | None]]:
    """Return r* and the slacks of a plain space, from its settlement frontier."""
    columns = {k: points.parties.index(k) for k in space.consenting}
    slacks: dict[int, float | None] = dict.fromkeys(space.consenting)
    if not columns or not len(points.steps):
        return None, slacks
    chosen = list(columns.values())
    utilities = points.steps[:, chosen] / space.scales[list(columns)]
    for k, column in columns.items():
        others = accepted(space, points, leaving_out=k)
        if others.any():
            reached = float(points.steps[others, column].max()) / space.parties[k].scale
            slack = reached - float(space.reservations[k])
            slacks[k] = None if np.isnan(slack) else slack
    return float(utilities.min(axis=1).max()), slacks


def critical_reservation(space: Space, limits: Limits, reached: float) -> float | None:
    """Return r*, given a common reservation value that is known to leave a zone.

    Parameters
    ----------
    reached
        Minus infinity if none is known.

    Raises
    ------
    BudgetSpent
        If proving it takes too much.
    """
    if not space.consenting:
        return None
    terms = Terms(space, reservations=False)
    scales = space.scales

    def lowest(steps: Floats, marks: int) -> Floats:
        values = np.full((len(space.parties), len(steps)), np.inf)
        values[list(space.consenting)] = (steps / scales[list(space.consenting)]).T
        found = terms.consent(marks, asking=False).level(values, {})
        return np.broadcast_to(np.where(np.isfinite(found), found, -np.inf), len(steps))

    def promise(optimistic: Floats, marks: int) -> Bools:
        values = np.full((len(space.parties), len(optimistic)), np.inf)
        values[list(space.consenting)] = (optimistic / scales[list(space.consenting)]).T
        found = terms.consent(marks, asking=False).level(values, {}) > reached
        return np.broadcast_to(found, len(optimistic))

    merged = Merge(terms, space.consenting, limits, promise=promise).run()
    for marks in set(merged.marks):
        some = np.array([m == marks for m in merged.marks])
        reached = max(reached, float(lowest(merged.vectors[some], marks).max()))
    return reached if np.isfinite(reached) else None


def slack(space: Space, party: int, limits: Limits, reached: float | None = None) -> float | None:
    """Return the most a party can get above its reservation value if all others accept.

    Parameters
    ----------
    reached
        So much above it is known to be reached; None if nothing is known.

    Raises
    ------
    BudgetSpent
        If proving it takes too much.
    """
    reservation = float(space.reservations[party])
    known = -np.inf
    if reached is not None:
        # On the grid again, which floating point has left by less than half a step.
        known = float(round((reached + reservation) * space.parties[party].scale))
    open_space = space.without([reservation_path(space.parties[party].name)])

    def promise(optimistic: Floats, marks: int) -> Bools:
        return np.asarray(optimistic[:, 0] > known)

    merged = Merge(Terms(open_space), (party,), limits, promise=promise).run()
    top = max(known, float(merged.vectors[:, 0].max(initial=-np.inf)))
    if not np.isfinite(top) or np.isnan(reservation):
        return None
    return top / space.parties[party].scale - reservation


def nothing(parties: tuple[int, ...]) -> MergePoints:
    """Return a frontier without points."""
    none = np.zeros(0, dtype=np.int64)
    return MergePoints(parties, np.zeros((0, len(parties))), (), none, np.zeros(1, dtype=np.int64))


def no_agreements(space: Space) -> Indices:
    """Return no agreement, shape (0, issue)."""
    return np.zeros((0, len(space.issues)), dtype=np.int64)


def asks_nothing(space: Space) -> bool:
    """True if every agreement within red lines reaches every reservation value that counts."""
    return Merge(Terms(space), (), Limits()).easy
