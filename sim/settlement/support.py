"""Support: which share of votes an agreement gets, group by group (Putnam 1988)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.ratification import Ratification
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools, clause_box
from sim.space.compile import compile_space
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class Voters:
    """Those who ratify for one party, ready to be asked about agreements.

    Parameters
    ----------
    party, name
        Whose ratification, and its id.
    given
        What the file says of it.
    groups
        Ids of the groups.
    shares
        Their shares of votes, shape (group,).
    spaces
        For each group the space in which the party has its weights, values and no-agreement value.
    threshold, spread
        At their points.
    """

    party: str
    name: str
    given: Ratification
    groups: tuple[str, ...]
    shares: Floats
    spaces: tuple[Space, ...]
    threshold: float
    spread: float

    @property
    def path(self) -> str:
        """Where it stands in the scenario."""
        return f"parties.{self.party}.ratification.{self.name}"

    def needed(self, digits: Indices) -> Bools:
        """Return in which agreements it is needed at all, shape (agreement,)."""
        if self.given.when is None:
            return np.ones(len(digits), dtype=bool)
        space = self.spaces[0]
        return space.inside(clause_box(self.given.when, space.scenario.issues), digits)

    def by_group(self, digits: Indices) -> Floats:
        """Return which part of each group is for an agreement, shape (group, agreement).

        A logistic function of what the agreement gives it above its no-agreement value; of spread
        0, all of it from its no-agreement value on and nobody below.
        """
        found = np.zeros((len(self.groups), len(digits)))
        for row, space in zip(found, self.spaces, strict=True):
            number = [one.name for one in space.parties].index(self.party)
            gain = space.utilities(digits)[number] - space.parties[number].reservation
            if self.spread > 0:
                row[:] = 1.0 / (1.0 + np.exp(-np.clip(gain / self.spread, -700, 700)))
            else:
                row[:] = gain >= -TOLERANCE
        return found

    def support(self, digits: Indices) -> Floats:
        """Return the expected share of votes for agreements, shape (agreement,)."""
        return np.asarray(self.shares @ self.by_group(digits))

    def passes(self, support: Floats) -> Bools:
        """Return which shares are enough: more than the threshold, or at least it."""
        if self.given.kind == "constitutional_majority":
            return np.asarray(support >= self.threshold - TOLERANCE)
        return np.asarray(support > self.threshold + TOLERANCE)


def voters_of(scenario: Scenario) -> tuple[Voters, ...]:
    """Return everybody who ratifies and of whom the file says who they are, in file order."""
    own = compile_space(scenario)
    found = []
    for party, name, given in _ratifications(scenario):
        if not given.groups:
            continue
        found.append(
            Voters(
                party,
                name,
                given,
                tuple(given.groups),
                np.array([scenario.point(one.share) for one in given.groups.values()]),
                tuple(_space_of(scenario, own, party, name, group) for group in given.groups),
                scenario.point(given.needed),
                scenario.point(given.scatter),
            )
        )
    return tuple(found)


def not_modelled(scenario: Scenario) -> tuple[str, ...]:
    """Return the paths of ratifications of which the file doesn't say who votes."""
    return tuple(
        f"parties.{party}.ratification.{name}"
        for party, name, given in _ratifications(scenario)
        if not given.groups
    )


def _ratifications(scenario: Scenario) -> Iterator[tuple[str, str, Ratification]]:
    for party_name, party in scenario.parties.items():
        for name, given in party.ratification.items():
            yield party_name, name, given


def _space_of(scenario: Scenario, own: Space, party: str, name: str, group: str) -> Space:
    """Return the space in which a party is one of its groups of voters."""
    path = ("parties", party, "ratification", name, "groups", group)
    node: Any = scenario.tree.data
    for part in path:
        node = node[part]
    change = {key: node[key] for key in ("weights", "positions", "reservation") if key in node}
    if not change:
        return own
    return compile_space(
        scenario.with_changes({"parties": {party: change}}, name=f"<{'.'.join(path)}>")
    )
