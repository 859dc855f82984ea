"""The utility plane of two parties that lies behind what talks did in it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.bargaining.result import Bargaining
from sim.plots.labels import Label, Sheet
from sim.plots.plane import FRONTIER, POINTS, SETTLEMENT, SOLUTION, no_agreement_label
from sim.plots.style import party_number, party_style, whole
from sim.plots.typesetting import NO_ZONE, balanced, fit, text_width
from sim.space.space import Space
from sim.text.agreements import solution_title
from sim.text.names import party_label
from sim.text.numbers import number
from sim.zone.frontier import Frontier
from sim.zone.zone import Zone

Floats = NDArray[np.float64]
Style = dict[str, Any]
Point = tuple[float, float]

LIGHT: Style = {"markersize": 3.4, "markeredgewidth": 0.6, "markeredgecolor": "#8C8C8C"}
"""How frontiers are drawn behind what talks did."""
HOLLOW: Style = SETTLEMENT | LIGHT
FILLED: Style = FRONTIER | LIGHT | {"markerfacecolor": "#8C8C8C"}
SOLVED: Style = SOLUTION | {"markeredgewidth": 1.3}
BESIDE: Style = {
    "loc": "upper left", "bbox_to_anchor": (1.09, 1.012), "borderaxespad": 0.0,
    "labelspacing": 0.9, "handlelength": 2.4,
}  # fmt: skip
"""Where a legend stands beside a plane."""


def pairs_of(space: Space, pair: tuple[str, str] | None) -> list[tuple[int, int]]:
    """Return the numbers of the parties of each plane: of a pair, or of all that bargain.

    Raises
    ------
    KeyError, ValueError
        If the pair names no party, or one that doesn't bargain.
    """
    if pair is None:
        return list(combinations(space.bargaining, 2))
    found = party_number(space, pair[0]), party_number(space, pair[1])
    if not set(found) <= set(space.bargaining) or pair[0] == pair[1]:
        raise ValueError(f"{pair[0]} and {pair[1]} are no two parties that bargain")
    return [found]


class Ground:
    """What lies behind talks in the plane of two parties.

    Parameters
    ----------
    talks
        The answer of ``bargain``.
    pair
        Numbers of the parties on the horizontal and the vertical axis; both bargain.
    zone
        Whose frontiers and solutions to draw, if any; of the same state of the same scenario.
    """

    def __init__(self, talks: Bargaining, pair: tuple[int, int], zone: Zone | None) -> None:
        if zone is not None and zone.scenario != talks.scenario:
            raise ValueError("the zone and the talks are of different scenarios or states of one")
        space = talks.space
        self.pair, self.zone = pair, zone
        self.ids = [space.parties[k].name for k in pair]
        self.names = [party_label(talks.scenario, name) for name in self.ids]
        self.reservations = [float(space.reservations[k]) for k in pair]
        self.frontier = self.settlement = np.zeros((0, 2))
        self.solutions: dict[Point, list[str]] = {}
        if zone is None:
            return
        columns = [zone.space.bargaining.index(k) for k in pair]
        self.frontier = _distinct(zone.frontier, columns)
        self.settlement = _distinct(zone.settlement, columns)
        for name, solution in (zone.solutions or {}).items():
            text = solution_title(name)
            text += f" (one of {solution.tied:,})" if (solution.tied or 0) > 1 else ""
            self.solutions.setdefault(self.point(solution.utilities), []).append(text)

    def point(self, utilities: Any) -> Point:
        """Return where utilities by party lie in the plane."""
        x, y = (round(float(utilities[name]), 9) for name in self.ids)
        return x, y

    def draw(self, ax: Axes, size: float, points: Floats) -> Sheet:
        """Draw it with room for what comes on top, shape (point, 2); return what is drawn where."""
        for axis, scale in enumerate((ax.xaxis, ax.yaxis)):
            room = _length(ax, axis) - text_width(": utility", size)
            scale.set_label_text(f"{fit(self.names[axis], room, size, 1)}: utility", fontsize=size)
        solved = np.array(list(self.solutions)).reshape(-1, 2)
        found = np.concatenate([points, self.frontier, self.settlement, solved])
        limits = [self._limits(found[:, axis], axis) for axis in (0, 1)]
        ax.set_xlim(*limits[0])
        ax.set_ylim(*limits[1])
        sheet = Sheet(ax)
        for axis, value in enumerate(self.reservations):
            if value == value:
                self._draw_reservation(ax, size, axis, value, limits[axis])
                start, end = ((x, value) if axis else (value, x) for x in limits[1 - axis])
                sheet.line(start, end, 4.0)
        for line, look in ((self.settlement, HOLLOW), (self.frontier, FILLED)):
            ax.plot(*line.T, **look, zorder=2.5, rasterized=len(line) > POINTS // 2)
            sheet.mark(line, 4.0, 4.0)
        ax.plot(*solved.T, **SOLVED, zorder=6)
        sheet.mark(solved, 40.0, 10.0)
        return sheet

    def _limits(self, values: Floats, axis: int) -> tuple[float, float]:
        """Return where an axis begins and ends."""
        value = self.reservations[axis]
        bounds = [*values.tolist(), *([value] if value == value else [])] or [0.0, 1.0]
        room = 0.06 * ((max(bounds) - min(bounds)) or 1.0)
        return min(bounds) - room, max(bounds) + room

    def _draw_reservation(
        self, ax: Axes, size: float, axis: int, value: float, limits: tuple[float, float]
    ) -> None:
        """Draw a walk-away value as a line, its label outside the plane."""
        style, length = party_style(self.pair[axis]), _length(ax, axis)
        line = ax.axvline if axis == 0 else ax.axhline
        line(value, color=style.colour, linestyle=style.line, linewidth=1.2, zorder=2.2)
        text = f": walk-away value {number(value)}"
        text = fit(self.names[axis], length - text_width(text, size), size, 1) + text
        half = min(0.5, text_width(text, size) / 2 / length)
        place = float(np.clip((value - limits[0]) / (limits[1] - limits[0]), half, 1 - half))
        where: Style = {"xy": (place, 1.0), "xytext": (0, 4), "ha": "center", "va": "bottom"}
        if axis == 1:
            where = {"xy": (1.0, place), "xytext": (4, 0), "ha": "left", "va": "center"}
        ax.annotate(
            text, xycoords="axes fraction", textcoords="offset points", rotation=270 * axis,
            fontsize=size, **where,
        )  # fmt: skip

    def entries(self, room: float = 2.4) -> list[Line2D]:
        """Return the marks of the legend, in lines of so many inches."""
        shown: list[tuple[Style, int]] = [
            (SOLVED, len(self.solutions)),
            (FILLED, len(self.frontier)),
            (HOLLOW, len(self.settlement)),
        ]
        found = [Line2D([], [], **look) for look, there in shown if there]
        for axis, k in enumerate(self.pair):
            if self.reservations[axis] == self.reservations[axis]:
                style, label = party_style(k), no_agreement_label(self.names[axis], room)
                look = {"color": style.colour, "linestyle": style.line, "linewidth": 1.2}
                found.append(Line2D([], [], label=label, **look))
        return found

    def labels(self, width: float, size: float) -> list[Label]:
        """Return what is written beside the solutions, and that there is no zone."""
        found = []
        if self.zone is not None and not self.zone.exists:
            text = NO_ZONE[:1].upper() + NO_ZONE[1:]
            found.append(Label(balanced(text, width * 1.5, size, 3)))
        for point, names in self.solutions.items():
            text = ", ".join(names)
            text = balanced(f"◇ {text[:1].upper()}{text[1:]}", width, size, 3)
            found.append(Label(text, point))
        return found

    def notes(self) -> list[str]:
        """Return what the caption says of the ground."""
        parts = ["Solutions are reference points."] if self.solutions else []
        if self.zone and not (self.zone.frontier.complete and self.zone.settlement.complete):
            parts.append("A frontier that was not worked out is not drawn.")
        return parts


def _length(ax: Axes, axis: int) -> float:
    """Return how wide or how high Axes are, inches."""
    return float(ax.get_window_extent().bounds[2 + axis]) / whole(ax).dpi


def _distinct(frontier: Frontier, columns: list[int]) -> Floats:
    """Return distinct points of a frontier that is known, if huge only as far as can be seen."""
    vectors = frontier.vectors if frontier.complete else frontier.vectors[:0]
    points = np.unique(vectors[:, columns].round(12), axis=0)
    return np.unique(points.round(3), axis=0) if len(points) > POINTS else points
