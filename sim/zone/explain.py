"""Explain: one agreement, party by party and issue by issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.answer import Answer, plain
from sim.display import glance, named
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.budget import answering
from sim.space.space import Indices
from sim.table import Tabular
from sim.zone.explore import zone_of
from sim.zone.holding import Holding, holders
from sim.zone.named_agreement import named_agreement, wrong_agreement
from sim.zone.nearby import Near, dominating, forbidden, nearest_acceptable
from sim.zone.packages import Judgement, best_completion, fixed, judge
from sim.zone.trades import LISTED, Exchange, exchanges
from sim.zone.zone import Zone


@dataclass(frozen=True)
class IssueNote(Answer):
    """One issue of the agreement.

    Parameters
    ----------
    issue, option
        What it says.
    completed
        True if the agreement left the issue open and the best completion filled it in.
    held
        Whose position stands there.
    depth
        Party that bargains → how far its utility is below its position here, as a share of its
        total weight (0: it has its position).
    """

    issue: str
    option: OptionName
    completed: bool
    held: Holding
    depth: Mapping[str, float]


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Tabular, Answer):
    """One agreement, explained.

    Parameters
    ----------
    zone
        The zone it is explained in.
    name
        What was asked for, as written.
    judgement
        Who accepts it, margins, rules not met.
    issues
        Issue by issue.
    completed
        True if it was partial and got its best completion.
    dominated_by
        An agreement on the settlement frontier that no bargaining party finds worse and some
        find better; None if there is none.
    dominating
        How many points of the settlement frontier are such.
    nearest
        If it is not acceptable, the acceptable agreement that differs on the fewest issues.
    forbidden
        Up to ten agreements that every bargaining party prefers and one rule alone forbids.
    exchanges
        Exchanges of two issues by which at least two bargaining parties gain and none loses.
    """

    _keys = "name completed **judgement issues dominated_by dominating nearest forbidden"

    zone: Zone
    name: str
    judgement: Judgement
    issues: tuple[IssueNote, ...]
    completed: bool
    dominated_by: Near | None
    dominating: int
    nearest: Near | None
    forbidden: tuple[Near, ...]
    exchanges: tuple[Exchange, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: the first ``LISTED`` exchanges, and how many there are."""
        listed = plain(self.exchanges[:LISTED])
        number = len(self.exchanges)
        return {**super().to_dict(), "exchanges": listed, "exchanges_number": number}

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        judged = self.judgement
        accepting = sum(judged.accepts.values())
        verdict = "acceptable" if judged.acceptable else "not acceptable"
        return glance(
            f"Explanation of {named(self.name)}: {verdict}, accepted by {accepting} of "
            f"{len(judged.accepts)} parties"
        )

    def _items(self) -> Iterable[Any]:
        return self.issues


@answering
def explain(scenario: Scenario | Zone, agreement: str | Mapping[str, OptionName]) -> Explanation:
    """Return one agreement explained: what it is to each party, issue by issue.

    Parameters
    ----------
    scenario
        The scenario, or its zone where that is at hand.
    agreement
        Issue → option; or the name of a solution or package; or ``issue=option,issue=option``.
        A partial one gets its best completion, and the result says so.

    Raises
    ------
    ScenarioError
        If it names what the scenario hasn't, or no agreement on the table says it.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"}},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"}},
    ...     },
    ... })
    >>> dict(sim.explain(scenario, "price=middle").judgement.margins)
    {'buyer': 0.5, 'seller': 0.5}
    """
    zone = zone_of(scenario)
    name, given = named_agreement(zone, agreement)
    space = zone.space
    narrow = space.narrowed(fixed(space, given))
    digits, _ = best_completion(narrow, zone.engines)
    if digits is None:
        raise wrong_agreement(
            name, "no agreement on the table says this; an option is off the table"
        )
    judgement = judge(space, digits)
    return Explanation(
        zone,
        name,
        judgement,
        tuple(_notes(zone, digits, given)),
        len(given) < len(space.issues),
        *dominating(zone, digits),
        None if judgement.acceptable else nearest_acceptable(zone, digits),
        forbidden(zone, digits),
        exchanges(space, digits),
    )


def _notes(zone: Zone, digits: Indices, given: Mapping[str, OptionName]) -> list[IssueNote]:
    space, depths = zone.space, zone.concessions.depths
    held = holders(depths)
    notes = []
    for number, (name, issue) in enumerate(zone.scenario.issues.items()):
        place = int(digits[number])
        depth = {
            space.parties[k].name: max(0.0, float(depths.depth[p][number][place]))
            for p, k in enumerate(depths.parties)
        }
        notes.append(
            IssueNote(name, issue.names[place], name not in given, held[number][place], depth)
        )
    return notes
