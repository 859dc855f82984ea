"""How far weights are on the way to the ends of what the file says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.comparison.pricing.margins import Margins
from sim.space.boxes import Bools
from sim.space.draw import open_inputs
from sim.space.values import Floats, point_weights
from sim.uncertainty.weight_sets import Corners, weight_set

MANY = 200
"""So many agreements are solved for one by one; the result says if there are more."""
BLOCK = 1_000
"""So many agreements are looked at at a time, the nearest first."""
CLOSELY = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
"""How closely linear programmes are solved."""
SMALL = 1e-14
"""Sums of weights times gains count as 0 up to so much of the weights."""


@dataclass(frozen=True, eq=False)
class WeightRange:
    """A party's weights between the point and the ends of what they may be.

    Parameters
    ----------
    center, low, high
        Weights in the file's own units, shape (issue,).
    corners
        For weights that are unknown or known by order, the corners of what they may be, shape
        (corner, issue); otherwise None.
    sum_fixed
        Whether they are shares, which add up to 1.
    assumed
        Whether a range is one that the program assumed around a bare number.
    """

    center: Floats
    low: Floats
    high: Floats
    corners: Floats | None
    sum_fixed: bool
    assumed: bool

    @classmethod
    def of(cls, margins: Margins) -> WeightRange:
        """Return the range of the party's weights, over the issues that can have weight."""
        space = margins.space
        scenario = space.scenario
        name = space.parties[margins.party].name
        party = scenario.parties[name]
        places = [margins.issues.index(space.issues.index(i)) for i in party.weighed_issues()]
        many = len(margins.issues)
        center, low, high = np.zeros(many), np.zeros(many), np.zeros(many)
        center[places] = list(point_weights(party, scenario.parameters).values())
        low[:], high[:] = center, center
        if not isinstance(party.weights, Mapping):
            found = weight_set(party, {})
            assert isinstance(found, Corners)
            corners = np.zeros((len(found.corners), many))
            corners[:, places] = found.corners
            center = center / center.sum()
            return cls(center, center, center, corners, True, False)
        spread = open_inputs(space, 1.0)
        assumed = False
        for place, (issue, weight) in zip(places, party.weights.items(), strict=True):
            one = spread.get(f"parties.{name}.weights.{issue}")
            known = weight.resolved(scenario.parameters)
            low[place], high[place] = known.low, known.high
            if one is not None and party.weights_are != "shares":
                low[place], high[place] = one.low, one.high
                assumed |= one.spread
        shares = party.weights_are == "shares"
        if shares:
            total = center.sum()
            center = center / total
            low, high = np.minimum(low, center), np.maximum(high, center)
        return cls(center, low, high, None, shares, assumed)

    def bound(self, deficits: Floats) -> Floats:
        """Return multiples that are not enough for agreements, from below, shape (agreement,).

        Parameters
        ----------
        deficits
            What a unit of weight brings, where the mean by weights would have to reach 0, shape
            (agreement, issue).
        """
        # Infinite where a party asks for nothing: no weights need to move for that.
        deficits = np.where(np.isposinf(deficits).any(axis=1, keepdims=True), 0.0, deficits)
        if self.corners is not None:
            at = deficits @ self.center
            most = (deficits @ self.corners.T).max(axis=1)
            way, need = most - at, -at
        else:
            need = -(deficits @ self.center)
            way = np.maximum(deficits, 0.0) @ (self.high - self.center)
            way += np.maximum(-deficits, 0.0) @ (self.center - self.low)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.where(need <= 0, 0.0, np.where(way > 0, need / way, np.inf))
        return np.asarray(found)

    @property
    def clip(self) -> float:
        """Up to which multiple no weight would be below 0, so that bounds are exact."""
        if self.sum_fixed:
            return 1.0 if self.corners is not None else 0.0
        down = self.center - self.low
        return float((self.center[down > 0] / down[down > 0]).min(initial=np.inf))

    def needed(self, deficits: Floats, bounds: Floats) -> Floats:
        """Return the least multiples for some agreements, shape (agreement,); NaN where unknown.

        Parameters
        ----------
        deficits, bounds
            As in :meth:`bound`, and what it returns.
        """
        if self.sum_fixed:
            return np.where(bounds <= self.clip, bounds, np.nan)
        found = bounds.copy()
        beyond = np.flatnonzero((found > self.clip) & np.isfinite(found))
        up, down = self.high - self.center, self.center - self.low
        # Weights that have reached 0 stay there. The sum is concave in the multiple, so that
        # Newton's steps come from below and end after as many as there are weights.
        for _ in range(len(self.center) + 1):
            if not len(beyond):
                break
            rows, at = deficits[beyond], found[beyond, None]
            there = np.where(rows > 0, self.center + at * up, self.center - at * down)
            total = (np.maximum(there, 0.0) * rows).sum(axis=1)
            slope = np.where(rows > 0, up * rows, np.where(there > 0, -down * rows, 0.0)).sum(
                axis=1
            )
            short = total < -SMALL * self.center.sum()
            with np.errstate(divide="ignore", invalid="ignore"):
                step = np.where(short, np.where(slope > 0, -total / slope, np.inf), 0.0)
            found[beyond] += step
            beyond = beyond[short & np.isfinite(step)]
        return found

    def least(self, rows: Floats, *, reach: bool) -> Floats | None:
        """Return weights at the least multiple at which some meet all rows, and that multiple.

        Parameters
        ----------
        rows
            What a unit of weight brings, shape (row, issue): the sum has to be 0 or more
            (``reach``), or 0 or less.

        Returns
        -------
        ndarray or None, shape (issue + 1,)
            The multiple stands last; None where no weights do.
        """
        from scipy.optimize import linprog

        many = len(self.center)
        sign = -1.0 if reach else 1.0
        if self.corners is not None:
            # Weights are the point plus parts of the ways to the corners.
            ways = (self.corners - self.center).T
            above = np.concatenate([sign * rows @ ways, -ways])
            limit = np.concatenate([-sign * rows @ self.center, self.center])
            found = linprog(np.ones(ways.shape[1]), above, limit, method="highs", options=CLOSELY)
            if found.status != 0:
                return None
            return np.append(self.center + ways @ found.x, found.fun)
        up, down = self.high - self.center, self.center - self.low
        eye = np.eye(many)
        above = np.concatenate(
            [
                np.concatenate([sign * rows, np.zeros((len(rows), 1))], axis=1),
                np.concatenate([eye, -up[:, None]], axis=1),
                np.concatenate([-eye, -down[:, None]], axis=1),
            ]
        )
        limit = np.concatenate([np.zeros(len(rows)), self.center, -self.center])
        equal = np.append(np.ones(many), 0.0)[None, :] if self.sum_fixed else None
        found = linprog(
            np.append(np.zeros(many), 1.0),
            above,
            limit,
            equal,
            [1.0] if self.sum_fixed else None,
            method="highs",
            options=CLOSELY,
        )
        return np.asarray(found.x) if found.status == 0 else None

    def nearest(self, deficits: Floats, *, reachable: Bools) -> tuple[float | None, bool]:
        """Return the least multiple at which one of some agreements is reached, and if it is sure.

        Parameters
        ----------
        deficits
            As in :meth:`bound`.
        reachable
            Which agreements some weights reach at all, shape (agreement,).
        """
        bounds = np.full(len(deficits), np.inf)
        bounds[reachable] = self.bound(deficits[reachable])
        order = np.argsort(bounds, kind="stable")
        best = np.inf
        for start in range(0, len(order), BLOCK):
            block = order[start : start + BLOCK]
            if not bounds[block[0]] < best:
                break
            found = self.needed(deficits[block], bounds[block])
            best = min(best, float(np.nanmin(found, initial=np.inf)))
        unknown = [k for k in order.tolist() if self.sum_fixed and self.clip < bounds[k] < best]
        for place in unknown[:MANY]:
            if bounds[place] >= best:
                break
            solved = self.least(deficits[place : place + 1], reach=True)
            best = best if solved is None else min(best, float(solved[-1]))
        sure = len(unknown) <= MANY or bounds[unknown[MANY]] >= best
        return (best if np.isfinite(best) else None), sure
