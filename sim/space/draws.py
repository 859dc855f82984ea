"""Draws of a scenario's uncertain inputs, as numbers on the decimal grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.elimination import best_scores
from sim.space.listing import Columns, Listed
from sim.space.space import TOLERANCE, Indices, Space
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

    def part(self, chosen: slice | Indices) -> Drawn:
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

    def space_of(self, draw: int) -> Space:
        """Return one draw as a space of its own."""
        parties = tuple(
            replace(
                party,
                weights=self.weights[k][draw],
                values=tuple(v[draw] for v in self.values[k]),
                contributions=tuple(c[draw] for c in self.contributions[k]),
                scale=float(self.scales[draw, k]),
                reservation=float(self.reservations[draw, k]),
            )
            for k, party in enumerate(self.space.parties)
        )
        interactions = tuple(
            replace(x, steps=float(self.bonuses[draw, number]))
            for number, x in enumerate(self.space.interactions)
        )
        every = zip(self.space.rules, self.holds[draw], strict=True)
        off = [rule.path for rule, holds in every if not holds]
        return replace(self.space, parties=parties, interactions=interactions).without(off)

    def steps(self, party: int, agreements: Listed | Indices) -> Floats:
        """Return a party's utilities in grid steps, shape (draw, agreement).

        One matrix product: sums of whole numbers below 2⁵³ are exact in any order.

        Parameters
        ----------
        agreements
            A list, or option places among the listed ones, shape (agreement, issue).
        """
        listed = agreements if isinstance(agreements, Listed) else Listed(self.space, agreements)
        ready = listed.columns or Columns(self.space, listed.digits)
        columns = [
            table[:, used]
            for table, used in zip(self.contributions[party], ready.used, strict=True)
        ]
        columns += [self.bonuses[:, number, None] for number in ready.bonuses(party)]
        return np.asarray(np.concatenate(columns, axis=1) @ ready.of(party))

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
        always = [number for number in own if self.holds[:, number].all()]
        kept = np.broadcast_to(~broken[always].any(axis=0), (self.draws, broken.shape[1]))
        for number in own:
            if number not in always:
                kept = kept & ~(self.holds[:, number, None] & broken[number])
        return kept

    def accepts(self, party: int, agreements: Listed) -> Bools:
        """Return what a party accepts in each draw, shape (draw, agreement)."""
        accepted = self.keeps(party, agreements.broken)
        if self.space.parties[party].weighs and not np.isneginf(self.space.threshold(party)):
            needed = thresholds(self.reservations[:, party], self.scales[:, party])
            accepted = accepted & (self.steps(party, agreements) >= needed[:, None])
        return accepted

    def acceptable(self, agreements: Listed) -> tuple[Bools, dict[int, Bools]]:
        """Return what is acceptable in each draw, and what each party that has a say accepts.

        The agreements must keep every linkage.

        Returns
        -------
        (ndarray, dict), each array of shape (draw, agreement)
        """
        consent = self.space.consent
        accepts = {party: self.accepts(party, agreements) for party in consent.everyone}
        passed = consent.passes(accepts, agreements.needed)
        return np.broadcast_to(passed, (self.draws, len(agreements.digits))), accepts


def utility_of(made: Drawn, number: int, agreement: Mapping[str, OptionName]) -> Floats:
    """Return a party's utility of an agreement that names all it looks at, shape (draw,)."""
    space, issues = made.space, made.space.scenario.issues
    places = [
        issue.place(agreement[name]) if name in agreement else -1 for name, issue in issues.items()
    ]
    steps = np.zeros(made.draws)
    for i, place in enumerate(places):
        if place >= 0:
            steps += made.contributions[number][i][:, place]
    for k, interaction in enumerate(space.interactions):
        if interaction.party == number and all(
            places[i] >= 0 and mask[places[i]] for i, mask in interaction.box.items()
        ):
            steps += made.bonuses[:, k]
    return steps / made.scales[:, number]


def best_allowed(made: Drawn, first: int, second: int) -> tuple[Floats, Floats]:
    """Return the most of one party's utility that the linkages allow, and the other's worst there.

    Over all listed options, on the table or not. Where nothing that bears on it differs between
    draws it is worked out once, and remembered: along one input of many that is so mostly.
    """
    alike = _same_in_all(made, (first, second))
    if alike is None or made.draws == 0:
        return _best_allowed(made, first, second)
    known = made.space.best_known
    if (first, second, alike) not in known:
        tops, ties = _best_allowed(made.part(slice(0, 1)), first, second)
        known[first, second, alike] = float(tops[0]), float(ties[0])
    top, tie = known[first, second, alike]
    return np.full(made.draws, top), np.full(made.draws, tie)


def _same_in_all(made: Drawn, parties: tuple[int, ...]) -> bytes | None:
    """Return the numbers that some parties' utilities are made of, if all draws have the same."""
    arrays = [made.scales[:, list(parties)]]
    arrays += [made.bonuses[:, [k]] for k, x in enumerate(made.space.interactions)
               if x.party in parties]  # fmt: skip
    arrays += [one for party in parties for one in made.contributions[party]]
    if any((one != one[:1]).any() for one in arrays):
        return None
    return b"".join(one[:1].tobytes() for one in arrays)


def _best_allowed(made: Drawn, first: int, second: int) -> tuple[Floats, Floats]:
    space = made.space
    bonuses = [
        (
            x.box,
            made.bonuses[:, k] if x.party == first else np.zeros(made.draws),
            made.bonuses[:, k] if x.party == second else np.zeros(made.draws),
        )
        for k, x in enumerate(space.interactions)
        if x.party in (first, second)
    ]
    forbidden = [box for rule in space.active_rules if rule.owner < 0 for box in rule.boxes]
    tops, ties = best_scores(
        [len(issue.names) for issue in space.scenario.issues.values()],
        list(zip(made.contributions[first], made.contributions[second], strict=True)),
        bonuses,
        forbidden,
        made.draws,
    )
    return tops / made.scales[:, first], ties / made.scales[:, second]


def thresholds(reservations: Floats, scales: Floats) -> Floats:
    """Return the smallest utilities in grid steps that are enough, as at the points, (draw,).

    The first whole number of steps with u ≥ r − 10⁻⁹; minus infinity where nothing is asked for.
    """
    level = np.nan_to_num(reservations) - TOLERANCE
    steps = np.ceil(level * scales)
    steps -= (steps - 1) / scales >= level
    steps += steps / scales < level
    return np.where(np.isnan(reservations), -np.inf, steps)
