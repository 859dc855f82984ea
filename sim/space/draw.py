"""Drawing a scenario's uncertain inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from sim.scenario.issue import Issue
from sim.scenario.party import Party, Position, War
from sim.scenario.quantity import Quantity
from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.compile import opponent
from sim.space.draws import Drawn
from sim.space.elimination import best_scores
from sim.space.samplers import in_box, in_order, log_uniform, on_simplex, triangular
from sim.space.space import Space
from sim.space.values import GRID_DIGITS, Floats, option_values

WEIGHT_FACTOR = 2.0
"""A bare weight without evidence is drawn from half of it to twice as much."""
VALUE_REACH = 0.15
"""A bare value or reservation value without evidence is drawn from so much less to so much more."""
TRIES = 200
"""How often values are drawn again that don't keep the order of the points."""


def draw_inputs(
    space: Space, draws: int, rng: np.random.Generator, *, spread: float = 1.0
) -> Drawn:
    """Return draws of everything that the file says by ranges, or assumes by bare numbers.

    Parameters
    ----------
    space
        The space at its points.
    draws
        How many.
    rng
        Where they come from.
    spread
        How far bare numbers without evidence are spread: 1 for weights from half to twice and
        values and reservation values by 0.15 either way, in proportion between; 0 for not at all.

    Returns
    -------
    Drawn

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> from sim.space.compile import compile_space
    >>> space = compile_space(Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "high"]}, "day": {"options": ["now", "later"]}},
    ...     "parties": {"buyer": {
    ...         "weights": {"price": [1, 3], "day": 1},
    ...         "positions": {"price": "low", "day": "now"},
    ...     }},
    ... }))
    >>> drawn = draw_inputs(space, 4, np.random.default_rng(1), spread=0)
    >>> drawn.utilities(0, space.digits([1])).ravel().round(3).tolist()
    [0.669, 0.744, 0.563, 0.743]
    """
    return _Drawing(space, draws, rng, spread).drawn()


MOST_SPREAD = 3.0
"""As far as bare numbers can be spread: weights by a factor of 8 either way."""


def draw_quantity(
    quantity: Quantity, draws: int, rng: np.random.Generator, parameters: Mapping[str, Floats]
) -> Floats:
    """Return draws of one number or range, shape (draw,).

    Parameters
    ----------
    parameters
        Name → what was drawn for it, shape (draw,); a reference to one is that.
    """
    if quantity.parameter is not None:
        found = parameters[quantity.parameter]
        return 1.0 - found if quantity.complement else found
    if quantity.kind == "range":
        return quantity.low + (quantity.high - quantity.low) * rng.random(draws)
    if quantity.kind == "triangle":
        return triangular(rng, quantity.low, quantity.mode, quantity.high, draws)
    return np.full(draws, quantity.mode)


def differs(space: Space, spread: float) -> bool:
    """Say whether anything differs between draws of a scenario's inputs."""
    scenario = space.scenario
    for party in scenario.parties.values():
        for line in party.red_lines.values():
            holds = None if line.holds is None else line.holds.resolved(scenario.parameters)
            if holds is not None and holds.high > 0 and holds.low < 1:
                return True
    made = draw_inputs(space, 8, np.random.default_rng(0), spread=spread)
    arrays = [*made.weights, *made.inputs.values(), np.nan_to_num(made.reservations)]
    return any((one != one[:1]).any() for one in arrays)


