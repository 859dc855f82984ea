"""Guarantees: how far guarantors make a party whole, and what they take from one that stops.

After Walter (1997) on third parties in civil wars, stretched to states, and Fearon (1995) on
commitment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.scenario.scenario import Scenario
from sim.space.boxes import clause_box
from sim.space.space import Indices, Space


@dataclass(frozen=True)
class Standing:
    """A guarantor of one agreement.

    Parameters
    ----------
    party
        Who guarantees.
    credibility
        Chance that it makes those it covers whole, under what the agreement says (0..1).
    covers, adversary_of
        Ids of parties.
    penalty
        What it takes from a party that stops, in that party's utility.
    start
        The step from which on it is in force.
    """

    party: str
    credibility: float
    covers: tuple[str, ...]
    adversary_of: tuple[str, ...]
    penalty: float
    start: str


@dataclass(frozen=True)
class Guarantees:
    """The guarantors of one agreement, and how they decide.

    Parameters
    ----------
    standing
        The guarantors.
    rule
        ``any_one`` or ``all_agree``.
    independent
        Whether credibilities add to each other.
    """

    standing: tuple[Standing, ...]
    rule: str = "any_one"
    independent: bool = False

    def insurance(self, party: str, done: frozenset[str]) -> float:
        """Return γ: the chance that guarantors make a party whole, with some steps done.

        Never against the guarantor itself: a party's adversary, and the party, insure it against
        nothing.
        """
        there = [x for x in self.standing if x.start in done and party in x.covers]
        if self.rule == "all_agree":
            if not there or any(party in x.adversary_of or x.party == party for x in there):
                return 0.0
            return min(x.credibility for x in there)
        chances = [x.credibility for x in there if x.party != party and party not in x.adversary_of]
        return self._together(chances)

    def penalty(self, party: str, done: frozenset[str]) -> float:
        """Return κ: the expected penalty on a party that stops, with some steps done.

        From guarantors that cover somebody else; none where the party's own consent is needed to
        act, and none from itself.
        """
        there = [x for x in self.standing if x.start in done and any(c != party for c in x.covers)]
        if self.rule == "all_agree":
            if not there or any(x.party == party for x in there):
                return 0.0
            return min(x.credibility for x in there) * max(x.penalty for x in there)
        return max((x.credibility * x.penalty for x in there if x.party != party), default=0.0)

    def _together(self, chances: list[float]) -> float:
        if not chances:
            return 0.0
        return (
            1.0 - float(np.prod([1.0 - c for c in chances])) if self.independent else max(chances)
        )

    def only(self, parties: Mapping[str, object] | set[str] | frozenset[str]) -> Guarantees:
        """Return the same with some of the guarantors only."""
        return replace(self, standing=tuple(x for x in self.standing if x.party in parties))

    def believed(self, credibility: float) -> Guarantees:
        """Return the same with one credibility of all guarantors that have any."""
        raised = tuple(
            replace(x, credibility=credibility) if x.credibility > 0 else x for x in self.standing
        )
        return replace(self, standing=raised)


def guarantees_of(space: Space, digits: Indices) -> Guarantees:
    """Return the guarantees of one agreement, at the points.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (issue,).
    """
    scenario: Scenario = space.scenario
    given = scenario.enforcement
    if given is None:
        return Guarantees(())
    issue = scenario.issues[given.issue]
    place = int(digits[space.issues.index(given.issue)])
    standing = []
    for name, one in given.guarantors.items():
        if one.when is not None:
            box = clause_box(one.when, scenario.issues)
            if not space.inside(box, np.asarray(digits)[None, :])[0]:
                continue
        found = [c for o, c in one.credibility.items() if issue.place(o) == place]
        standing.append(
            Standing(
                name,
                scenario.point(found[0]) if found else 0.0,
                tuple(one.covers),
                tuple(one.adversary_of),
                scenario.point(one.penalty),
                one.start,
            )
        )
    return Guarantees(tuple(standing), given.rule, given.independent)
