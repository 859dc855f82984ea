"""Voters in draws: groups that inherit have their party's draw, what is theirs has its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.settlement.numbers import Numbers
from sim.settlement.support import Voters, group_change, group_scenario
from sim.space.compile import compile_space
from sim.space.draw import at_inputs, open_inputs
from sim.space.draws import Drawn
from sim.space.input_sources import Random
from sim.space.space import Space
from sim.space.values import Floats
from sim.uncertainty.draw_set import fixed


@dataclass(frozen=True, eq=False)
class DrawnVoters:
    """Those who ratify, in many draws.

    Parameters
    ----------
    voters
        At the points.
    groups
        For each of them the draws of every group; None where it is as its party.
    swings
        What moves all voters of a ratification alike in each draw, as a share of the spread,
        −1 to 1, shape (voters, draw).
    """

    voters: tuple[Voters, ...]
    groups: tuple[tuple[Drawn | None, ...], ...]
    swings: Floats

    @classmethod
    def of(
        cls, voters: Sequence[Voters], drawn: Drawn, rng: np.random.Generator, spread: float
    ) -> DrawnVoters:
        """Draw what the voters have of their own.

        Parameters
        ----------
        voters
            At the points.
        drawn
            The parties' draws.
        rng
            Where what is the voters' own comes from.
        spread
            How far bare numbers without evidence are spread.
        """
        groups = tuple(
            tuple(_group(drawn, one, group, rng, spread) for group in one.groups) for one in voters
        )
        return cls(tuple(voters), groups, rng.uniform(-1.0, 1.0, (len(voters), drawn.draws)))

    def at(self, draw: int, space: Space, numbers: Numbers) -> tuple[Voters, ...]:
        """Return the voters of one draw.

        Parameters
        ----------
        draw
            Which.
        space
            The parties' numbers in it.
        numbers
            Thresholds, spreads and shares in it.
        """
        return tuple(self._at(number, draw, space, numbers) for number in range(len(self.voters)))

    def _at(self, number: int, draw: int, space: Space, numbers: Numbers) -> Voters:
        one = self.voters[number]
        shares = np.array(
            [
                numbers(f"{one.path}.groups.{name}.share", group.share)
                for name, group in one.given.groups.items()
            ]
        )
        spread = numbers(f"{one.path}.spread", one.given.scatter)
        return replace(
            one,
            shares=shares / shares.sum() if shares.sum() > 0 else one.shares,
            spaces=tuple(
                space if own is None else own.space_of(draw) for own in self.groups[number]
            ),
            threshold=numbers(f"{one.path}.threshold", one.given.needed),
            spread=spread,
            swing=float(self.swings[number, draw]) * spread,
        )


def _group(
    drawn: Drawn, one: Voters, group: str, rng: np.random.Generator, spread: float
) -> Drawn | None:
    """Return the draws of one group: what it inherits as its party has it, all else its own."""
    scenario = drawn.space.scenario
    other = group_scenario(scenario, one.party, one.name, group)
    if other is None:
        return None
    change = group_change(scenario, one.party, one.name, group)
    own = tuple(_paths(one.party, change))
    space = compile_space(other)
    given = {path: x for path, x in drawn.inputs.items() if not _below(path, own)}
    source = Random(rng, spread)
    for path, number in open_inputs(space, spread).items():
        if _below(path, own):
            given[path] = source.number(number, drawn.draws)
    found = at_inputs(space, given, drawn.draws)
    party = [x.name for x in space.parties].index(one.party)
    jointly = not any(path.startswith(f"parties.{one.party}.weights.") for path in given)
    if "weights" not in change and jointly:
        found = fixed(found, {party: drawn.weights[party]})
    return found


def _paths(party: str, change: dict[str, Any]) -> Iterator[str]:
    """Yield the paths of what a group gives itself."""
    for key in ("weights", "positions"):
        for issue in change.get(key, {}):
            yield f"parties.{party}.{key}.{issue}"
    if "reservation" in change:
        yield f"parties.{party}.reservation"


def _below(path: str, heads: Sequence[str]) -> bool:
    return any(path == head or path.startswith(f"{head}.") for head in heads)
