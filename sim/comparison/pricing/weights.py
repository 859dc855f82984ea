"""Prices of weights: the least share of a party's weight that would have to sit elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.comparison.pricing.margins import Margins
from sim.comparison.pricing.price import Price
from sim.comparison.pricing.weight_ranges import CLOSELY, WeightRange
from sim.space.boxes import Bools
from sim.space.compile import reweighted
from sim.space.listing import Listed
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats

BLOCK = 100_000
"""So many agreements are looked at at a time."""
STRICT = 1e-8
"""An agreement counts as rejected with so much less than nothing."""
WORST = 8
"""So many of the rows that a programme left out and missed are added to it at a time."""


def weights_to_open(tried: Listed, party: int, which: Bools) -> Price | None:
    """Return the least ½‖Δw‖₁ with which a party accepts one of some agreements; None if none does.

    Moving weight from the issues where an agreement gives the party least to the one where it gives
    it most, the linear programme's solution is a sort.

    Parameters
    ----------
    which
        Agreements that are acceptable but for the party's walk-away value, shape (agreement,).
    """
    if not tried.space.parties[party].weights.any():
        return None
    margins = Margins.of(tried, party, which)
    if not len(margins.gains):
        return None
    amounts = np.concatenate(
        [
            _amounts(margins.slopes[start : start + BLOCK], margins, start)
            for start in range(0, len(margins.gains), BLOCK)
        ]
    )
    place = int(amounts.argmin())
    if not np.isfinite(amounts[place]):
        return None
    weights = _moved(margins, place, float(amounts[place]))
    digits = tried.digits[np.flatnonzero(which)[place]]
    if not margins.straight:
        found = _verified(margins, weights, digits)
        if found is None:
            return None
        weights = found
    ranges = WeightRange.of(margins)
    deficits = _deficits(margins)
    multiple, sure = ranges.nearest(deficits, reachable=np.isfinite(amounts))
    return _price(margins, weights, multiple, margins.straight and sure, ranges, digits)


def weights_to_close(tried: Listed, party: int) -> Price | None:
    """Return the least ½‖Δw‖₁ with which a party accepts nothing that others do; None if none.

    A linear programme, to which the agreements that it leaves are added until it leaves none.
    """
    if not tried.space.parties[party].weights.any() or tried.passing(against=(party,)).any():
        return None
    margins = Margins.of(tried, party, tried.passing((party,)))
    limit = margins.slopes @ margins.weights - margins.gains - STRICT
    near = _cutting(margins.slopes, limit, lambda few: _least_shift(margins, few, limit[few]))
    if near is None:
        return None
    weights = near[:-1]
    if not margins.straight:
        space = reweighted(tried.space, party, margins.everywhere(weights))
        if Listed(space, tried.digits).passing().any():
            return None
    ranges, deficits = WeightRange.of(margins), _deficits(margins) + STRICT
    far = _cutting(
        deficits, np.zeros(len(deficits)), lambda few: ranges.least(deficits[few], reach=False)
    )
    multiple = None if far is None else float(far[-1])
    return _price(margins, weights, multiple, margins.straight, ranges, None)


def _amounts(slopes: Floats, margins: Margins, start: int) -> Floats:
    """Return the least ½‖Δw‖₁ for each of some agreements, infinite where none is enough."""
    need = -margins.gains[start : start + len(slopes)]
    order = np.argsort(slopes, axis=1, kind="stable")
    ranked = np.take_along_axis(slopes, order, axis=1)
    moved = margins.weights[order]
    per_unit = ranked[:, -1:] - ranked
    reached = np.cumsum(moved * per_unit, axis=1)
    enough = reached >= need[:, None] - TOLERANCE / 2
    first = enough.argmax(axis=1)
    row = np.arange(len(slopes))
    before = np.where(first > 0, reached[row, first - 1], 0.0)
    so_far = np.cumsum(moved, axis=1)
    whole = np.where(first > 0, so_far[row, first - 1], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        last = np.maximum(need - before, 0.0) / per_unit[row, first]
    last = np.where(per_unit[row, first] > 0, np.minimum(last, moved[row, first]), 0.0)
    amounts = np.where(need <= 0, 0.0, whole + last)
    return np.where(enough.any(axis=1) | (need <= 0), amounts, np.inf)


def _moved(margins: Margins, place: int, amount: float) -> Floats:
    """Return the weights with so much moved for one agreement."""
    slopes = margins.slopes[place]
    order = np.argsort(slopes, kind="stable")
    weights = margins.weights.copy()
    left = amount
    for issue in order[:-1].tolist():
        taken = min(left, float(weights[issue]))
        weights[issue] -= taken
        left -= taken
    weights[order[-1]] += amount - max(left, 0.0)
    return weights


def _verified(margins: Margins, weights: Floats, digits: Indices) -> Floats | None:
    """Return weights at which the agreement is accepted where the walk-away value bends."""
    way = weights - margins.weights
    top = np.min(np.where(way < 0, margins.weights / -np.minimum(way, -1e-300), np.inf))

    def accepted(part: float) -> bool:
        there = np.maximum(margins.weights + part * way, 0.0)
        space = reweighted(margins.space, margins.party, margins.everywhere(there))
        return bool(Listed(space, digits[None, :]).passing()[0])

    low, high = 0.0, 1.0
    if not accepted(high):
        low, high = high, float(top)
        if not accepted(high):
            return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if accepted(middle) else (middle, high)
    # A hair further, so that rounding on the grid makes no difference.
    return np.maximum(margins.weights + (high + 1e-9) * way, 0.0)


def _deficits(margins: Margins) -> Floats:
    """Return what a unit of weight brings where the mean has to reach 0, (agreement, issue)."""
    asked = margins.slopes @ margins.weights - margins.gains
    return np.asarray(margins.slopes - asked[:, None])


def _least_shift(margins: Margins, few: Sequence[int], limit: Floats) -> Floats | None:
    """Return the weights nearest to the party's with which some agreements bring no gain.

    And how near; shape (issue + 1,).
    """
    from scipy.optimize import linprog

    many = len(margins.weights)
    eye, rows = np.eye(many), margins.slopes[list(few)]
    above = np.concatenate(
        [
            np.concatenate([rows, np.zeros((len(rows), many))], axis=1),
            np.concatenate([eye, -eye], axis=1),
            np.concatenate([-eye, -eye], axis=1),
        ]
    )
    found = linprog(
        np.append(np.zeros(many), np.full(many, 0.5)),
        above,
        np.concatenate([limit, margins.weights, -margins.weights]),
        np.append(np.ones(many), np.zeros(many))[None, :],
        [1.0],
        method="highs",
        options=CLOSELY,
    )
    return np.append(found.x[:many], found.fun) if found.status == 0 else None


def _cutting(
    rows: Floats, limit: Floats, solve: Callable[[list[int]], Floats | None]
) -> Floats | None:
    """Return weights that meet ``rows · w ≤ limit``, solved for the few rows that matter.

    And what that takes, as the last number.
    """
    chosen: list[int] = []
    found = solve(chosen)
    while found is not None:
        weights = found[:-1]
        over = (rows @ weights - limit) / max(float(weights.sum()), 1e-300)
        worst = np.argsort(-over, kind="stable")[:WORST]
        more = [k for k in worst.tolist() if over[k] > TOLERANCE / 2 and k not in chosen]
        if not more:
            return found
        chosen += more
        found = solve(chosen)
    return None


def _price(
    margins: Margins,
    weights: Floats,
    multiple: float | None,
    exact: bool,
    ranges: WeightRange,
    digits: Indices | None,
) -> Price:
    space: Space = margins.space
    name = space.parties[margins.party].name
    change = weights - margins.weights
    order = sorted(range(len(change)), key=lambda k: -abs(float(change[k])))
    shifted = {
        space.issues[margins.issues[k]]: float(change[k]) for k in order if abs(change[k]) > 1e-9
    }
    return Price(
        "weights",
        f"parties.{name}.weights",
        party=name,
        amount=float(np.abs(change).sum() / 2),
        assumed_range=ranges.assumed,
        multiple=multiple,
        shifted=shifted,
        agreement=None if digits is None else space.agreement(digits),
        exact=exact,
    )
