"""A space as a mixed-integer linear programme: one variable per option, one per box."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np

from sim.engines.terms import Terms
from sim.space.boxes import Box
from sim.space.integer_program import CUTS, GAP, CutShort, Optimum, Program, Sum
from sim.space.listing import acceptable, within_red_lines
from sim.space.space import Indices, Space


class Model:
    """The agreements of a space as a programme; utilities are on the scale of 0 to 1.

    Parameters
    ----------
    space
        The space.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self.program = Program()
        self.options: list[dict[int, int]] = []
        for places in space.options:
            chosen = {place: self.program.variable(0, 1, whole=True) for place in places.tolist()}
            self.options.append(chosen)
            self.program.row(dict.fromkeys(chosen.values(), 1.0), 1.0, 1.0)
        self._utilities = [self._utility(party) for party in range(len(space.parties))]

    def copy(self) -> Model:
        """Return a copy that can be added to."""
        other = copy(self)
        other.program = self.program.copy()
        return other

    def _utility(self, party: int) -> dict[int, float]:
        numbers = self.space.parties[party]
        found = {
            variable: float(numbers.contributions[issue][place]) / numbers.scale
            for issue, chosen in enumerate(self.options)
            for place, variable in chosen.items()
            if numbers.weighs and numbers.contributions[issue][place]
        }
        for one in self.space.interactions:
            if one.party == party:
                found[self.inside(one.box)] = one.steps / numbers.scale
        return found

    def utility(self, party: int) -> Sum:
        """Return a party's utility as a sum of variables."""
        return self._utilities[party]

    def _matching(self, box: Box) -> list[dict[int, float]]:
        """Return for each issue of a box the variables of the options inside."""
        return [
            {variable: 1.0 for place, variable in self.options[issue].items() if mask[place]}
            for issue, mask in box.items()
        ]

    def avoid(self, box: Box, unless: int | None = None) -> None:
        """Allow no agreement inside a box, unless a variable is 1."""
        sums = self._matching(box)
        total = {variable: 1.0 for one in sums for variable in one}
        if unless is not None:
            total[unless] = -1.0
        self.program.row(total, high=len(sums) - 1.0)

    def inside(self, box: Box) -> int:
        """Return a variable that is 1 inside a box and 0 elsewhere."""
        number = self.program.variable(0, 1)
        sums = self._matching(box)
        for one in sums:
            self.program.row({number: 1.0, **dict.fromkeys(one, -1.0)}, high=0.0)
        total = {variable: 1.0 for one in sums for variable in one}
        self.program.row({**total, number: -1.0}, high=len(sums) - 1.0)
        return number

    def at_least(self, party: int, utility: float, unless: Sum | None = None) -> None:
        """Ask for a utility, unless a sum of variables is 1 or more."""
        row = dict(self.utility(party))
        for variable, factor in (unless or {}).items():
            row[variable] = row.get(variable, 0.0) + factor * (utility - self.lowest(party))
        self.program.row(row, low=utility)

    def lowest(self, party: int) -> float:
        """Return a lower bound on a party's utility."""
        numbers = self.space.parties[party]
        steps = sum(
            float(np.nan_to_num(table[places]).min())
            for table, places in zip(numbers.contributions, self.space.options, strict=True)
        )
        steps += sum(min(0.0, x.steps) for x in self.space.interactions if x.party == party)
        return steps / numbers.scale

    def highest(self, party: int) -> float:
        """Return an upper bound on a party's utility."""
        numbers = self.space.parties[party]
        steps = sum(
            float(np.nan_to_num(table[places]).max())
            for table, places in zip(numbers.contributions, self.space.options, strict=True)
        )
        steps += sum(max(0.0, x.steps) for x in self.space.interactions if x.party == party)
        return steps / numbers.scale

    def accept(self, *, reservations: bool = True, common: int | None = None) -> None:
        """Ask for acceptable agreements.

        Parameters
        ----------
        reservations
            Whether reservation values count; if not, for agreements within red lines.
        common
            A variable that stands for everybody's reservation value, instead of the file's.
        """
        terms = Terms(self.space, reservations=reservations)
        for one in terms.watched:
            if one.forbidden:
                self.avoid(one.box)
        free: list[Sum] = []
        for party in self.space.consent.required:
            where = self.space.consent.where.get(party)
            unless = {} if where is None else self.outside(where)
            free += [unless] if self.space.parties[party].weighs else []
            self._ask(terms, party, common, unless)
        if common is not None and all(free):
            self._ask_somebody(terms, free)
        votes = {}
        for party in terms.voters if terms.votes else ():
            vote = self.program.variable(0, 1, whole=True)
            votes[vote] = 1.0
            for rule in self.space.active_rules:
                for box in rule.boxes if rule.owner == party else ():
                    # Voting and being inside a box that breaks a red line exclude each other.
                    sums = self._matching(box)
                    total = {variable: 1.0 for one in sums for variable in one}
                    self.program.row({**total, vote: 1.0}, high=float(len(sums)))
            self._ask(terms, party, common, self._opposite(vote))
        if votes:
            self.program.row(votes, low=float(terms.votes))

    def _ask_somebody(self, terms: Terms, free: Sequence[Sum]) -> None:
        """Leave out texts that need nobody's consent who weighs anything.

        They say nothing of what parties could ask for.
        """
        row = {variable: 1.0 for unless in free for variable in unless}
        most = len(free) - 1.0
        if terms.votes:
            enough = self.program.variable(0, 1, whole=True)
            silent = [k for k in terms.voters if not self.space.parties[k].weighs]
            keeping = {self._keeps(party): 1.0 for party in silent}
            # Where as many of them keep their red lines as have to accept, this is 1.
            self.program.row({**keeping, enough: -float(len(silent) + 1)}, high=terms.votes - 1.0)
            row[enough], most = 1.0, most + 1.0
        if row:
            self.program.row(row, high=most)

    def _keeps(self, party: int) -> int:
        """Return a variable that is 1 at least where a party's red lines are kept."""
        keeps = self.program.variable(0, 1)
        boxes = [
            box for rule in self.space.active_rules if rule.owner == party for box in rule.boxes
        ]
        self.program.row({keeps: 1.0, **{self.inside(box): 1.0 for box in boxes}}, low=1.0)
        return keeps

    def outside(self, box: Box) -> Sum:
        """Return a variable that is 1 outside a box and 0 inside."""
        return self._opposite(self.inside(box))

    def _opposite(self, variable: int) -> Sum:
        """Return a variable that is 1 where another is 0, and the other way round."""
        found = self.program.variable(0, 1)
        self.program.row({found: 1.0, variable: 1.0}, 1.0, 1.0)
        return {found: 1.0}

    def _ask(self, terms: Terms, party: int, common: int | None, unless: Sum) -> None:
        """Ask for what a party's consent takes, if it takes any utility."""
        if common is not None and self.space.parties[party].weighs:
            row = {**self.utility(party), common: -1.0}
            spread = self.program.high[common] - self.lowest(party)
            row |= {variable: factor * spread for variable, factor in unless.items()}
            self.program.row(row, low=0.0)
        elif common is None and party in terms.asking:
            self.at_least(party, self.threshold(party), unless)

    def threshold(self, party: int) -> float:
        """Return the utility that a party asks for."""
        return self.space.threshold(party) / self.space.parties[party].scale

    def digits(self, found: Optimum) -> Indices:
        """Return the agreement of a solution, option places among the listed ones, (issue,)."""
        assert found.values is not None
        values = found.values
        return np.array(
            [max(chosen, key=lambda place: values[chosen[place]]) for chosen in self.options]
        )

    def cut(self, digits: Indices) -> None:
        """Leave one agreement out."""
        variables = {self.options[issue][place]: 1.0 for issue, place in enumerate(digits.tolist())}
        self.program.row(variables, high=len(variables) - 1.0)

    def best(
        self, objective: Sum, *, reservations: bool = True, gap: float = GAP
    ) -> tuple[Indices | None, float]:
        """Return an agreement with the largest objective, and a bound that no other exceeds.

        The solver works within tolerances; what fails on the exact grid is cut off.

        Parameters
        ----------
        objective
            A sum of variables.
        reservations
            Whether agreements have to be acceptable, or only within red lines.
        gap
            Relative gap at which a search stops.

        Returns
        -------
        (ndarray or None, float)
            None and minus infinity if it is proven that there is none.

        Raises
        ------
        CutShort
            If the search ended before it found any.
        """
        test = acceptable if reservations else within_red_lines
        for _ in range(CUTS):
            found = self.program.largest(objective, gap)
            if found.infeasible:
                return None, found.bound
            if found.values is None:
                raise CutShort("a search was cut short before it found any agreement")
            digits = self.digits(found)
            if test(self.space, digits[None, :])[0]:
                return digits, found.bound
            self.cut(digits)
        raise RuntimeError(f"{CUTS} agreements of the optimiser fail on the exact grid")
