"""Whose consent an agreement needs, and whether it has it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol, TypeVar

import numpy as np

from sim.scenario.rules import ConsentWhen
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools, Box, clause_box
from sim.space.values import Floats

Array = TypeVar("Array", covariant=True)


class ByParty(Protocol[Array]):
    """Arrays by the number of a party: a mapping, or an array whose first axis is parties."""

    def __getitem__(self, party: int, /) -> Array: ...


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

    def passes(self, accepts: ByParty[Bools], needed: Mapping[int, Bools]) -> Bools:
        """Return where enough parties accept; arrays of any shapes that go together.

        Parameters
        ----------
        accepts
            Party → where it accepts, for everyone who has a say.
        needed
            Party → where its consent is needed, for those in ``where``. A party that is not in it
            is asked everywhere.

        Examples
        --------
        >>> rule = ConsentRule((0,), {}, 1, (1, 2))
        >>> rule.passes(np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool), {}).tolist()
        [False, True, False]
        """
        passed = np.asarray(True)
        for party in self.required:
            accepted = accepts[party]
            passed = passed & (accepted | ~needed[party] if party in needed else accepted)
        if self.at_least > 0:
            votes = np.asarray(0, dtype=np.int16)
            for party in self.of:
                votes = votes + accepts[party]
            passed = passed & (votes >= self.at_least)
        return np.asarray(passed)

    def level(self, values: ByParty[Floats], needed: Mapping[int, Bools]) -> Floats:
        """Return the largest number that enough parties reach; infinite where nobody is asked.

        The least of those whose consent is needed, and of k of n the k-th largest. Enough parties
        reach a threshold where this does, so that ``level`` of 0 and 1 is ``passes``.

        Parameters
        ----------
        values
            Party → its number, for everyone who has a say; arrays of any shapes that go together.
        needed
            As for :meth:`passes`.

        Examples
        --------
        >>> rule = ConsentRule((), {}, 2, (0, 1, 2))
        >>> rule.level(np.array([[0.9], [0.2], [0.4]]), {}).tolist()
        [0.4]
        """
        least = np.asarray(np.inf)
        for party in self.required:
            value = values[party]
            if party in needed:
                value = np.where(needed[party], value, np.inf)
            least = np.minimum(least, value)
        if self.at_least > 0:
            votes = np.stack(np.broadcast_arrays(*(values[party] for party in self.of)))
            rank = len(self.of) - self.at_least
            least = np.minimum(least, np.partition(votes, rank, axis=0)[rank])
        return np.asarray(least)

    def vetoes_of(self, parties: Collection[int]) -> ConsentRule:
        """Return the rule that only some of the parties, whose consent is needed, are asked."""
        return ConsentRule(tuple(k for k in self.required if k in parties), self.where)

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
