"""Merging issue by issue: the undominated partial agreements, and how they were put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engines.terms import Terms
from sim.space.boxes import Bools
from sim.space.budget import spend, stopped
from sim.space.dominance import undominated_parts
from sim.space.elimination_plan import Stage
from sim.space.limits import Limits
from sim.space.space import Indices
from sim.space.values import Floats

FAILED = -(2.0**52)
"""Stands for a utility that no longer reaches what is asked, whatever comes."""
CHUNK, SUMS = 1 / 16, 250_000
"""Share of the memory allowed that sums may take before dominated ones are dropped, and how many
there may be where comparing them takes long."""
MOVE, SUM = 100.0, 0.015
"""Work of a move from one state to another, and of a sum in one column, as measured."""
MANY, LAST, HOPELESS = 20_000, 3, 4
"""From so many utilities on it is foreseen, from the growth in so many last issues, whether more
than so many times the number allowed are to come."""

Promise = Callable[[Floats, int], Bools]
"""Says which partial agreements still matter, given what each party would have if all the rest
went best for it, shape (part, column), and their marks."""


@dataclass(frozen=True, eq=False)
class Layer:
    """The partial agreements after one issue; those of equal utilities and state are one node.

    Parameters
    ----------
    issue
        The issue that was merged.
    options
        Its options by row: those of one row add the same and are in the same boxes.
    starts
        Where each node's edges start, shape (node + 1,).
    parents
        The node before, by edge.
    rows
        The row of options, by edge.
    """

    issue: int
    options: tuple[Indices, ...]
    starts: Indices
    parents: NDArray[np.int32]
    rows: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.starts.nbytes + self.parents.nbytes + self.rows.nbytes


@dataclass(frozen=True, eq=False)
class Merged:
    """The end of a merge.

    Parameters
    ----------
    layers
        One per issue; none if there is no agreement.
    vectors
        Utilities of the last nodes, in grid steps, shape (node, column).
    marks
        Of the last nodes.
    """

    layers: tuple[Layer, ...]
    vectors: Floats
    marks: tuple[int, ...]


class Merge:
    """A merge of all issues under some terms.

    Parameters
    ----------
    terms
        What is acceptable.
    strict
        Numbers of the parties that dominance is in. Whoever else asks for a threshold is followed
        only as far as acceptance needs.
    limits
        How much it may grow.
    promise
        A further test of what still matters.
    tell
        Called with the share of issues merged.
    """

    def __init__(
        self,
        terms: Terms,
        strict: Sequence[int],
        limits: Limits,
        *,
        promise: Promise | None = None,
        tell: Callable[[float], None] | None = None,
    ) -> None:
        self.terms, self.limits, self.promise, self.tell = terms, limits, promise, tell
        self.columns = [*strict, *(k for k in terms.asking if k not in strict)]
        self.strict = np.arange(len(strict))
        self.plan = terms.plan.limited(self.columns)
        self.tables = [table[:, self.columns] for table in terms.tables]
        self.thresholds = terms.thresholds[self.columns]
        self.held = 0
        self.easy = True
        if not self.plan.empty:
            self.best = self.plan.completions(self.tables)
            self.worst = self.plan.completions(self.tables, worst=True)
            lowest = dict(zip(self.columns, self.plan.base + self.worst[0][0], strict=True))
            # Whoever every agreement gives enough need not be asked each time.
            self.easy = all(lowest[k] >= terms.thresholds[k] for k in terms.asking)

    def run(self) -> Merged:
        """Return what is undominated at the end, acceptable under the terms.

        Raises
        ------
        BudgetSpent
            If there are more partial agreements, or more memory is needed, than allowed.
        """
        if self.plan.empty:
            return Merged((), np.zeros((0, len(self.columns))), ())
        fronts = [self.plan.base[None, :]]
        layers: list[Layer] = []
        sizes: list[int] = []
        for place, stage in enumerate(self.plan.stages):
            layer, fronts = self._layer(place, stage, fronts)
            layers.append(layer)
            sizes.append(sum(map(len, fronts)))
            self._expect(sizes)
            if self.tell is not None:
                self.tell((place + 1) / len(self.plan.stages))
        ends = self.plan.stages[-1].marks
        marks = [m for m, front in zip(ends, fronts, strict=True) for _ in range(len(front))]
        return Merged(tuple(layers), np.concatenate(fronts), tuple(marks))

    def _layer(
        self, place: int, stage: Stage, fronts: Sequence[Floats]
    ) -> tuple[Layer, list[Floats]]:
        kinds = _rows(stage, self.tables[stage.issue], self.strict)
        options = tuple(group for kind in kinds for group in kind.options)
        sizes = np.array([len(front) for front in fronts])
        first_node = np.cumsum([0, *sizes])
        first_row = np.cumsum([0, *(len(kind.steps) for kind in kinds)])
        by_target = np.argsort(stage.target, kind="stable")
        # Most moves of a search for little start where nothing is left.
        by_target = by_target[sizes[stage.source[by_target]] > 0]
        ends = np.searchsorted(stage.target[by_target], np.arange(len(stage.marks) + 1)).tolist()
        nothing = _Gathered(self, place, 0).nodes()
        found, points = [], 0
        for target in range(len(stage.marks)):
            if ends[target] == ends[target + 1]:
                found.append(nothing)
                continue
            gathered = _Gathered(self, place, target)
            for move in by_target[ends[target] : ends[target + 1]].tolist():
                source, kind = int(stage.source[move]), int(stage.kind[move])
                gathered.add(
                    fronts[source], int(first_node[source]),
                    kinds[kind].steps + stage.bonus[move], int(first_row[kind]),
                )  # fmt: skip
            found.append(gathered.nodes())
            points += len(found[-1].vectors)
            self._check(place, points)
        counts = np.concatenate([[0], *(nodes.edges for nodes in found)])
        layer = Layer(
            stage.issue,
            options,
            np.cumsum(counts),
            np.concatenate([nodes.parents for nodes in found]).astype(np.int32),
            np.concatenate([nodes.rows for nodes in found]).astype(np.int32),
        )
        self.held += layer.nbytes
        return layer, [nodes.vectors for nodes in found]

    def _check(self, place: int, points: int) -> None:
        where = f"after {place + 1} of {len(self.plan.stages)} issues"
        most = self.limits.most_points(len(self.columns))
        if points > most:
            raise stopped("work", f"more than {most:,} different utilities {where}")
        self.check_memory(points * (len(self.columns) + 2) * 8 * 3, where)

    def _expect(self, sizes: Sequence[int]) -> None:
        """Raise if, as the last issues went, far more is to come than allowed.

        Parameters
        ----------
        sizes
            How many utilities there were after each issue.
        """
        if len(sizes) <= LAST or sizes[-1] < MANY:
            return
        growth = (sizes[-1] / sizes[-1 - LAST]) ** (1 / LAST)
        to_come = len(self.plan.stages) - len(sizes)
        # Growth slows down towards the end, so that half of it is what to expect.
        expected = sizes[-1] * max(1.0, growth) ** (to_come / 2)
        most = self.limits.most_points(len(self.columns))
        if expected > HOPELESS * most:
            raise stopped("work", f"far more than {most:,} different utilities to be expected")

    def check_memory(self, more: int, where: str = "while merging") -> None:
        """Raise if so many further bytes are more than allowed."""
        if self.held + more > self.limits.memory:
            allowed = self.limits.memory / 1e9
            raise stopped("work", f"more than the {allowed:g} GB of memory allowed {where}")

    def settled(self, vectors: Floats, place: int, state: int) -> tuple[Bools | None, Floats]:
        """Return which partial agreements still matter, and their utilities as far as they do.

        None for all of them.

        Parameters
        ----------
        vectors
            Shape (part, column).
        place, state
            After which stage, and in which state.
        """
        if self.easy and self.promise is None:
            return None, vectors
        marks = self.plan.stages[place].marks[state]
        best, worst = self.best[place + 1][state], self.worst[place + 1][state]
        needed = self.thresholds - best
        column_of = {party: column for column, party in enumerate(self.columns)}
        alive = self.terms.passed(
            marks,
            lambda party: vectors[:, column_of[party]] >= needed[column_of[party]],
            len(vectors),
        )
        if self.promise is not None:
            alive = alive & self.promise(vectors + best, marks)
        loose = len(self.strict)
        if loose < len(self.columns):
            # What a party without dominance gets matters only until its consent is settled.
            vectors = vectors.copy()
            enough = self.thresholds[loose:] - worst[loose:]
            clipped = np.minimum(vectors[:, loose:], enough)
            fails = vectors[:, loose:] < needed[loose:]
            vectors[:, loose:] = np.where(fails, FAILED, clipped)
        return alive, vectors


@dataclass(frozen=True, eq=False)
class _Kind:
    """The options of one kind by what they add, shape (row, column)."""

    steps: Floats
    options: tuple[Indices, ...]


def _rows(stage: Stage, table: Floats, strict: Indices) -> list[_Kind]:
    found = []
    for options in stage.kinds:
        steps, row = np.unique(table[options], axis=0, return_inverse=True)
        row = row.ravel()
        kept = np.flatnonzero(undominated_parts(steps, strict.tolist()))
        found.append(_Kind(steps[kept], tuple(options[row == r] for r in kept)))
    return found


@dataclass(frozen=True, eq=False)
class _Nodes:
    """The nodes of one state: vectors descending, edges per node, parent and row per edge."""

    vectors: Floats
    edges: Indices
    parents: Indices
    rows: Indices


@dataclass(frozen=True, eq=False)
class _Block:
    """Sums of some nodes and some options, in the order of nodes; numbers are those still there."""

    vectors: Floats
    numbers: Indices | None
    first_node: int
    first_row: int
    rows: int


class _Gathered:
    """Sums of partial agreements and options that end in one state."""

    def __init__(self, merge: Merge, place: int, state: int) -> None:
        self.merge, self.place, self.state = merge, place, state
        self.vectors = np.zeros((0, len(merge.columns)))
        self.parents = self.rows = np.zeros(0, dtype=np.int64)
        self.waiting: list[_Block] = []
        self.count = 0
        numbers = int(merge.limits.memory * CHUNK) // 8
        self.chunk = max(1024, numbers // max(1, len(merge.columns)))
        if len(merge.columns) > 3:
            self.chunk = min(self.chunk, SUMS)

    def add(self, front: Floats, first_node: int, steps: Floats, first_row: int) -> None:
        """Take in every sum of a front (node, column) and options (row, column)."""
        size = max(1, self.chunk // max(1, len(steps)))
        for start in range(0, len(front), size):
            some = front[start : start + size]
            spend(MOVE + SUM * len(some) * steps.size)
            sums = (some[:, None, :] + steps[None, :, :]).reshape(-1, front.shape[1])
            alive, sums = self.merge.settled(sums, self.place, self.state)
            numbers = None if alive is None else np.flatnonzero(alive)
            sums = sums if numbers is None else sums[numbers]
            block = _Block(sums, numbers, first_node + start, first_row, len(steps))
            self.waiting.append(block)
            self.count += len(sums)
            if self.count > self.chunk:
                self._sift()

    def _sift(self) -> None:
        """Drop what is dominated among all that was taken in."""
        vectors = np.concatenate([self.vectors, *(block.vectors for block in self.waiting)])
        self.merge.check_memory(3 * vectors.nbytes)
        kept = np.flatnonzero(undominated_parts(vectors, self.merge.strict.tolist()))
        before = len(self.vectors)
        ends = np.cumsum([before, *(len(block.vectors) for block in self.waiting)])
        bounds = np.searchsorted(kept, ends)
        parents, rows = [self.parents[kept[: bounds[0]]]], [self.rows[kept[: bounds[0]]]]
        for place, block in enumerate(self.waiting):
            numbers = kept[bounds[place] : bounds[place + 1]] - ends[place]
            if block.numbers is not None:
                numbers = block.numbers[numbers]
            node, row = np.divmod(numbers, block.rows)
            parents.append(block.first_node + node)
            rows.append(block.first_row + row)
        self.vectors = vectors[kept]
        self.parents, self.rows = np.concatenate(parents), np.concatenate(rows)
        # The next time only when as much again has come in.
        self.waiting, self.count = [], 0

    def nodes(self) -> _Nodes:
        """Return what is undominated, as nodes."""
        if self.waiting:
            self._sift()
        order, starts = descending(self.vectors)
        edges = np.diff(np.append(starts, len(order)))
        return _Nodes(self.vectors[order[starts]], edges, self.parents[order], self.rows[order])


def descending(vectors: Floats) -> tuple[Indices, Indices]:
    """Return a stable order of vectors, largest first, and where each distinct one starts."""
    if not len(vectors):
        none = np.zeros(0, dtype=np.int64)
        return none, none
    first = -vectors[:, 0]
    order = np.argsort(first)
    first = first[order]
    same = first[1:] == first[:-1]
    tied = np.flatnonzero(np.concatenate((same, [False])) | np.concatenate(([False], same)))
    # Sorting by the first column settles most of it; the rest and the order of what is equal are
    # put right among ties only.
    some = order[tied]
    run = np.cumsum(np.concatenate(([True], ~same)))[tied]
    keys = (some, *(-column for column in vectors[some, 1:].T[::-1]), run)
    order[tied] = some[np.lexsort(keys)]
    changes = np.concatenate(([True], ~same))
    pairs = np.flatnonzero(same)
    if len(pairs):
        changes[pairs + 1] = (vectors[order[pairs + 1]] != vectors[order[pairs]]).any(axis=1)
    return order, np.flatnonzero(changes)
