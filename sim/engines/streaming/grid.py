"""The rows of the streaming engine: one class of heads against all classes of tails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.engines.protocol import Gate
from sim.engines.streaming.heads_and_tails import Half, make_half, split_point
from sim.space.boxes import Bools
from sim.space.budget import spend
from sim.space.consent import ConsentRule
from sim.space.space import Indices, Space
from sim.space.values import Floats

BLOCK = 1 << 18
"""How many agreements are looked at together: their numbers fit into the cache."""
PRODUCT, ROW, BIT, PAIR = 0.0005, 20.0, 0.004, 0.0015
"""Work of a pair of classes for each rule, of a row, of a class in it for each box and party, and
of a pair of parts for each party, as measured."""
KEPT = 1 << 24
"""How many pairs of classes are remembered."""
SHORT, LONG = 512, 65_000
"""Between so many tails ranks are used instead of the numbers themselves."""


@dataclass(frozen=True, eq=False)
class Row:
    """Some heads of one class, and what their class makes of some classes of tails.

    Parameters
    ----------
    heads
        Numbers of the heads, ascending.
    head_class
        Their class.
    classes
        The classes of tails looked at, ascending.
    broken
        Which active rules are broken, shape (classes, rule).
    bonus
        What interactions add, in grid steps, shape (party, classes).
    bound
        Whether a party's consent is required, shape (party, classes).
    tails
        Numbers of the tails looked at, ascending; None for all of the classes.
    """

    heads: Indices
    head_class: int
    classes: Indices
    broken: Bools
    bonus: Floats
    bound: Bools
    tails: Indices | None = None

    def limited(self, kept: Bools) -> Row:
        """Return the row with some of its classes of tails."""
        if kept.all():
            return self
        return replace(
            self,
            classes=self.classes[kept],
            broken=self.broken[kept],
            bonus=self.bonus[:, kept],
            bound=self.bound[:, kept],
        )


@dataclass(frozen=True, eq=False)
class Grid:
    """A space as heads × tails, with an optional gate."""

    space: Space
    gate: Gate | None = None

    @cached_property
    def _split(self) -> int:
        return split_point(self.space.sizes)

    @cached_property
    def _boxes(self) -> tuple[tuple[object, ...], ...]:
        rules = [box for rule in self.space.active_rules for box in rule.boxes]
        bonuses = [x.box for x in self.space.interactions]
        consents = list(self.space.consent.where.values())
        return tuple(rules), tuple(bonuses), tuple(consents)

    def _half(self, issues: range) -> Half:
        rules, bonuses, consents = self._boxes
        return make_half(self.space, tuple(issues), (*rules, *bonuses, *consents))  # type: ignore[arg-type]

    @cached_property
    def heads(self) -> Half:
        """All combinations of the first issues' options."""
        return self._half(range(self._split))

    @cached_property
    def tails(self) -> Half:
        """All combinations of the other issues' options."""
        return self._half(range(self._split, len(self.space.sizes)))

    @property
    def empty(self) -> bool:
        """True if no agreement is on the table."""
        return self.space.agreements == 0

    def digits(self, heads: Indices, tails: Indices) -> Indices:
        """Return the option places of agreements, shape (agreement, issue)."""
        return np.concatenate([self.heads.digits[heads], self.tails.digits[tails]], axis=1)

    def numbers(self, heads: Indices, tails: Indices) -> Indices:
        """Return the agreements' numbers in file order."""
        return heads * len(self.tails.digits) + tails

    @cached_property
    def _rule_starts(self) -> Indices:
        counts = [len(rule.boxes) for rule in self.space.active_rules]
        return np.cumsum([0, *counts])[:-1].astype(np.int64)

    @cached_property
    def _owners(self) -> Indices:
        return np.array([rule.owner for rule in self.space.active_rules], dtype=np.int64)

    def compatible(self, rules: Bools) -> Iterator[tuple[int, Bools]]:
        """Yield which classes of heads and tails break none of some rules, in blocks of heads.

        Parameters
        ----------
        rules
            Which active rules to look at, shape (rule,).

        Yields
        ------
        (int, ndarray of bool)
            The first class of heads, and shape (head class, tail class).
        """
        spend(PRODUCT * len(self.heads.inside) * len(self.tails.inside) * (1 + int(rules.sum())))
        chosen = np.repeat(rules, [len(rule.boxes) for rule in self.space.active_rules])
        boxes = np.flatnonzero(chosen)
        tails = self.tails.inside[:, boxes].astype(np.float32).T
        step = max(1, (1 << 22) // max(1, tails.shape[1]))
        for start in range(0, len(self.heads.inside), step):
            heads = self.heads.inside[start : start + step, boxes].astype(np.float32)
            # A pair is inside a box if both halves are: a matrix product counts such boxes.
            yield start, heads @ tails == 0

    @cached_property
    def live(self) -> tuple[Indices, Indices]:
        """The classes of heads, and of tails, that keep every always binding rule with some."""
        heads = np.zeros(len(self.heads.inside), dtype=bool)
        tails = np.zeros(len(self.tails.inside), dtype=bool)
        for start, keeping in self._binding_blocks():
            heads[start : start + len(keeping)] = keeping.any(axis=1)
            tails |= keeping.any(axis=0)
        return np.flatnonzero(heads), np.flatnonzero(tails)

    @cached_property
    def linkages(self) -> Bools:
        """Which active rules are linkages, shape (rule,)."""
        return np.asarray(self._owners < 0)

    @cached_property
    def always_binding(self) -> Bools:
        """Which active rules no acceptable agreement breaks, whoever's consent it needs."""
        consent = self.space.consent
        vetoes = [party for party in consent.required if party not in consent.where]
        return self.linkages | np.isin(self._owners, vetoes)

    def rows(self) -> Iterator[Row]:
        """Yield every class of heads against every class of tails."""
        if not self.empty:
            every = np.arange(len(self.tails.inside))
            for number in range(len(self.heads.inside)):
                yield from self._gated(self._row(number, every))

    def rows_within(self) -> Iterator[Row]:
        """Yield the rows within red lines, and of each the classes of tails that are."""
        if self.empty:
            return
        settled = bool(self.always_binding.all())
        for start, keeping in self._binding_blocks():
            for offset in np.flatnonzero(keeping.any(axis=1)):
                classes = np.flatnonzero(keeping[offset])
                row = self._row(start + int(offset), classes, none_broken=settled)
                if not settled:
                    row = row.limited(self.within(row))
                if len(row.classes):
                    yield from self._gated(row)

    def _binding_blocks(self) -> Iterable[tuple[int, Bools]]:
        """Return ``compatible`` for the always binding rules, kept where it is small."""
        if len(self.heads.inside) * len(self.tails.inside) > KEPT:
            return self.compatible(self.always_binding)
        return self._small_blocks

    @cached_property
    def _small_blocks(self) -> list[tuple[int, Bools]]:
        return list(self.compatible(self.always_binding))

    def _row(self, head_class: int, classes: Indices, *, none_broken: bool = False) -> Row:
        space = self.space
        spend(ROW + BIT * len(classes) * (self.tails.inside.shape[1] + len(space.parties)))
        both = self.heads.inside[head_class] & self.tails.inside[classes]
        rules, bonuses, _ = (len(group) for group in self._boxes)
        if rules == len(space.active_rules) and not none_broken:
            broken = both[:, :rules]
        elif rules and not none_broken:
            broken = np.logical_or.reduceat(both[:, :rules], self._rule_starts, axis=1)
        else:
            broken = np.zeros((len(both), len(space.active_rules)), dtype=bool)
        bonus = np.zeros((len(space.parties), len(both)))
        for interaction, inside in zip(
            space.interactions, both[:, rules : rules + bonuses].T, strict=True
        ):
            bonus[interaction.party] += np.where(inside, interaction.steps, 0.0)
        bound = np.zeros((len(space.parties), len(both)), dtype=bool)
        bound[list(space.consent.everyone)] = True
        for party, inside in zip(space.consent.where, both[:, rules + bonuses :].T, strict=True):
            bound[party] = inside
        heads = self.heads.members[head_class]
        return Row(heads, head_class, classes, broken, bonus, bound)

    def _gated(self, row: Row) -> Iterator[Row]:
        """Yield a row; under a gate, one for each head, with the tails that pass with it."""
        if self.gate is None:
            yield row
            return
        tails = self.tails_of(row)
        for head in row.heads:
            passed = self.gate(self.digits(np.full(len(tails), head), tails))
            passing = tails[np.asarray(passed, dtype=bool)]
            if len(passing):
                yield replace(row, heads=np.array([head]), tails=passing)

    def tails_of(self, row: Row) -> Indices:
        """Return the numbers of the tails that a row looks at, ascending."""
        if row.tails is not None:
            return row.tails
        if len(row.classes) == len(self.tails.inside):
            return np.arange(len(self.tails.digits))
        chosen = np.zeros(len(self.tails.inside), dtype=bool)
        chosen[row.classes] = True
        return np.flatnonzero(chosen[self.tails.class_of])

    def columns_of(self, row: Row, tails: Indices) -> Indices:
        """Return the position of each tail's class among the row's classes."""
        return np.searchsorted(row.classes, self.tails.class_of[tails])

    def kept(self, row: Row) -> Bools:
        """Return which parties' red lines are kept, shape (party, classes)."""
        kept = np.ones((len(self.space.parties), len(row.broken)), dtype=bool)
        for party in {int(owner) for owner in self._owners if owner >= 0}:
            kept[party] = ~row.broken[:, self._owners == party].any(axis=1)
        return kept

    def within(self, row: Row) -> Bools:
        """Return which classes of tails are within red lines, shape (classes,)."""
        consent = self.space.consent
        needed = {party: row.bound[party] for party in consent.where}
        linked = ~row.broken[:, self.linkages].any(axis=1)
        return np.asarray(linked & consent.passes(self.kept(row), needed))

    def offsets(self, row: Row) -> Floats:
        """Return what to add to head and tail so that a party accepts from 0, (party, classes).

        Infinity where its consent isn't required, minus infinity where its red line is broken.
        """
        offsets: Floats = row.bonus - self.thresholds[:, None]
        if row.broken.any():
            offsets[~self.kept(row)] = -np.inf
        offsets[~row.bound] = np.inf
        return offsets

    @cached_property
    def thresholds(self) -> Floats:
        """What each party asks for, in grid steps, shape (party,)."""
        return np.array([self.space.threshold(k) for k in range(len(self.space.parties))])

    def acceptor(self, tail_margins: Floats) -> Acceptor:
        """Return the test of heads against some tails.

        Parameters
        ----------
        tail_margins
            Grid steps of tails with the offsets added, shape (party, tail).
        """
        return Acceptor(self.space.consent, tail_margins)


class Acceptor:
    """Tells which heads are accepted with which of some tails.

    Only the order of numbers matters, so they are replaced by their ranks, which are four times
    as quick to compare.
    """

    def __init__(self, consent: ConsentRule, margins: Floats) -> None:
        self.consent = consent
        self.margins = margins
        self._ranks: dict[int, tuple[Floats, NDArray[np.uint16]]] = {}

    def accepted(self, head_steps: Floats) -> Bools:
        """Return which pairs are accepted by enough parties, shape (head, tail).

        Parameters
        ----------
        head_steps
            Grid steps of heads, shape (party, head).
        """
        accepts: dict[int, Bools] = {}
        for party in self.consent.everyone:
            heads = head_steps[party]
            sure = self.margins[party].min(initial=np.inf) >= -heads.min(initial=np.inf)
            accepts[party] = np.asarray(True) if sure else self._reaches(party, heads)
        # Where a consent isn't needed the margin is infinite.
        spend(PAIR * len(accepts) * head_steps.shape[1] * self.margins.shape[1])
        shape = (head_steps.shape[1], self.margins.shape[1])
        return np.broadcast_to(self.consent.passes(accepts, {}), shape)

    def _reaches(self, party: int, heads: Floats) -> Bools:
        """Return where head and tail together reach what a party asks for, (head, tail)."""
        tails = self.margins[party]
        if len(tails) < SHORT or len(tails) > LONG:
            return np.asarray(tails[None, :] >= -heads[:, None])
        if party not in self._ranks:
            order = np.sort(tails)
            self._ranks[party] = order, np.searchsorted(order, tails).astype(np.uint16)
        order, rank = self._ranks[party]
        needed = np.searchsorted(order, -heads).astype(np.uint16)
        return np.asarray(rank[None, :] >= needed[:, None])
