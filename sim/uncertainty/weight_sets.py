"""The weights that a file leaves open, and the extremes of a weighted mean over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.scenario.party import Party
from sim.space.values import Floats


class WeightSet(Protocol):
    """Weights of some issues; scaled to add up to 1 they make a mean."""

    def largest(self, numbers: Floats) -> Floats:
        """Return the largest mean of some numbers by these weights, shape (agreement,).

        Parameters
        ----------
        numbers
            Shape (agreement, issue).
        """


@dataclass(frozen=True, eq=False)
class Boxed:
    """Weights within bounds, each for itself, then scaled.

    Parameters
    ----------
    low, high
        Shape (issue,).
    """

    low: Floats
    high: Floats

    def largest(self, numbers: Floats) -> Floats:
        """Return the largest mean: the best numbers at their highest weight, the others lowest."""
        order = np.argsort(-numbers, axis=1, kind="stable")
        high, low = self.high[order], self.low[order]
        ranked = np.take_along_axis(numbers, order, axis=1)
        # Entry k has the first k numbers at their highest weight; one of these is the best there
        # is, as the mean is a ratio of two sums that are linear in each weight.
        start = np.zeros((len(numbers), 1))
        sums = np.concatenate([start, np.cumsum((high - low) * ranked, axis=1)], axis=1)
        total = np.concatenate([start, np.cumsum(high - low, axis=1)], axis=1)
        sums += (low * ranked).sum(axis=1, keepdims=True)
        total += low.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            means = np.where(total > 0, sums / total, -np.inf)
        return np.asarray(means.max(axis=1))


@dataclass(frozen=True, eq=False)
class Shares:
    """Weights within bounds that add up to 1.

    Parameters
    ----------
    low, high
        Shape (issue,).
    """

    low: Floats
    high: Floats

    def largest(self, numbers: Floats) -> Floats:
        """Return the largest mean: what is left to give goes to the best numbers first."""
        order = np.argsort(-numbers, axis=1, kind="stable")
        room = (self.high - self.low)[order]
        before = np.cumsum(room, axis=1) - room
        given = np.clip(1.0 - self.low.sum() - before, 0.0, room)
        ranked = np.take_along_axis(numbers, order, axis=1)
        return np.asarray(((self.low[order] + given) * ranked).sum(axis=1))


@dataclass(frozen=True, eq=False)
class Corners:
    """Everything between some weights that add up to 1.

    Parameters
    ----------
    corners
        Shape (corner, issue).
    """

    corners: Floats

    def largest(self, numbers: Floats) -> Floats:
        """Return the largest mean: a linear function is largest at a corner."""
        return np.asarray((numbers @ self.corners.T).max(axis=1))


def weight_set(party: Party, ranges: Mapping[str, tuple[float, float]]) -> WeightSet:
    """Return the weights that a party's file leaves open, in the order of its weighed issues.

    Parameters
    ----------
    ranges
        Issue → what its weight may be, where weights are numbers of their own.
    """
    issues = party.weighed_issues()
    if party.order is not None:
        groups = [g if isinstance(g, tuple) else (g,) for g in party.order]
        ends = np.cumsum([len(group) for group in groups])
        return Corners(np.array([np.where(np.arange(len(issues)) < n, 1.0 / n, 0.0) for n in ends]))
    if not isinstance(party.weights, Mapping):
        return Corners(np.eye(len(issues)))
    low, high = (np.array([ranges[issue][end] for issue in issues]) for end in (0, 1))
    return Shares(low, high) if party.weights_are == "shares" else Boxed(low, high)
