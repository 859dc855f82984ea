"""Drawing a scenario's uncertain inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from sim.scenario.issue import Issue
from sim.scenario.party import Party
from sim.scenario.position import Position
from sim.scenario.quantity import Quantity
from sim.scenario.reservation import War
from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.draws import Drawn, best_allowed, utility_of
from sim.space.frame import opponent
from sim.space.input_sources import Given, OpenInput, Partly, Random, Source, open_input, referred
from sim.space.ordered import curve_points, keeps_order, put_in_order
from sim.space.space import Space
from sim.space.values import (
    Floats,
    between,
    grid_units,
    on_grid,
    option_values,
    total_weights,
)

TRIES = 200
"""How often values are drawn again that don't keep the order of the points."""


def draw_inputs(
    space: Space,
    draws: int,
    rng: np.random.Generator,
    *,
    spread: float = 1.0,
    given: Mapping[str, Floats] | None = None,
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
    given
        Path of an input → its value in each draw, shape (draw,), in place of what is drawn for it.

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
    source = Random(rng, spread) if given is None else Partly(rng, spread, given=given)
    return _Drawing(space, draws, source).drawn()


def at_inputs(
    space: Space, given: Mapping[str, Floats], draws: int = 1, *, ordered: bool = True
) -> Drawn:
    """Return a scenario's numbers with some inputs given and all others at their points.

    Parameters
    ----------
    space
        The space at its points.
    given
        Path of an input, as in ``Drawn.inputs`` → its value in each draw, shape (draw,).
    draws
        How many values are given.
    ordered
        Whether values that pass each other are put in the order of their points, as in draws;
        otherwise they are what a file with these numbers says.

    Returns
    -------
    Drawn

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> from sim.space.compile import compile_space
    >>> space = compile_space(Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "high"]}},
    ...     "parties": {"buyer": {
    ...         "weights": {"price": 1}, "positions": {"price": "low"}, "reservation": [0, 1],
    ...     }},
    ... }))
    >>> at_inputs(space, {"parties.buyer.reservation": np.array([0.2, 0.4])}, 2).reservations
    array([[0.2],
           [0.4]])
    """
    return _Drawing(space, draws, Given(given, orders=ordered)).drawn()


def open_inputs(space: Space, spread: float = 1.0) -> dict[str, OpenInput]:
    """Return every number that the scenario rests on, by path, with what it may be.

    Parameters
    ----------
    spread
        How far bare numbers without evidence are spread, as for :func:`draw_inputs`.
    """
    drawing = _Drawing(space, 1, Given({}, spread))
    drawing.drawn()
    return drawing.open


def differs(space: Space, spread: float) -> bool:
    """Say whether anything differs between draws of a scenario's inputs."""
    scenario = space.scenario
    for party in scenario.parties.values():
        loose = party.order is not None or party.weights == "unknown"
        if loose and len(party.weighed_issues()) > 1:
            return True
        if isinstance(party.weights, Mapping) and party.weights_are == "shares":
            given = [w.resolved(scenario.parameters) for w in party.weights.values()]
            if any(one.is_range for one in given):
                return True
        for line in party.red_lines.values():
            holds = None if line.holds is None else line.holds.resolved(scenario.parameters)
            if holds is not None and holds.high > 0 and holds.low < 1:
                return True
    return any(one.low < one.high for one in open_inputs(space, spread).values())


class _Drawing:
    """One set of draws in the making, in file order."""

    def __init__(self, space: Space, draws: int, source: Source) -> None:
        self.space, self.scenario = space, space.scenario
        self.draws, self.source = draws, source
        self.inputs: dict[str, Floats] = {}
        self.open: dict[str, OpenInput] = {}
        self.parameters: dict[str, Floats] = {}
        for name in self.scenario.parameters:
            self.parameters[name] = self.number(f"parameters.{name}")

    def drawn(self) -> Drawn:
        parties = self.scenario.parties
        raw = [self.weights(name, party) for name, party in parties.items()]
        values = [self.values(name, party) for name, party in parties.items()]
        weighs = np.array([party.weighs for party in parties.values()])
        units = np.stack([grid_units(total_weights(w)) for w in raw], axis=1)
        steps = [on_grid(w, units[:, k, None]) for k, w in enumerate(raw)]
        scales = np.stack(
            [
                np.where(w.any(axis=1), total_weights(on), units[:, k])
                for k, (w, on) in enumerate(zip(raw, steps, strict=True))
            ],
            axis=1,
        )
        contributions = tuple(
            tuple(
                np.nan_to_num(on_grid(raw[k][:, i, None] * value, units[:, k, None]))
                for i, value in enumerate(values[k])
            )
            for k in range(len(parties))
        )
        weights = tuple(on / scales[:, k, None] for k, on in enumerate(steps))
        scales = np.where(weighs, scales, 1.0)
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

    def number(self, path: str) -> Floats:
        """Return draws of the number or range that stands at a path; parameters have their own."""
        drawn = self.unnoted(path)
        stands_for_another = self.scenario.inputs[path].quantity.parameter is not None
        return drawn if stands_for_another else self.noted(path, drawn)

    def unnoted(self, path: str) -> Floats:
        """Return the same without noting them: they may be drawn again."""
        given = self.scenario.inputs[path]
        quantity = given.quantity
        if quantity.parameter is not None:
            instead = self.source.instead(path)
            return referred(quantity, self.parameters) if instead is None else instead
        bare = quantity.kind == "exact" and not given.evidence
        one = open_input(quantity, path, given.kind, self.source.spread if bare else 0.0)
        self.open[path] = one
        return self.source.number(one, self.draws)

    def weights(self, name: str, party: Party) -> Floats:
        """Return weights in the file's own units, shape (draw, issue)."""
        issues = list(self.scenario.issues)
        found = np.zeros((self.draws, len(issues)))
        if not party.weighs:
            return found
        columns = [issues.index(issue) for issue in party.weighed_issues()]
        if isinstance(party.weights, Mapping) and party.weights_are != "shares":
            for column, issue in zip(columns, party.weights, strict=True):
                found[:, column] = self.number(f"parties.{name}.weights.{issue}")
        else:
            found[:, columns] = self.source.jointly(party, self.scenario, self.draws)
        for column, issue in enumerate(issues):
            instead = self.source.instead(f"parties.{name}.weights.{issue}")
            if instead is not None:
                found[:, column] = instead
        return found

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
        listed = position.values or {}
        if position.ideal is None and issue.numeric:
            return self.curve(listed, issue, path)
        points = option_values(position, issue, self.scenario.parameters)
        places = {option: issue.place(option) for option in listed}
        return self.ordered(listed, places, points, path)

    def curve(self, listed: Mapping[str, Quantity], issue: Issue, path: str) -> Floats:
        """Return values of a numeric issue that are read off between some of its numbers."""
        known = curve_points(listed)
        points = np.array([listed[o].point(self.scenario.parameters) for _, o in known])
        places = {option: place for place, (_, option) in enumerate(known)}
        drawn = self.ordered(listed, places, points, path)
        return between([number for number, _ in known], drawn, issue)

    def ordered(
        self,
        listed: Mapping[str, Quantity],
        places: Mapping[str, int],
        points: Floats,
        path: str,
    ) -> Floats:
        """Return values that keep the order of the points, shape (draw, value).

        Parameters
        ----------
        listed, places
            What stands in the file, and where among the values.
        points
            All values at their points, shape (value,).
        """
        drawn = np.tile(points, (self.draws, 1))
        for option in listed:
            drawn[:, places[option]] = self.unnoted(f"{path}.{option}")
        moved = bool(((drawn != points) & ~np.isnan(points)).any())
        for _ in range(TRIES if self.source.redraws and moved else 0):
            wrong = ~keeps_order(drawn, points)
            if not wrong.any():
                break
            for option in listed:
                again = self.unnoted(f"{path}.{option}")
                drawn[wrong, places[option]] = again[wrong]
        if self.source.orders and moved and not keeps_order(drawn, points).all():
            drawn = put_in_order(drawn, points)
        for option, value in listed.items():
            if value.parameter is None:
                self.noted(f"{path}.{option}", drawn[:, places[option]])
        return drawn

    def bonuses(self, scales: Floats) -> Floats:
        """Return what interactions add in grid steps, shape (draw, interaction)."""
        found = np.zeros((self.draws, len(self.space.interactions)))
        number = 0
        for k, (name, party) in enumerate(self.scenario.parties.items()):
            for key in party.interactions:
                worth = self.number(f"parties.{name}.interactions.{key}.worth")
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
                found[:, number] = self.source.holds(chance, self.draws, self.parameters)
                self.noted(f"{rule.path}.holds", found[:, number].astype(float))
        return found

    def reservation(self, made: Drawn, number: int) -> Floats:
        """Return a party's reservation value, shape (draw,)."""
        name = self.space.parties[number].name
        given = self.scenario.parties[name].reservation
        path = f"parties.{name}.reservation"
        if given is None or given.number is not None:
            return self.number(path)
        if given.agreement is not None:
            cost = self.number(f"{path}.cost")
            return utility_of(made, number, given.agreement) - cost
        if given.status_quo:
            assert self.scenario.status_quo is not None
            return utility_of(made, number, self.scenario.status_quo)
        assert given.war is not None
        return self.war(made, number, given.war, f"{path}.war")

    def war(self, made: Drawn, number: int, war: War, path: str) -> Floats:
        won = self.outcome(made, number, war.won, f"{path}.won")
        if won is None:
            won = best_allowed(made, number, number)[0]
        lost = self.outcome(made, number, war.lost, f"{path}.lost")
        if lost is None:
            lost = best_allowed(made, opponent(self.space, number, war), number)[1]
        win, cost = self.number(f"{path}.win"), self.number(f"{path}.cost")
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
            return self.number(path)
        return utility_of(made, number, given)