class _Drawing:
    """One set of draws in the making, in file order."""

    def __init__(self, space: Space, draws: int, rng: np.random.Generator, spread: float) -> None:
        self.space, self.scenario = space, space.scenario
        self.draws, self.rng, self.spread = draws, rng, spread
        self.inputs: dict[str, Floats] = {}
        self.parameters: dict[str, Floats] = {}
        for name, quantity in self.scenario.parameters.items():
            self.parameters[name] = self.noted(f"parameters.{name}", self.quantity(quantity))

    def drawn(self) -> Drawn:
        parties = self.scenario.parties
        raw = [self.weights(name, party) for name, party in parties.items()]
        values = [self.values(name, party) for name, party in parties.items()]
        totals = np.stack([w.sum(axis=1) for w in raw], axis=1)
        units = _grid_units(totals)
        contributions = tuple(
            tuple(
                np.rint(np.nan_to_num(raw[k][:, i, None] * value) * units[:, k, None])
                for i, value in enumerate(values[k])
            )
            for k in range(len(parties))
        )
        weighs = np.array([party.weighs for party in parties.values()])
        scales = np.where(weighs, totals * units, 1.0)
        weights = tuple(
            raw[k] / totals[:, k, None] if weighs[k] else raw[k] for k in range(len(parties))
        )
        reservations = np.full((self.draws, len(parties)), math.nan)
        made = Drawn(
            self.space, weights, tuple(values), contributions, scales, self.bonuses(scales),
            reservations, self.holds(), self.parameters, self.inputs,
        )  # fmt: skip
        for k in self.space.weighing:
            # Filled in before anybody sees the result: wars look at the utilities drawn.
            reservations[:, k] = self.reservation(made, k)
        return made

    def noted(self, path: str, drawn: Floats) -> Floats:
        """Note what was drawn for a number, if it differs between draws."""
        if self.draws and drawn.min() < drawn.max():
            self.inputs[path] = drawn
        return drawn

    def own(self, quantity: Quantity, path: str) -> Floats:
        """Return draws of a number or range that stands at a path; parameters have their own."""
        drawn = self.quantity(quantity)
        return drawn if quantity.parameter is not None else self.noted(path, drawn)

    def quantity(self, quantity: Quantity) -> Floats:
        """Return draws of one number or range, shape (draw,)."""
        return draw_quantity(quantity, self.draws, self.rng, self.parameters)

    def assumed(self, quantity: Quantity, path: str) -> bool:
        """Say whether a number is bare and nothing stands behind it, so that it is spread."""
        bare = quantity.kind == "exact" and self.spread > 0
        return bare and path not in self.scenario.evidence

    def reach(self) -> Floats:
        """Return how far bare values are moved, shape (draw,)."""
        return VALUE_REACH * self.spread * (2.0 * self.rng.random(self.draws) - 1.0)

    def weights(self, name: str, party: Party) -> Floats:
        """Return weights in the file's own units, shape (draw, issue)."""
        issues = list(self.scenario.issues)
        found = np.zeros((self.draws, len(issues)))
        if not party.weighs:
            return found
        columns = [issues.index(issue) for issue in party.weighed_issues()]
        if party.order is not None:
            groups = [len(g) if isinstance(g, tuple) else 1 for g in party.order]
            found[:, columns] = in_order(self.rng, groups, self.draws)
        elif party.weights == "unknown":
            found[:, columns] = on_simplex(self.rng, len(columns), self.draws)
        else:
            assert isinstance(party.weights, Mapping)
            if party.weights_are == "shares":
                given = [w.resolved(self.scenario.parameters) for w in party.weights.values()]
                low, high = np.array([w.low for w in given]), np.array([w.high for w in given])
                found[:, columns] = in_box(self.rng, low, high, self.draws)
            else:
                for column, (issue, weight) in zip(columns, party.weights.items(), strict=True):
                    path = f"parties.{name}.weights.{issue}"
                    found[:, column] = self.weight(weight, path)
        return found

    def weight(self, weight: Quantity, path: str) -> Floats:
        if weight.mode > 0 and self.assumed(weight, path):
            factor = WEIGHT_FACTOR**self.spread
            low, high = weight.mode / factor, weight.mode * factor
            return self.noted(path, log_uniform(self.rng, low, high, self.draws))
        return self.own(weight, path)

    def values(self, name: str, party: Party) -> tuple[Floats, ...]:
        """Return the values of every issue's options, each of shape (draw, option)."""
        found = []
        for issue_name, issue in self.scenario.issues.items():
            position = party.positions.get(issue_name)
            if position is None:
                found.append(np.full((self.draws, len(issue.names)), math.nan))
                continue
            path = f"parties.{name}.positions.{issue_name}.values"
            found.append(self.position(position, issue, path))
        return tuple(found)

    def position(self, position: Position, issue: Issue, path: str) -> Floats:
        points = option_values(position, issue, self.scenario.parameters)
        listed = position.values or {}
        if position.ideal is None and issue.numeric:
            return self.curve(listed, issue, path)
        drawn = np.tile(points, (self.draws, 1))
        for option, value in listed.items():
            drawn[:, issue.place(option)] = self.value(value, f"{path}.{option}")
        for _ in range(TRIES):
            wrong = ~_keeps_order(drawn, points)
            if not wrong.any():
                break
            for option, value in listed.items():
                again = self.value(value, f"{path}.{option}")
                drawn[wrong, issue.place(option)] = again[wrong]
        else:
            drawn = _put_in_order(drawn, points)
        for option, value in listed.items():
            if value.parameter is None:
                self.noted(f"{path}.{option}", drawn[:, issue.place(option)])
        return drawn

    def curve(self, listed: Mapping[str, Quantity], issue: Issue, path: str) -> Floats:
        """Return values of a numeric issue that are read off between some of its numbers."""
        known = sorted((float(option), option, value) for option, value in listed.items())
        at = np.array([number for number, _, _ in known])
        points = np.array([value.point(self.scenario.parameters) for _, _, value in known])
        drawn = np.stack([self.value(v, f"{path}.{o}") for _, o, v in known], axis=1)
        drawn = _put_in_order(drawn, points)
        for column, (_, option, value) in enumerate(known):
            if value.parameter is None:
                self.noted(f"{path}.{option}", drawn[:, column])
        levels = np.array(issue.coordinates, dtype=float)
        place = np.searchsorted(at, levels, side="right").clip(1, len(at) - 1)
        share = (levels - at[place - 1]) / (at[place] - at[place - 1])
        return np.asarray(drawn[:, place - 1] * (1 - share) + drawn[:, place] * share)

    def value(self, value: Quantity, path: str) -> Floats:
        if value.mode not in (0.0, 1.0) and self.assumed(value, path):
            return np.clip(value.mode + self.reach(), 0.0, 1.0)
        return self.quantity(value)

    def bonuses(self, scales: Floats) -> Floats:
        """Return what interactions add in grid steps, shape (draw, interaction)."""
        found = np.zeros((self.draws, len(self.space.interactions)))
        number = 0
        for k, (name, party) in enumerate(self.scenario.parties.items()):
            for key, interaction in party.interactions.items():
                worth = self.own(interaction.worth, f"parties.{name}.interactions.{key}.worth")
                found[:, number] = np.rint(worth * scales[:, k])
                number += 1
        return found

    def holds(self) -> Bools:
        """Return which rules are rules, shape (draw, rule)."""
        found = np.ones((self.draws, len(self.space.rules)), dtype=bool)
        for number, rule in enumerate(self.space.rules):
            if rule.owner < 0:
                continue
            party = self.scenario.parties[self.space.parties[rule.owner].name]
            chance = party.red_lines[rule.path.rsplit(".", 1)[1]].holds
            if chance is not None:
                found[:, number] = self.rng.random(self.draws) < self.quantity(chance)
                self.noted(f"{rule.path}.holds", found[:, number].astype(float))
        return found

    def reservation(self, made: Drawn, number: int) -> Floats:
        """Return a party's reservation value, shape (draw,)."""
        name = self.space.parties[number].name
        given = self.scenario.parties[name].reservation
        path = f"parties.{name}.reservation"
        if given is None:
            moved = self.reach() if self.spread > 0 else np.zeros(self.draws)
            return self.noted(path, moved)
        if given.number is not None:
            moved = self.reach() if self.assumed(given.number, path) else np.zeros(self.draws)
            drawn = self.quantity(given.number) + moved
            return drawn if given.number.parameter is not None else self.noted(path, drawn)
        if given.agreement is not None:
            return _worth(made, number, given.agreement) - self.own(given.cost, f"{path}.cost")
        if given.status_quo:
            assert self.scenario.status_quo is not None
            return _worth(made, number, self.scenario.status_quo)
        assert given.war is not None
        return self.war(made, number, given.war, f"{path}.war")

    def war(self, made: Drawn, number: int, war: War, path: str) -> Floats:
        won = self.outcome(made, number, war.won, f"{path}.won")
        if won is None:
            won = _best(made, number, number)[0]
        lost = self.outcome(made, number, war.lost, f"{path}.lost")
        if lost is None:
            lost = _best(made, opponent(self.space, number, war), number)[1]
        win, cost = self.own(war.win, f"{path}.win"), self.own(war.cost, f"{path}.cost")
        # Without any admissible agreement there is nothing to win or lose.
        there = np.isfinite(won) & np.isfinite(lost)
        won, lost = (np.where(there, outcome, math.nan) for outcome in (won, lost))
        return np.asarray(win * won + (1.0 - win) * lost - cost)

    def outcome(
        self,
        made: Drawn,
        number: int,
        given: Quantity | Mapping[str, OptionName] | None,
        path: str,
    ) -> Floats | None:
        if given is None:
            return None
        if isinstance(given, Quantity):
            return self.own(given, path)
        return _worth(made, number, given)


