"""The reservation map: for which walk-away values of two parties a zone exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon, Rectangle
from numpy.typing import NDArray

from sim.plots.labels import Label, Sheet, place_labels
from sim.plots.style import BODY, INK, PAPER, QUIET, SMALL, frame, in_style, settled, whole
from sim.plots.typesetting import balanced, fit
from sim.scenario.scenario import Scenario
from sim.text.names import FIXED_LINE
from sim.text.numbers import number
from sim.zone.reservation_map import ReservationMap

Floats = NDArray[np.float64]

ZONE, EDGE = "#C3DBF0", "#3C82C4"
"""Inside and border of the region in which a zone exists."""


@in_style
def reservation_figure(
    reservation_map: ReservationMap,
    labels: Mapping[str, str],
    critical_reservation: float | None = None,
    ax: Axes | None = None,
    *,
    scenario: Scenario | None = None,
) -> Figure:
    """Draw for which walk-away values of two parties a zone exists.

    Parameters
    ----------
    reservation_map
        The answer of ``sim.zone.reservation_map.reservation_map``.
    labels
        Party id → what people read.
    critical_reservation
        r*, marked on the diagonal; only where the two are all who consent, or it is not a point
        of this map.
    ax
        Draw into these Axes, without heading and caption; the legend stands to their right.
    scenario
        For the heading: its title, round and variant.

    Returns
    -------
    Figure
    """
    drawing = _Map(reservation_map, labels, critical_reservation)
    if ax is not None:
        drawing.draw(ax)
        return whole(ax)
    side, left = 4.8, 0.85
    sheet = frame(
        9.3,
        scenario,
        f"For which walk-away values of {drawing.names[0]} and {drawing.names[1]} a zone exists",
        drawing.caption(),
    )
    page = sheet.page(side + 0.55)
    drawing.draw(page.axes(left, sheet.top + 0.05, side, side))
    return settled(page.figure)


class _Map:
    """The map and what is drawn on it."""

    def __init__(
        self, answer: ReservationMap, labels: Mapping[str, str], critical: float | None
    ) -> None:
        self.answer, self.critical = answer, critical
        self.names = [labels.get(name, name.replace("_", " ")) for name in answer.parties]
        self.ranged = bool((answer.ranges[:, 1] > answer.ranges[:, 0]).any())
        self.exists = answer.exists(float(answer.point[0]), float(answer.point[1]))

    def limits(self) -> tuple[float, float]:
        """Return where both axes begin and end."""
        answer = self.answer
        found = [answer.corners.ravel(), answer.point, answer.ranges.ravel(), answer.track.ravel()]
        found += [] if self.critical is None else [np.array([self.critical])]
        values = np.concatenate(found)
        room = 0.08 * (float(values.max() - values.min()) or 1.0)
        return float(values.min()) - room, float(values.max()) + room

    def draw(self, ax: Axes) -> None:
        """Draw the map and its legend."""
        low, high = self.limits()
        ax.set_xlim(low, high)
        ax.set_ylim(low, high)
        across, up = (f"{fit(name, 3.0, BODY, 1)}: walk-away value" for name in self.names)
        ax.set_xlabel(across)
        ax.set_ylabel(up)
        handles: list[Artist] = [*self._draw_region(ax, low)]
        sheet = Sheet(ax)
        sheet.mark(_dense(self._stairs(low)), 20.0)
        found: list[Label] = []
        handles += self._draw_ranges(ax, sheet)
        handles += self._draw_track(ax, sheet)
        if len(self.answer.track):
            x, y = self.answer.track[len(self.answer.track) // 4].tolist()
            found.append(Label(str(self.answer.parameter), (x, y)))
        found += self._draw_points(ax, sheet, low, high)
        if not len(self.answer.corners):
            text = "No zone at any walk-away values of these two"
            found.insert(0, Label(balanced(text, 2.2, BODY, 4)))
        place_labels(sheet, found, BODY)
        ax.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(1.05, 1.012),
            borderaxespad=0.0,
            labelspacing=0.9,
            handlelength=2.4,
        )

    def _stairs(self, low: float) -> Floats:
        """Return the border of the region, from the upper left to the lower right."""
        corners = self.answer.corners
        if not len(corners):
            return np.zeros((0, 2))
        x = np.repeat(corners[:, 0], 2)
        y = np.repeat(corners[:, 1], 2)
        return np.stack([np.concatenate([[low], x]), np.concatenate([y, [low]])], axis=-1)

    def _draw_region(self, ax: Axes, low: float) -> list[Patch]:
        stairs = self._stairs(low)
        if len(stairs):
            region = Polygon(
                np.concatenate([stairs, [[low, low]]]), closed=True, facecolor=ZONE,
                edgecolor="none", zorder=1, gid="region",
            )  # fmt: skip
            ax.add_patch(region)
            ax.plot(*stairs.T, color=EDGE, linewidth=1.2, zorder=2, label="_border")
        shown = [(ZONE, EDGE, "a zone exists")] if len(stairs) else []
        shown.append((PAPER, QUIET, "no zone"))
        return [Patch(facecolor=inside, edgecolor=edge, label=text) for inside, edge, text in shown]

    def _draw_ranges(self, ax: Axes, sheet: Sheet) -> list[Patch]:
        if not self.ranged:
            return []
        (left, right), (low, high) = self.answer.ranges
        look: dict[str, Any] = {
            "facecolor": "none",
            "edgecolor": QUIET,
            "linestyle": (0, (4, 2)),
            "linewidth": 1.1,
        }
        box = Rectangle((left, low), right - left, high - low, zorder=3, gid="ranges", **look)
        ax.add_patch(box)
        corners = np.array([[left, low], [right, low], [right, high], [left, high], [left, low]])
        sheet.mark(_dense(corners), 40.0)
        return [Patch(label="what the file's ranges allow", **look)]

    def _draw_track(self, ax: Axes, sheet: Sheet) -> list[Line2D]:
        track = self.answer.track
        if not len(track):
            return []
        look: dict[str, Any] = {"color": INK, "linewidth": 1.6, "linestyle": "solid"}
        ax.plot(*track.T, zorder=4, label="track", **look)
        # The head of an arrow: the parameter grows in this direction.
        ax.annotate(
            "", xy=tuple(track[-1]), xytext=tuple(track[-2]), zorder=4,
            arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.6},
        )  # fmt: skip
        sheet.mark(_dense(track), 6.0, 4.0)
        text = (
            f"as {fit(str(self.answer.parameter), 1.3, SMALL, 1)} grows\nthrough its range (arrow)"
        )
        return [Line2D([], [], label=text, **look)]

    def _draw_points(self, ax: Axes, sheet: Sheet, low: float, high: float) -> list[Label]:
        x, y = (float(value) for value in self.answer.point)
        ax.plot([x], [y], "o", markersize=7, color=INK, zorder=6, label="file")
        found = [Label(f"The file: {number(x)} and {number(y)}", (x, y))]
        if self.critical is not None:
            ax.plot([low, high], [low, high], color=QUIET, linewidth=0.7, zorder=2.5, label="_same")
            sheet.line((low, low), (high, high), 20.0)
            ax.plot(
                [self.critical], [self.critical], "D", markersize=7, markerfacecolor=PAPER,
                markeredgecolor=INK, markeredgewidth=1.6, zorder=6, label="critical",
            )  # fmt: skip
            found.append(Label(f"r* = {number(self.critical)}", (self.critical, self.critical)))
        sheet.mark(np.array([one.point for one in found]), 40.0, 10.0)
        return found

    def caption(self) -> str:
        """Return what the map shows."""
        first, second = self.names
        there = "a zone exists" if self.exists else "no zone exists"
        parts = [
            f"For which walk-away values of {first} and {second} some agreement is acceptable "
            "under the stated assumptions, all else as in the file, exact for this file. "
            "Walk-away value: what a party's best course without this agreement is worth to "
            f"it. At the file's own values {there}.",
        ]
        if len(self.answer.corners):
            parts.append("The border belongs to the shaded region.")
        if self.ranged:
            parts.append(
                "The rectangle is what the file's ranges for these two values allow, with weights "
                "and values of options at their midpoints."
            )
        if self.critical is not None:
            parts.append(
                "r* is the largest value that leaves a zone if it is the walk-away value of both."
            )
        if self.answer.parameter is not None:
            parts.append(
                f"Both values depend on {self.answer.parameter}, so not every point of the "
                "rectangle can be reached. With shared odds of war and any cost of it a zone "
                "exists unless rules close it (Fearon 1995), so that one exists is weak evidence."
            )
        return " ".join([*parts, FIXED_LINE])


def _dense(line: Floats) -> Floats:
    """Return points all along a line of straight pieces."""
    if len(line) < 2:
        return line
    share = np.linspace(0.0, 1.0, max(4, 1200 // len(line)))[:, None, None]
    return np.asarray((line[:-1] + share * (line[1:] - line[:-1])).reshape(-1, 2))
