"""The agreements that solutions pick, found one by one, each with a proven gap."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import exp, log

import numpy as np

from sim.engines.optimising.model import Model
from sim.engines.protocol import KnownSolutions
from sim.space.integer_program import GAP, CutShort, Sum
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats

SMALLEST = 1e-5
"""Gains from here on are told from none: ten times what the solver lets pass."""
AGAIN = 50
"""How many agreements are left out in which fewer gain than the solver takes it to be."""
TANGENTS, ROUNDS = 12, 24
"""Tangents to each logarithm to begin with, and how often new ones are added."""
CLOSE = 1e-7
"""Gap of the logarithm of the Nash product at which adding tangents stops."""
SLACK, TIES = 1e-6, 8
"""How far a later stage of a leximin search may fall short in an earlier one, and up to how many
agreements with about the largest smallest gain are found one by one instead."""


@dataclass(frozen=True, eq=False)
class _Gain:
    """A party's gain as a sum of variables and a constant, and what a whole gain is."""

    terms: Sum
    constant: float
    whole: float
    party: int

    def ask(self, model: Model, more: Sum, least: float = 0.0) -> None:
        """Ask for so much of a whole gain, together with further variables."""
        row = {variable: factor / self.whole for variable, factor in self.terms.items()}
        model.program.row({**row, **more}, low=least - self.constant / self.whole)