def _grid_units(totals: Floats) -> Floats:
    """Return grid steps of a unit of weight for every total, as :func:`grid_unit` does."""
    exponent = np.floor(np.log10(np.where(totals > 0, totals, 1.0)))
    exponent += 10.0 ** (exponent + 1) <= totals
    exponent -= 10.0**exponent > np.where(totals > 0, totals, 1.0)
    return np.asarray(10.0 ** (GRID_DIGITS - exponent))


def _levels(points: Floats) -> list[np.ndarray]:
    """Return the places of options by their point value, ascending, equal ones together."""
    return [np.flatnonzero(points == value) for value in np.unique(points[~np.isnan(points)])]


def _keeps_order(drawn: Floats, points: Floats) -> Bools:
    """Return in which draws no option passes one with a larger point, shape (draw,)."""
    kept = np.ones(len(drawn), dtype=bool)
    levels = _levels(points)
    for lower, upper in pairwise(levels):
        kept &= drawn[:, lower].max(axis=1) <= drawn[:, upper].min(axis=1)
    return kept


def _put_in_order(drawn: Floats, points: Floats) -> Floats:
    """Return draws in which what passes the option before it is brought up to it."""
    found = drawn.copy()
    before = np.full(len(drawn), -np.inf)
    for level in _levels(points):
        found[:, level] = np.maximum(found[:, level], before[:, None])
        before = found[:, level].max(axis=1)
    return found


def _worth(made: Drawn, number: int, agreement: Mapping[str, OptionName]) -> Floats:
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


def _best(made: Drawn, first: int, second: int) -> tuple[Floats, Floats]:
    """Return the most of one party's utility that the linkages allow, and the other's worst there.

    Over all listed options, on the table or not.
    """
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
    forbidden = [box for rule in space.rules if rule.owner < 0 for box in rule.boxes]
    tops, ties = best_scores(
        [len(issue.names) for issue in space.scenario.issues.values()],
        list(zip(made.contributions[first], made.contributions[second], strict=True)),
        bonuses,
        forbidden,
        made.draws,
    )
    return tops / made.scales[:, first], ties / made.scales[:, second]
