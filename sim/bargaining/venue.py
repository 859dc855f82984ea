"""Where talks are held: a scenario's states, what can be tabled in each, and its frontiers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.bargaining.menu import Menu, make_menu
from sim.engines.choice import Engines
from sim.engines.protocol import Frontiers
from sim.scenario.arguments import expect
from sim.scenario.errors import LocatedProblem, Mark, Problem, ScenarioError
from sim.scenario.scenario import Scenario
from sim.space.budget import answer
from sim.space.compile import compile_space
from sim.space.space import Space
from sim.zone.frontier import Frontier
from sim.zone.solve import Solution, solve
from sim.zone.zone import Zone


@dataclass(frozen=True, eq=False)
class State:
    """One state of a scenario; what takes work is done once it is asked for.

    Parameters
    ----------
    scenario
        In this state.
    space
        Its numbers.
    zone
        The answer of ``explore`` for it, where there is one.
    """

    scenario: Scenario
    space: Space
    zone: Zone | None = None

    @cached_property
    def menu(self) -> Menu:
        """What can be tabled."""
        return make_menu(self.space, lambda: (self.frontier, self.settlement))

    @cached_property
    def _found(self) -> Frontiers:
        with answer():
            return Engines().of(self.space).frontiers()

    @cached_property
    def frontier(self) -> Frontier:
        """The frontier in the zone."""
        return self.zone.frontier if self.zone else Frontier(self.space, self._found.zone)

    @cached_property
    def settlement(self) -> Frontier:
        """The settlement frontier."""
        return self.zone.settlement if self.zone else Frontier(self.space, self._found.settlement)

    @cached_property
    def nash(self) -> Solution | None:
        """The Nash solution, where there is a zone."""
        solutions = self.zone.solutions if self.zone else solve(self.frontier, self._found.gaps)
        return (solutions or {}).get("nash")

    @property
    def label(self) -> str:
        """What people read for the state."""
        told = self.scenario.rounds[self.scenario.round - 1]
        named = ", ".join(part for part in (told.date, told.label) if part)
        return named or f"round {self.scenario.round}"


class Venue:
    """Where talks on a scenario are held.

    Parameters
    ----------
    scenario
        What is talked about.
    zone
        The answer of ``explore`` for it, where it is there already.

    Raises
    ------
    ScenarioError
        If fewer than two parties bargain.
    """

    def __init__(self, scenario: Scenario, zone: Zone | None = None) -> None:
        expect(scenario, Scenario)
        if zone is not None:
            expect(zone, Zone)
        self.scenario = scenario
        space = compile_space(scenario) if zone is None else zone.space
        self.last = State(scenario, space, zone)
        self.seats = tuple(space.parties[k].name for k in space.bargaining)
        """Ids of the parties at the table, in file order."""
        if len(self.seats) < 2:
            message = f"{len(self.seats)} of the parties bargain; talks need at least 2"
            raise ScenarioError([scenario.tree.locate(Problem(("parties",), message))])

    def states(self, through: bool) -> tuple[State, ...]:
        """Return the states to run through: after each of the rounds, or only the one asked for.

        Raises
        ------
        ScenarioError
            If there are no rounds, or talks can't be carried over from one to the next.
        """
        return self._through if through else (self.last,)

    @cached_property
    def _through(self) -> tuple[State, ...]:
        scenario = self.scenario
        if not scenario.rounds:
            message = "there are no rounds to run through; expected rounds: in the scenario"
            raise ScenarioError([LocatedProblem(Mark("<through_rounds>"), "rounds", message)])
        # Of the body alone, before any round, there is nothing earlier to run through.
        earlier = [scenario.at_round(number) for number in range(1, scenario.round)]
        found = [State(one, compile_space(one)) for one in earlier]
        listed = {name: issue.names for name, issue in scenario.issues.items()}
        for state in found:
            space, issues = state.space, state.scenario.issues
            same = tuple(space.parties[k].name for k in space.bargaining) == self.seats
            if not same or {name: issue.names for name, issue in issues.items()} != listed:
                what = "issues or options" if same else "parties that bargain"
                message = (
                    f"after round {state.scenario.round} the {what} are others; talks can't run "
                    "through it"
                )
                raise ScenarioError([LocatedProblem(Mark(scenario.name), "rounds", message)])
        return (*found, self.last)
