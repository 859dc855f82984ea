"""What a party's walk-away value may be, as agreements that it is reckoned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.scenario.quantity import Quantity
from sim.scenario.reservation import War
from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.elimination import best_score
from sim.space.frame import opponent
from sim.space.space import Space
from sim.uncertainty.value_sets import ValueSet

Range = tuple[float, float]
Places = tuple[int, ...]
"""Option of every issue by place; -1 where the party doesn't look at it."""


@dataclass(frozen=True)
class Anything:
    """An agreement that is not the same whatever is drawn: between the worst and the best."""


ANYTHING = Anything()


@dataclass(frozen=True)
class Reference:
    """A walk-away value: parts of the utility of some agreements, and a number.

    Parameters
    ----------
    parts
        Agreements with the part of their utility that counts.
    number
        What is added.
    """

    parts: tuple[tuple[float, Places | Anything], ...]
    number: Range

    @property
    def known(self) -> bool:
        """Whether its agreements are the same whatever is drawn."""
        return all(not isinstance(places, Anything) for _, places in self.parts)


class References:
    """Reads walk-away values.

    Parameters
    ----------
    space
        The space at its points.
    values
        Party → issue → its values, where it weighs the issue.
    range_of
        Path and number → what it may be.
    """

    def __init__(self, space: Space, values: Mapping[int, Mapping[int, ValueSet]]) -> None:
        self.space, self.values = space, values

    def of(self, number: int, ranges: Mapping[str, Range]) -> list[Reference]:
        """Return a party's walk-away value, one for every end of the odds of a war.

        It is linear in the odds, all else the same, so that its extremes are at their ends.

        Parameters
        ----------
        ranges
            Key under ``reservation`` or ``war`` → what the number may be.
        """
        scenario = self.space.scenario
        given = scenario.parties[self.space.parties[number].name].reservation
        if given is None or given.number is not None:
            return [Reference((), ranges["number"])]
        if given.agreement is not None:
            low, high = ranges["cost"]
            return [Reference(((1.0, self._places(given.agreement)),), (-high, -low))]
        if given.status_quo:
            assert scenario.status_quo is not None
            return [Reference(((1.0, self._places(scenario.status_quo)),), (0.0, 0.0))]
        assert given.war is not None
        war = given.war
        return [self._war(number, war, win, ranges) for win in sorted(set(ranges["win"]))]

    def _war(self, number: int, war: War, win: float, ranges: Mapping[str, Range]) -> Reference:
        low, high = -ranges["cost"][1], -ranges["cost"][0]
        parts: list[tuple[float, Places | Anything]] = []
        for part, key, outcome in ((win, "won", war.won), (1.0 - win, "lost", war.lost)):
            if isinstance(outcome, Quantity):
                low, high = low + part * ranges[key][0], high + part * ranges[key][1]
            elif outcome is not None:
                parts.append((part, self._places(outcome)))
            elif key == "won":
                parts.append((part, self._best(number, number)))
            else:
                parts.append((part, self._best(opponent(self.space, number, war), number)))
        return Reference(tuple(parts), (low, high))

    def _places(self, agreement: Mapping[str, OptionName]) -> Places:
        issues = self.space.scenario.issues
        return tuple(
            issue.place(agreement[name]) if name in agreement else -1
            for name, issue in issues.items()
        )

    def _best(self, first: int, second: int) -> Places | Anything:
        """Return one party's best agreement, and the worst of these for another, if it is fixed."""
        if any(x.party in (first, second) for x in self.space.interactions):
            return ANYTHING
        chosen: list[Bools] = []
        for i, issue in enumerate(self.space.scenario.issues.values()):
            found: Bools | None = np.ones(len(issue.names), dtype=bool)
            if i in self.values[first]:
                found = self.values[first][i].best()
            if found is not None and first != second and i in self.values[second]:
                found = self.values[second][i].worst(found)
            if found is None:
                return ANYTHING
            chosen.append(found)
        forbidden = [box for rule in self.space.rules if rule.owner < 0 for box in rule.boxes]
        tables = [(one.astype(float), np.zeros(len(one))) for one in chosen]
        most, _ = best_score([len(one) for one in chosen], tables, [], forbidden)
        if most < len(chosen):
            # Linkages stand in the way: what is best then hangs on the weights.
            return ANYTHING
        return tuple(int(one.argmax()) for one in chosen)
