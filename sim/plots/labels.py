"""Labels of points that overlap nothing: each is put where the least is drawn, with a leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.plots.style import INK, PAPER, QUIET, whole
from sim.plots.wording import line_height, text_width

Floats = NDArray[np.float64]

CELL = 4.0
"""Side of a cell of the ink sheet, in pixels."""
PAD = 3.0
"""Empty border of a label, in pixels."""
STEP = 8.0
"""How far apart the places are that are tried, in pixels."""
CLOSE_LOOK = 800
"""For how many places the leader is looked at too."""
NEVER = 1e9


@dataclass(frozen=True)
class Label:
    """A text for a point; without a point it goes wherever there is room.

    Parameters
    ----------
    text
        What it says; lines are kept.
    point
        The point in data coordinates.
    """

    text: str
    point: tuple[float, float] | None = None


class Sheet:
    """How much is drawn where inside Axes, in cells of some pixels.

    Parameters
    ----------
    axes
        With their place, size and limits settled.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        window = axes.get_window_extent()
        self.origin = np.array([window.x0, window.y0])
        self.size = np.array([window.width, window.height])
        self.ink = np.zeros(np.maximum(1, np.ceil(self.size / CELL)).astype(int))

    def pixels(self, points: Floats) -> Floats:
        """Return data points in pixels from the lower left corner, shape (point, 2)."""
        return np.asarray(self.axes.transData.transform(points) - self.origin)

    def mark(self, points: Floats, weight: float, radius: float = 0.0) -> None:
        """Add ink at data points, shape (point, 2), and so many pixels around each."""
        if not len(points):
            return
        places = self.pixels(points)
        reach = np.arange(-radius, radius + CELL, CELL) if radius else np.zeros(1)
        for dx in reach:
            for dy in reach:
                cells = ((places + [dx, dy]) / CELL).astype(int)
                inside = ((cells >= 0) & (cells < self.ink.shape)).all(axis=1)
                np.maximum.at(self.ink, tuple(cells[inside].T), weight)

    def line(self, start: tuple[float, float], end: tuple[float, float], weight: float) -> None:
        """Add ink along a straight line between two data points."""
        self.mark(np.linspace(start, end, 400), weight)

    def covered(self, low: Floats, high: Floats) -> Floats:
        """Return how much ink boxes cover; corners in pixels, shape (box, 2)."""
        summed = np.zeros(np.array(self.ink.shape) + 1)
        summed[1:, 1:] = self.ink.cumsum(axis=0).cumsum(axis=1)
        a = np.clip(np.floor(low / CELL).astype(int), 0, self.ink.shape)
        b = np.clip(np.ceil(high / CELL).astype(int), 0, self.ink.shape)
        total = summed[b[:, 0], b[:, 1]] - summed[a[:, 0], b[:, 1]]
        return np.asarray(total - summed[b[:, 0], a[:, 1]] + summed[a[:, 0], a[:, 1]])


@dataclass
class _Placed:
    label: Label
    low: Floats
    high: Floats
    anchor: Floats | None
    cost: float

    @property
    def foot(self) -> Floats:
        """Where the leader meets the box."""
        assert self.anchor is not None
        return np.clip(self.anchor, self.low, self.high)


def place_labels(sheet: Sheet, labels: Sequence[Label], size: float) -> list[str]:
    """Write labels into Axes so that none overlaps another or leaves them.

    Parameters
    ----------
    sheet
        What is drawn already.
    labels
        The labels.
    size
        Of the type, in points.

    Returns
    -------
    list of str
        The labels for which there was no room, which are not written.
    """

    def along(axis: int) -> list[int]:
        places = [one.point[axis] if one.point else -np.inf for one in labels]
        return sorted(range(len(labels)), key=lambda k: (places[k], k))

    given = list(range(len(labels)))
    orders = [given, given[::-1], along(0), along(0)[::-1], along(1), along(1)[::-1]]
    tries = [_arranged(sheet, [labels[k] for k in order], size) for order in orders]
    placed = min(tries, key=lambda one: (len(labels) - len(one), sum(p.cost for p in one)))
    for one in placed:
        _write(sheet, one, size)
    written = [one.label for one in placed]
    return [label.text for label in labels if label not in written]


def _arranged(sheet: Sheet, labels: Sequence[Label], size: float) -> list[_Placed]:
    """Place labels one after the other, then each once more among all the others."""
    placed: list[_Placed] = []
    for label in labels:
        found = _best(sheet, label, size, placed)
        if found is not None:
            placed.append(found)
    for number, one in enumerate(placed):
        others = placed[:number] + placed[number + 1 :]
        placed[number] = _best(sheet, one.label, size, others) or one
    return placed


