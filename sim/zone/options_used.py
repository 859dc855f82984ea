"""Which options the zone never uses, and which always."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance
from sim.scenario.arguments import expect
from sim.scenario.scenario import Scenario
from sim.space.budget import answering
from sim.space.limits import TooManyAgreements
from sim.space.not_computed import NotComputed
from sim.table import Tabular
from sim.zone.zone import Zone


@dataclass(frozen=True, repr=False)
class OptionsUsed(Tabular, Answer):
    """Which options acceptable agreements have.

    Parameters
    ----------
    scenario
        What was explored.
    never
        (issue number, option place) on the table that no acceptable agreement has.
    always
        The same for what every acceptable agreement has, where there was a choice.
    left_out
        Why it was not worked out; empty if it was.
    """

    scenario: Scenario = field(repr=False, compare=False)
    never: tuple[tuple[int, int], ...] = ()
    always: tuple[tuple[int, int], ...] = ()
    left_out: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: ``options_used`` of ``result.json``."""
        if self.left_out:
            return NotComputed(self.left_out, None).to_dict()
        issues = list(self.scenario.issues.items())
        return {
            key: [[issues[i][0], issues[i][1].names[place]] for i, place in pairs]
            for key, pairs in (("never", self.never), ("always", self.always))
        }

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        if self.left_out:
            return glance(f"OptionsUsed: {self.left_out}")
        return glance(f"OptionsUsed: {len(self.never)} never, {len(self.always)} always")

    def _items(self) -> Iterable[Any]:
        data = {} if self.left_out else self.to_dict()
        return (
            {"issue": issue, "option": option, "used": used}
            for used, pairs in data.items()
            for issue, option in pairs
        )


@answering
def options_used(zone: Zone) -> OptionsUsed:
    """Return which options a zone never uses, and which always.

    Examples
    --------
    >>> import sim
    >>> options_used(sim.explore(sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"}},
    ...         "seller": {
    ...             "weights": {"price": 1}, "positions": {"price": "high"}, "reservation": 0.4},
    ...     },
    ... }))).never
    ((0, 0),)
    """
    expect(zone, Zone)
    space = zone.space
    try:
        used = zone.engines.of(space).used()
    except TooManyAgreements as error:
        return OptionsUsed(zone.scenario, left_out=f"not worked out: {error}")
    never = [
        (issue, place)
        for issue, places in enumerate(space.options)
        for place in places.tolist()
        if not used[issue][place]
    ]
    always = [
        (issue, int(np.flatnonzero(there)[0]))
        for issue, there in enumerate(used)
        if there.sum() == 1 and space.sizes[issue] > 1
    ]
    return OptionsUsed(zone.scenario, tuple(never), tuple(always))
