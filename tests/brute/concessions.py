"""Concessions: who moves on what, and where nobody has to.

An issue with one option on the table is settled and takes no part in anything here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.brute.arithmetic import ACCEPT, INFINITE, exact
from tests.brute.exploration import Exploration
from tests.brute.families import in_order, smallest_sets
from tests.brute.model import Option

Pair = tuple[str, str]  # (party, issue)
Moves = frozenset[Pair]
Thresholds = Mapping[str, Fraction | float]
MOST = 6  # Maximum number of moves in the smallest set before the threshold is raised


@dataclass(frozen=True)
class Listing:
    """The minimal sets at one threshold, without either–or issues, and these."""

    sets: dict[Moves, int]  # set -> number of agreements
    either_or: dict[str, frozenset[Moves]]  # issue -> its choices
    whole: list[Moves]  # the minimal sets before either–or issues were left out

    def says_the_same(self, other: Listing) -> bool:
        """Whether two listings name the same moves; how many agreements make them aside."""
        return set(self.sets) == set(other.sets) and self.either_or == other.either_or


class Concessions:
    """The answers on concessions of an explored scenario."""

    def __init__(
        self, explored: Exploration, material: float | None = None, baseline: str | None = None
    ) -> None:
        self.x, self.m = explored, explored.m
        tables = {i: issue.table for i, issue in self.m.issues.items()}
        self.settled = [(i, table[0]) for i, table in tables.items() if len(table) == 1]
        self.unsettled = [i for i, table in tables.items() if len(table) > 1]
        self.package = None if baseline is None else self.package_of(baseline)
        self.pairs = [(p, i) for p in self.x.bargaining for i in self.unsettled]
        self.asked = None if material is None else exact(material)
        self.thresholds: dict[str, Fraction] = {
            p: self.default_threshold(p) if self.asked is None else self.asked
            for p in self.x.bargaining
        }
        self.made = {
            n: {pair: self.depth(*pair, self.x.all[n][pair[1]]) for pair in self.pairs}
            for n in self.x.acceptable
        }
        self.unavoidable = {
            pair: min(depths[pair] for depths in self.made.values())
            for pair in self.pairs
            if self.made and all(depths[pair] > 0 for depths in self.made.values())
        }

    def package_of(self, name: str) -> dict[str, Option]:
        """The text of a package, possibly partial."""
        data = self.m.document["packages"][name]
        long_form = isinstance(data.get("agreement"), dict)
        return self.m.agreement(data["agreement"] if long_form else data)

    # -- depth and threshold

    def depth(self, p: str, i: str, option: Option) -> Fraction:
        """How far the option falls short of the baseline, as a share of the total weight."""
        if not self.m.weighs(p, i) or (self.package is not None and i not in self.package):
            return Fraction(0)
        stated = self.m.positions[p, i].stated()[0]
        baseline = stated if self.package is None else self.package[i]
        steps = self.m.contribution(p, i, baseline) - self.m.contribution(p, i, option)
        return max(0, steps) * self.m.grid[p] / self.m.total[p]

    def default_threshold(self, p: str) -> Fraction:
        """A quarter of an even share of the weight on issues that are not settled.

        The share is among those with at least a tenth of an even share; 0 where there are none.
        """
        weights = [self.m.weights[p][i] for i in self.unsettled if self.m.weighs(p, i)]
        if not weights:
            return Fraction(0)
        even = sum(weights) / len(weights)
        counted = [w for w in weights if w >= even / 10]
        return Fraction(1, 4) / len(counted) * sum(weights) / self.m.total[p]

    def is_material(self, depth: Fraction, threshold: Fraction | float) -> bool:
        """Whether there is a shortfall and it reaches the threshold (the one tolerance)."""
        return depth > 0 and depth >= threshold - ACCEPT

    def undecided(self) -> bool:
        """Whether a depth differs from its threshold by no more than the tolerance."""
        return any(
            0 < abs(self.depth(p, i, option) - self.thresholds[p]) <= 2 * ACCEPT
            for p, i in self.pairs
            for option in self.m.issues[i].table
        )

    # -- sets

    def moves(self, n: int, thresholds: Thresholds) -> Moves:
        """The material moves of an acceptable agreement, unavoidable ones left out."""
        return frozenset(
            pair
            for pair, depth in self.made[n].items()
            if pair not in self.unavoidable and self.is_material(depth, thresholds[pair[0]])
        )

    def listing(self, thresholds: Thresholds) -> Listing:
        """The minimal sets, and the issues on which they combine with all the rest."""
        family = Counter(self.moves(n, thresholds) for n in self.x.acceptable)
        whole = smallest_sets(family)
        sets = {s: family[s] for s in whole}
        either_or: dict[str, frozenset[Moves]] = {}
        for i in self.unsettled:
            split = [(frozenset(pair for pair in s if pair[1] == i), s) for s in sets]
            choices = frozenset(choice for choice, _ in split)
            rest: Counter[Moves] = Counter()
            for choice, s in split:
                rest[s - choice] += sets[s]
            if sets and all(choices) and len(choices) * len(rest) == len(sets):
                either_or[i], sets = choices, dict(rest)
        return Listing({s: sets[s] for s in in_order(sets, self.pairs)}, either_or, whole)

    def common(self, x: Fraction | float) -> Thresholds:
        """The same share of the total weight for all parties."""
        return dict.fromkeys(self.x.bargaining, x)

    def least(self, thresholds: Thresholds) -> int:
        """How many moves the smallest listed set has."""
        return min(map(len, self.listing(thresholds).sets), default=0)

    def raised(self) -> tuple[Fraction, Fraction | float] | None:
        """The lowest (low, high] of common thresholds with at most six moves in a smallest set.

        In it the same moves are material, so its list is one. None where nothing has to be raised:
        where the threshold is the caller's own, or the smallest set has at most six moves.
        """
        if self.asked is not None or self.least(self.thresholds) <= MOST:
            return None
        depths = sorted({d for made in self.made.values() for d in made.values()} | {Fraction(0)})
        between = zip(depths, [*depths[1:], INFINITE], strict=True)
        return next((a, b) for a, b in between if self.least(self.common(b)) <= MOST)

    def listed_thresholds(self) -> Thresholds:
        """The thresholds of the lists that are shown."""
        raised = self.raised()
        return self.thresholds if raised is None else self.common(raised[1])

    def changes(self) -> dict[str, bool]:
        """Whether the lists would be others at 0.8 and at 1.2 times the thresholds.

        Of the thresholds before they are raised: where they are, the interval says it.
        """
        base = self.listing(self.thresholds)
        return {
            factor: not base.says_the_same(
                self.listing({p: t * Fraction(factor) for p, t in self.thresholds.items()})
            )
            for factor in ("0.8", "1.2")
        }

    def never_needed(self) -> list[Pair]:
        """Moves that some option on the table makes, and no minimal set needs."""
        if not self.x.acceptable:
            return []
        thresholds = self.listed_thresholds()
        needed = frozenset(self.unavoidable).union(*self.listing(thresholds).whole)
        return [
            (p, i)
            for p, i in self.pairs
            if (p, i) not in needed
            and any(
                self.is_material(self.depth(p, i, option), thresholds[p])
                for option in self.m.issues[i].table
            )
        ]

    # -- patterns

    def same_position(self, i: str) -> frozenset[Option] | None:
        """The one position of all parties that weigh the issue; two at least, no interaction."""
        weighing = [p for p in self.m.weights if self.m.weighs(p, i)]
        positions = {frozenset(self.m.positions[p, i].stated()) for p in weighing}
        if len(weighing) < 2 or len(positions) > 1 or self.m.mentioned(i):
            return None
        return positions.pop()

    def label(self, i: str, option: Option) -> str:
        """What an agreement with the option says of the issue."""
        if self.package is not None and i not in self.package:
            return "left open"
        if self.package is not None and self.package[i] == option:
            return "as in the package"
        weighing = [p for p in self.x.bargaining if self.m.weighs(p, i)]
        moving = [
            p for p in weighing if self.is_material(self.depth(p, i, option), self.thresholds[p])
        ]
        if not weighing:
            return "nobody weighs it"
        if len(weighing) == 1:
            return f"only {weighing[0]} weighs it" + (", and moves" if moving else "")
        if self.package is None and option in (self.same_position(i) or ()):
            return "common ground"
        if moving == weighing:
            return "shared"
        holding = [p for p in weighing if p not in moving]
        return "held by " + ", ".join(holding) if moving else "below the material depth"

    def patterns(self) -> dict[tuple[tuple[str, str], ...], int]:
        """The labels of the frontier's agreements, issue by issue, counted."""
        return dict(
            Counter(
                tuple((i, self.label(i, self.x.all[n][i])) for i in self.unsettled)
                for n in self.x.frontier
            )
        )

    def interactions(self) -> list[Pair]:
        """The interactions that these answers leave out: (party, id)."""
        return [(p, x) for p in self.x.bargaining for x in self.m.interactions(p)]

    def to_dict(self) -> dict[str, Any]:
        """All answers, as `BruteResult` names them."""
        listed = self.listing(self.listed_thresholds())
        return {
            "unavoidable": list(self.unavoidable),
            "least_depths": list(self.unavoidable.values()),
            "never_needed": self.never_needed(),
            "minimal_sets": list(listed.sets.items()),
            "either_or": listed.either_or,
            "whole_sets": listed.whole,
            "raised": self.raised(),
            "changes": self.changes(),
            "material": self.thresholds,
            "settled": self.settled,
            "undecided": self.undecided(),
            "weighed": [(p, i) for p, i in self.pairs if self.m.weighs(p, i)],
            "patterns": self.patterns(),
            "interactions": self.interactions(),
        }
