"""What each round is credited with: alone, last, and by its Shapley value.

The players are the rounds with changes after the first: what the first round brings is the state
that the others change. The worth of some of them is r* of the file with these alone, and whether it
has a zone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

from sim.answer import Answer
from sim.engines.choice import Engines
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario
from sim.space.compile import compile_space

MOST_PLAYERS = 10
"""Maximum number of rounds up to which Shapley values are worked out."""


@dataclass(frozen=True)
class Worth(Answer):
    """What a round adds.

    Parameters
    ----------
    critical_reservation
        To r*; None where r* is not defined on either side.
    zone
        Whether it opens (True) or closes (False) the zone; None where it does neither, or where
        the rounds make no sound file.
    """

    critical_reservation: float | None
    zone: bool | None


@dataclass(frozen=True)
class Credit(Answer):
    """What one round, or one and those that only work on what it changed, is credited with.

    Parameters
    ----------
    rounds
        Their numbers.
    alone
        What they add to the state after the first round, none of the others there.
    in_turn
        What they add after all before them.
    last
        What they add after all others.
    shapley, shapley_zone
        The Shapley value in r*, and in zone yes (1) or no (0): the mean of what they add over all
        orders (Shapley 1953). None where a value is missing, or there are more than
        ``MOST_PLAYERS`` players.
    """

    rounds: tuple[int, ...]
    alone: Worth
    in_turn: Worth
    last: Worth
    shapley: float | None
    shapley_zone: float | None


def credits(scenario: Scenario) -> tuple[Credit, ...]:
    """Return what each round up to the state of a scenario is credited with, in file order."""
    players = _players(scenario)
    worths = _Worths(scenario, players)
    everyone = frozenset(range(len(players)))
    found = []
    for place, numbers in enumerate(players):
        before = frozenset(range(place))
        shapley: tuple[float | None, float | None] = (None, None)
        if len(players) <= MOST_PLAYERS:
            shapley = (
                _shapley(place, len(players), lambda some: worths[some][0]),
                _shapley(place, len(players), lambda some: worths[some][1]),
            )
        found.append(
            Credit(
                numbers,
                worths.added(frozenset(), place),
                worths.added(before, place),
                worths.added(everyone - {place}, place),
                *shapley,
            )
        )
    return tuple(found)


def _players(scenario: Scenario) -> list[tuple[int, ...]]:
    """Return the rounds that are credited; one that only works on another's keys joins it."""
    found: list[list[int]] = []
    touched: list[set[str]] = []
    for number in range(2, scenario.round + 1):
        changes = dict(_leaves(scenario.rounds[number - 1].changes))
        if not changes:
            continue
        kept = {path for path, value in changes.items() if value is not None}
        homes = [
            place
            for place, paths in enumerate(touched)
            if all(any(_overlap(path, other) for other in paths) for path in changes)
        ]
        if homes:
            found[homes[-1]].append(number)
            touched[homes[-1]] |= kept
        else:
            found.append([number])
            touched.append(kept)
    return [tuple(numbers) for numbers in found]


def _overlap(path: str, other: str) -> bool:
    """Return whether two paths are the same, or one leads into what stands at the other."""
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")


def _leaves(changes: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the paths that changes set or remove."""
    for key, value in changes.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, here)
        else:
            yield here, value


class _Worths:
    """r* and zone yes or no of every set of players, worked out when asked for."""

    def __init__(self, scenario: Scenario, players: list[tuple[int, ...]]) -> None:
        self.scenario, self.players = scenario, players
        self.known: dict[frozenset[int], tuple[float | None, float | None]] = {}

    def __getitem__(self, some: frozenset[int]) -> tuple[float | None, float | None]:
        if some not in self.known:
            self.known[some] = self._worked_out(some)
        return self.known[some]

    def _worked_out(self, some: Collection[int]) -> tuple[float | None, float | None]:
        numbers = {1, *(number for place in some for number in self.players[place])}
        try:
            space = compile_space(self.scenario.with_rounds(numbers))
        except ScenarioError:
            return None, None
        engine = Engines().of(space)
        found = engine.frontiers()
        return found.critical_reservation, float(engine.exists())

    def added(self, before: frozenset[int], player: int) -> Worth:
        """Return what a player adds to some others."""
        (old, was), (new, now) = self[before], self[before | {player}]
        zone = None if was is None or now is None or was == now else now > was
        return Worth(None if old is None or new is None else new - old, zone)


def _shapley(
    player: int, players: int, worth: Callable[[frozenset[int]], float | None]
) -> float | None:
    """Return the Shapley value of a player; None where a value is missing."""
    others = [k for k in range(players) if k != player]
    total = 0.0
    for size in range(players):
        weight = factorial(size) * factorial(players - size - 1) / factorial(players)
        for chosen in combinations(others, size):
            before = frozenset(chosen)
            old, new = worth(before), worth(before | {player})
            if old is None or new is None:
                return None
            total += weight * (new - old)
    return total
