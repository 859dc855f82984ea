"""Whose consent an agreement needs, in the numbers of parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from sim.scenario.rules import ConsentWhen
from sim.scenario.scenario import Scenario
from sim.space.boxes import Box, clause_box


@dataclass(frozen=True, eq=False)
class ConsentRule:
    """Vetoes, k of n, and consents that are needed only in some agreements.

    Parameters
    ----------
    required
        Numbers of the parties whose consent is needed.
    where
        For some of them, the box of agreements in which it is; elsewhere it is not.
    at_least, of
        How many of which parties must accept; 0 and none under unanimous consent.
    """

    required: tuple[int, ...]
    where: Mapping[int, Box]
    at_least: int = 0
    of: tuple[int, ...] = ()

    @property
    def everyone(self) -> tuple[int, ...]:
        """Every party that has a say, in file order."""
        return tuple(sorted({*self.required, *self.of}))

    @property
    def unanimous(self) -> bool:
        """True if every party that has a say must accept."""
        return self.at_least == 0

    def coalitions(self) -> Iterator[tuple[int, ...]]:
        """Yield the smallest sets of parties whose consent is enough."""
        still = self.at_least - len(set(self.required) & set(self.of))
        others = [party for party in self.of if party not in self.required]
        for chosen in combinations(others, max(0, still)):
            yield tuple(sorted({*self.required, *chosen}))


def consent_rule(scenario: Scenario) -> ConsentRule:
    """Return whose consent a scenario asks for."""
    names = list(scenario.parties)
    numbers = {name: number for number, name in enumerate(names)}
    given = scenario.consent
    if given is None:
        required = [name for name in names if _consents(scenario, name)]
        at_least, of = 0, []
    else:
        required = list(given.required)
        at_least = given.at_least or 0
        of = list(given.counted(scenario.parties))
    where = {
        numbers[name]: clause_box(when.when, scenario.issues)
        for name in required
        if isinstance(when := scenario.parties[name].consents, ConsentWhen)
    }
    return ConsentRule(
        tuple(sorted(numbers[name] for name in required)),
        where,
        at_least,
        tuple(sorted(numbers[name] for name in of)),
    )


def _consents(scenario: Scenario, name: str) -> bool:
    party = scenario.parties[name]
    return party.principal if party.consents is None else bool(party.consents)
