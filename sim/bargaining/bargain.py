"""Bargain: where talks end up, if these strategies take these inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.bargaining import gather
from sim.bargaining.chunk import CHUNK, Chunk, Setting, merged
from sim.bargaining.ended import ENDINGS
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining
from sim.bargaining.settings import Settings, make_settings
from sim.bargaining.venue import State, Venue
from sim.processes import MOST_JOBS, in_processes
from sim.scenario.arguments import MOST_RUNS, whole
from sim.scenario.base import FrozenDict
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.scenario import Scenario
from sim.space.draw import differs
from sim.space.proportion import Share
from sim.zone.zone import Zone

Report = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""


def bargain(
    scenario: Scenario,
    *,
    runs: int = 1_000,
    seed: int = 0,
    protocol: str | None = None,
    strategies: Mapping[str, str | Mapping[str, Any]] | None = None,
    rounds: int | None = None,
    opener: str | None = None,
    hazard: float | None = None,
    through_rounds: bool | None = None,
    draw: bool = False,
    spread: float = 1.0,
    jobs: int = 1,
    zone: Zone | None = None,
    progress: Report | None = None,
) -> Bargaining:
    """Return where talks end up, if these strategies take these inputs.

    What is given here comes before what the file says. Of a party whose strategy nobody states,
    the exponent of a time-dependent one is drawn for each talk.

    Parameters
    ----------
    scenario
        What is talked about.
    runs
        How many talks; only one is held if nothing differs between them.
    seed
        The same seed gives the same talks, however the work is split.
    protocol
        ``alternating_offers``, ``simultaneous_concession`` or ``single_text``.
    strategies
        Party → name of a strategy, or a mapping as in a file.
    rounds
        Rounds before the deadline.
    opener
        ``random``, ``first`` or a party.
    hazard
        Chance that talks break off after a round, 0 to below 1.
    through_rounds
        Whether talks run through the states of the scenario's rounds, as many rounds in each.
    draw
        Whether weights, values and reservation values are drawn for each talk.
    spread
        How far bare numbers without evidence are then spread, 0 for not at all.
    jobs
        How many processes share the chunks of 10,000 talks.
    zone
        The answer of ``explore`` for the scenario, where it is there already.
    progress
        Called now and then with what is being done.

    Returns
    -------
    Bargaining

    Raises
    ------
    ScenarioError
        If a strategy, protocol or party is unknown or doesn't fit, or fewer than two parties
        bargain.
    TypeError, ValueError
        If an argument is not of its kind or leaves its bounds, such as no runs.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"range": {"from": 0, "to": 10, "step": 1}}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": 0}},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": 10}},
    ...     },
    ... })
    >>> talks = sim.bargain(scenario, strategies={"buyer": "linear", "seller": "linear"},
    ...                     opener="buyer", rounds=20)
    >>> talks.same, talks.agreed.value, dict(talks.ends[0].agreement)
    (True, 1.0, {'price': 5})
    """
    whole("runs", runs, 1, MOST_RUNS)
    whole("jobs", jobs, 1, MOST_JOBS)
    whole("seed", seed, 0)
    tell = progress or (lambda what, share: None)
    venue = Venue(scenario, zone)
    settings = make_settings(
        scenario,
        venue.seats,
        protocol=protocol,
        strategies=strategies,
        rounds=rounds,
        opener=opener,
        hazard=hazard,
        through_rounds=through_rounds,
        draw=draw,
        spread=spread,
    )
    return hold(venue, settings, runs=runs, seed=seed, jobs=jobs, tell=tell)


def check_talks(scenario: Scenario) -> None:
    """Check what a file says of talks, if it says anything, without holding any.

    Raises
    ------
    ScenarioError
        As :func:`bargain`.
    """
    if scenario.bargaining or any(party.strategy for party in scenario.parties.values()):
        venue = Venue(scenario)
        settings = make_settings(scenario, venue.seats)
        _states(venue, settings)


def hold(
    venue: Venue,
    settings: Settings,
    *,
    runs: int,
    seed: int,
    jobs: int = 1,
    tell: Report = lambda what, share: None,
) -> Bargaining:
    """Hold talks whose settings are made; see :func:`bargain`.

    Raises
    ------
    ScenarioError
        If talks can't run through the scenario's rounds.
    """
    states = _states(venue, settings)
    if settings.draw and not any(differs(state.space, settings.spread) for state in states):
        settings = replace(settings, fixed=True)
    tell("agreements that can be tabled", 0.0)
    menus = tuple(state.menu for state in states)
    talks = runs if settings.varies else 1
    chunk = _held(Setting(menus, settings, seed), talks, jobs, tell)
    return _gathered(venue, states, settings, seed, chunk)


def _states(venue: Venue, settings: Settings) -> tuple[State, ...]:
    """Return the states that talks run through, at least a round in each."""
    states = venue.states(settings.through_rounds)
    if len(states) > settings.rounds:
        message = f"{settings.rounds} rounds are fewer than the {len(states)} states to run through"
        raise ScenarioError([LocatedProblem(Mark("<rounds>"), "bargaining.rounds", message)])
    return states


def _held(setting: Setting, talks: int, jobs: int, tell: Report) -> Chunk:
    """Hold all talks, chunk by chunk."""
    # Imported here: Mesa takes a second, and whoever only looks at results needs none of it.
    from sim.bargaining.run import run_chunk

    sizes = [min(CHUNK, talks - start) for start in range(0, talks, CHUNK)]
    if jobs == 1 or len(sizes) == 1:
        chunks = []
        for number, size in enumerate(sizes):
            tell("talks", number / len(sizes))
            chunks.append(run_chunk(setting, number, size))
        return merged(chunks)
    calls = [(setting, number, size) for number, size in enumerate(sizes)]
    found: dict[int, Chunk] = {}
    for number, one in in_processes(run_chunk, calls, jobs, lambda text: tell(text, 0.0)):
        found[number] = one
        tell("talks", len(found) / len(sizes))
    return merged([found[number] for number in range(len(sizes))])


def _gathered(
    venue: Venue, states: Sequence[State], settings: Settings, seed: int, chunk: Chunk
) -> Bargaining:
    last, menus = states[-1], [state.menu for state in states]
    space, talks = last.space, chunk.utilities.shape[1]
    names = venue.seats
    mediated = PROTOCOLS[settings.protocol].mediated
    traced = gather.Traced(chunk.ended, menus, () if mediated else names)
    parties, distance = gather.party_talks(chunk, names, menus[-1], last.nash)
    endings = gather.endings(chunk)
    return Bargaining(
        scenario=venue.scenario,
        space=space,
        settings=settings,
        seed=seed,
        runs=talks,
        menu=len(menus[-1].digits),
        listed=all(menu.listed for menu in menus),
        agreed=Share(endings["agreed"], talks),
        endings=FrozenDict(endings),
        ends=gather.ends(chunk, menus, space, last.frontier),
        rounds_needed=gather.rounds_needed(chunk),
        parties=FrozenDict(parties),
        distance_from_nash=distance,
        by_round=gather.by_round(chunk, settings.rounds),
        traced=traced.talks,
        moves=traced.moves(space),
        learnt=traced.learnt(space),
        asked=traced.asked(),
        has_zone=last.frontier.distinct > 0,
        trace=traced.talk(),
        trace_end=ENDINGS[int(chunk.ended[0].ending[0])],
        trace_agreement=gather.first_agreement(chunk, menus),
        states=tuple(state.label for state in states) if len(states) > 1 else (),
    )
