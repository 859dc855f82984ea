"""Single options and pairs of options: do they occur in the zone, and with which smallest gain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.engines.merging import frontiers
from sim.engines.merging.layers import Merge, Promise
from sim.engines.protocol import Cells, SingleSearch
from sim.engines.terms import Terms
from sim.space.boxes import Bools
from sim.space.elimination_plan import Stage
from sim.space.integer_program import CutShort
from sim.space.limits import BudgetSpent, Limits, TiedTogether
from sim.space.listing import acceptable, within_red_lines
from sim.space.space import Indices, Space
from sim.space.values import Floats

WITNESSES, TRIED = 400, 40_000
"""How many agreements of the frontier are tried with each cell first, and in how many trials."""
SEARCHED = 50_000
"""Up to so many utilities a search may keep apart; then optimisation takes over."""
BLOCKS = 16
"""Into how many blocks the cells of one search are put to say what it need not follow."""
CHUNK = 2_000_000
"""How many sums are looked at at once."""


def tied_pairs(space: Space) -> list[tuple[int, int]]:
    """Return the pairs of issues that some rule or interaction names together."""
    boxes = [box for rule in space.active_rules for box in rule.boxes]
    boxes += [one.box for one in space.interactions]
    found = {(i, j) for box in boxes for i in box for j in box if i < j}
    return sorted(found)


def cells(
    space: Space,
    limits: Limits,
    pairs: Sequence[tuple[int, int]] | None,
    single: SingleSearch,
) -> Cells:
    """Return the largest smallest gain for every option, and for pairs of options."""
    sizes = [len(issue.names) for issue in space.scenario.issues.values()]
    search = _Search(space, limits, single)
    gains = tuple(np.full(size, -np.inf) for size in sizes)
    chosen = tied_pairs(space) if pairs is None else pairs
    tables = {(i, j): np.full((sizes[i], sizes[j]), -np.inf) for i, j in chosen}
    if not search.exists:
        return Cells(gains, tables)
    # Pairs tell what their options reach by themselves, but are more to search: not where the
    # frontier, which says what nothing exceeds, is too large to be merged.
    exact = np.isfinite(search.top)
    tied = {issue for pair in tables for issue in pair} if exact else set()
    most = [np.full(size, -np.inf) for size in sizes]
    for issue, places in enumerate(space.options):
        most[issue][places] = search.top
        if issue not in tied:
            most[issue][places] = search.gains((issue,), places[:, None], most[issue][places])
    for (i, j), table in tables.items():
        both = np.argwhere((most[i] > -np.inf)[:, None] & (most[j] > -np.inf))
        # An agreement with both options has each of them.
        bound = np.minimum(most[i][both[:, 0]], most[j][both[:, 1]])
        table[tuple(both.T)] = search.gains((i, j), both, bound)
        if exact:
            # And one that has an option has it together with some option of the other issue.
            most[i], most[j] = table.max(axis=1), table.max(axis=0)
    return Cells(tuple(most), tables)


@dataclass(frozen=True, eq=False)
class _Search:
    """Looks for the agreements whose smallest gain is largest.

    A *cell* is an option of one issue, or an option of each of two.
    """

    space: Space
    limits: Limits
    single: SingleSearch

    @cached_property
    def _few(self) -> Limits:
        return replace(self.limits, points=SEARCHED)

    @cached_property
    def _known(self) -> tuple[Indices, float]:
        """Some acceptable agreements with a large smallest gain, and the most that any has."""
        space = self.space
        try:
            points = frontiers.best(space, space.bargaining, self._few)
        except BudgetSpent:
            found = self.single.solutions(space)
            return frontiers.no_agreements(space) if found is None else found.digits, np.inf
        smallest = _smallest(space, points.steps)
        best = np.argsort(-smallest, kind="stable")[:WITNESSES]
        rows = [next(points.agreements(int(point)))[:1] for point in best]
        digits = np.concatenate(rows) if rows else frontiers.no_agreements(space)
        return digits, float(smallest.max(initial=-np.inf))

    @property
    def top(self) -> float:
        """The largest smallest gain of all; infinity if it isn't known."""
        return self._known[1]

    @property
    def exists(self) -> bool:
        """Say whether there is any acceptable agreement."""
        return bool(self.space.bargaining) and len(self._known[0]) > 0

    @cached_property
    def _terms(self) -> Terms:
        return Terms(self.space)

    @cached_property
    def _merges(self) -> bool:
        """Whether issues can be merged; if not, hardly with an option settled either."""
        try:
            _ = self._terms.plan
        except TiedTogether:
            return False
        return True

    @cached_property
    def _columns(self) -> list[int]:
        """The parties that are followed: those that bargain, then whoever else asks for some."""
        bargaining = self.space.bargaining
        return [*bargaining, *(k for k in self._terms.asking if k not in bargaining)]

    def gains(self, issues: tuple[int, ...], places: Indices, most: Floats) -> Floats:
        """Return the largest smallest gain by cell; minus infinity where there is none.

        Parameters
        ----------
        issues
            Numbers of one or two issues.
        places
            Their options, shape (cell, issue).
        most
            What is known not to be exceeded, shape (cell,).
        """
        found = self._reached(issues, places)
        left = np.flatnonzero(found < most)
        for group in self._alike(issues, places[left]):
            some = left[group]
            found[some] = self._searched(issues, places[some], found[some])
        return found

    def _reached(self, issues: tuple[int, ...], places: Indices) -> Floats:
        """Return what known agreements reach with the options of each cell put into them."""
        space = self.space
        found = np.full(len(places), -np.inf)
        digits = self._known[0][: max(1, TRIED // max(1, len(places)))]
        for start in range(0, len(places), TRIED):
            some = places[start : start + TRIED]
            tried = np.repeat(digits, len(some), axis=0)
            cell = np.tile(np.arange(len(some)), len(digits))
            for issue, column in zip(issues, some.T, strict=True):
                tried[:, issue] = column[cell]
            passed = acceptable(space, tried)
            steps = space.steps(tried[passed])[list(space.bargaining)].T
            np.maximum.at(found, start + cell[passed], _smallest(space, steps))
        return found

    def _alike(self, issues: tuple[int, ...], places: Indices) -> Iterator[Indices]:
        """Yield the cells that are in the same boxes together: they differ by what they add."""
        keys = np.zeros((len(places), 0), dtype=bool)
        for issue, column in zip(issues, places.T, strict=True):
            masks = [one.box[issue][column] for one in self._terms.watched if issue in one.box]
            keys = np.column_stack([keys, *masks])
        if not len(places):
            return
        # A column more, so that there is one where no box names the issues.
        _, kind = np.unique(np.pad(keys, ((0, 0), (0, 1))), axis=0, return_inverse=True)
        kind = kind.ravel()
        for number in range(int(kind.max()) + 1):
            yield np.flatnonzero(kind == number)

    def _searched(self, issues: tuple[int, ...], places: Indices, known: Floats) -> Floats:
        """Return the gains of cells that are in the same boxes, given what is surely reached."""
        try:
            if not self._merges:
                raise BudgetSpent("too many issues are tied together")
            return self._merged(issues, places, known)
        except BudgetSpent:
            found = known.copy()
        merging = self._merges and len(places) > 1
        for cell in range(len(places)):
            one = slice(cell, cell + 1)
            try:
                if not merging:
                    raise BudgetSpent("nor did it work for another cell")
                found[one] = self._merged(issues, places[one], known[one])
            except BudgetSpent:
                merging = False
                found[cell] = self._optimised(issues, places[cell], float(known[cell]))
        return found

    def _optimised(self, issues: tuple[int, ...], places: Indices, known: float) -> float:
        narrow = _fixed(self.space, issues, places)
        try:
            return max(known, self.single.largest_smallest_gain(narrow))
        except CutShort:
            return known

    def _merged(self, issues: tuple[int, ...], places: Indices, known: Floats) -> Floats:
        """Return the gains of cells that are in the same boxes by one merge.

        All the other issues are merged with one cell that stands for all: it gives everyone the
        most that some cell does. Dominance is the same whichever cell follows.
        """
        adding = sum(
            self._terms.tables[issue][column]
            for issue, column in zip(issues, places.T, strict=True)
        )
        assert not isinstance(adding, int)
        steps = adding[:, self._columns]
        highest = steps.max(axis=0)
        narrow = self._standing_for(issues, places[0], highest)
        terms = Terms(narrow)
        promise = self._promise(steps - highest, known)
        merged = Merge(terms, self._columns, self._few, promise=promise).run()
        column_of = {party: column for column, party in enumerate(self._columns)}
        found, marks = known.copy(), np.array(merged.marks, dtype=object)
        for mark in set(merged.marks):
            vectors = merged.vectors[marks == mark] - highest
            size = max(1, CHUNK // len(vectors))
            for start in range(0, len(steps), size):
                some = steps[start : start + size]
                sums = (some[:, None] + vectors).reshape(-1, len(self._columns))
                passed = terms.passed(
                    mark,
                    lambda party, sums=sums: sums[:, column_of[party]] >= terms.thresholds[party],  # type: ignore[misc]
                    len(sums),
                )
                gains = _smallest(narrow, sums[:, : len(narrow.bargaining)])
                best = np.where(passed, gains, -np.inf).reshape(len(some), -1).max(axis=1)
                found[start : start + size] = np.maximum(found[start : start + size], best)
        return found

    def _standing_for(self, issues: tuple[int, ...], places: Indices, adds: Floats) -> Space:
        """Return the space with one cell left, which adds so much for the parties followed."""
        narrow = _fixed(self.space, issues, places)
        parties = list(narrow.parties)
        for party, step in zip(self._columns, adds.tolist(), strict=True):
            tables = list(parties[party].contributions)
            for issue, place in zip(issues, places.tolist(), strict=True):
                tables[issue] = tables[issue].copy()
                tables[issue][place] = step if issue == issues[0] else 0.0
            parties[party] = replace(parties[party], contributions=tuple(tables))
        return replace(narrow, parties=tuple(parties))

    def _promise(self, shifts: Floats, known: Floats) -> Promise:
        """Return a test of what can still reach more in some cell than is known of it.

        Parameters
        ----------
        shifts
            What each cell adds less than the one that is merged, shape (cell, column).
        known
            Shape (cell,).
        """
        count = len(self.space.bargaining)
        order = np.lexsort((shifts[:, 0], np.isfinite(known)))
        blocks = [
            (shifts[block, :count].max(axis=0), float(known[block].min()))
            for block in np.array_split(order, min(BLOCKS, len(order)))
        ]

        def promise(optimistic: Floats, marks: int) -> Bools:
            alive = np.zeros(len(optimistic), dtype=bool)
            for shift, least in blocks:
                alive |= _smallest(self.space, optimistic[:, :count] + shift) > least
            return alive

        return promise


def _smallest(space: Space, steps: Floats) -> Floats:
    """Return the smallest gain of each vector of the bargaining parties' grid steps."""
    found = np.full(len(steps), np.inf)
    # By column: numpy takes several times as long for the smallest of each short row.
    for column, party in enumerate(space.bargaining):
        gain = steps[:, column] / space.scales[party] - space.reservations[party]
        np.minimum(found, gain, out=found)
    return found


def _fixed(space: Space, issues: tuple[int, ...], places: Indices) -> Space:
    """Return the space with an option of some issues settled."""
    listed = [len(issue.names) for issue in space.scenario.issues.values()]
    return space.narrowed(
        {i: np.arange(listed[i]) == place for i, place in zip(issues, places.tolist(), strict=True)}
    )


def occurring(space: Space, single: SingleSearch) -> tuple[Bools, ...]:
    """Return per issue which listed options occur in some agreement within red lines."""
    found = tuple(np.zeros(len(i.names), dtype=bool) for i in space.scenario.issues.values())
    try:
        plan = Terms(space, interactions=False).plan
    except TiedTogether:
        return _searched_for(space, _on_the_table(space), single, reservations=False)
    for stage in plan.stages:
        for kind in np.unique(stage.kind).tolist():
            found[stage.issue][stage.kinds[kind]] = True
    return found


def used(space: Space, single: SingleSearch) -> tuple[Bools, ...]:
    """Return per issue which listed options occur in some acceptable agreement."""
    terms = Terms(space)
    try:
        possible = _possible(terms)
    except TiedTogether:
        return _searched_for(space, _on_the_table(space), single)
    if len(terms.asking) <= 1 and not terms.votes and not space.consent.where:
        # Nobody has to be given enough together with anybody else.
        return possible
    return _searched_for(space, possible, single)


def _on_the_table(space: Space) -> tuple[Bools, ...]:
    """Return which listed options are on the table."""
    listed = [len(issue.names) for issue in space.scenario.issues.values()]
    return tuple(
        np.isin(np.arange(size), places) for size, places in zip(listed, space.options, strict=True)
    )


def _searched_for(
    space: Space, possible: tuple[Bools, ...], single: SingleSearch, *, reservations: bool = True
) -> tuple[Bools, ...]:
    """Return which possible options occur, by one search after the other."""
    found = tuple(np.zeros(len(there), dtype=bool) for there in possible)
    for issue, there in enumerate(possible):
        while (there & ~found[issue]).any():
            # One search for all that is left: either none of it occurs, or less is left.
            narrow = space.narrowed({issue: there & ~found[issue]})
            digits = single.some_agreement(narrow, reservations=reservations)
            if digits is None:
                break
            _spread(space, digits, found, acceptable if reservations else within_red_lines)
    return found


def _spread(
    space: Space,
    digits: Indices,
    found: tuple[Bools, ...],
    passes: Callable[[Space, Indices], Bools],
) -> None:
    """Mark the options of an agreement that passes, and those that can replace one of them."""
    left = [places[~found[issue][places]] for issue, places in enumerate(space.options)]
    issue = np.repeat(np.arange(len(left)), [len(places) for places in left])
    place = np.concatenate(left)
    tried = np.repeat(digits[None, :], len(place), axis=0)
    tried[np.arange(len(place)), issue] = place
    passed = passes(space, tried)
    for number, one in zip(issue[passed].tolist(), place[passed].tolist(), strict=True):
        found[number][one] = True


def _possible(terms: Terms) -> tuple[Bools, ...]:
    """Return per issue which listed options give each party that asks enough, taken by itself."""
    space = terms.space
    found = tuple(np.zeros(len(i.names), dtype=bool) for i in space.scenario.issues.values())
    plan = terms.plan
    if plan.empty:
        return found
    before, after = plan.prefixes(terms.tables), plan.completions(terms.tables)
    for place, stage in enumerate(plan.stages):
        around = before[place][stage.source] + stage.bonus + after[place + 1][stage.target]
        _mark_possible(terms, stage, around, found[stage.issue])
    return found


def _mark_possible(terms: Terms, stage: Stage, around: Floats, found: Bools) -> None:
    """Mark the options of one issue that give enough with the most that all others can add.

    Parameters
    ----------
    around
        That most, shape (move, party).
    """
    reached = np.array([stage.marks[target] for target in stage.target.tolist()], dtype=object)
    for kind, options in enumerate(stage.kinds):
        for mark in set(reached[stage.kind == kind].tolist()):
            rest = around[(stage.kind == kind) & (reached == mark)]
            sums = (terms.tables[stage.issue][options][:, None] + rest).reshape(-1, rest.shape[1])
            passed = terms.passed(
                mark,
                lambda party, sums=sums: sums[:, party] >= terms.thresholds[party],  # type: ignore[misc]
                len(sums),
            )
            found[options] |= passed.reshape(len(options), -1).any(axis=1)
