"""A plan to merge issue by issue: the order, and the state that rules carry along.

Utilities are additive and rules touch few issues, so an answer about all agreements can be put
together issue by issue (bucket elimination: Dechter 1999; with several objectives: Rollón and
Larrosa 2006). Between two issues all that must be known of a partial agreement, besides its
utilities, is its *state*: which boxes of rules and interactions it is still inside of, of those
that some later issue decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.space.boxes import Bools, Box
from sim.space.elimination_order import merge_order
from sim.space.limits import TiedTogether
from sim.space.space import Indices
from sim.space.values import Floats

MAX_STATES = 50_000
"""How many states an issue may leave open."""


@dataclass(frozen=True, eq=False)
class Watched:
    """A box that is followed through the merge, and what it means to be inside.

    Parameters
    ----------
    box
        Over the listed options.
    forbidden
        True if no agreement may be inside.
    mark
        The bit that an agreement inside carries in its marks; None for none.
    bonus
        What being inside adds, shape (column,); None for nothing.
    """

    box: Box
    forbidden: bool = False
    mark: int | None = None
    bonus: Floats | None = None


@dataclass(frozen=True, eq=False)
class Stage:
    """One issue of the plan.

    Parameters
    ----------
    issue
        Its number.
    kinds
        The places of its options on the table, those together that are in the same boxes.
    source, kind, target
        The moves: from which state, with which kind of option, to which state, shape (move,).
    bonus
        What each move adds, shape (move, column).
    marks
        Per state after this issue, the marks so far.
    """

    issue: int
    kinds: tuple[Indices, ...]
    source: Indices
    kind: Indices
    target: Indices
    bonus: Floats
    marks: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """The stages of a merge.

    Parameters
    ----------
    stages
        One per issue; none if there is no agreement.
    base
        What every agreement has, shape (column,).
    """

    stages: tuple[Stage, ...]
    base: Floats

    @property
    def empty(self) -> bool:
        """True if no agreement is left."""
        return not self.stages

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many states there are before the first issue, and after each."""
        return (1, *(len(stage.marks) for stage in self.stages))

    def limited(self, columns: Sequence[int]) -> Plan:
        """Return the plan with some of its columns."""
        chosen = list(columns)
        stages = (replace(stage, bonus=stage.bonus[:, chosen]) for stage in self.stages)
        return Plan(tuple(stages), self.base[chosen])

    def completions(self, tables: Sequence[Floats], *, worst: bool = False) -> tuple[Floats, ...]:
        """Return the most that the issues still to come can add to each column.

        Every column by itself: no agreement need reach several of them.

        Parameters
        ----------
        tables
            Per issue what its listed options add, shape (option, column).
        worst
            Return the least instead.

        Returns
        -------
        tuple of ndarray
            Before the first issue and after each, shape (state, column).
        """
        sign = -1.0 if worst else 1.0
        found = [np.zeros((self.widths[-1], len(self.base)))]
        for place in range(len(self.stages) - 1, -1, -1):
            stage = self.stages[place]
            table = sign * tables[stage.issue]
            best = np.array([table[options].max(axis=0) for options in stage.kinds])
            reached = best[stage.kind] + sign * stage.bonus + found[-1][stage.target]
            states = np.full((self.widths[place], len(self.base)), -np.inf)
            np.maximum.at(states, stage.source, reached)
            found.append(states)
        return tuple(sign * states for states in reversed(found))

    def prefixes(self, tables: Sequence[Floats], *, worst: bool = False) -> tuple[Floats, ...]:
        """Return the most (or least) that a partial agreement can have of each column.

        Parameters and shapes are those of :meth:`completions`.
        """
        sign = -1.0 if worst else 1.0
        found = [sign * self.base[None, :]]
        for stage in self.stages:
            table = sign * tables[stage.issue]
            best = np.array([table[options].max(axis=0) for options in stage.kinds])
            reached = found[-1][stage.source] + best[stage.kind] + sign * stage.bonus
            states = np.full((len(stage.marks), len(self.base)), -np.inf)
            np.maximum.at(states, stage.target, reached)
            found.append(states)
        return tuple(sign * states for states in found)


def make_plan(
    options: Sequence[Indices],
    watched: Sequence[Watched],
    columns: int,
    accept: Callable[[int], bool] | None = None,
    *,
    most: int | None = None,
) -> Plan:
    """Return the plan of a merge.

    Parameters
    ----------
    options
        Per issue the places of the options on the table.
    watched
        The boxes to follow.
    columns
        How many numbers an agreement has.
    accept
        Says whether an agreement with these marks can be accepted; those that can't are left out.
    most
        How many states an issue may leave open; ``MAX_STATES`` if None.

    Raises
    ------
    TiedTogether
        If the boxes tie too many issues together.
    """
    base, marks = np.zeros(columns), 0
    nothing = Plan((), base)
    if any(len(places) == 0 for places in options):
        return nothing
    open_boxes: list[tuple[Watched, dict[int, Bools]]] = []
    for one in watched:
        scope = _scope(one.box, options)
        if scope is None:
            continue
        if scope:
            open_boxes.append((one, scope))
            continue
        # Every agreement is inside.
        if one.forbidden:
            return nothing
        if one.bonus is not None:
            base = base + one.bonus
        marks |= _mark(one)
    boxes = _Boxes(options, open_boxes, columns)
    stages = _reachable(boxes, marks, MAX_STATES if most is None else most)
    return Plan(_completable(stages, accept), base)


def _mark(one: Watched) -> int:
    return 0 if one.mark is None else 1 << one.mark


