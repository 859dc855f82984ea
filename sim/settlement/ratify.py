"""Ratification: which agreements pass the tests at home (two-level games; Putnam 1988)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance
from sim.scenario.base import FrozenDict
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.settlement.support import Voters, not_modelled, ratified, voters_of
from sim.space.listing import list_admissible
from sim.space.space import Space
from sim.table import Tabular
from sim.zone.explain import explain
from sim.zone.explore import zone_of
from sim.zone.zone import Zone

AFTER_SIGNATURE = "what comes after signature is looked at"
"""What agreements are listed for here."""
ASSUMED = (
    "Votes follow a logistic function of what an agreement gives a group above its walk-away "
    "value.",
    "Support is an expected share of votes, not a chance of passing.",
    "Whole agreements are judged, never single terms.",
)
"""What every answer on ratification takes for granted."""


@dataclass(frozen=True, eq=False)
class Vote(Answer):
    """One ratification of one agreement.

    Parameters
    ----------
    party, name, kind
        Whose, its id, and what it is.
    needed
        Whether the agreement needs it.
    threshold, support
        Share of votes asked for, and expected (0..1).
    groups
        Group → its share of votes and which part of it is for the agreement.
    passes
        Whether it passes, also where it is not needed.
    """

    party: str
    name: str
    kind: str
    needed: bool
    threshold: float
    support: float
    groups: Mapping[str, tuple[float, float]]
    passes: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        groups = {group: {"share": a, "support": b} for group, (a, b) in self.groups.items()}
        return {**super().to_dict(), "groups": groups}


@dataclass(frozen=True, eq=False)
class Judged(Answer):
    """An agreement with all its votes.

    Parameters
    ----------
    name, agreement
        What it is called, and what it says.
    acceptable
        Whether it is in the zone.
    votes
        Every ratification.
    """

    _keys = "name agreement acceptable ratified votes"

    name: str
    agreement: Mapping[str, OptionName]
    acceptable: bool
    votes: tuple[Vote, ...]

    @property
    def ratified(self) -> bool:
        """Whether it passes every ratification that it needs."""
        return all(vote.passes for vote in self.votes)


@dataclass(frozen=True, eq=False, repr=False)
class Ratified(Tabular, Answer):
    """Which agreements pass ratification, under stated assumptions.

    Parameters
    ----------
    scenario, space
        The scenario, and its numbers.
    acceptable, ratifiable
        How many agreements are acceptable, and how many of these pass every ratification that
        they need.
    failing
        Path of a ratification → how many acceptable agreements don't pass it.
    best
        Path of a ratification → the largest support of any acceptable agreement; None without any.
    judged
        Named agreements: solutions, packages, or the one that was asked for.
    not_modelled
        Paths of ratifications of which the file doesn't say who votes: needed, not modelled.
    """

    _keys = "acceptable ratifiable signed_not_ratified failing best judged not_modelled assumed"

    scenario: Scenario
    space: Space
    acceptable: int
    ratifiable: int
    failing: Mapping[str, int]
    best: Mapping[str, float | None]
    judged: tuple[Judged, ...]
    not_modelled: tuple[str, ...]

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return glance(f"Ratified: {self.ratifiable:,} of {self.acceptable:,} acceptable agreements")

    @property
    def signed_not_ratified(self) -> int:
        """How many acceptable agreements fail ratification."""
        return self.acceptable - self.ratifiable

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the answer takes for granted."""
        return ASSUMED

    def _items(self) -> Iterable[Any]:
        return (
            {"agreement": one.name, **vote.to_dict()} for one in self.judged for vote in one.votes
        )


def ratify(
    scenario: Scenario | Zone, agreement: str | Mapping[str, OptionName] | None = None
) -> Ratified:
    """Return which acceptable agreements pass ratification, and the votes on named ones.

    Parameters
    ----------
    scenario
        The scenario, or its zone where that is at hand; some party needs ``ratification``.
    agreement
        One to look at, as for :func:`sim.explain`; by default the solutions and packages.

    Raises
    ------
    ScenarioError
        If nobody ratifies, or the agreement names what the scenario hasn't.
    TooManyAgreements
        If there are too many to ask about one by one.

    Examples
    --------
    >>> import sim
    >>> found = ratify(sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"},
    ...                   "ratification": {"vote": {"kind": "referendum", "spread": 0.1,
    ...                                             "threshold": 0.6,
    ...                                             "groups": {"all": {"share": 1}}}},
    ...                   "reservation": 0.5},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"},
    ...                    "reservation": 0.4},
    ...     },
    ... }))
    >>> found.acceptable, found.ratifiable, found.judged[0].votes[0].support
    (1, 0, 0.5)
    """
    zone = zone_of(scenario)
    voters = voters_of(zone.scenario)
    missing = not_modelled(zone.scenario)
    if not voters and not missing:
        message = "nobody ratifies; expected ratification: under a party"
        raise ScenarioError([LocatedProblem(Mark(zone.scenario.name), "parties", message)])
    passed, failing, best, many = _counted(zone, voters)
    return Ratified(
        zone.scenario,
        zone.space,
        many,
        passed,
        FrozenDict(failing),
        FrozenDict(best),
        tuple(judge(zone, voters, name, given) for name, given in _asked(zone, agreement)),
        missing,
    )


def _counted(
    zone: Zone, voters: tuple[Voters, ...]
) -> tuple[int, dict[str, int], dict[str, float | None], int]:
    listed = list_admissible(zone.space, AFTER_SIGNATURE)
    digits = listed.digits[listed.acceptable]
    passed, failing = ratified(digits, voters)
    best: dict[str, float | None] = {}
    for one in voters:
        needed = one.needed(digits)
        best[one.path] = float(one.support(digits[needed]).max()) if needed.any() else None
    return int(passed.sum()), failing, best, len(digits)


def _asked(
    zone: Zone, agreement: str | Mapping[str, OptionName] | None
) -> Iterator[tuple[str, str | Mapping[str, OptionName]]]:
    if agreement is not None:
        yield (agreement if isinstance(agreement, str) else "the agreement"), agreement
        return
    for name in zone.solutions or {}:
        yield name, name
    for name, placed in zone.packages.items():
        if placed.judgement is not None:
            yield name, name


def judge(
    zone: Zone,
    voters: tuple[Voters, ...],
    name: str,
    agreement: str | Mapping[str, OptionName],
) -> Judged:
    """Return all votes on one agreement."""
    explained = explain(zone, agreement)
    said = explained.judgement.outcome.agreement
    issues = zone.scenario.issues.items()
    row = np.array([[issue.place(said[key]) for key, issue in issues]], dtype=np.int64)
    votes = []
    for one in voters:
        groups = one.by_group(row)[:, 0].tolist()
        support = one.support(row)
        needed = bool(one.needed(row)[0])
        votes.append(
            Vote(
                one.party,
                one.name,
                one.given.kind,
                needed,
                one.threshold,
                float(support[0]),
                {
                    group: (float(share), part)
                    for group, share, part in zip(one.groups, one.shares, groups, strict=True)
                },
                not needed or bool(one.passes(support)[0]),
            )
        )
    return Judged(name, said, explained.judgement.acceptable, tuple(votes))


__all__ = ["Judged", "Ratified", "Vote", "judge", "ratify"]
