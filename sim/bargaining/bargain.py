"""Bargain: where talks end up, if these strategies take these inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.bargaining import gather
from sim.bargaining.chance import draw_chance
from sim.bargaining.chunk import CHUNK, Chunk, Setting, merged
from sim.bargaining.ended import ENDINGS
from sim.bargaining.menu import Menu, make_menu
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining
from sim.bargaining.settings import Settings, make_settings
from sim.scenario.errors import LocatedProblem, Mark, Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.space.compile import compile_space
from sim.space.engine import Frontiers
from sim.space.engines import Engines
from sim.space.share import Share
from sim.space.space import Space
from sim.zone.frontier import Frontier
from sim.zone.solve import Solution, solve
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
    ValueError
        If there are no runs or jobs.

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
    if runs < 1 or jobs < 1:
        raise ValueError(f"got {runs} runs and {jobs} jobs; expected at least 1 of each")
    tell = progress or (lambda what, share: None)
    space = compile_space(scenario) if zone is None else zone.space
    seats = tuple(space.parties[k].name for k in space.bargaining)
    if len(seats) < 2:
        message = f"{len(seats)} of the parties bargain; talks need at least 2"
        raise ScenarioError([scenario.tree.locate(Problem(("parties",), message))])
    settings = make_settings(
        scenario,
        seats,
        protocol=protocol,
        strategies=strategies,
        rounds=rounds,
        opener=opener,
        hazard=hazard,
        through_rounds=through_rounds,
        draw=draw,
        spread=spread,
    )
    states = _states(scenario, space) if settings.through_rounds else (scenario,)
    if len(states) > settings.rounds:
        message = f"{settings.rounds} rounds are fewer than the {len(states)} states to run through"
        raise ScenarioError([LocatedProblem(Mark("--rounds"), "bargaining.rounds", message)])
    tell("agreements that can be tabled", 0.0)
    found = [
        _State(space, zone) if state is scenario else _State(compile_space(state))
        for state in states
    ]
    menus = tuple(make_menu(one.space, one.frontiers) for one in found)
    talks = runs if settings.varies else 1
    chunk = _held(Setting(menus, settings, seed), talks, jobs, tell)
    return _gathered(scenario, states, found[-1], menus, settings, seed, chunk)


@dataclass(frozen=True, eq=False)
class _State:
    """A state of the scenario, and its frontiers once they are asked for."""

    space: Space
    zone: Zone | None = None

    @cached_property
    def _found(self) -> Frontiers:
        return Engines().of(self.space).frontiers()

    @property
    def frontier(self) -> Frontier:
        return self.zone.frontier if self.zone else Frontier(self.space, self._found.zone)

    @property
    def nash(self) -> Solution | None:
        solutions = self.zone.solutions if self.zone else solve(self.frontier, self._found.gaps)
        return (solutions or {}).get("nash")

    def frontiers(self) -> tuple[Frontier, Frontier]:
        """Return the frontier in the zone and the settlement frontier."""
        if self.zone:
            return self.zone.frontier, self.zone.settlement
        return self.frontier, Frontier(self.space, self._found.settlement)


def _states(scenario: Scenario, space: Space) -> tuple[Scenario, ...]:
    """Return the states after each of the scenario's rounds, up to its own.

    Raises
    ------
    ScenarioError
        If there are none, or talks can't be carried over from one to the next.
    """
    if not scenario.round:
        message = "there are no rounds to run through; expected rounds: in the scenario"
        raise ScenarioError([LocatedProblem(Mark("--through-rounds"), "rounds", message)])
    states = tuple(scenario.at_round(number) for number in range(1, scenario.round + 1))
    seats = [space.parties[k].name for k in space.bargaining]
    listed = {name: issue.names for name, issue in scenario.issues.items()}
    for number, state in enumerate(states, start=1):
        other = compile_space(state)
        same = [other.parties[k].name for k in other.bargaining] == seats
        if not same or {n: i.names for n, i in state.issues.items()} != listed:
            what = "issues or options" if same else "parties that bargain"
            message = f"after round {number} the {what} are others; talks can't run through it"
            raise ScenarioError([LocatedProblem(Mark(scenario.name), "rounds", message)])
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
    from joblib import Parallel, delayed

    return merged(
        Parallel(n_jobs=jobs)(
            delayed(run_chunk)(setting, number, size) for number, size in enumerate(sizes)
        )
    )


def _gathered(
    scenario: Scenario,
    states: Sequence[Scenario],
    last: _State,
    menus: tuple[Menu, ...],
    settings: Settings,
    seed: int,
    chunk: Chunk,
) -> Bargaining:
    space, talks = last.space, chunk.utilities.shape[1]
    names = tuple(settings.strategies)
    protocol = PROTOCOLS[settings.protocol]
    traced = gather.Traced(chunk.ended, menus, () if protocol.mediated else names)
    parties, distance = gather.party_talks(chunk, names, space, last.nash)
    endings = gather.endings(chunk)
    first = int(chunk.ended[0].ending[0])
    return Bargaining(
        scenario=scenario,
        space=space,
        settings=settings,
        seed=seed,
        runs=talks,
        menu=len(menus[-1].digits),
        listed=all(menu.listed for menu in menus),
        agreed=Share(endings["agreed"], talks),
        endings=endings,
        ends=gather.ends(chunk, menus, space, last.frontier),
        rounds_needed=gather.rounds_needed(chunk),
        parties=parties,
        distance_from_nash=distance,
        by_round=gather.by_round(chunk, settings.rounds),
        traced=traced.talks,
        moves=traced.moves(space),
        learnt=traced.learnt(space),
        asked=traced.asked(),
        trace=traced.talk({0: _opener(settings, seed)}, space),
        trace_end=ENDINGS[first],
        states=tuple(_label(state) for state in states) if len(states) > 1 else (),
    )


def _opener(settings: Settings, seed: int) -> int:
    """Return the seat that opened the first talk."""
    names = list(settings.strategies)
    if settings.opener is not None:
        return names.index(settings.opener)
    drawn = draw_chance(
        seed, 0, CHUNK, 1, opener=None, exponents=[None] * len(names), hazard=0.0, coins=False,
        mediated=False,
    )  # fmt: skip
    return int(drawn.openers[0])


def _label(scenario: Scenario) -> str:
    told = scenario.rounds[scenario.round - 1]
    return ", ".join(part for part in (told.date, told.label) if part) or f"round {scenario.round}"
