"""Support: which share of votes an agreement gets, group by group (Putnam 1988)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.display_names import told_apart
from sim.scenario.ratification import Ratification
from sim.scenario.scenario import Scenario
from sim.settlement.numbers import ratification_path
from sim.space.boxes import Bools, clause_box
from sim.space.compile import compile_space
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats

KINDS = {
    "referendum": "referendum",
    "parliament": "vote of parliament",
    "constitutional_majority": "constitutional majority",
}
"""What people read for each kind of ratification."""


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
        For each group the space in which the party has its weights, values and walk-away value.
    threshold, spread
        Share of votes asked for, and how far votes scatter, in utility.
    swing
        What moves all voters alike, in utility; 0 at the points.
    """

    party: str
    name: str
    given: Ratification
    groups: tuple[str, ...]
    shares: Floats
    spaces: tuple[Space, ...]
    threshold: float
    spread: float
    swing: float = 0.0

    @property
    def path(self) -> str:
        """Where it stands in the scenario."""
        return ratification_path(self.party, self.name)

    def needed(self, digits: Indices) -> Bools:
        """Return in which agreements it is needed at all, shape (agreement,)."""
        if self.given.when is None:
            return np.ones(len(digits), dtype=bool)
        space = self.spaces[0]
        return space.inside(clause_box(self.given.when, space.scenario.issues), digits)

    def by_group(self, digits: Indices) -> Floats:
        """Return which part of each group is for an agreement, shape (group, agreement).

        A logistic function of what the agreement gives it above its walk-away value; of spread
        0, all of it from its walk-away value on and nobody below.
        """
        found = np.zeros((len(self.groups), len(digits)))
        for row, space in zip(found, self.spaces, strict=True):
            number = [one.name for one in space.parties].index(self.party)
            # A war over nothing that the linkages allow asks for nothing, as at the table.
            asked = np.nan_to_num(space.parties[number].reservation, nan=-np.inf)
            gain = space.utilities(digits)[number] - asked + self.swing
            if self.spread > 0:
                with np.errstate(over="ignore"):  # A spread near 0 is a step, whatever its size.
                    row[:] = 1.0 / (1.0 + np.exp(-gain / self.spread))
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

    def fails(self, digits: Indices) -> Bools:
        """Return which agreements need it and don't pass, shape (agreement,)."""
        return self.needed(digits) & ~self.passes(self.support(digits))


def votes_text(value: float) -> str:
    """Return a share of votes with as many decimals as it has: two at least, four at most.

    >>> votes_text(0.5), votes_text(0.575), votes_text(1 / 3)
    ('0.50', '0.575', '0.3333')
    """
    whole, _, decimals = f"{value:.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"


def ratification_label(scenario: Scenario, party: str, name: str) -> str:
    """Return what people read for one of a party's ratifications: its label, or what it is."""
    given = scenario.parties[party].ratification[name]
    return given.label or KINDS[given.kind]


def group_label(scenario: Scenario, party: str, ratification: str, group: str) -> str:
    """Return what people read for a group of voters."""
    given = scenario.parties[party].ratification[ratification].groups
    return told_apart({name: one.label for name, one in given.items()})[group]


def ratified(digits: Indices, voters: Sequence[Voters]) -> tuple[Bools, dict[str, int]]:
    """Return which agreements pass every ratification that they need, and how many fail each.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (agreement, issue).

    Returns
    -------
    (ndarray of shape (agreement,), dict of path → count)
    """
    passed = np.ones(len(digits), dtype=bool)
    failing = {}
    for one in voters:
        fails = one.fails(digits)
        failing[one.path] = int(fails.sum())
        passed &= ~fails
    return passed, failing


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
                tuple(
                    own if other is None else compile_space(other)
                    for other in (
                        group_scenario(scenario, party, name, group) for group in given.groups
                    )
                ),
                scenario.point(given.needed),
                scenario.point(given.scatter),
            )
        )
    return tuple(found)


def not_modelled(scenario: Scenario) -> tuple[str, ...]:
    """Return the paths of ratifications of which the file doesn't say who votes."""
    return tuple(
        ratification_path(party, name)
        for party, name, given in _ratifications(scenario)
        if not given.groups
    )


def _ratifications(scenario: Scenario) -> Iterator[tuple[str, str, Ratification]]:
    for party_name, party in scenario.parties.items():
        for name, given in party.ratification.items():
            yield party_name, name, given


def group_scenario(scenario: Scenario, party: str, name: str, group: str) -> Scenario | None:
    """Return the scenario in which a party is one of its groups of voters; None if they agree."""
    change = group_change(scenario, party, name, group)
    if not change:
        return None
    path = ".".join((ratification_path(party, name), "groups", group))
    return scenario.with_changes({"parties": {party: change}}, name=f"<{path}>")


def group_change(scenario: Scenario, party: str, name: str, group: str) -> dict[str, Any]:
    """Return in what a group of voters differs from its party, as ``Party.as_voters`` reads it."""
    node: Any = scenario.tree.data
    for part in ("parties", party, "ratification", name, "groups", group):
        node = node[part]
    keys = ("weights", "positions", "reservation")
    change = {key: node[key] for key in keys if node.get(key) not in (None, {})}
    if "weights" in change and scenario.parties[party].order is not None:
        change["order"] = None
    return change
