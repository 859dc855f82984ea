"""The merge engine: exact for any number of agreements, as far as its budget goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

from sim.engines.merging import cells, counts, critical, density, frontiers
from sim.engines.partial_frontier import KnownPoints
from sim.engines.protocol import (
    Cells,
    Counts,
    Density,
    Frontiers,
    KnownSolutions,
    Points,
    Sets,
    SingleSearch,
)
from sim.engines.terms import Terms
from sim.space.boxes import Bools
from sim.space.budget import part
from sim.space.count import Bounds, Count, at_least, at_most
from sim.space.integer_program import CutShort
from sim.space.limits import DEFAULT, BudgetSpent, Limits, TiedTogether
from sim.space.space import Space
from sim.space.values import Floats

SETTLED = 100_000
"""Up to so many points the settlement frontier is worked out beside the one in the zone."""
MERGED = 0.2
"""Share of the work that is left for merging frontiers."""
SINGLE = 0.6
"""The same for solutions one by one where frontiers can't be merged, and then for r* and slacks."""
COUNTING, ASKED = 0.05, 0.5
"""The same for counting exactly, and for that where it is asked for."""
SETS = 25
"""How many minimal sets are worked out."""


@dataclass(frozen=True, eq=False)
class MergingEngine:
    """Merges issue by issue, and optimises where merging takes too much.

    See :class:`sim.engines.protocol.Engine`.

    Parameters
    ----------
    space
        The space.
    search
        What searches for single agreements where merging takes too much.
    limits
        How far to go.
    frontier
        Whether to work out frontiers; if not, only single agreements are looked for.
    tell
        Called with the share of issues merged.
    """

    space: Space
    search: SingleSearch
    limits: Limits = DEFAULT
    frontier: bool = True
    tell: Callable[[float], None] | None = None

    @cached_property
    def _terms(self) -> Terms:
        return Terms(self.space)

    def counts(self) -> Counts:
        """Count agreements."""
        admissible = counts.within_rules(Terms(self.space, red_lines=False, interactions=False))
        within = counts.within_rules(Terms(self.space, interactions=False))
        if isinstance(within, Bounds) and not within.lower:
            found = int(self.search.exists(self.space, reservations=False))
            within = replace(within, lower=found) if found else 0
        acceptable = self.acceptable()
        # Whatever passes a test has passed those before it.
        within, acceptable = _no_more(within, admissible), _no_more(acceptable, within)
        within = _no_fewer(within, acceptable)
        return Counts(self.space.agreements, _no_fewer(admissible, within), within, acceptable)

    def acceptable(self, *, known: bool = False) -> Count:
        """Count acceptable agreements only."""
        limits = self.limits
        share = ASKED if limits.exact_counts else COUNTING
        found = counts.acceptable(
            self._terms, limits.most_counted, rounded=limits.bounds, share=share
        )
        if isinstance(found, Bounds) and found.lower == 0:
            return replace(found, lower=1) if known or self.search.exists(self.space) else 0
        return found

    def exists(self) -> bool:
        """Return whether some agreement is acceptable."""
        try:
            return self.search.exists(self.space)
        except CutShort:
            return len(self.frontiers().zone.steps) > 0

    def occurring(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some agreement within red lines."""
        return cells.occurring(self.space, self.search)

    def frontiers(self) -> Frontiers:
        """Find the settlement frontier, the frontier in the zone, r* and the slacks."""
        space, unfinished = self.space, ""
        gaps: dict[str, float] = {}
        tied = False
        nothing = KnownPoints.of(space, space.bargaining, frontiers.no_agreements(space))
        settlement: Points = nothing
        zone: Points = nothing
        if not space.bargaining:
            settlement = zone = frontiers.nothing(space.bargaining)
        else:
            try:
                with part(MERGED):
                    settlement, zone = self._worked_out()
            except BudgetSpent as spent:
                unfinished, tied = str(spent), isinstance(spent, TiedTogether)
                with part(SINGLE):
                    found = self._single()
                zone, gaps = self._known(found)
            else:
                if not settlement.complete:
                    unfinished = "the settlement frontier is too large to work out"
        with part(SINGLE):
            near = critical.critical_values(space, self.limits, settlement, zone, self.search)
        return Frontiers(
            settlement,
            zone,
            near.critical_reservation,
            near.slack,
            gaps | near.gaps,
            unfinished,
            tied,
        )

    def _worked_out(self) -> tuple[Points, Points]:
        """Return the settlement frontier, if it is small or the zone's too, and the zone's."""
        space = self.space
        if not self.frontier:
            raise BudgetSpent("frontiers were not asked for")
        if frontiers.asks_nothing(space):
            both = frontiers.best(space, space.bargaining, self.limits, self.tell)
            return both, both
        points = min(SETTLED, self.limits.most_points(len(space.bargaining)))
        limits = replace(self.limits, points=points)
        zone = frontiers.best(space, space.bargaining, self.limits, self.tell)
        try:
            # Without reservation values there is more to merge.
            if len(zone.steps) > points:
                raise BudgetSpent("the frontier in the zone alone has more utilities")
            return frontiers.settlement(space, limits, self.tell), zone
        except BudgetSpent:
            nothing = frontiers.no_agreements(space)
            return KnownPoints.of(space, space.bargaining, nothing), zone

    def _single(self) -> KnownSolutions | None:
        """Return agreements that solutions pick; None if no agreement is acceptable."""
        try:
            return self.search.solutions(self.space)
        except CutShort:
            some = self.search.some_agreement(self.space)
            names = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
            return None if some is None else KnownSolutions(some[None], dict.fromkeys(names, inf))

    def _known(self, found: KnownSolutions | None) -> tuple[KnownPoints, dict[str, float]]:
        """Return the points of known agreements, and how far from the best they may be."""
        digits = frontiers.no_agreements(self.space) if found is None else found.digits
        gaps = {} if found is None else dict(found.gaps)
        return KnownPoints.of(self.space, self.space.bargaining, digits), gaps

    def best(self, parties: tuple[int, ...]) -> Points:
        """Return the acceptable agreements that are nondominated in some parties' utilities.

        Only some of them where they are too many.
        """
        try:
            if not self.frontier and len(parties) > 1:
                raise BudgetSpent("frontiers were not asked for")
            return frontiers.best(self.space, parties, self.limits)
        except BudgetSpent:
            return self._some(parties)

    def _some(self, parties: tuple[int, ...]) -> KnownPoints:
        """Return what the parties' own bests and the solutions among them are."""
        found = self.search.solutions(self.space, parties)
        digits = frontiers.no_agreements(self.space) if found is None else found.digits
        return KnownPoints.of(self.space, parties, digits)

    def cells(self, pairs: Sequence[tuple[int, int]] | None = None) -> Cells:
        """Return what acceptable agreements have which options and pairs of options."""
        return cells.cells(self.space, self.limits, pairs, self.search)

    def used(self) -> tuple[Bools, ...]:
        """Return per issue which listed options occur in some acceptable agreement."""
        return cells.used(self.space, self.search)

    def density(self, pair: tuple[int, int], edges: tuple[Floats, Floats]) -> Density:
        """Count a seeded sample of agreements by cell of the utility plane of two parties."""
        return density.density(self.space, pair, edges)

    def minimal_marks(self, marks: Sequence[Bools], most: int | None = None) -> Sets:
        """Return the minimal sets of marks that acceptable agreements carry."""
        return self.search.minimal_marks(self.space, marks, SETS if most is None else most)

    def minimal_broken(
        self, coalition: tuple[int, ...], *, reservations: bool, definitions: bool
    ) -> Sets:
        """Return the minimal sets of what agreements break, for a coalition's consent."""
        return self.search.minimal_broken(
            self.space, coalition, SETS, reservations=reservations, definitions=definitions
        )


def _no_more(count: Count, whole: Count) -> Count:
    """Return the count of a part, which is no more than the whole."""
    upper, most = at_most(count), at_most(whole)
    if isinstance(count, int) or upper is None or most is None:
        return count
    return _between(count.lower, min(upper, most))


def _no_fewer(count: Count, part: Count) -> Count:
    """Return the count of a whole, which is no less than its part."""
    if isinstance(count, int) or count.upper is None:
        return count
    return _between(max(count.lower, at_least(part)), count.upper)


def _between(lower: int, upper: int) -> Count:
    return lower if lower == upper else Bounds(lower, upper)
