"""The numbers of what comes after signature: at their points, or as one draw has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario

ANYTHING = Quantity("range", 0.0, 0.5, 1.0)
"""The belief of a party of which the file says none: an assumption."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """Where every number of ratification, steps and guarantees comes from.

    Parameters
    ----------
    scenario
        What the file says.
    drawn
        Path → the number of one draw; every other is at its point.
    """

    scenario: Scenario
    drawn: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, path: str, quantity: Quantity) -> float:
        """Return the number that stands at a path."""
        found = self.drawn.get(path)
        return self.scenario.point(quantity) if found is None else found

    def belief(self, party: str) -> float:
        """Return q: a party's belief without guarantees that the rest follows (0..1)."""
        given = self.scenario.parties[party].belief
        return self(belief_path(party), given or ANYTHING)


def belief_path(party: str) -> str:
    """Return where a party's belief stands."""
    return f"parties.{party}.belief"


def shift_path(step: str, party: str) -> str:
    """Return where the change of a party's no-agreement value by a step stands."""
    return f"steps.{step}.shift.{party}"


def guarantor_path(guarantor: str) -> str:
    """Return where a guarantor stands."""
    return f"enforcement.guarantors.{guarantor}"


def ratification_path(party: str, name: str) -> str:
    """Return where a ratification stands."""
    return f"parties.{party}.ratification.{name}"


def numbers_of(scenario: Scenario) -> Iterator[tuple[str, Quantity]]:
    """Yield every number of what comes after signature with its path, in file order.

    Not the weights, values and no-agreement values of groups of voters: these are judgements of
    the same kind as the party's and are read with them.
    """
    for party, one in scenario.parties.items():
        yield belief_path(party), one.belief or ANYTHING
        if one.stop is not None and one.stop.number is not None:
            yield f"parties.{party}.stop", one.stop.number
        for name, ratification in one.ratification.items():
            path = ratification_path(party, name)
            yield f"{path}.threshold", ratification.needed
            yield f"{path}.spread", ratification.scatter
            for group, voters in ratification.groups.items():
                yield f"{path}.groups.{group}.share", voters.share
    for step, taken in scenario.steps.items():
        for party, quantity in taken.shift.items():
            yield shift_path(step, party), quantity
        for party, stop in taken.stop.items():
            if stop.number is not None:
                yield f"steps.{step}.stop.{party}", stop.number
    if scenario.enforcement is not None:
        for guarantor, given in scenario.enforcement.guarantors.items():
            path = guarantor_path(guarantor)
            for option, quantity in given.credibility.items():
                yield f"{path}.credibility.{option}", quantity
            yield f"{path}.penalty", given.penalty
