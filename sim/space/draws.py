"""Draws of a scenario's uncertain inputs, as numbers on the decimal grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import Bools
from sim.space.space import Indices, Space
from sim.space.values import Floats


@dataclass(frozen=True, eq=False)
class Drawn:
    """The numbers of a scenario in many draws; the first axis is the draw.

    Parameters
    ----------
    space
        The space at its points.
    weights
        Per party the normalised weights, shape (draw, issue).
    values
        Per party and issue the values of the listed options, shape (draw, option).
    contributions
        Per party and issue what each listed option adds, in grid steps, shape (draw, option).
    scales
        Grid steps of a utility of 1, shape (draw, party).
    bonuses
        What interactions add, in grid steps, shape (draw, interaction).
    reservations
        Reservation values, shape (draw, party); NaN without weights.
    holds
        Which rules are rules, shape (draw, rule).
    parameters
        Name → what was drawn, shape (draw,).
    inputs
        Path of every number that differs between draws → what was drawn, before weights are
        normalised, shape (draw,). Weights by order, unknown or as shares are not numbers of their
        own and are left out.
    """

    space: Space
    weights: tuple[Floats, ...]
    values: tuple[tuple[Floats, ...], ...]
    contributions: tuple[tuple[Floats, ...], ...]
    scales: Floats
    bonuses: Floats
    reservations: Floats
    holds: Bools
    parameters: Mapping[str, Floats]
    inputs: Mapping[str, Floats]

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.scales)

    def part(self, chosen: slice) -> Drawn:
        """Return some of the draws."""
        return Drawn(
            self.space,
            tuple(w[chosen] for w in self.weights),
            tuple(tuple(v[chosen] for v in party) for party in self.values),
            tuple(tuple(c[chosen] for c in party) for party in self.contributions),
            self.scales[chosen],
            self.bonuses[chosen],
            self.reservations[chosen],
            self.holds[chosen],
            {name: drawn[chosen] for name, drawn in self.parameters.items()},
            {path: drawn[chosen] for path, drawn in self.inputs.items()},
        )

    def steps(self, party: int, digits: Indices) -> Floats:
        """Return a party's utilities in grid steps, shape (draw, agreement).

        One matrix product: sums of whole numbers below 2⁵³ are exact in any order.

        Parameters
        ----------
        digits
            Option places among the listed ones, shape (agreement, issue).
        """
        columns, rows = [], []
        for issue, table in enumerate(self.contributions[party]):
            used = np.unique(digits[:, issue])
            columns.append(table[:, used])
            rows.append(digits[None, :, issue] == used[:, None])
        for number, interaction in enumerate(self.space.interactions):
            if interaction.party == party:
                columns.append(self.bonuses[:, number, None])
                rows.append(self.space.inside(interaction.box, digits)[None, :])
        return np.asarray(np.concatenate(columns, axis=1) @ np.concatenate(rows).astype(float))

    def utilities(self, party: int, digits: Indices) -> Floats:
        """Return a party's utilities, shape (draw, agreement)."""
        found = self.steps(party, digits)
        found /= self.scales[:, party, None]
        return found

    def keeps(self, party: int, broken: Bools) -> Bools:
        """Return where a party's red lines are kept, shape (draw, agreement).

        Parameters
        ----------
        broken
            Which rules agreements break, shape (rule, agreement).
        """
        own = [
            number
            for number, rule in enumerate(self.space.rules)
            if rule.owner == party and rule.path not in self.space.dropped
        ]
        kept = np.ones((self.draws, broken.shape[1]), dtype=bool)
        for number in own:
            kept &= ~(self.holds[:, number, None] & broken[number])
        return kept

    def spread_of_weights(self, party: int, points: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
        """Return quantiles of a party's normalised weights as drawn, shape (quantile, issue)."""
        return np.quantile(self.weights[party], points, axis=0)
