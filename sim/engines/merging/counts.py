"""Exact counts without listing, or proven bounds where that would take too much."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from math import comb, prod

import numpy as np

from sim.engines.merging.coarse_grid import whole_points
from sim.engines.merging.meet_in_the_middle import WORK as WHOLE
from sim.engines.merging.meet_in_the_middle import is_affordable, reaching
from sim.engines.merging.residue_numbers import number_of, primes
from sim.engines.merging.score_counts import Lattice, Part, Scores, Window, grown, on_lattice
from sim.engines.terms import Terms
from sim.space.budget import part
from sim.space.consent import ConsentRule
from sim.space.count import Bounds, Count, at_most
from sim.space.elimination_plan import Plan
from sim.space.limits import COUNTED, BudgetSpent, TiedTogether
from sim.space.space import Indices
from sim.space.values import Floats

WORK = 600_000_000
"""Steps of one count: different utilities by options by remainders."""
APART, TWICE = 1_000, 2
"""From so many times more possible sums than may be kept apart they hardly fall together; from so
many times more halves of agreements these are not counted exactly."""
STATES = 2_000
"""From so many states of all issues on, bounds are worked out with fewer."""
ROUNDED, ROUGH = 100, 4
"""For bounds this times fewer different utilities are kept apart than for exact counts, and pairs
of them are counted with this times less work."""


def by_rules(plan: Plan) -> list[int]:
    """Return how many agreements end in each last state of a plan."""
    ways = [1]
    for stage in plan.stages:
        after = [0] * len(stage.marks)
        sizes = [len(options) for options in stage.kinds]
        for source, kind, target in zip(
            stage.source.tolist(), stage.kind.tolist(), stage.target.tolist(), strict=True
        ):
            after[target] += ways[source] * sizes[kind]
        ways = after
    return [] if plan.empty else ways


def within_rules(terms: Terms) -> Count:
    """Return how many agreements keep the rules of some terms, or bounds on their number."""
    try:
        return sum(by_rules(terms.plan))
    except TiedTogether:
        lower, upper = (sum(by_rules(replace(terms, relaxed=way).plan)) for way in (-1, 1))
    return lower if lower == upper else Bounds(lower, upper)


def acceptable(
    terms: Terms, most: int = COUNTED, *, rounded: bool = True, share: float = 1.0
) -> Count:
    """Return how many agreements are acceptable, or bounds on their number.

    Parameters
    ----------
    most
        How many different utilities of half an agreement to keep apart, by state.
    rounded
        Whether to work out bounds on a coarser grid where that is not enough; if not, the upper
        one is the number within red lines, and the lower one 0.
    share
        Of the work that is left, how much an exact count may take, and each bound.
    """
    if not terms.space.agreements:
        return 0
    options = sum(len(places) for places in terms.space.options)
    remainders = len(primes(terms.space.agreements))
    most = min(most, max(1, WORK // (options * remainders)))
    try:
        if terms.plan.empty:
            return 0
        with part(share):
            return _total(terms, most, 0)
    except TiedTogether:
        rounded, total = True, _relaxed
    except BudgetSpent:
        # Where there are many states, more is lost by rounding in each than by leaving some out.
        total = _relaxed if sum(terms.plan.widths) > STATES else _total
    lower, upper = 0, _within_red_lines(terms)
    if rounded:
        fewer = max(1, most // ROUNDED)
        # Whatever is not worked out to its end leaves what is known without it.
        with suppress(BudgetSpent), part(share):
            lower = max(lower, total(terms, fewer, -1))
        with suppress(BudgetSpent), part(share):
            upper = min(upper, total(terms, fewer, 1))
    return lower if lower == upper else Bounds(lower, upper)


def _within_red_lines(terms: Terms) -> int:
    """Return an upper bound: how many agreements keep linkages and red lines."""
    most = at_most(within_rules(replace(terms, interactions=False)))
    return terms.space.agreements if most is None else most


def _relaxed(terms: Terms, most: int, direction: int) -> int:
    """Return a bound on how many agreements are acceptable, under terms that can be merged."""
    terms = replace(terms, relaxed=direction)
    if terms.plan.empty:
        return 0
    # What is kept apart is kept apart in every state.
    return max(0, _total(terms, max(1, most // max(terms.plan.widths)), direction))


def _total(terms: Terms, most: int, direction: int) -> int:
    """Return the number, or a bound on it: from below (-1) or above (1)."""
    alike: dict[Hashable, tuple[ConsentRule, list[int]]] = {}
    for state, marks in enumerate(terms.plan.stages[-1].marks):
        rule = terms.consent(marks)
        alike.setdefault((rule.required, rule.at_least, rule.of), (rule, []))[1].append(state)
    total = 0
    for rule, states in alike.values():
        for factor, parties in _alternating(rule):
            # Bounds go the other way where a number is taken away.
            way = direction if factor > 0 else -direction
            total += factor * _number(terms, parties, states, most, way)
    return total


def _number(
    terms: Terms, parties: Sequence[int], states: Sequence[int], most: int, direction: int
) -> int:
    """Return how many agreements that end in some states reach all of some thresholds."""
    parties = [k for k in parties if _matters(terms, k)]

    def count(chosen: Sequence[int]) -> int:
        return _Count(terms, chosen, states, most, direction).number()

    if not direction:
        return count(parties)
    every = _Count(terms, [], states, most, 0).number()
    # One party alone can be counted on a much finer grid; Bonferroni (1936) for all of them.
    alone = [_at_most(every, count, [k], direction) for k in parties]
    joint = _at_most(every, count, parties, direction) if len(parties) != 1 else alone[0]
    if direction > 0:
        return min([joint, *alone])
    return max(joint, every - sum(every - number for number in alone))


def _at_most(
    every: int, count: Callable[[Sequence[int]], int], parties: Sequence[int], direction: int
) -> int:
    """Return a bound on the number that some parties accept, however coarse it has to be."""
    try:
        return count(parties)
    except BudgetSpent:
        return every if direction > 0 else 0


def _alternating(rule: ConsentRule) -> list[tuple[int, tuple[int, ...]]]:
    """Return consent as a sum: factors, and parties that all must reach their thresholds.

    At least k of n is Σ (-1)^(s-k) C(s-1, k-1) over the sets of s of them, s from k on.
    """
    if rule.at_least <= 0:
        return [(1, rule.required)]
    k = rule.at_least
    return [
        ((-1) ** (size - k) * comb(size - 1, k - 1), tuple(sorted({*rule.required, *chosen})))
        for size in range(k, len(rule.of) + 1)
        for chosen in combinations(rule.of, size)
    ]


def _matters(terms: Terms, party: int) -> bool:
    """Say whether some agreement gives a party less than it asks for."""
    plan = terms.plan.limited([party])
    tables = [table[:, [party]] for table in terms.tables]
    lowest = plan.base[0] + plan.completions(tables, worst=True)[0][0, 0]
    return bool(lowest < terms.thresholds[party])


def _whole(bounds: Sequence[Floats]) -> list[Indices]:
    return [states.astype(np.int64) for states in bounds]


class _Count:
    """How many agreements that end in some states give some parties what they ask for."""

    def __init__(
        self, terms: Terms, parties: Sequence[int], states: Sequence[int], most: int, direction: int
    ) -> None:
        self.most, self.direction = most, direction
        self.last = set(states)
        self.moduli = primes(prod(len(places) for places in terms.space.options))
        self.plan, self.tables, self.thresholds = whole_points(terms, parties)
        tables = [table.astype(float) for table in self.tables]
        self.kinds = [self._kinds(place) for place in range(len(self.plan.stages))]
        self.ahead = [_whole(self.plan.completions(tables, worst=w)) for w in (False, True)]
        self.behind = [_whole(self.plan.prefixes(tables, worst=w)) for w in (False, True)]

    def _kinds(self, place: int) -> list[tuple[Indices, Indices]]:
        """Return per kind of options what they add, and how many add that."""
        stage = self.plan.stages[place]
        found = []
        for options in stage.kinds:
            rows = self.tables[stage.issue][options]
            found.append(np.unique(rows, axis=0, return_counts=True))
        return found

    def number(self) -> int:
        """Return the number, exact or rounded in the direction asked for."""
        columns = len(self.thresholds)
        if not columns:
            ways = by_rules(self.plan)
            return sum(ways[state] for state in self.last)
        if self.direction == 0 and self._hopeless:
            raise BudgetSpent("far more different utilities than can be kept apart")
        one = np.ones((len(self.moduli), 1), dtype=np.int64)
        none = Scores(np.zeros((columns, 0), dtype=np.int64), one[:, :0])
        first = [Scores(self.plan.base[:, None].astype(np.int64), one)]
        nothing = Scores(np.zeros((columns, 1), dtype=np.int64), one)
        second = [
            nothing if state in self.last else none
            for state in range(len(self.plan.stages[-1].marks))
        ]
        lattices = [Lattice(1, self.most, self.direction) for _ in range(2)]
        start, end = 0, len(self.plan.stages)
        while start < end:
            if sum(map(len, first)) <= sum(map(len, second)):
                first = self._forward(start, first, lattices[0])
                start += 1
            else:
                end -= 1
                second = self._backward(end, second, lattices[1])
        # Bounds are to be had for less, on a coarser grid.
        work = WHOLE if self.direction == 0 else WHOLE // ROUGH
        while not all(is_affordable(*both, work) for both in zip(first, second, strict=True)):
            # The side with more to tell apart: the other's is kept as fine as it is.
            if sum(map(len, first)) > sum(map(len, second)):
                lattices[0].coarsen()
                first = self._coarser(first, self._ahead(start), lattices[0])
            else:
                lattices[1].coarsen()
                second = self._coarser(second, self._behind(start), lattices[1])
        totals = [0] * len(self.moduli)
        for one_side, other in zip(first, second, strict=True):
            found = reaching(one_side, other, self.thresholds, self.moduli)
            totals = [(a + b) % m for a, b, m in zip(totals, found, self.moduli, strict=True)]
        return number_of(totals, self.moduli)

    @property
    def _hopeless(self) -> bool:
        """Whether halves have far more agreements than may be told apart, and few fall together.

        Fewer fall together the more different sums there can be.
        """
        rows = [np.concatenate([steps for steps, _ in kinds]) for kinds in self.kinds]
        spans = sum(np.ptp(steps, axis=0).astype(float) for steps in rows)
        sums = float(np.prod(spans / 2 + 1))
        half = prod(float(len(steps)) for steps in rows) ** 0.5
        return sums > APART * self.most and half > TWICE * self.most

    def _ahead(self, place: int) -> list[Window]:
        """Return what matters, by state, of what the first so many issues give."""
        best, worst = (bounds[place] for bounds in self.ahead)
        needed = self.thresholds
        return [
            Window(needed - most, needed - least) for most, least in zip(best, worst, strict=True)
        ]

    def _behind(self, place: int) -> list[Window]:
        """Return what matters, by state, of what the issues after the first so many give."""
        best, worst = (bounds[place] for bounds in self.behind)
        needed, to_come = self.thresholds, self.ahead[1][place]
        # The other side stops counting where the least that may come is enough.
        return [
            Window(needed - most, np.maximum(needed - least, coming))
            for most, least, coming in zip(best, worst, to_come, strict=True)
        ]

    def _coarser(
        self, scores: Sequence[Scores], windows: Sequence[Window], lattice: Lattice
    ) -> list[Scores]:
        return [
            on_lattice(one, window, lattice, self.moduli)
            for one, window in zip(scores, windows, strict=True)
        ]

    def _forward(self, place: int, before: Sequence[Scores], lattice: Lattice) -> list[Scores]:
        stage = self.plan.stages[place]
        found = []
        for target, window in enumerate(self._ahead(place + 1)):
            moves = np.flatnonzero(stage.target == target)
            parts = [self._part(place, move, before[stage.source[move]]) for move in moves]
            found.append(grown(parts, window, lattice, self.moduli))
        return found

    def _backward(self, place: int, after: Sequence[Scores], lattice: Lattice) -> list[Scores]:
        stage = self.plan.stages[place]
        found = []
        for source, window in enumerate(self._behind(place)):
            moves = np.flatnonzero(stage.source == source)
            parts = [self._part(place, move, after[stage.target[move]]) for move in moves]
            found.append(grown(parts, window, lattice, self.moduli))
        return found

    def _part(self, place: int, move: np.intp, scores: Scores) -> Part:
        stage = self.plan.stages[place]
        steps, sizes = self.kinds[place][stage.kind[move]]
        return scores, steps + stage.bonus[move].astype(np.int64), sizes