def _scope(box: Box, options: Sequence[Indices]) -> dict[int, Bools] | None:
    """Return what a box asks of the options on the table; None if nothing is inside."""
    scope = {}
    for issue, mask in box.items():
        inside = mask[options[issue]]
        if not inside.any():
            return None
        if not inside.all():
            scope[issue] = inside
    return scope


class _Boxes:
    """The boxes as bits of whole numbers, box j as 1 << j."""

    def __init__(
        self,
        options: Sequence[Indices],
        boxes: Sequence[tuple[Watched, dict[int, Bools]]],
        columns: int,
    ) -> None:
        self.boxes = [one for one, _ in boxes]
        self.columns = columns
        scopes = [frozenset(scope) for _, scope in boxes]
        self.kinds: list[tuple[Indices, ...]] = []
        self.matches: list[list[int]] = []
        for issue, places in enumerate(options):
            touching = [j for j, scope in enumerate(scopes) if issue in scope]
            kinds, matches = _kinds(places, touching, [boxes[j][1][issue] for j in touching])
            self.kinds.append(kinds)
            self.matches.append(matches)
        self.order = merge_order(
            [len(places) for places in options], [len(kinds) for kinds in self.kinds], scopes
        )
        self.first, self.last, self.touch = ([0] * len(options) for _ in range(3))
        place = {issue: p for p, issue in enumerate(self.order)}
        for j, scope in enumerate(scopes):
            ordered = sorted(scope, key=place.__getitem__)
            self.first[ordered[0]] |= 1 << j
            self.last[ordered[-1]] |= 1 << j
            for issue in scope:
                self.touch[issue] |= 1 << j
        self.forbidden = sum(1 << j for j, one in enumerate(self.boxes) if one.forbidden)

    def step(self, issue: int, inside: int, match: int) -> tuple[int, int]:
        """Return which boxes a partial agreement is still inside of, and which it completes."""
        alive = (inside & ~self.touch[issue]) | (match & (self.first[issue] | inside))
        return alive & ~self.last[issue], alive & self.last[issue]

    def effect(self, complete: int) -> tuple[Floats, int]:
        """Return what completed boxes add, and their marks."""
        bonus, marks = np.zeros(self.columns), 0
        while complete:
            low = complete & -complete
            one = self.boxes[low.bit_length() - 1]
            if one.bonus is not None:
                bonus = bonus + one.bonus
            marks |= _mark(one)
            complete ^= low
        return bonus, marks


def _kinds(
    places: Indices, touching: Sequence[int], masks: Sequence[Bools]
) -> tuple[tuple[Indices, ...], list[int]]:
    """Return the options by which boxes they are in, and those boxes as bits."""
    if not touching:
        return (places,), [0]
    rows, kind = np.unique(np.stack(masks, axis=1), axis=0, return_inverse=True)
    kind = kind.ravel()
    matches = [sum(1 << touching[j] for j in np.flatnonzero(row).tolist()) for row in rows]
    return tuple(places[kind == k] for k in range(len(rows))), matches


def _reachable(boxes: _Boxes, marks: int, most: int) -> list[Stage]:
    """Return the stages with every state that can be reached."""
    states: dict[tuple[int, int], int] = {(0, marks): 0}
    stages = []
    for issue in boxes.order:
        following: dict[tuple[int, int], int] = {}
        moves: list[tuple[int, int, int]] = []
        bonuses: list[Floats] = []
        effects: dict[int, tuple[Floats, int]] = {}
        for (inside, so_far), before in states.items():
            for number, match in enumerate(boxes.matches[issue]):
                still, complete = boxes.step(issue, inside, match)
                if complete & boxes.forbidden:
                    continue
                if complete not in effects:
                    effects[complete] = boxes.effect(complete)
                bonus, more = effects[complete]
                reached = following.setdefault((still, so_far | more), len(following))
                moves.append((before, number, reached))
                bonuses.append(bonus)
            if len(following) > most:
                raise TiedTogether(f"more than {most:,} cases to keep apart at once")
        source, kind, target = np.array(moves, dtype=np.int64).reshape(-1, 3).T
        bonus_rows = np.array(bonuses).reshape(len(moves), boxes.columns)
        after = tuple(so_far for _, so_far in following)
        kinds = boxes.kinds[issue]
        stages.append(Stage(issue, kinds, source, kind, target, bonus_rows, after))
        states = following
    return stages


def _completable(
    stages: Sequence[Stage], accept: Callable[[int], bool] | None
) -> tuple[Stage, ...]:
    """Return the stages without states that no acceptable agreement goes through."""
    alive = np.array([accept is None or accept(m) for m in stages[-1].marks], dtype=bool)
    found = []
    widths = [1, *(len(stage.marks) for stage in stages)]
    for stage, width in zip(reversed(stages), reversed(widths[:-1]), strict=True):
        moves = alive[stage.target]
        renamed = np.cumsum(alive) - 1
        marks = tuple(m for m, kept in zip(stage.marks, alive.tolist(), strict=True) if kept)
        before = np.zeros(width, dtype=bool)
        before[stage.source[moves]] = True
        found.append(
            Stage(
                stage.issue, stage.kinds, stage.source[moves], stage.kind[moves],
                renamed[stage.target[moves]], stage.bonus[moves], marks,
            )
        )  # fmt: skip
        alive = before
    if not alive.any():
        return ()
    found.reverse()
    # States were renamed where they are reached; now also where moves start from them.
    for place in range(1, len(found)):
        stage, kept = found[place], np.unique(found[place].source)
        found[place] = Stage(
            stage.issue, stage.kinds, np.searchsorted(kept, stage.source), stage.kind,
            stage.target, stage.bonus, stage.marks,
        )  # fmt: skip
    return tuple(found)
