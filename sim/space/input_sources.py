"""Where the numbers of uncertain inputs come from: chance, or a caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim.scenario.party import Party
from sim.scenario.quantity import DECIMALS, Quantity
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools
from sim.space.samplers import in_box, in_order, in_triangle, on_ratios, on_simplex
from sim.space.values import Floats, point_weights

WEIGHT_FACTOR = 2.0
"""A bare weight without evidence is drawn from half of it to twice as much."""
VALUE_REACH = 0.15
"""A bare value or reservation value without evidence is drawn from so much less to so much more."""
MOST_SPREAD = 3.0
"""As far as bare numbers can be spread: weights by a factor of 8 either way."""


@dataclass(frozen=True)
class OpenInput:
    """One number that a scenario rests on, and what it may be.

    Parameters
    ----------
    path
        Where it stands.
    kind
        ``parameter``, ``weight``, ``value``, ``reservation``, ``odds``, ``cost``, ``outcome`` or
        ``worth``.
    point
        The number that the point analysis uses.
    low, high
        What it may be; the point alone where it is exact.
    spread
        Whether the range is one that the program assumed around a bare number.
    shape
        ``even``, ``triangle`` or ``ratios``: how it is drawn between these.
    """

    path: str
    kind: str
    point: float
    low: float
    high: float
    spread: bool
    shape: str = "even"

    @property
    def range(self) -> tuple[float, float]:
        """What it may be: the lowest and the highest."""
        return self.low, self.high

    def at(self, share: Floats) -> Floats:
        """Return the numbers below which shares of the draws lie.

        Parameters
        ----------
        share
            0 to 1, shape (draw,).
        """
        if self.shape == "triangle":
            return in_triangle(share, self.low, self.point, self.high)
        if self.shape == "ratios":
            return on_ratios(share, self.low, self.high)
        if self.spread and self.kind == "value":
            # The reach goes beyond 0 and 1 before it is cut off there.
            reach = max(self.point - self.low, self.high - self.point)
            return np.clip(self.point + reach * (2.0 * share - 1.0), self.low, self.high)
        return self.low + (self.high - self.low) * share

    @property
    def party(self) -> str | None:
        """Id of the party whose it is; None for a parameter."""
        head, _, rest = self.path.partition(".")
        return rest.split(".", 1)[0] if head == "parties" else None


def open_input(quantity: Quantity, path: str, kind: str, spread: float) -> OpenInput:
    """Return what a number or range may be.

    Parameters
    ----------
    spread
        How far a bare number is spread; 0 for not at all.
    """
    low, point, high = quantity.low, quantity.mode, quantity.high
    if spread > 0 and kind == "weight" and point > 0:
        factor = WEIGHT_FACTOR**spread
        # The smallest number that there is has no half.
        low = point / factor or point
        return OpenInput(path, kind, point, low, point * factor, True, "ratios")
    if spread > 0 and kind == "value" and point not in (0.0, 1.0):
        reach = VALUE_REACH * spread
        return OpenInput(path, kind, point, max(0.0, point - reach), min(1.0, point + reach), True)
    if spread > 0 and kind == "reservation":
        reach = VALUE_REACH * spread
        return OpenInput(path, kind, point, point - reach, point + reach, True)
    shape = "triangle" if quantity.kind == "triangle" else "even"
    return OpenInput(path, kind, point, low, high, False, shape)


class Source(Protocol):
    """Gives numbers to whoever makes draws."""

    @property
    def spread(self) -> float:
        """How far bare numbers without evidence are spread."""

    @property
    def redraws(self) -> bool:
        """Whether another number comes if one is asked for again."""

    @property
    def orders(self) -> bool:
        """Whether values that pass each other are put in the order of their points."""

    def number(self, one: OpenInput, draws: int) -> Floats:
        """Return one number in each draw, shape (draw,)."""

    def instead(self, path: str) -> Floats | None:
        """Return what stands at a path, whatever the file has there; None for that, (draw,)."""

    def jointly(self, party: Party, scenario: Scenario, draws: int) -> Floats:
        """Return weights that are unknown, by order or as shares, shape (draw, issue weighed)."""

    def holds(self, chance: Quantity, draws: int, parameters: Mapping[str, Floats]) -> Bools:
        """Return in which draws a red line is one, shape (draw,)."""


@dataclass(frozen=True)
class Random:
    """Numbers by chance; see :class:`Source`."""

    rng: np.random.Generator
    spread: float = 1.0
    redraws: bool = True
    orders: bool = True

    def number(self, one: OpenInput, draws: int) -> Floats:
        """Return one number in each draw."""
        if one.low == one.high:
            return np.full(draws, one.point)
        return one.at(self.rng.random(draws))

    def instead(self, path: str) -> Floats | None:
        """Return nothing: the file is followed."""
        return None

    def jointly(self, party: Party, scenario: Scenario, draws: int) -> Floats:
        """Return weights that are unknown, by order or as shares."""
        if party.order is not None:
            groups = [len(g) if isinstance(g, tuple) else 1 for g in party.order]
            return in_order(self.rng, groups, draws)
        if not isinstance(party.weights, Mapping):
            return on_simplex(self.rng, len(party.weighed_issues()), draws)
        given = [w.resolved(scenario.parameters) for w in party.weights.values()]
        low, high = np.array([w.low for w in given]), np.array([w.high for w in given])
        return in_box(self.rng, low, high, draws)

    def holds(self, chance: Quantity, draws: int, parameters: Mapping[str, Floats]) -> Bools:
        """Return in which draws a red line is one."""
        even = self.rng.random(draws)
        return np.asarray(even < draw_quantity(chance, draws, self.rng, parameters))


@dataclass(frozen=True)
class Partly(Random):
    """Some numbers as they are given, all others by chance; see :class:`Source`.

    Random numbers are used up for the given ones too, so that the others stay as they were.
    """

    given: Mapping[str, Floats] = field(default_factory=dict)

    def number(self, one: OpenInput, draws: int) -> Floats:
        """Return one number in each draw."""
        drawn = super().number(one, draws)
        return np.asarray(self.given.get(one.path, drawn), dtype=float)

    def instead(self, path: str) -> Floats | None:
        """Return what is given for a path."""
        return self.given.get(path)


@dataclass(frozen=True)
class Given:
    """Some numbers as they are given, all others at their points; see :class:`Source`."""

    given: Mapping[str, Floats]
    spread: float = 0.0
    redraws: bool = False
    orders: bool = True

    def number(self, one: OpenInput, draws: int) -> Floats:
        """Return one number in each draw."""
        found = self.given.get(one.path)
        return np.full(draws, one.point) if found is None else np.asarray(found, dtype=float)

    def instead(self, path: str) -> Floats | None:
        """Return what is given for a path."""
        return self.given.get(path)

    def jointly(self, party: Party, scenario: Scenario, draws: int) -> Floats:
        """Return weights that are unknown, by order or as shares."""
        points = point_weights(party, scenario.parameters)
        return np.tile(np.array(list(points.values())), (draws, 1))

    def holds(self, chance: Quantity, draws: int, parameters: Mapping[str, Floats]) -> Bools:
        """Return in which draws a red line is one."""
        return np.ones(draws, dtype=bool)


def draw_quantity(
    quantity: Quantity,
    draws: int,
    rng: np.random.Generator,
    parameters: Mapping[str, Floats],
) -> Floats:
    """Return draws of one number or range, shape (draw,).

    Parameters
    ----------
    parameters
        Name → what was drawn for it, shape (draw,); a reference to one is that.
    """
    if quantity.parameter is not None:
        return referred(quantity, parameters)
    if not quantity.is_range:
        return np.full(draws, quantity.mode)
    return open_input(quantity, "", "", 0.0).at(rng.random(draws))


def referred(quantity: Quantity, parameters: Mapping[str, Floats]) -> Floats:
    """Return what was drawn for the parameter that a number refers to, shape (draw,)."""
    assert quantity.parameter is not None
    found = parameters[quantity.parameter]
    if not quantity.complement:
        return found
    return complements(found)


def complements(numbers: Floats) -> Floats:
    """Return ``complement_of`` each number, bit for bit."""
    return np.asarray(np.rint((1.0 - numbers) * DECIMALS) / DECIMALS)
