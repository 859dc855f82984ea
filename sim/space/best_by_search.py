"""Best agreement of one party by optimisation, where boxes tie too many issues to merge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import Box
from sim.space.integer_program import CUTS, CutShort, Optimum, Program
from sim.space.values import Floats

NEAR = 1e-7
"""How far below the best, relative, agreements are looked at for ties; then exactly."""


@dataclass(frozen=True, eq=False)
class _Scores:
    """One of the two scores: of options by issue, and of being inside boxes."""

    tables: Sequence[Floats]
    bonuses: Sequence[tuple[Box, float]]

    def of(self, digits: Sequence[int]) -> float:
        """Return the score of an agreement."""
        total = sum(float(table[k]) for table, k in zip(self.tables, digits, strict=True))
        inside = (
            worth
            for box, worth in self.bonuses
            if all(mask[digits[issue]] for issue, mask in box.items())
        )
        return total + sum(inside)

    @property
    def scale(self) -> float:
        """A number that scores are told in for the solver, so that they are about 1."""
        most = sum(float(np.abs(table).max(initial=0.0)) for table in self.tables)
        return most + sum(abs(worth) for _, worth in self.bonuses) or 1.0


class _Search:
    """The agreements as a programme."""

    def __init__(self, sizes: Sequence[int], forbidden: Sequence[Box]) -> None:
        self.program = Program()
        self.options = [[self.program.variable(0, 1, whole=True) for _ in range(k)] for k in sizes]
        for chosen in self.options:
            self.program.row(dict.fromkeys(chosen, 1.0), 1.0, 1.0)
        for box in forbidden:
            self.program.row(self._inside(box), high=len(box) - 1.0)

    def _inside(self, box: Box) -> dict[int, float]:
        """Return a sum that is the number of issues of a box on which an agreement is inside."""
        return {
            self.options[issue][place]: 1.0
            for issue, mask in box.items()
            for place in np.flatnonzero(mask).tolist()
        }

    def flags(self, boxes: Sequence[Box]) -> list[int]:
        """Return a variable for each box that is 1 inside and 0 elsewhere."""
        found = []
        for box in boxes:
            flag = self.program.variable(0, 1)
            found.append(flag)
            for issue in box:
                one = self._inside({issue: box[issue]})
                self.program.row({flag: 1.0, **dict.fromkeys(one, -1.0)}, high=0.0)
            self.program.row({**self._inside(box), flag: -1.0}, high=len(box) - 1.0)
        return found

    def sum_of(self, scores: _Scores, flags: Sequence[int], sign: float) -> dict[int, float]:
        """Return a score as a sum of variables."""
        unit = sign / scores.scale
        found = {
            variable: unit * float(worth)
            for chosen, table in zip(self.options, scores.tables, strict=True)
            for variable, worth in zip(chosen, table.tolist(), strict=True)
        }
        for flag, (_, worth) in zip(flags, scores.bonuses, strict=True):
            found[flag] = unit * worth
        return found

    def digits(self, found: Optimum) -> list[int]:
        """Return the agreement of a solution."""
        values = found.values
        assert values is not None
        return [int(np.argmax(values[chosen])) for chosen in self.options]

    def cut(self, digits: Sequence[int]) -> None:
        """Leave one agreement out."""
        chosen = {own[place]: 1.0 for own, place in zip(self.options, digits, strict=True)}
        self.program.row(chosen, high=len(chosen) - 1.0)


def best_by_search(
    sizes: Sequence[int],
    tables: Sequence[tuple[Floats, Floats]],
    bonuses: Sequence[tuple[Box, float, float]],
    forbidden: Sequence[Box],
) -> tuple[float, float]:
    """Return the largest first score and, among its maximisers, the smallest second score.

    Parameters as for :func:`sim.space.elimination.best_score`. Agreements are scored exactly; that
    no other is better is proven within the solver's tolerance.

    Raises
    ------
    CutShort
        If the search ended before that was proven.
    """
    first = _Scores([a for a, _ in tables], [(box, a) for box, a, _ in bonuses])
    second = _Scores([b for _, b in tables], [(box, b) for box, _, b in bonuses])
    search = _Search(sizes, forbidden)
    flags = search.flags([box for box, _, _ in bonuses])
    objective = search.sum_of(first, flags, 1.0)
    found = _proven(search.program, objective)
    if found is None:
        return -np.inf, np.inf
    digits = search.digits(found)
    top, tie = first.of(digits), second.of(digits)
    search.program.row(objective, low=top / first.scale - NEAR)
    for _ in range(CUTS):
        found = _proven(search.program, search.sum_of(second, flags, -1.0))
        if found is None:
            break
        digits = search.digits(found)
        reached, other = first.of(digits), second.of(digits)
        if reached == top and other <= tie:
            return top, other
        if reached > top:
            top, tie = reached, other
        search.cut(digits)
    return top, tie


def _proven(program: Program, objective: dict[int, float]) -> Optimum | None:
    """Return where a sum is largest; None if there is nothing."""
    found = program.largest(objective, gap=0.0)
    if found.infeasible:
        return None
    if found.values is None or found.cut_short:
        raise CutShort("a search for what a war would be fought for was cut short")
    return found
