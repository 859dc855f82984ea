"""A scenario as numbers: value tables on the decimal grid, and rules as boxes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools, Box, BoxRule
from sim.space.consent import ConsentRule
from sim.space.values import Floats

TOLERANCE = 1e-9
"""Acceptance is u ≥ r − TOLERANCE, everywhere; a gain counts above TOLERANCE."""

LINKAGES = -1
"""The owner of linkages, in the place of a party's number."""

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PartyNumbers:
    """One party's numbers.

    Parameters
    ----------
    name
        Its id.
    weighs, bargains
        Whether it has a utility; whether solutions and dominance are in it.
    weights
        Normalised weight per issue, shape (issue,); zeros without weights.
    values
        Per issue the value (0..1) of each listed option; NaN where the file gives none.
    contributions
        Per issue what each listed option adds to its utility, in grid steps.
    scale
        Grid steps of a utility of 1.
    reservation
        Its reservation value; NaN where none can be computed (no admissible agreement).
    power
        Its bargaining weight in the Nash solution.
    """

    name: str
    weighs: bool
    bargains: bool
    weights: Floats
    values: tuple[Floats, ...]
    contributions: tuple[Floats, ...]
    scale: float
    reservation: float
    power: float

    @cached_property
    def threshold(self) -> float:
        """Smallest utility in grid steps that it accepts: the first with u ≥ r − 1e-9."""
        if not self.weighs or math.isnan(self.reservation):
            return -math.inf
        level = self.reservation - TOLERANCE
        steps = math.ceil(level * self.scale)
        while (steps - 1) / self.scale >= level:
            steps -= 1
        while steps / self.scale < level:
            steps += 1
        return float(steps)


@dataclass(frozen=True, eq=False)
class BoxInteraction:
    """A bonus in grid steps to one party inside a box."""

    party: int
    box: Box
    steps: float


