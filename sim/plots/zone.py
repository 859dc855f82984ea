"""The utility plane: what is on the table, what is acceptable, and where solutions are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.plots.labels import Label, Sheet, place_labels
from sim.plots.style import (
    BLUES,
    BODY,
    FAINT,
    GREYS,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    SMALL,
    Page,
    frame,
    in_style,
    party_number,
    party_style,
    settled,
    whole,
)
from sim.plots.wording import (
    EVEN,
    NO_ZONE,
    SOLUTION_NAMES,
    counted,
    fit,
    listing,
    number,
    party_label,
    text_width,
    title,
)
from sim.space.compile import utility_range
from sim.space.engine import Density, engine_for
from sim.zone.zone import Zone

Floats = NDArray[np.float64]

PANELS = 6
"""How many pairs of parties a figure shows."""
FINE, COARSE, DOTS = 480, 120, 1_500
"""Cells per axis for few and for many agreements, and how many cells are drawn as dots."""
FEW = 5_000
"""Up to so many agreements the plane is counted in fine cells."""
POINTS = 4_000
"""Up to so many points of a frontier are drawn each; more are thinned to what can be seen."""


@in_style
def zone_figure(
    zone: Zone, pair: tuple[str, str] | None = None, ax: Axes | None = None
) -> Figure | None:
    """Draw the utility plane of two parties that bargain, or one for each of their pairs.

    Parameters
    ----------
    zone
        The answer of ``explore``.
    pair
        Ids of the two parties on the axes, horizontal first. By default every pair of those that
        bargain, at most ``PANELS`` of them.
    ax
        Draw one plane into these Axes (of ``pair``, or of the first two that bargain), without
        heading and caption; the legend stands to their right.

    Returns
    -------
    Figure or None
        None where fewer than two parties bargain or nothing is on the table.
    """
    space = zone.space
    if len(space.bargaining) < 2 or not zone.counts.agreements:
        return None
    every = list(combinations(space.bargaining, 2))
    if pair is not None:
        every = [(party_number(space, pair[0]), party_number(space, pair[1]))]
        if not set(every[0]) <= set(space.bargaining):
            raise ValueError(f"{pair[0]} and {pair[1]} don't both bargain")
    if ax is not None:
        plane = Plane(zone, every[0])
        plane.draw(ax, BODY)
        _legend(ax, [plane], (1.09, 1.0))
        return whole(ax)
    planes = [Plane(zone, one) for one in every[:PANELS]]
    return settled(_alone(zone, planes[0]) if len(every) == 1 else _panels(zone, planes, every))


def _alone(zone: Zone, plane: Plane) -> Figure:
    """Return a page with one plane, the legend beside it."""
    side, left = 5.1, 0.8
    names = f"{plane.names[0]} and {plane.names[1]}"
    sheet = frame(9.4, title(zone.scenario), f"Utility plane of {names}", _caption(zone, [plane]))
    page = sheet.page(side + 0.75)
    axes = page.axes(left, sheet.top + 0.25, side, side)
    missed = plane.draw(axes, BODY)
    _legend(axes, [plane], (1.09, 1.02))
    _shades(page, plane, left + side + 0.55, sheet.top + 0.25 + side)
    if missed:
        page.text(
            left + side + 0.55,
            sheet.top + 0.25 + side - 1.9,
            fit("No room to label: " + "; ".join(missed), 2.7, SMALL, 4),
            fontsize=SMALL,
        )
    return page.figure


def _panels(zone: Zone, planes: Sequence[Plane], every: Sequence[tuple[int, int]]) -> Figure:
    """Return a page with a small plane for each pair."""
    side, across, gap_x, gap_y = 2.75, 3, 0.95, 0.95
    rows = -(-len(planes) // across)
    columns = min(across, len(planes))
    width = 0.75 + columns * side + (columns - 1) * gap_x + 0.55
    hidden = [
        f"{_name(zone, a)} and {_name(zone, b)}" for a, b in every[len(planes) :]
    ]
    sheet = frame(
        width,
        title(zone.scenario),
        "Utility planes of the parties that bargain, two at a time",
        _caption(zone, planes, hidden),
    )
    page = sheet.page(rows * side + (rows - 1) * gap_y + 1.35)
    for place, plane in enumerate(planes):
        row, column = divmod(place, across)
        left = 0.75 + column * (side + gap_x)
        plane.draw(page.axes(left, sheet.top + 0.25 + row * (side + gap_y), side, side), SMALL)
    handles = _handles(planes)
    page.figure.legend(
        handles=handles,
        loc="lower left",
        ncols=3,
        bbox_to_anchor=(MARGIN / width, (sheet.bottom + 0.02) / page.height),
        borderaxespad=0.0,
    )
    return page.figure


def _name(zone: Zone, party: int) -> str:
    return party_label(zone.scenario, zone.space.parties[party].name)


