"""What came of a run of talks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.answer import Answer, plain
from sim.bargaining.settings import Settings
from sim.display import glance, named
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.proportion import Share
from sim.space.space import Space
from sim.space.values import Floats
from sim.table import Tabular

ENDINGS_LISTED = 200
"""How many different agreements ``to_dict`` lists; the result itself has them all."""


@dataclass(frozen=True)
class TalksEnd(Answer):
    """An agreement in which talks ended.

    Parameters
    ----------
    agreement
        Option of every issue.
    utilities
        Of every party with weights, at the points.
    share
        In how many of the talks.
    on_frontier
        Whether it is on the frontier in the zone, at the points; None if that is not known.
    """

    _keys = "agreement utilities **share on_frontier"

    agreement: Mapping[str, OptionName]
    utilities: Mapping[str, float]
    share: Share
    on_frontier: bool | None


@dataclass(frozen=True)
class PartyTalks(Answer):
    """What talks came to for one party, over the talks with an agreement.

    Parameters
    ----------
    utility
        Mean utility.
    low, high
        Between these utilities lie nine tenths of the talks.
    discounted
        Mean utility with gains discounted by the party's patience for the time it took.
    from_nash
        Mean of its utility less that in the Nash solution nearest to the agreement; None where
        there is none.
    """

    _keys = "utility interval discounted from_nash"

    utility: float
    low: float
    high: float
    discounted: float
    from_nash: float | None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which utilities nine tenths of the talks lie."""
        return self.low, self.high


@dataclass(frozen=True)
class Moved(Answer):
    """How a party's offers moved on one issue, in the talks that were looked at.

    Parameters
    ----------
    share
        In how many talks it made an offer with another option than in its first one.
    round
        The median round, from 1 on, in which it first did; None if it never did.
    """

    _keys = "**share round"

    share: Share
    round: float | None


@dataclass(frozen=True)
class Offer:
    """One offer of a single talk, and whether the next to speak accepted it.

    Parameters
    ----------
    round
        From 1 on.
    party
        Who made it; None for a mediator's text.
    agreement
        What was offered.
    utilities
        Of every party at the table, at the points.
    """

    round: int
    party: str | None
    agreement: Mapping[str, OptionName]
    utilities: Mapping[str, float]


@dataclass(frozen=True, eq=False, repr=False)
class Bargaining(Tabular, Answer):
    """Where talks end up, if these strategies take these inputs.

    Parameters
    ----------
    scenario, space
        What was talked about, and its numbers at the points.
    settings, seed
        How talks were held.
    runs
        How many talks were held: as many as asked for, or one if all are the same.
    menu, listed
        How many agreements could be tabled, and whether these are all that keep the linkages.
    agreed
        In how many talks there was an agreement.
    endings
        How talks ended: ``agreed``, ``deadline``, ``broken_off``, ``nobody_moves`` → how many.
    ends
        The agreements, most frequent first.
    rounds_needed
        Quantile (0.05, 0.5, 0.95) → rounds until there was an agreement; empty without any.
    parties
        Party → what talks came to for it; empty without any agreement.
    distance_from_nash
        How far from the nearest Nash solution agreements are, on average over talks, 0 to 1 at the
        points: the root mean square over the parties at the table of the difference in utility,
        counted in the range of each one's utility over what can be tabled; None without either.
    by_round
        Ending → how many talks had ended so after each round.
    traced
        How many talks, the first, moves and estimates were taken from.
    moves
        Party → issue → how its offers moved; empty with a mediator's text.
    learnt
        Party → issue → (mean weight that the others could estimate from its offers, its weight at
        the points).
    asked
        Party → utility to itself of its offers: 5, 50 and 95 % of the traced talks in every round
        in which some offers were made, shape (round, 4): round, then the three.
    has_zone
        Whether there is a zone of possible agreement at the points.
    trace
        The offers of the first talk.
    trace_end, trace_agreement
        How the first talk ended, and its agreement; None without one.
    states
        Labels of the states of the scenario that talks ran through; empty for one.
    """

    _keys = (
        "settings seed runs all_the_same=same varies=settings.varies menu= agreed endings "
        "ends_number= ends= rounds_needed= parties distance_from_nash by_round traced "
        "moves learnt= states"
    )

    scenario: Scenario
    space: Space
    settings: Settings
    seed: int
    runs: int
    menu: int
    listed: bool
    agreed: Share
    endings: Mapping[str, int]
    ends: tuple[TalksEnd, ...]
    rounds_needed: Mapping[float, float]
    parties: Mapping[str, PartyTalks]
    distance_from_nash: float | None
    by_round: Mapping[str, tuple[int, ...]]
    traced: int
    moves: Mapping[str, Mapping[str, Moved]]
    learnt: Mapping[str, Mapping[str, tuple[float, float]]]
    asked: Mapping[str, Floats]
    has_zone: bool
    trace: tuple[Offer, ...]
    trace_end: str
    trace_agreement: Mapping[str, OptionName] | None
    states: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """True if nothing differs between talks, so that all are one talk."""
        return not self.settings.varies

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        share = f"{self.agreed.percent} of {self.agreed.of:,} talks"
        return glance(f"Bargaining on {named(self.scenario.title)}: agreement in {share}")

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: ``bargaining`` of ``result.json``."""
        data = super().to_dict()
        data["menu"] = {"agreements": self.menu, "all_that_keep_linkages": self.listed}
        data["ends_number"] = len(self.ends)
        data["ends"] = plain(self.ends[:ENDINGS_LISTED])
        data["rounds_needed"] = {f"{q:g}": rounds for q, rounds in self.rounds_needed.items()}
        data["learnt"] = {
            party: {issue: {"estimated": e, "weight": w} for issue, (e, w) in issues.items()}
            for party, issues in self.learnt.items()
        }
        return data

    def _items(self) -> Iterable[Any]:
        return self.ends
