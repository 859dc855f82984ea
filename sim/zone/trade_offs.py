"""The trade-offs that a file's numbers imply, in words that an analyst can doubt."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from sim.space.space import Space

CLOSE = 0.1
"""Two steps count as an even exchange if their worths differ by at most this share."""
HALF = 0.5


@dataclass(frozen=True)
class Step:
    """A move from one option to the next better one, for one party.

    Parameters
    ----------
    party, issue
        Whose step, on what.
    worse, better
        Places of the two options among the listed ones.
    worth
        What it is worth, as a share of the party's total weight.
    """

    party: int
    issue: int
    worse: int
    better: int
    worth: float


@dataclass(frozen=True)
class Exchange:
    """Two steps of one party on two issues, worth about the same to it."""

    given: Step
    taken: Step


def steps(space: Space, party: int) -> list[Step]:
    """Return a party's steps between neighbouring values, issue by issue."""
    numbers = space.parties[party]
    found = []
    for issue in range(len(space.issues)):
        if not numbers.weights[issue] > 0:
            continue
        worth = numbers.contributions[issue] / numbers.scale
        levels, first = np.unique(worth, return_index=True)
        # Of many levels only the ends are worth a sentence.
        chosen = range(len(levels)) if len(levels) <= 6 else (0, len(levels) - 1)
        places = [(int(first[k]), float(levels[k])) for k in chosen]
        found += [
            Step(party, issue, low, high, above - below)
            for (low, below), (high, above) in pairwise(places)
        ]
    return found


def exchanges(space: Space, party: int, most: int = 3) -> list[Exchange]:
    """Return exchanges between two issues that the numbers make about even.

    Each issue is used once, the largest steps first.
    """
    found: list[Exchange] = []
    used: set[int] = set()
    pairs = [
        (a, b)
        for a, b in combinations(steps(space, party), 2)
        if a.issue != b.issue and abs(a.worth - b.worth) <= CLOSE * max(a.worth, b.worth)
    ]
    pairs.sort(key=lambda pair: (-min(pair[0].worth, pair[1].worth), pair[0].issue, pair[1].issue))
    for a, b in pairs:
        if len(found) < most and not {a.issue, b.issue} & used:
            found.append(Exchange(a, b))
            used |= {a.issue, b.issue}
    return found


def heavy_steps(space: Space, party: int) -> list[Step]:
    """Return the steps that settle more than half of a party's weight at once."""
    return [step for step in steps(space, party) if step.worth > HALF]


@dataclass(frozen=True)
class ShortSpan:
    """A weighted issue whose values don't span 0 to 1, so that its weight is not what it says.

    Parameters
    ----------
    party, issue
        Whose values, on what.
    low, high
        The lowest and highest value of a listed option.
    weight
        The normalised weight.
    effective
        weight × (high − low): what the issue is worth from its worst to its best option.
    """

    party: int
    issue: int
    low: float
    high: float
    weight: float
    effective: float


def short_spans(space: Space) -> list[ShortSpan]:
    """Return the weighted issues whose values don't span 0 to 1."""
    found = []
    for number in space.weighing:
        party = space.parties[number]
        for issue, values in enumerate(party.values):
            weight = float(party.weights[issue])
            if weight <= 0:
                continue
            low, high = float(values.min()), float(values.max())
            if low > 0 or high < 1:
                found.append(ShortSpan(number, issue, low, high, weight, weight * (high - low)))
    return found
