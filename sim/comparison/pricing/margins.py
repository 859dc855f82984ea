"""What agreements give a party above its walk-away value, as a function of its weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.scenario.reservation import War
from sim.space.boxes import Bools
from sim.space.compile import reweighted
from sim.space.frame import opponent
from sim.space.listing import Listed
from sim.space.space import Space
from sim.space.values import Floats
from sim.uncertainty.reservation_bounds import References
from sim.uncertainty.value_sets import ValueSet

STEP = 2.0**-6
"""How far weights are moved to see how a walk-away value changes with them."""


@dataclass(frozen=True, eq=False)
class Margins:
    """Some agreements to one party: its gain is ``gains + (w − weights) · slopes``.

    Parameters
    ----------
    space, party
        The space, and the party's number.
    issues
        Numbers of the issues that can have weight.
    weights
        Its normalised weights, shape (issue,).
    slopes
        What an issue's weight counts for, the walk-away value's share taken off, shape
        (agreement, issue).
    gains
        Utility less walk-away value at the points, shape (agreement,).
    straight
        Whether that is so for all weights; otherwise only nearby.
    """

    space: Space
    party: int
    issues: tuple[int, ...]
    weights: Floats
    slopes: Floats
    gains: Floats
    straight: bool

    @classmethod
    def of(cls, tried: Listed, party: int, which: Bools) -> Margins:
        """Return some of the agreements that were tried."""
        space, numbers = tried.space, tried.space.parties[party]
        issues = tuple(i for i, v in enumerate(numbers.values) if not np.isnan(v).any())
        digits = tried.digits[which]
        slopes = np.empty((len(digits), len(issues)))
        for column, i in enumerate(issues):
            slopes[:, column] = numbers.values[i][digits[:, i]]
        asked, straight = asked_slopes(space, party)
        slopes -= asked[list(issues)]
        weights = numbers.weights[list(issues)]
        return cls(space, party, issues, weights, slopes, tried.gains[party][which], straight)

    def everywhere(self, weights: Floats) -> Floats:
        """Return weights of all issues, shape (issue,)."""
        found = np.zeros(len(self.space.issues))
        found[list(self.issues)] = weights
        return found


def asked_slopes(space: Space, number: int) -> tuple[Floats, bool]:
    """Return how a walk-away value changes with each weight, and whether it does so everywhere.

    Shape (issue,), of normalised weights.
    """
    party = space.parties[number]
    given = space.scenario.parties[party.name].reservation
    nothing = np.zeros(len(space.issues))
    if given is None or given.number is not None or np.isnan(party.reservation):
        return nothing, True
    values: dict[int, dict[int, ValueSet]] = {number: _fixed(space, number)}
    if given.war is not None and given.war.lost is None:
        other = opponent(space, number, given.war)
        values[other] = _fixed(space, other)
    point = space.scenario.point
    ranges = {"cost": (point(given.cost),) * 2}
    if given.war is not None:
        ranges = dict(_points(space, given.war))
    (found,) = References(space, values).of(number, ranges)
    if not found.known:
        return _by_steps(space, number), False
    slopes = nothing
    for part, places in found.parts:
        assert isinstance(places, tuple)
        for i, place in enumerate(places):
            if place >= 0 and not np.isnan(party.values[i]).any():
                slopes[i] += part * party.values[i][place]
    return slopes, True


def _points(space: Space, war: War) -> Iterator[tuple[str, tuple[float, float]]]:
    from sim.scenario.quantity import Quantity

    for key, given in (("win", war.win), ("cost", war.cost), ("won", war.won), ("lost", war.lost)):
        if isinstance(given, Quantity):
            yield key, (space.scenario.point(given),) * 2


def _fixed(space: Space, number: int) -> dict[int, ValueSet]:
    """Return a party's values, issue by issue, as they are."""
    party = space.parties[number]
    return {
        i: ValueSet(value, value, value, np.eye(len(value)))
        for i, value in enumerate(party.values)
        if party.weights[i] > 0
    }


def _by_steps(space: Space, number: int) -> Floats:
    """Return the slopes nearby, by moving a little weight to each issue in turn."""
    party = space.parties[number]
    found = np.zeros(len(space.issues))
    for i, value in enumerate(party.values):
        if np.isnan(value).any():
            continue
        moved = party.weights * (1.0 - STEP)
        moved[i] += STEP
        there = reweighted(space, number, moved).parties[number].reservation
        found[i] = (there - party.reservation) / STEP
    return found
