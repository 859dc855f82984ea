"""The share map: the share of draws with a zone by the two inputs that set it most."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from sim.plots.style import (
    BODY,
    GAINS,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    SMALL,
    frame,
    in_style,
    settled,
    whole,
)
from sim.plots.typesetting import fit
from sim.space.values import Floats
from sim.text.inputs import input_label
from sim.text.names import FIXED_LINE
from sim.uncertainty.result import Robustness
from sim.uncertainty.share_setters import REST, SetBy, ShareMap

WIDE, HIGH, LEFT = 4.6, 3.4, 0.95
"""Size of the map, and what is left of it; inches."""
SHOWN = (1.0, 0.75, 0.5, 0.25)
"""Shares in the legend."""
HATCH = "////"
"""Of a cell without a zone in any draw."""


@in_style
def share_map(found: Robustness, ax: Axes | None = None) -> Figure | None:
    """Draw the share of draws with a zone by the two inputs that set it most.

    Parameters
    ----------
    found
        The answer of ``sim.robustness``.
    ax
        Draw into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where fewer than two inputs set the share.
    """
    setters = found.setters
    if setters is None or setters.map is None:
        return None
    if ax is not None:
        _draw(ax, found, setters.map, *setters.inputs)
        return whole(ax)
    title = "Share of draws with a zone, by the two inputs that set it most"
    sheet = frame(7.2, found.scenario, title, _caption(found))
    page = sheet.page(HIGH + 1.1)
    _draw(page.axes(MARGIN + LEFT, sheet.top + 0.1, WIDE, HIGH), found, setters.map,
          *setters.inputs)  # fmt: skip
    page.legend(_entries(), columns=len(SHOWN) + 2, handlelength=1.4)
    return settled(page.figure)


def _draw(ax: Axes, found: Robustness, cells: ShareMap, x: SetBy, y: SetBy) -> None:
    across, up = _edges(cells.x), _edges(cells.y)
    for row, line in enumerate(cells.shares):
        for column, share in enumerate(line.tolist()):
            corner = float(across[column]), float(up[row])
            size = float(np.diff(across)[column]), float(np.diff(up)[row])
            ax.add_patch(
                Rectangle(
                    corner, *size, facecolor=GAINS(share) if share else PAPER, edgecolor=QUIET,
                    linewidth=0.3, hatch=None if share else HATCH, gid="cell",
                )
            )  # fmt: skip
    ax.add_patch(
        Rectangle(
            (x.range[0], y.range[0]), x.range[1] - x.range[0], y.range[1] - y.range[0],
            facecolor="none", edgecolor=INK, linewidth=1.6, gid="range", zorder=3,
        )
    )  # fmt: skip
    ax.set_xlim(across[0], across[-1])
    ax.set_ylim(up[0], up[-1])
    for one, put, room in ((x, ax.set_xlabel, WIDE), (y, ax.set_ylabel, HIGH)):
        label = input_label(found.scenario, one.path)
        put(fit(label[0].upper() + label[1:], room, BODY, 1), fontsize=BODY)
    ax.tick_params(labelsize=SMALL)


def _edges(values: Floats) -> Floats:
    """Return the edges of cells around evenly spaced values."""
    half = (values[1] - values[0]) / 2
    return np.append(values - half, values[-1] + half)


def _entries() -> list[Artist]:
    found: list[Artist] = [
        Patch(facecolor=GAINS(share), edgecolor=QUIET, linewidth=0.3,
              label=f"{100 * share:.0f}\u2009%") for share in SHOWN
    ]  # fmt: skip
    found.append(Patch(facecolor=PAPER, edgecolor=QUIET, linewidth=0.3, hatch=HATCH, label="none"))
    found.append(Patch(facecolor="none", edgecolor=INK, linewidth=1.6, label="ranges as drawn"))
    return found


def _caption(found: Robustness) -> str:
    assert found.setters is not None
    assert found.setters.narrower is not None
    assert found.setters.wider is not None
    return (
        f"In each cell both inputs stand at its middle, and all others are drawn {REST} times, "
        "alike in all cells. "
        f"The frame has the ranges as drawn: over them the share is {found.zone.percent}, over a "
        f"frame half as wide and high {found.setters.narrower.percent}, twice as wide and high "
        f"{found.setters.wider.percent}. The two explain {100 * found.setters.explained:.0f} % of "
        f"the differences between draws. A share of draws says nothing about the world. "
        f"{FIXED_LINE}"
    )