@dataclass(frozen=True, eq=False, repr=False)
class Space:
    """The compiled numbers of a scenario; axes are (party, …, agreement).

    Agreements are numbered in file order: options on the table in file order, the last issue
    fastest.

    Parameters
    ----------
    scenario
        What was compiled.
    options
        Per issue the places, among the listed options, of those on the table.
    parties
        Every party's numbers, in file order.
    rules
        Linkages, then each party's red lines, in file order.
    interactions
        Bonuses, in file order.
    consent
        Whose consent is needed.
    dropped
        Paths of rules and reservation values that are left out of account.
    """

    scenario: Scenario
    options: tuple[Indices, ...]
    parties: tuple[PartyNumbers, ...]
    rules: tuple[BoxRule, ...]
    interactions: tuple[BoxInteraction, ...]
    consent: ConsentRule
    dropped: frozenset[str] = frozenset()

    @cached_property
    def issues(self) -> tuple[str, ...]:
        """Issue ids in file order."""
        return tuple(self.scenario.issues)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Number of options on the table, per issue."""
        return tuple(len(places) for places in self.options)

    @property
    def agreements(self) -> int:
        """How many agreements the options on the table make."""
        return math.prod(self.sizes)

    @cached_property
    def bargaining(self) -> tuple[int, ...]:
        """Numbers of the parties that bargain."""
        return tuple(k for k, party in enumerate(self.parties) if party.bargains)

    @cached_property
    def weighing(self) -> tuple[int, ...]:
        """Numbers of the parties with weights."""
        return tuple(k for k, party in enumerate(self.parties) if party.weighs)

    @cached_property
    def consenting(self) -> tuple[int, ...]:
        """Numbers of the parties with weights that have a say."""
        return tuple(k for k in self.consent.everyone if self.parties[k].weighs)

    @cached_property
    def best_known(self) -> dict[tuple[int, int, bytes], tuple[float, float]]:
        """Two parties and their numbers → what :func:`sim.space.draws.best_allowed` found."""
        return {}

    @cached_property
    def active_rules(self) -> tuple[BoxRule, ...]:
        """The rules that bind: linkages, and red lines of parties that have a say."""
        bind = {-1, *self.consent.everyone}
        return tuple(r for r in self.rules if r.owner in bind and r.path not in self.dropped)

    def threshold(self, party: int) -> float:
        """Return a party's threshold in grid steps; minus infinity once dropped."""
        dropped = reservation_path(self.parties[party].name) in self.dropped
        return -math.inf if dropped else self.parties[party].threshold

    @cached_property
    def reservations(self) -> Floats:
        """Reservation value per party, shape (party,); NaN without weights."""
        return np.array([party.reservation if party.weighs else math.nan for party in self.parties])

    @cached_property
    def scales(self) -> Floats:
        """Grid steps of a utility of 1, shape (party,)."""
        return np.array([party.scale for party in self.parties])

    def digits(self, numbers: Indices) -> Indices:
        """Return the option places, among the listed ones, of agreements by number.

        Parameters
        ----------
        numbers
            Agreement numbers in file order, shape (agreement,).

        Returns
        -------
        ndarray, shape (agreement, issue)
        """
        return self.listed(combinations_of(np.asarray(numbers), self.sizes))

    def listed(self, on_table: Indices) -> Indices:
        """Return places among the listed options for places among those on the table."""
        columns = [places[on_table[:, i]] for i, places in enumerate(self.options)]
        return np.stack(columns, axis=-1).astype(np.int64)

    def steps(self, digits: Indices) -> Floats:
        """Return the utilities of agreements in grid steps.

        Parameters
        ----------
        digits
            Option places among the listed ones, shape (agreement, issue).

        Returns
        -------
        ndarray, shape (party, agreement)
            Zeros for parties without weights.
        """
        total = np.zeros((len(self.parties), len(digits)))
        for k, party in enumerate(self.parties):
            for issue, table in enumerate(party.contributions):
                total[k] += table[digits[:, issue]]
        for interaction in self.interactions:
            inside = self.inside(interaction.box, digits)
            total[interaction.party] += np.where(inside, interaction.steps, 0.0)
        return total

    def utilities(self, digits: Indices) -> Floats:
        """Return the utilities of agreements, shape (party, agreement)."""
        return self.steps(digits) / self.scales[:, None]

    def inside(self, box: Box, digits: Indices) -> Bools:
        """Return which agreements are inside a box, shape (agreement,)."""
        inside = np.ones(len(digits), dtype=bool)
        for issue, mask in box.items():
            inside &= mask[digits[:, issue]]
        return inside

    def inside_any(self, boxes: Iterable[Box], digits: Indices) -> Bools:
        """Return which agreements are inside some of the boxes, shape (agreement,)."""
        found = np.zeros(len(digits), dtype=bool)
        for box in boxes:
            found |= self.inside(box, digits)
        return found

    def needed(self, digits: Indices) -> dict[int, Bools]:
        """Return, of parties whose consent is conditional, where it is needed, (agreement,)."""
        return {party: self.inside(box, digits) for party, box in self.consent.where.items()}

    def keeps(self, party: int, broken: Bools) -> Bools:
        """Return which agreements break none of a party's red lines, shape (agreement,).

        Of ``LINKAGES``, no linkage.

        Parameters
        ----------
        broken
            Which rules they break, shape (rule, agreement), as :meth:`broken` has it.
        """
        own = [r.owner == party and r.path not in self.dropped for r in self.rules]
        return np.asarray(~broken[own].any(axis=0))

    def broken(self, digits: Indices) -> Bools:
        """Return which rules agreements break, shape (rule, agreement), binding or not."""
        found = np.zeros((len(self.rules), len(digits)), dtype=bool)
        for row, rule in zip(found, self.rules, strict=True):
            row[:] = self.inside_any(rule.boxes, digits)
        return found

    def agreement(self, digits: Sequence[int] | Indices) -> dict[str, OptionName]:
        """Return one agreement as issue id → option."""
        issues = self.scenario.issues.items()
        return {name: issue.names[d] for (name, issue), d in zip(issues, digits, strict=True)}

    def narrowed(self, allowed: Mapping[int, Bools]) -> Space:
        """Return the space with some issues limited to some of their listed options.

        An issue left with no option makes a space without agreements.
        """
        options = tuple(
            places[allowed[i][places]] if i in allowed else places
            for i, places in enumerate(self.options)
        )
        return replace(self, options=options)

    def without(self, paths: Iterable[str]) -> Space:
        """Return the space with some rules and reservation values left out of account."""
        return replace(self, dropped=self.dropped | frozenset(paths))

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return f"<Space of {self.scenario.title!r}: {self.agreements:,} agreements on the table>"

    def __getstate__(self) -> dict[str, Any]:
        """Pickle without cached parts."""
        fields = self.__dataclass_fields__
        return {name: value for name, value in self.__dict__.items() if name in fields}


def combinations_of(numbers: Indices, sizes: Sequence[int]) -> Indices:
    """Return the places that make up each combination, the last one quickest, (number, issue).

    >>> combinations_of(np.arange(3), (2, 1, 2)).tolist()
    [[0, 0, 0], [0, 0, 1], [1, 0, 0]]
    """
    found = np.zeros((len(numbers), len(sizes)), dtype=np.int64)
    # NumPy knows 64 dimensions at most; of those with two places or more there are fewer.
    several = [issue for issue, size in enumerate(sizes) if size != 1]
    if several:
        places = np.unravel_index(numbers, [sizes[issue] for issue in several])
        found[:, several] = np.stack(places, axis=-1)
    return found


def reservation_path(party: str) -> str:
    """Return the path of a party's reservation value."""
    return f"parties.{party}.reservation"
