"""The numbers of what comes after signature: at their points, or as one draw has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.scenario.inputs import AFTER_SIGNATURE, ANYTHING, Input
from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario


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
    """Return where the change of a party's walk-away value by a step stands."""
    return f"steps.{step}.shift.{party}"


def guarantor_path(guarantor: str) -> str:
    """Return where a guarantor stands."""
    return f"enforcement.guarantors.{guarantor}"


def ratification_path(party: str, name: str) -> str:
    """Return where a ratification stands."""
    return f"parties.{party}.ratification.{name}"


def numbers_of(scenario: Scenario) -> list[Input]:
    """Return every number of what comes after signature: of each party, of steps, of guarantees.

    In the order in which they are drawn.
    """
    later = [one for one in scenario.inputs.values() if one.kind in AFTER_SIGNATURE]
    parties, first = list(scenario.parties), {"belief": 0, "stop": 1}
    own = [one for one in later if one.path.startswith("parties.")]
    own.sort(key=lambda one: (parties.index(one.party or ""), first.get(one.kind, 2)))
    return own + [one for one in later if not one.path.startswith("parties.")]
