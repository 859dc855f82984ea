"""Labels of points that overlap nothing: each is put where the least is drawn, with a leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.plots.style import INK, PAPER, QUIET, whole
from sim.plots.typesetting import line_height, text_width

Floats = NDArray[np.float64]

CELL = 4.0
"""Side of a cell of the ink sheet, in pixels."""
PAD = 3.0
"""Empty border of a label, in pixels."""
STEP, TILE = 6.0, 30.0
"""How far apart the places are that are looked at; in one tile the best is kept (pixels)."""
PLACES, RESTARTS = 160, 60
"""How many places per label are weighed against those of the others, from how many starts."""
LOOK = 1_500
"""For how many places per label it is looked at what its leader crosses."""
NEAR = 15.0
"""No label is closer to its point, in pixels."""
CROSSING, FENCE, NEVER = 250.0, 600.0, 1e9
GROUND = {"boxstyle": "square,pad=0.05", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.65}
"""Behind a label on top of something, which it should not hide."""


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

    @property
    def bold(self) -> bool:
        """True if it speaks of the whole and not of a point."""
        return self.point is None


class Sheet:
    """How much is drawn where inside Axes, in cells of some pixels.

    Parameters
    ----------
    axes
        With their place, size and limits settled.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        # What is written here must not move what it was placed by.
        axes.set_autoscale_on(False)
        window = axes.get_window_extent()
        self.origin = np.array([window.x0, window.y0])
        self.size = np.array([window.width, window.height])
        self.ink = np.zeros(np.maximum(1, np.ceil(self.size / CELL)).astype(int))
        self.fences = np.zeros_like(self.ink)

    def pixels(self, points: Floats) -> Floats:
        """Return data points in pixels from the lower left corner, shape (point, 2)."""
        return np.asarray(self.axes.transData.transform(points) - self.origin)

    def data(self, pixels: Floats) -> Floats:
        """Return pixels from the lower left corner as data points, shape (point, 2)."""
        return np.asarray(self.axes.transData.inverted().transform(pixels + self.origin))

    def mark(self, points: Floats, weight: float, radius: float = 0.0) -> None:
        """Add ink at data points, shape (point, 2), and so many pixels around each."""
        if not len(points):
            return
        places = self.pixels(points)
        reach = np.arange(-radius, radius + CELL, CELL) if radius else np.zeros(1)
        for dx in reach:
            for dy in reach:
                cells = ((places + np.array([dx, dy])) // CELL).astype(int)
                cells = cells[((cells >= 0) & (cells < self.ink.shape)).all(axis=1)]
                np.maximum.at(self.ink, tuple(cells.T), weight)

    def line(self, start: tuple[float, float], end: tuple[float, float], weight: float) -> None:
        """Add ink along a straight line between two data points."""
        self.mark(np.linspace(start, end, 400), weight)

    def fence(self, line: Floats) -> None:
        """Mark a line through data points, shape (point, 2), that no label should lie on.

        Leaders should not cross it either. Where its points are far apart there is no line to see.
        """
        pixels = self.pixels(line)
        close = np.linalg.norm(np.diff(pixels, axis=0), axis=1) < NEAR
        share = np.linspace(0.0, 1.0, 60)[:, None, None]
        dense = (line[:-1] + share * (line[1:] - line[:-1]))[:, close].reshape(-1, 2)
        ink, self.ink = self.ink, self.fences
        self.mark(dense, 1.0, CELL)
        self.ink = ink

    def covered(self, low: Floats, high: Floats) -> Floats:
        """Return how much ink boxes cover; corners in pixels, shape (box, 2)."""
        return _summed(self.ink, low, high)

    def crossed(self, start: Floats, end: Floats) -> Floats:
        """Return what lines cross, their first ``NEAR`` pixels aside, shape (line,)."""
        share = np.linspace(0.0, 1.0, 65)[:, None]
        way = start + share[..., None] * (end - start)
        cells = np.clip((way // CELL).astype(int), 0, np.array(self.ink.shape) - 1)
        length = np.linalg.norm(end - start, axis=1)
        apart = share * length > NEAR
        ink = self.ink[cells[..., 0], cells[..., 1]] * apart
        fenced = (self.fences[cells[..., 0], cells[..., 1]] * apart).any(axis=0)
        return np.asarray(0.5 * ink.mean(axis=0) * length + np.where(fenced, FENCE, 0.0))


def _summed(ink: Floats, low: Floats, high: Floats) -> Floats:
    """Return the sums of cells in boxes; corners in pixels, shape (box, 2)."""
    summed = np.zeros(np.array(ink.shape) + 1)
    summed[1:, 1:] = ink.cumsum(axis=0).cumsum(axis=1)
    a = np.clip(np.floor(low / CELL).astype(int), 0, ink.shape)
    b = np.clip(np.ceil(high / CELL).astype(int), 0, ink.shape)
    total = summed[b[:, 0], b[:, 1]] - summed[a[:, 0], b[:, 1]]
    return np.asarray(total - summed[b[:, 0], a[:, 1]] + summed[a[:, 0], a[:, 1]])


@dataclass(frozen=True)
class _Places:
    """Where a label can go: corners of its box, the ends of its leader, and what each costs."""

    low: Floats
    high: Floats
    anchor: Floats
    foot: Floats
    cost: Floats


def place_labels(sheet: Sheet, labels: Sequence[Label], size: float) -> list[str]:
    """Write labels into Axes so that none overlaps another or leaves them.

    Parameters
    ----------
    sheet
        What is drawn already.
    labels
        The labels, the most important first.
    size
        Of the type, in points.

    Returns
    -------
    list of str
        The labels for which there was no room, which are not written.
    """
    most = max(12, min(PLACES, 1600 // max(1, len(labels))))
    found = [(label, _places(sheet, label, size, most)) for label in labels]
    fitting = [(label, places) for label, places in found if places is not None]
    chosen = _assigned([places for _, places in fitting])
    written = []
    for (label, places), choice in zip(fitting, chosen, strict=True):
        if choice is not None:
            _write(sheet, label, places, choice, size)
            written.append(label)
    return [label.text for label in labels if label not in written]


def _places(sheet: Sheet, label: Label, size: float, most: int) -> _Places | None:
    """Return the better places for a label by itself; None if it has no room at all."""
    dots = whole(sheet.axes).dpi
    lines = label.text.split("\n")
    width = max(text_width(line, size, label.bold) for line in lines) * dots + 2 * PAD
    height = len(lines) * line_height(size) * dots + 2 * PAD
    box = np.array([width, height])
    room = sheet.size - box - 2
    if (room <= 2).any():
        return None
    low = np.stack(
        np.meshgrid(*(np.arange(2, extent, STEP) for extent in room), indexing="ij"), axis=-1
    ).reshape(-1, 2)
    cost = 1.5 * sheet.covered(low - PAD, low + box + PAD)
    on_fence = _summed(sheet.fences, low - PAD, low + box + PAD) > 0
    cost = cost + np.where(on_fence, FENCE, 0.0)
    if label.point is None:
        anchor = foot = low + box / 2
        cost = cost + 0.1 * (room - low).sum(axis=1)
    else:
        anchor = np.broadcast_to(sheet.pixels(np.array([label.point])), low.shape)
        foot = np.clip(anchor, low, low + box)
        length = np.linalg.norm(foot - anchor, axis=1)
        # A label on its own point hides it; one just beside it shows best which point is meant.
        cost = cost + np.where(length < NEAR, NEVER, length + 0.004 * length**2)
        near = np.argsort(cost, kind="stable")[:LOOK]
        low, anchor, foot = low[near], anchor[near], foot[near]
        cost = cost[near] + sheet.crossed(anchor, foot)
    order = np.argsort(cost, kind="stable")
    tiles = (low[order] // TILE).astype(int)
    _, first = np.unique(tiles[:, 0] * 100_000 + tiles[:, 1], return_index=True)
    kept = order[np.sort(first)[:most]]
    kept = kept[cost[kept] < NEVER]
    if not len(kept):
        return None
    return _Places(low[kept], low[kept] + box, anchor[kept], foot[kept], cost[kept])


def _assigned(labels: Sequence[_Places]) -> list[int | None]:
    """Return a place for each label; None for those that would clash with an earlier one."""
    between: dict[tuple[int, int], Floats] = {}
    for (i, one), (j, other) in combinations(enumerate(labels), 2):
        between[i, j] = _clashes(one, other)
        between[j, i] = between[i, j].T

    def costs(label: int, chosen: Sequence[int | None]) -> Floats:
        total = labels[label].cost.copy()
        for other, place in enumerate(chosen):
            if other != label and place is not None:
                total += between[label, other][:, place]
        return total

    rng = np.random.default_rng(0)
    best: list[int | None] = []
    lowest = np.inf
    # Fewer starts where there are many labels: the time they take grows with the square.
    for start in range(min(RESTARTS, 1 + 20_000 // max(1, len(labels)) ** 2)):
        chosen = [int(rng.integers(min(12, len(one.cost)))) if start else 0 for one in labels]
        for _ in range(6):
            before = list(chosen)
            for label in rng.permutation(len(labels)).tolist():
                chosen[label] = int(costs(label, chosen).argmin())
            if chosen == before:
                break
        # What two labels cost each other is in the costs of both.
        total = sum(float(costs(k, chosen)[place]) for k, place in enumerate(chosen))
        if total < lowest:
            best, lowest = list(chosen), total
    kept: list[int | None] = [None] * len(labels)
    for label, place in enumerate(best):
        found = costs(label, kept)
        again = place if place is not None and found[place] < NEVER else int(found.argmin())
        kept[label] = again if found[again] < NEVER else None
    return kept


def _clashes(one: _Places, other: _Places) -> Floats:
    """Return what two labels cost each other, shape (place of one, place of the other)."""
    low, high = one.low[:, None], one.high[:, None]
    apart = ((low > other.high + PAD) | (high < other.low - PAD)).any(axis=-1)
    hit = ~apart | _meets(one.anchor, one.foot, other.low, other.high)
    hit |= _meets(other.anchor, other.foot, one.low, one.high).T
    crossing = _crosses(one.anchor[:, None], one.foot[:, None], other.anchor, other.foot)
    return np.where(hit, NEVER, 0.0) + np.where(crossing, CROSSING, 0.0)


def _meets(start: Floats, end: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Return whether lines meet boxes, shape (line, box)."""
    way = (end - start)[:, None]
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    one, other = (low - PAD - start[:, None]) / way, (high + PAD - start[:, None]) / way
    enter = np.minimum(one, other).max(axis=-1)
    leave = np.maximum(one, other).min(axis=-1)
    return np.asarray((enter <= leave) & (enter <= 1.0) & (leave >= 0.0))


def _crosses(a: Floats, b: Floats, c: Floats, d: Floats) -> NDArray[np.bool_]:
    """Return whether the segments a–b and c–d cross."""

    def side(p: Floats, q: Floats, r: Floats) -> Floats:
        u, v = q - p, r - p
        return np.asarray(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])

    return np.asarray((side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0))


def _write(sheet: Sheet, label: Label, places: _Places, choice: int, size: float) -> None:
    """Write a label and draw its leader."""
    low, high = places.low[choice], places.high[choice]
    if label.point is not None:
        ends = sheet.data(np.array([places.anchor[choice], places.foot[choice]]))
        sheet.axes.plot(*ends.T, color=QUIET, linewidth=0.6, zorder=5.5, label="_leader")
    x, y = sheet.data(((low + high) / 2)[None, :])[0]
    sheet.axes.text(
        float(x),
        float(y),
        label.text,
        fontsize=size,
        fontweight="bold" if label.bold else "normal",
        color=INK,
        ha="center",
        va="center",
        multialignment="left",
        linespacing=1.2,
        zorder=9,
        # What is drawn behind stays visible where nothing is.
        bbox=GROUND if sheet.covered(low[None, :], high[None, :])[0] else None,
    )
