"""Guarantees: how far guarantors make a party whole, and what they take from one that stops.

After Walter (1997) on third parties in civil wars, stretched to states, and Fearon (1995) on
commitment.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sim.settlement.numbers import Numbers, guarantor_path
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

    def insurance(
        self, party: str, done: Collection[str], acting: Collection[str] = frozenset()
    ) -> float:
        """Return γ: the chance that guarantors make a party whole, with some steps done.

        A party's adversary, and the party itself, insure it against nothing; nor does a guarantor
        insure against its own stop. Nobody knows who would stop, so the worst of those who still
        have to act counts: where one of them guarantees too, it is left out, and where all have to
        agree nothing is left.

        Parameters
        ----------
        party
            Who is insured.
        done
            Steps that are done.
        acting
            Parties that still have to act.
        """
        there = [x for x in self.standing if x.start in done and party in x.covers]
        hollow = [x for x in there if x.party == party or party in x.adversary_of]
        sound = [x for x in there if x not in hollow]
        stoppers = {x.party for x in sound} & set(acting)
        if self.rule == "all_agree":
            least = min((x.credibility for x in there), default=0.0)
            return 0.0 if hollow or stoppers else least
        worst = [[x for x in sound if x.party != one] for one in stoppers] or [sound]
        return min(self._together([x.credibility for x in left]) for left in worst)

    def penalty(self, party: str, done: Collection[str]) -> float:
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

    def only(self, parties: Collection[str]) -> Guarantees:
        """Return the same with some of the guarantors only."""
        return replace(self, standing=tuple(x for x in self.standing if x.party in parties))

    def believed(self, credibility: float) -> Guarantees:
        """Return the same with one credibility of all guarantors that have any."""
        raised = tuple(
            replace(x, credibility=credibility) if x.credibility > 0 else x for x in self.standing
        )
        return replace(self, standing=raised)


def guarantees_of(space: Space, digits: Indices, numbers: Numbers) -> Guarantees:
    """Return the guarantees of one agreement.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (issue,).
    """
    scenario = space.scenario
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
        path = guarantor_path(name)
        found = [
            numbers(f"{path}.credibility.{option}", quantity)
            for option, quantity in one.credibility.items()
            if issue.place(option) == place
        ]
        standing.append(
            Standing(
                name,
                found[0] if found else 0.0,
                tuple(one.covers),
                tuple(one.adversary_of),
                numbers(f"{path}.penalty", one.penalty),
                one.start,
            )
        )
    return Guarantees(tuple(standing), given.rule, given.independent)
