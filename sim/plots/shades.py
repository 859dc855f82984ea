"""How cells of the compromise map are filled: by gain, or hatched where they are closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.plots.style import DPI, FAINT, GAINS, PAPER, QUIET, TINY, written_on
from sim.text.numbers import decimals

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Box = tuple[float, float, float, float]
"""Left, top, width and height, in inches."""

ALONE, TOGETHER = "////", "xxxx"
"""Hatches of what no acceptable agreement has: an option, and two options together."""


@dataclass(frozen=True)
class Shades:
    """The scale of gains, the same in the whole figure.

    Parameters
    ----------
    low, high
        The smallest and the largest gain that is shown.
    """

    low: float
    high: float

    def colour(self, gain: float) -> tuple[float, float, float, float]:
        """Return the shade of a gain."""
        share = (gain - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        red, green, blue, full = GAINS(float(np.clip(share, 0, 1)))
        return red, green, blue, full

    def open(self, ax: Axes, box: Box, gain: float, name: str) -> None:
        """Draw a cell that acceptable agreements have."""
        left, top, width, height = box
        cell = Rectangle(
            (left, top), width, height, facecolor=self.colour(gain), edgecolor=PAPER,
            linewidth=0.8, gid=f"open-{name}",
        )  # fmt: skip
        ax.add_patch(cell)

    def image(self, ax: Axes, box: Box, gains: Floats) -> None:
        """Draw many cells as one image, shape (down, across); NaN stays empty."""
        left, top, width, height = box
        gains = pooled(gains, box)
        there = np.isfinite(gains)
        colours = np.zeros((*gains.shape, 4))
        spread = self.high - self.low
        share = (gains[there] - self.low) / spread if spread > 0 else np.full(there.sum(), 0.5)
        colours[there] = GAINS(share)
        limits = ax.get_xlim(), ax.get_ylim()
        extent = (left, left + width, top + height, top)
        ax.imshow(colours, extent=extent, aspect="auto", origin="upper", zorder=0.5)
        ax.set_xlim(*limits[0])
        ax.set_ylim(*limits[1])

    def number(self, ax: Axes, box: Box, gain: float) -> None:
        """Write a gain into its cell."""
        left, top, width, height = box
        ax.text(
            left + width / 2, top + height / 2, decimals(gain, 3), fontsize=TINY, ha="center",
            va="center", color=written_on(self.colour(gain)),
        )  # fmt: skip


def pooled(gains: Floats, box: Box) -> Floats:
    """Return gains with neighbours put together where there are more than can be drawn.

    The largest of them stands for all; a box as large as its image has dots shows each one.
    """
    for axis, length in ((0, box[3]), (1, box[2])):
        together = -(-gains.shape[axis] // max(1, int(length * DPI)))
        if together > 1:
            starts = np.arange(0, gains.shape[axis], together)
            gains = np.fmax.reduceat(gains, starts, axis=axis)
    return gains


def closed(ax: Axes, boxes: Sequence[Box], hatch: str, name: str, *, outlined: bool = True) -> None:
    """Hatch boxes that no acceptable agreement is in, as one patch."""
    if not boxes:
        return
    corners = [[(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)] for x, y, w, h in boxes]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes)
    outline = Path(np.array(corners).reshape(-1, 2), codes)
    dark = hatch == TOGETHER
    patch = PathPatch(
        outline, facecolor=PAPER, edgecolor=QUIET if dark else FAINT, hatch=hatch,
        linewidth=(0.9 if dark else 0.6) if outlined else 0.0, gid=f"closed-{name}",
        zorder=1.5 if dark else 1.2,
    )  # fmt: skip
    ax.add_patch(patch)


def bordered(
    ax: Axes, mask: Bools, corner: tuple[float, float], steps: tuple[float, float], *, dark: bool
) -> None:
    """Draw a line around the true cells of a grid, and none between them.

    Parameters
    ----------
    mask
        Shape (down, across).
    corner
        The upper left one, inches.
    steps
        Height and width of a cell, inches.
    dark
        Whether the line is that of cells closed as a pair only.
    """
    around = np.pad(mask, 1)
    down, across = np.nonzero(around[1:, 1:-1] != around[:-1, 1:-1])
    ends = [np.stack([across, down, across + 1, down], axis=1)]
    down, across = np.nonzero(around[1:-1, 1:] != around[1:-1, :-1])
    ends.append(np.stack([across, down, across, down + 1], axis=1))
    points = np.concatenate(ends).reshape(-1, 2) * steps[::-1] + corner
    if len(points):
        codes = [Path.MOVETO, Path.LINETO] * (len(points) // 2)
        border = PathPatch(
            Path(points, codes), facecolor="none", edgecolor=QUIET if dark else FAINT,
            linewidth=0.9 if dark else 0.6, zorder=1.6 if dark else 1.3,
        )  # fmt: skip
        ax.add_patch(border)


def runs(values: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Yield the first place of each run of equal values, and the place after its last.

    Examples
    --------
    >>> list(runs([1, 1, 0]))
    [(0, 2), (2, 3)]
    """
    start = 0
    for place in range(1, len(values) + 1):
        if place == len(values) or values[place] != values[start]:
            yield start, place
            start = place