class SolutionSearch:
    """Searches for what the solutions pick in a zone that may be too large to list.

    Parameters
    ----------
    space
        The space.
    parties
        Whose gains count; those that bargain if None.
    """

    def __init__(self, space: Space, parties: tuple[int, ...] | None = None) -> None:
        self.space = space
        self.parties = space.bargaining if parties is None else parties
        self.model = Model(space)
        self.model.accept()
        self.pool: list[Indices] = []
        self.reservations = np.nan_to_num(space.reservations)

    def found(self) -> KnownSolutions | None:
        """Return agreements for all solutions; None if the zone is empty.

        A search that is cut short leaves what others found, with a gap without end.

        Raises
        ------
        CutShort
            If none found any agreement.
        """
        parties = self.parties
        ideal: dict[int, float] = {}
        known = True
        for party in parties:
            try:
                best = self._largest(self.model, self.model.utility(party))
            except CutShort:
                most, known = self.model.highest(party), False
            else:
                if best is None:
                    return None
                most = float(self._utilities(best[0])[party])
            ideal[party] = most - float(self.reservations[party])
        gains = {party: self._gain(self.model, party, ideal[party]) for party in parties}
        counted = [party for party in parties if ideal[party] > TOLERANCE]
        gaps = {"nash": self._nash([gains[p] for p in counted])}
        shares = [_Gain(g.terms, g.constant, g.whole, p) for p, g in gains.items() if p in counted]
        gaps["kalai_smorodinsky"] = self._leximin(shares) if known else np.inf
        gaps["egalitarian"] = self._leximin(
            [_Gain(g.terms, g.constant, 1.0, p) for p, g in gains.items()]
        )
        gaps["utilitarian"] = self._utilitarian()
        if not self.pool:
            raise CutShort("a search was cut short before it found any agreement")
        return KnownSolutions(np.unique(np.array(self.pool), axis=0), gaps)

    def _largest(
        self, model: Model, objective: Sum, gap: float = GAP
    ) -> tuple[Indices, float] | None:
        """Return an acceptable agreement with the largest objective, and the bound."""
        digits, bound = model.best(objective, gap=gap)
        if digits is None:
            return None
        self.pool.append(digits)
        return digits, bound

    def _utilities(self, digits: Indices) -> Floats:
        return np.asarray(self.space.utilities(digits[None, :])[:, 0])

    def _gain(self, model: Model, party: int, ideal: float) -> _Gain:
        """Return max(0, u - r) as a sum, with a variable only where u may fall below r."""
        reservation = float(self.reservations[party])
        consent = self.space.consent
        sure = party in consent.required and party not in consent.where
        if sure and np.isfinite(self.space.threshold(party)):
            return _Gain(model.utility(party), -reservation, ideal, party)
        most = max(0.0, model.highest(party) - reservation)
        gain = model.program.variable(0.0, most)
        gains = model.program.variable(0, 1, whole=True)
        spread = max(0.0, reservation - model.lowest(party))
        below: dict[int, float] = {gain: 1.0, gains: spread}
        for variable, factor in model.utility(party).items():
            below[variable] = below.get(variable, 0.0) - factor
        model.program.row(below, high=spread - reservation)
        model.program.row({gain: 1.0, gains: -most}, high=0.0)
        return _Gain({gain: 1.0}, 0.0, ideal, party)

    def _utilitarian(self) -> float:
        total: dict[int, float] = {}
        for party in self.parties:
            for variable, factor in self.model.utility(party).items():
                total[variable] = total.get(variable, 0.0) + factor
        try:
            best = self._largest(self.model, total)
        except CutShort:
            return np.inf
        assert best is not None
        attained = self._utilities(best[0])[list(self.parties)].sum()
        return max(0.0, best[1] - float(attained))

    def _attained(self, gains: Sequence[_Gain], digits: Indices) -> Floats:
        """Return the gains of an agreement, smallest first."""
        utilities = self._utilities(digits)
        found = [max(0.0, utilities[g.party] - self.reservations[g.party]) / g.whole for g in gains]
        return np.sort(np.array(found))

    def _leximin(self, gains: Sequence[_Gain]) -> float:
        """Maximise the smallest gain, then the second smallest, and so on.

        Those whose smallest gain is largest are few, mostly: they are found one by one.
        """
        if not gains:
            return 0.0
        model = self.model.copy()
        level = model.program.variable(-np.inf, np.inf)
        for gain in gains:
            gain.ask(model, {level: -1.0})
        try:
            best = self._largest(model, {level: 1.0})
        except CutShort:
            return np.inf
        if best is None:
            return np.inf
        reached = float(self._attained(gains, best[0])[0])
        model = self.model.copy()
        for gain in gains:
            gain.ask(model, {}, least=reached - SLACK)
        # Where a search is cut short, what was found before stays.
        with suppress(CutShort):
            if self._all_found(model.copy(), best[0]):
                # Whatever has a larger smallest gain was among them.
                return 0.0
            self._sums_of_smallest(model, gains)
        return max(0.0, best[1] - reached)

    def _all_found(self, model: Model, known: Indices) -> bool:
        """Find the agreements of a model one by one; return whether these are all."""
        for _ in range(TIES):
            model.cut(known)
            found = self._largest(model, {})
            if found is None:
                return True
            known = found[0]
        return False

    def _sums_of_smallest(self, model: Model, gains: Sequence[_Gain]) -> None:
        """Maximise the sum of the two smallest gains, then of the three smallest, and so on.

        These sums are linear (Ogryczak and Śliwiński 2003), so each stage is one search.
        """
        for number in range(2, len(gains) + 1):
            level = model.program.variable(-np.inf, np.inf)
            objective: dict[int, float] = {level: float(number)}
            for gain in gains:
                short = model.program.variable(0.0, np.inf)
                objective[short] = -1.0
                gain.ask(model, {short: 1.0, level: -1.0})
            best = self._largest(model, objective)
            if best is None:
                return
            attained = float(self._attained(gains, best[0])[:number].sum())
            model.program.row(objective, low=attained - SLACK)

    def _nash(self, gains: Sequence[_Gain]) -> float:
        """Maximise the number of gaining parties, then the logarithm of the Nash product."""
        if not gains:
            return 0.0
        model = self.model.copy()
        power = [self.space.parties[g.party].power for g in gains]
        logs, gaining = self._logarithms(model, gains)
        most = self._most_gaining(model, gains, gaining)
        if most is None:
            return np.inf
        model.program.row(dict.fromkeys(gaining, 1.0), low=float(most))
        objective = dict(zip(logs, power, strict=True))
        best, bound, gap = -np.inf, np.inf, GAP
        seen: set[bytes] = set()
        for _ in range(ROUNDS):
            try:
                found = self._largest(model, objective, gap)
            except CutShort:
                break
            if found is None:
                break
            digits, bound = found[0], min(bound, found[1])
            gained = self._gains(gains, digits)
            value = sum(a * log(g) for a, g in zip(power, gained, strict=True) if g >= SMALLEST)
            if self._number(gains, digits) >= most:
                best = max(best, value)
            else:
                model.cut(digits)
            again = digits.tobytes() in seen
            if bound - best <= CLOSE or (again and not gap):
                break
            # The same once more: further tangents change nothing, only a smaller gap does.
            gap = 0.0 if again else GAP
            seen.add(digits.tobytes())
            for variable, flag, gain, at in zip(logs, gaining, gains, gained, strict=True):
                if at >= SMALLEST:
                    self._tangent(model, variable, flag, gain, at)
        return max(0.0, exp(bound - best) - 1.0) if np.isfinite(bound - best) else np.inf

    def _most_gaining(
        self, model: Model, gains: Sequence[_Gain], gaining: Sequence[int]
    ) -> int | None:
        """Return the largest number of parties that gain together; None if it was not proven."""
        model = model.copy()
        most = 0
        for _ in range(AGAIN):
            try:
                found = self._largest(model, dict.fromkeys(gaining, 1.0))
            except CutShort:
                return None
            if found is None:
                # All others were left out: none of them has more than was found.
                return most
            most = max(most, self._number(gains, found[0]))
            if most >= int(found[1] + SMALLEST):
                return most
            model.cut(found[0])
        return None

    def _gains(self, gains: Sequence[_Gain], digits: Indices) -> list[float]:
        utilities = self._utilities(digits)
        return [max(0.0, float(utilities[g.party] - self.reservations[g.party])) for g in gains]

    def _number(self, gains: Sequence[_Gain], digits: Indices) -> int:
        return sum(gain >= SMALLEST for gain in self._gains(gains, digits))

    def _logarithms(self, model: Model, gains: Sequence[_Gain]) -> tuple[list[int], list[int]]:
        """Return a variable below each logarithm of a gain, and whether there is a gain."""
        logs, gaining = [], []
        for gain in gains:
            lowest, highest = log(SMALLEST), log(max(gain.whole, 2 * SMALLEST))
            variable = model.program.variable(lowest, max(0.0, highest))
            flag = model.program.variable(0, 1, whole=True)
            # Without a gain the logarithm counts as 0.
            model.program.row({variable: 1.0, flag: -max(0.0, highest)}, high=0.0)
            # In units of the smallest gain, so that the solver's tolerance is small beside it.
            scaled = {v: factor / SMALLEST for v, factor in gain.terms.items()}
            model.program.row({**scaled, flag: -1.0}, low=-gain.constant / SMALLEST)
            for at in np.geomspace(SMALLEST, gain.whole, TANGENTS).tolist():
                self._tangent(model, variable, flag, gain, at)
            logs.append(variable)
            gaining.append(flag)
        return logs, gaining

    def _tangent(self, model: Model, variable: int, flag: int, gain: _Gain, at: float) -> None:
        """Keep a variable below the tangent of the logarithm at some gain."""
        row = {v: -factor / at for v, factor in gain.terms.items()}
        free = max(0.0, 1.0 - log(at))
        row |= {variable: 1.0, flag: free}
        model.program.row(row, high=log(at) - 1.0 + gain.constant / at + free)


def solutions(space: Space, parties: tuple[int, ...] | None = None) -> KnownSolutions | None:
    """Return agreements for all solutions of some parties; None if the zone is empty."""
    return SolutionSearch(space, parties).found()
