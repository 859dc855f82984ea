"""Strategies against strategies: the same talks, with every pair of two parties' strategies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sim.answer import Answer
from sim.bargaining.bargain import hold
from sim.bargaining.result import Bargaining
from sim.bargaining.settings import UNSTATED, Settings, make_settings
from sim.bargaining.strategies import STRATEGIES
from sim.bargaining.venue import Venue
from sim.display import glance
from sim.scenario.arguments import whole
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError, nearest
from sim.scenario.scenario import Scenario
from sim.scenario.talks import Talks
from sim.space.proportion import Share
from sim.table import Tabular
from sim.zone.zone import Zone


@dataclass(frozen=True)
class Meeting(Answer):
    """What talks came to with two strategies.

    Parameters
    ----------
    agreed
        In how many talks there was an agreement.
    utilities
        Party → mean utility over the talks with an agreement; empty without any.
    rounds
        Median number of rounds that took; None without any.
    """

    _keys = "**agreed utilities rounds"

    agreed: Share
    utilities: Mapping[str, float]
    rounds: float | None


@dataclass(frozen=True, eq=False, repr=False)
class Contest(Tabular, Answer):
    """Two parties' strategies against each other; the others keep theirs.

    Parameters
    ----------
    scenario
        What is talked about.
    settings, seed
        How talks were held; the two parties' strategies in it are those of the first meeting.
    pair
        Ids of the two parties.
    strategies
        Names of the strategies, in the order of rows and columns.
    meetings
        (strategy of the first, strategy of the second) → what came of it.
    """

    _keys = "protocol=settings.protocol seed parties=pair strategies"

    scenario: Scenario
    settings: Settings
    seed: int
    pair: tuple[str, str]
    strategies: tuple[str, ...]
    meetings: Mapping[tuple[str, str], Meeting]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        rows = [{"strategies": list(n), **one.to_dict()} for n, one in self.meetings.items()]
        return {**super().to_dict(), "meetings": rows}

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        number = len(self.strategies)
        return glance(f"Contest of {' and '.join(self.pair)}: {number} strategies of each")

    def _items(self) -> Iterable[Any]:
        return (
            {**dict(zip(self.pair, names, strict=True)), **one.to_dict()}
            for names, one in self.meetings.items()
        )


def contest(
    scenario: Scenario,
    *,
    pair: tuple[str, str] | None = None,
    strategies: Sequence[str] | None = None,
    others: Mapping[str, str | Mapping[str, Any]] | None = None,
    runs: int = 200,
    seed: int = 0,
    jobs: int = 1,
    zone: Zone | None = None,
    **talks: Any,
) -> Contest:
    """Return what comes of every pair of strategies of two parties.

    Parameters
    ----------
    scenario
        What is talked about.
    pair
        The two parties; the first two that bargain if None.
    strategies
        Names of strategies; all that fit the protocol and the number of parties if None.
    others
        Strategies of other parties, as :func:`bargain` takes them.
    runs, seed, jobs
        Of each pair, as :func:`bargain` takes them.
    zone
        The answer of ``explore`` for the scenario, where it is there already.
    **talks
        ``protocol``, ``rounds``, ``opener``, ``hazard``, ``through_rounds``, ``draw`` and
        ``spread``, as :func:`bargain` takes them.

    Raises
    ------
    ScenarioError
        As :func:`bargain`, or if ``pair`` names no two parties that bargain.
    """
    whole("runs", runs, 1)
    whole("seed", seed, 0)
    venue = Venue(scenario, zone)
    first, second = pair or venue.seats[:2]
    for name in (first, second):
        if name not in venue.seats or first == second:
            message = f"'{name}' is no other party that bargains; {nearest(name, venue.seats)}"
            raise ScenarioError([LocatedProblem(Mark("<pair>"), "parties", message)])
    protocol = talks.get("protocol") or (scenario.bargaining or Talks()).protocol
    names = tuple(strategies or fitting(protocol, len(venue.seats)))
    held = {
        (one, other): make_settings(
            scenario,
            venue.seats,
            strategies={**(others or {}), first: one, second: other},
            **talks,
        )
        for one, other in product(names, repeat=2)
    }
    meetings = {
        both: _meeting(hold(venue, settings, runs=runs, seed=seed, jobs=jobs))
        for both, settings in held.items()
    }
    settings = next(iter(held.values()))
    return Contest(scenario, settings, seed, (first, second), names, meetings)


def _meeting(found: Bargaining) -> Meeting:
    return Meeting(
        found.agreed,
        {name: one.utility for name, one in found.parties.items()},
        found.rounds_needed.get(0.5),
    )


def fitting(protocol: str, seats: int) -> list[str]:
    """Return the strategies that fit a protocol and a number of parties, the general one aside."""
    return [
        name
        for name, one in STRATEGIES.items()
        if protocol in one.protocols
        and (one.parties[1] is None or seats <= one.parties[1])
        and name != UNSTATED.name
    ]