def _best(sheet: Sheet, label: Label, size: float, others: Sequence[_Placed]) -> _Placed | None:
    """Return the best place for a label beside others; None if there is no room."""
    dots = whole(sheet.axes).dpi
    lines = label.text.split("\n")
    width = max(text_width(line, size) for line in lines) * dots + 2 * PAD
    height = len(lines) * line_height(size) * dots + 2 * PAD
    box = np.array([width, height])
    room = sheet.size - box - 2
    if (room <= 2).any():
        return None
    grid = [np.arange(2, extent, STEP) for extent in room]
    low = np.stack(np.meshgrid(*grid, indexing="ij"), axis=-1).reshape(-1, 2)
    cost = 1.5 * sheet.covered(low - PAD, low + box + PAD)
    for other in others:
        apart = (low > other.high + PAD) | (low + box < other.low - PAD)
        cost[~apart.any(axis=1)] += NEVER
    anchor = None
    if label.point is not None:
        anchor = sheet.pixels(np.array([label.point]))[0]
        length = np.linalg.norm(np.clip(anchor, low, low + box) - anchor, axis=1)
        # A label on its own point hides it; one just beside it shows best which point is meant.
        cost += np.where(length < 11, NEVER, length + 0.004 * length**2)
        few = np.argsort(cost, kind="stable")[:CLOSE_LOOK]
        low, cost = low[few], cost[few] + _leader_cost(sheet, anchor, low[few], box, others)
    best = int(cost.argmin())
    if cost[best] >= NEVER:
        return None
    return _Placed(label, low[best], low[best] + box, anchor, float(cost[best]))


def _leader_cost(
    sheet: Sheet, anchor: Floats, low: Floats, box: Floats, others: Sequence[_Placed]
) -> Floats:
    """Return what boxes cost by what their leaders cross."""
    foot = np.clip(anchor, low, low + box)
    steps = np.linspace(0.0, 1.0, 21)[1:, None, None]
    way = anchor + steps * (foot - anchor)
    cells = np.clip((way / CELL).astype(int), 0, np.array(sheet.ink.shape) - 1)
    length = np.linalg.norm(foot - anchor, axis=1)
    # Not the ink of the point itself.
    ink = sheet.ink[cells[5:, :, 0], cells[5:, :, 1]].mean(axis=0)
    cost = ink * length * 0.5
    for other in others:
        inside = ((way > other.low - PAD) & (way < other.high + PAD)).all(axis=2).any(axis=0)
        cost = cost + np.where(inside, NEVER, 0.0)
        if other.anchor is not None:
            cost = cost + np.where(_crosses(anchor, foot, other.anchor, other.foot), 600.0, 0.0)
            # Nor may a box lie on another label's leader.
            line = other.anchor + steps[:, 0] * (other.foot - other.anchor)
            hit = (line[:, None] > low - PAD) & (line[:, None] < low + box + PAD)
            cost = cost + np.where(hit.all(axis=2).any(axis=0), NEVER, 0.0)
    return np.asarray(cost)


def _crosses(a: Floats, b: Floats, c: Floats, d: Floats) -> NDArray[np.bool_]:
    """Return whether segments a–b, shape (segment, 2) for b, cross the segment c–d."""

    def side(p: Floats, q: Floats, r: Floats) -> Floats:
        return np.asarray(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1])
            - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    apart_cd = side(a, b, c) * side(a, b, d) < 0
    apart_ab = side(c, d, a) * side(c, d, b) < 0
    return np.asarray(apart_cd & apart_ab)


def _write(sheet: Sheet, placed: _Placed, size: float) -> None:
    """Write a label and draw its leader."""
    to_data = sheet.axes.transData.inverted()
    middle = to_data.transform((placed.low + placed.high) / 2 + sheet.origin)
    if placed.anchor is not None:
        ends = to_data.transform(np.array([placed.anchor, placed.foot]) + sheet.origin)
        sheet.axes.plot(
            ends[:, 0], ends[:, 1], color=QUIET, linewidth=0.6, zorder=5.5, label="_leader"
        )
    sheet.axes.text(
        *middle,
        placed.label.text,
        fontsize=size,
        color=INK,
        ha="center",
        va="center",
        linespacing=1.2,
        zorder=9,
        bbox={"boxstyle": "square,pad=0.15", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.88},
    )
