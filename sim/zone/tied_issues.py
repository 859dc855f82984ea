"""Pairs of issues on which a party asks for one thing twice, because linkages tie them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.space.boxes import Bools, box_matches
from sim.space.space import Space


@dataclass(frozen=True)
class TiedIssues:
    """Two issues that a party weighs and that linkages tie for it.

    With the best option of ``leads`` the linkages leave no agreement that has the worst option of
    ``follows``: what the party gets on the one brings it something on the other.

    Parameters
    ----------
    party
        Whose.
    leads, follows
        The two issues.
    both_ways
        Whether the best of ``follows`` brings something on ``leads`` as well.
    weight
        What the two weigh together, as a share of the party's weight.
    leads_alone, follows_alone
        What either would weigh with the other's weight at 0.
    """

    party: int
    leads: int
    follows: int
    both_ways: bool
    weight: float
    leads_alone: float
    follows_alone: float


def tied_issues(space: Space) -> list[TiedIssues]:
    """Return the pairs that linkages of exactly these two issues tie, the heaviest first.

    By party in file order. Linkages of three issues and more are left out: what they tie hangs on
    the rest of the text.
    """
    return [one for party in space.weighing for one in _of(space, party)]


def _of(space: Space, party: int) -> list[TiedIssues]:
    numbers = space.parties[party]
    found = []
    for pair, allowed in _linked(space):
        if not (numbers.weights[list(pair)] > 0).all():
            continue
        first, second = (numbers.contributions[i][space.options[i]] for i in pair)
        if np.ptp(first) == 0 or np.ptp(second) == 0:
            continue
        forward = _brings(first, second, allowed)
        back = _brings(second, first, allowed.T)
        if not (forward or back):
            continue
        leads, follows = pair if forward else pair[::-1]
        found.append(
            TiedIssues(
                party, leads, follows, forward and back,
                float(numbers.weights[list(pair)].sum()),
                _alone(numbers.weights, leads, follows), _alone(numbers.weights, follows, leads),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: -one.weight)


def _linked(space: Space) -> Iterator[tuple[tuple[int, int], Bools]]:
    """Yield pairs of issues and which of their options on the table go together, by linkages."""
    boxes = [
        box for rule in space.active_rules if rule.owner < 0 for box in rule.boxes if len(box) == 2
    ]
    for pair in combinations(range(len(space.issues)), 2):
        here = [box for box in boxes if set(box) == set(pair)]
        if not here:
            continue
        first, second = (space.options[i] for i in pair)
        grid = np.stack(np.meshgrid(first, second, indexing="ij"), axis=-1).reshape(-1, 2)
        broken = np.any([box_matches(box, grid, pair) for box in here], axis=0)
        yield pair, ~broken.reshape(len(first), len(second))


def _brings(leads: np.ndarray, follows: np.ndarray, allowed: Bools) -> bool:
    """Return whether the best of one issue leaves some and none of the worst of the other."""
    left = allowed[leads == leads.max()].any(axis=0)
    return bool(left.any()) and not bool(left[follows == follows.min()].any())


def _alone(weights: np.ndarray, issue: int, other: int) -> float:
    return float(weights[issue] / (weights.sum() - weights[other]))
