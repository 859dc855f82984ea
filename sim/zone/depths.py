"""How deep each option lies below a party's position or another baseline, and what depth counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.space import TOLERANCE, Space
from sim.space.values import Floats

Pair = tuple[str, str]
"""A concession: (party, issue)."""

QUARTER = 0.25
"""Share of a party's even weight on an open issue from which on a move on it is material."""
NEGLIGIBLE = 0.1
"""Share of an even weight below which an issue does not count as one that a party cares for."""


@dataclass(frozen=True, eq=False)
class Depths:
    """How deep each party moves from its baseline at each option.

    Parameters
    ----------
    space
        The space.
    depth
        Per bargaining party and issue the shortfall of each listed option, as a share of the
        party's total weight; 0 or less where it doesn't move.
    material
        Per bargaining party the smallest depth that counts in patterns and minimal sets; 0 counts
        every shortfall.
    baseline
        The agreement, possibly partial, that depths are measured from; None for the positions.
    asked
        Whether the threshold is one that was asked for.
    """

    space: Space
    depth: tuple[tuple[Floats, ...], ...]
    material: tuple[float, ...]
    baseline: Mapping[str, OptionName] | None = None
    asked: bool = False

    @property
    def parties(self) -> tuple[int, ...]:
        """Numbers of the parties that bargain."""
        return self.space.bargaining

    @cached_property
    def settled(self) -> tuple[int, ...]:
        """Numbers of the issues that the state of the draft settles: one option is on the table."""
        return tuple(i for i, size in enumerate(self.space.sizes) if size == 1)

    def moved(self, place: int, issue: int) -> Bools:
        """Return at which listed options a party is below its baseline at all, shape (option,).

        Parameters
        ----------
        place
            The party's place among those that bargain.
        issue
            The issue's number.
        """
        return self.depth[place][issue] > 0

    def conceded(self, place: int, issue: int) -> Bools:
        """Return at which listed options a party moves by a material depth, shape (option,).

        Nobody does on a settled issue: there is nothing left to choose.
        """
        depth = self.depth[place][issue]
        if issue in self.settled:
            return np.zeros(len(depth), dtype=bool)
        # Within the tolerance of all comparisons, so that 3 points of 100 count as 0.03.
        return (depth > 0) & (depth >= self.material[place] - TOLERANCE)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The material moves that some option on the table makes: (party's place, issue)."""
        return tuple(
            (place, issue)
            for place in range(len(self.parties))
            for issue in range(len(self.space.issues))
            if self.conceded(place, issue)[self.space.options[issue]].any()
        )

    @cached_property
    def marks(self) -> tuple[Bools, ...]:
        """Per issue which material moves each listed option makes, shape (option, pair)."""
        marks = []
        for issue, listed in enumerate(self.space.scenario.issues.values()):
            table = np.zeros((len(listed.names), len(self.pairs)), dtype=bool)
            for column, (place, on) in enumerate(self.pairs):
                if on == issue:
                    table[:, column] = self.conceded(place, issue)
            marks.append(table)
        return tuple(marks)

    def name(self, column: int) -> Pair:
        """Return a concession by its column in ``marks``."""
        place, issue = self.pairs[column]
        return self.space.parties[self.parties[place]].name, self.space.issues[issue]

    def at(self, *, share: float | None = None, factor: float = 1.0) -> Depths:
        """Return the same depths with another threshold.

        Parameters
        ----------
        share
            The smallest depth that counts, as a share of every party's total weight; by default
            that of each party stays.
        factor
            What it is multiplied by.
        """
        material = self.material if share is None else (share,) * len(self.material)
        return replace(self, material=tuple(factor * one for one in material))

    @cached_property
    def interactions(self) -> tuple[tuple[str, frozenset[int]], ...]:
        """Interactions of the parties that bargain, which depths leave out: path, issues."""
        space = self.space
        found = []
        for name, party in space.scenario.parties.items():
            if space.parties[[p.name for p in space.parties].index(name)].bargains:
                found += [
                    (
                        f"parties.{name}.interactions.{key}",
                        frozenset(space.issues.index(issue) for issue in one.when),
                    )
                    for key, one in party.interactions.items()
                ]
        return tuple(found)


def depths(
    space: Space,
    material: float | None = None,
    baseline: Mapping[str, OptionName] | None = None,
) -> Depths:
    """Return how deep each option is below each party's baseline.

    Parameters
    ----------
    material
        Smallest depth that counts, as a share of a party's total weight; by default it depends on
        the party, see :func:`material_depths`.
    baseline
        An agreement, possibly partial, to measure from instead of the parties' positions; an
        issue that it leaves open is no concession.
    """
    found = []
    for k in space.bargaining:
        party = space.parties[k]
        own = []
        for number, (name, issue) in enumerate(space.scenario.issues.items()):
            steps = party.contributions[number]
            if not party.weights[number] > 0 or (baseline is not None and name not in baseline):
                own.append(np.zeros(len(steps)))
                continue
            if baseline is not None:
                reference = float(steps[issue.place(baseline[name])])
            else:
                reference = _position_steps(space, k, number)
            own.append((reference - steps) / party.scale)
        found.append(tuple(own))
    thresholds = material_depths(space) if material is None else (material,) * len(space.bargaining)
    return Depths(space, tuple(found), thresholds, baseline, material is not None)


def material_depths(space: Space) -> tuple[float, ...]:
    """Return the depth from which on a move of each bargaining party is material.

    A quarter of an even share of its weight on the issues that are not settled, among those of
    them that it cares for: 0.25/n of that weight, n the number of these issues with at least a
    tenth of an even share. So it does not depend on issues that are settled or hardly weighed.
    """
    found = []
    for k in space.bargaining:
        weights = [
            float(weight)
            for weight, size in zip(space.parties[k].weights, space.sizes, strict=True)
            if weight > 0 and size > 1
        ]
        total = sum(weights)
        least = NEGLIGIBLE * total / max(1, len(weights))
        cared_for = sum(weight >= least for weight in weights)
        found.append(QUARTER * total / cared_for if cared_for else 0.0)
    return tuple(found)


def _position_steps(space: Space, party: int, issue: int) -> float:
    """Return what a party's position on an issue contributes to its utility."""
    name = space.issues[issue]
    position = space.scenario.parties[space.parties[party].name].positions[name]
    steps = space.parties[party].contributions[issue]
    if position.ideal is None:
        return float(steps.max())
    place = space.scenario.issues[name].find(position.ideal)
    if place is not None:
        return float(steps[place])
    # An ideal between two levels of a numeric issue: it is worth the whole weight.
    return float(np.rint(space.parties[party].weights[issue] * space.parties[party].scale))


def position_options(space: Space, party: int, issue: int) -> Bools:
    """Return which listed options are a party's position on an issue, shape (option,).

    Its ideal, or else its best-valued options; none without a position.
    """
    name = space.issues[issue]
    position = space.scenario.parties[space.parties[party].name].positions.get(name)
    listed = space.scenario.issues[name]
    found = np.zeros(len(listed.names), dtype=bool)
    if position is None:
        return found
    if position.ideal is not None:
        place = listed.find(position.ideal)
        if place is not None:
            found[place] = True
        return found
    values = space.parties[party].values[issue]
    best = np.nanmax(values) if not np.isnan(values).all() else np.nan
    return np.asarray(values == best)


def same_position(space: Space, parties: list[int], issue: int) -> Bools:
    """Return the options that are the position of all of some parties, shape (option,).

    None unless there are two of them at least, their positions are the same and no interaction of
    a party that bargains mentions the issue: then what an option is worth depends on others.
    """
    none = np.zeros(len(space.scenario.issues[space.issues[issue]].names), dtype=bool)
    mentioned = any(
        issue in one.box and space.parties[one.party].bargains for one in space.interactions
    )
    if len(parties) < 2 or mentioned:
        return none
    first, *others = (position_options(space, k, issue) for k in parties)
    return first if all(np.array_equal(first, other) for other in others) else none
