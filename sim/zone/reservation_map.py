"""The reservation map: for which walk-away values of two parties a zone exists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.display import glance
from sim.scenario.arguments import expect
from sim.scenario.quantity import Quantity
from sim.space.budget import answering
from sim.space.compile import reservation_range
from sim.space.draw import at_inputs
from sim.space.frame import reservation_numbers
from sim.space.input_sources import complements
from sim.space.space import Space, reservation_path
from sim.space.values import Floats
from sim.zone.zone import Zone

TRACK = 21
"""At so many values a shared parameter is looked at."""


@dataclass(frozen=True, eq=False, repr=False)
class ReservationMap:
    """For which reservation values of two parties a zone exists, all else equal.

    A zone exists at (r1, r2) if some corner is at least as large in both.

    Parameters
    ----------
    parties
        The two parties' ids.
    corners
        The best pairs of utilities within red lines that all others accept, first party
        ascending, shape (corner, 2).
    point
        The file's reservation values, shape (2,).
    ranges
        What the file's own ranges allow of them, shape (2, 2): party, (low, high).
    track
        Where both hang on one parameter: the values as it goes through its range, shape
        (step, 2); else empty.
    parameter
        Its name.
    """

    parties: tuple[str, str]
    corners: Floats
    point: Floats
    ranges: Floats
    track: Floats
    parameter: str | None

    def exists(self, first: float, second: float) -> bool:
        """Say whether a zone exists at these reservation values."""
        return bool((self.corners >= np.array([first, second]) - 1e-9).all(axis=1).any())

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        pair = " and ".join(self.parties)
        return glance(f"ReservationMap of {pair}: {len(self.corners)} corners")


@answering
def reservation_map(zone: Zone, pair: tuple[str, str] | None = None) -> ReservationMap | None:
    """Return the reservation map of two parties, the first two that bargain by default.

    None if there aren't two whose consent is required, or a reservation value is undefined.

    Examples
    --------
    >>> import sim
    >>> zone = sim.explore(sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"}},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"}},
    ...     },
    ... }))
    >>> reservation_map(zone).corners.tolist()
    [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    """
    expect(zone, Zone)
    space = zone.space
    names = [party.name for party in space.parties]
    chosen = tuple(names.index(name) for name in pair) if pair else space.bargaining[:2]
    required = [k for k in space.consent.required if k not in space.consent.where]
    if len(chosen) != 2 or not set(chosen) <= set(required):
        return None
    if np.isnan(space.reservations[list(chosen)]).any():
        return None
    first, second = chosen
    open_space = space.without([reservation_path(names[first]), reservation_path(names[second])])
    points = zone.engines.of(open_space).best((first, second))
    corners = points.steps / space.scales[[first, second]]
    track, parameter = _track(space, first, second)
    return ReservationMap(
        (names[first], names[second]),
        corners[np.lexsort((corners[:, 1], corners[:, 0]))],
        space.reservations[[first, second]],
        np.array([reservation_range(space, k) for k in (first, second)]),
        track,
        parameter,
    )


def _track(space: Space, first: int, second: int) -> tuple[Floats, str | None]:
    """Return the reservation values as a parameter that both hang on goes through its range."""
    shared = _parameters(space, first) & _parameters(space, second)
    if len(shared) != 1:
        return np.zeros((0, 2)), None
    name = shared.pop()
    range_ = space.scenario.parameters[name]
    values = np.linspace(range_.low, range_.high, TRACK)
    given = {
        path: complements(values) if one.complement else values
        for k in (first, second)
        for path, one in _numbers(space, k).items()
        if one.parameter == name
    }
    found = at_inputs(space, given, len(values)).reservations
    return found[:, [first, second]], name


def _numbers(space: Space, party: int) -> dict[str, Quantity]:
    """Return what a party's reservation value names, by path."""
    return reservation_numbers(space.scenario, space.parties[party].name)


def _parameters(space: Space, number: int) -> set[str]:
    """Return the parameters that a party's reservation value names."""
    named = _numbers(space, number).values()
    return {one.parameter for one in named if one.parameter is not None}
