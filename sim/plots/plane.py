"""One utility plane of two parties, drawn into Axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.plots.labels import Label, Sheet, place_labels
from sim.plots.style import BLUES, GREYS, INK, PAPER, SMALL, party_style, whole
from sim.plots.wording import (
    NO_ZONE,
    SOLUTION_NAMES,
    fit,
    number,
    party_label,
    text_width,
)
from sim.space.compile import utility_range
from sim.space.engine import Density, engine_for
from sim.zone.zone import Zone

Floats = NDArray[np.float64]

FINE, COARSE, DOTS = 480, 120, 1_500
"""Cells per axis for few and for many agreements, and how many cells are drawn as dots."""
FEW = 5_000
"""Up to so many agreements the plane is counted in fine cells."""
POINTS = 4_000
"""Up to so many points of a frontier are drawn each; more are thinned to what can be seen."""


@dataclass
class Spot:
    """A point with what it is: solutions, and packages by whether they are acceptable."""

    solutions: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    acceptable: bool = True

    @property
    def text(self) -> str:
        lines = [", ".join(self.solutions)] if self.solutions else []
        lines = [line[:1].upper() + line[1:] for line in lines]
        return "\n".join([*lines, *(f"Package: {name}" for name in self.packages)])


class Plane:
    """One utility plane and what is drawn in it."""

    def __init__(self, zone: Zone, pair: tuple[int, int]) -> None:
        self.zone, self.pair = zone, pair
        space = zone.space
        self.names = tuple(_name(zone, k) for k in pair)
        self.styles = tuple(party_style(k) for k in pair)
        self.reservations = [float(space.reservations[k]) for k in pair]
        columns = [space.bargaining.index(k) for k in pair]
        self.settlement = _thin(zone.settlement.vectors[:, columns])
        self.frontier = _thin(zone.frontier.vectors[:, columns])
        self.density = self._density()
        self.dots = np.count_nonzero(self.density.every) <= DOTS
        self.spots = self._spots(columns)

    def _density(self) -> Density:
        zone, cells = self.zone, FINE if self.zone.counts.agreements <= FEW else COARSE
        edges = []
        for k in self.pair:
            low, high = utility_range(zone.space, k)
            room = 0.5 if high == low else 0.0
            edges.append(np.linspace(low - room, high + room, cells + 1))
        found = engine_for(zone.space, zone.gate).density(self.pair, (edges[0], edges[1]))
        if cells == FINE and np.count_nonzero(found.every) > DOTS:
            step = FINE // COARSE
            shape = (COARSE, step, COARSE, step)
            found = Density(
                (found.edges[0][::step], found.edges[1][::step]),
                found.every.reshape(shape).sum(axis=(1, 3)),
                found.acceptable.reshape(shape).sum(axis=(1, 3)),
            )
        return found

    def _spots(self, columns: Sequence[int]) -> dict[tuple[float, float], Spot]:
        """Return the labelled points, each distinct one once."""
        zone, names = self.zone, [self.zone.space.parties[k].name for k in self.pair]
        spots: dict[tuple[float, float], Spot] = {}

        def at(utilities: object) -> Spot:
            x, y = (round(float(utilities[name]), 9) for name in names)  # type: ignore[index]
            return spots.setdefault((x, y), Spot())

        for name, solution in (zone.solutions or {}).items():
            text = SOLUTION_NAMES.get(name, name.replace("_", " "))
            if solution.tied > 1:
                text += f" (one of {solution.tied:,})"
            at(solution.utilities).solutions.append(text)
        for package in zone.packages.values():
            if package.judgement is not None:
                spot = at(package.judgement.outcome.utilities)
                spot.packages.append(package.label)
                spot.acceptable = package.judgement.acceptable
        return spots

    def draw(self, ax: Axes, size: float) -> list[str]:
        """Draw the plane; return the labels for which there was no room."""
        ax.set_xlim(*self._limits(0))
        ax.set_ylim(*self._limits(1))
        ax.set_xlabel(f"{self.names[0]}: utility", fontsize=size)
        ax.set_ylabel(f"{self.names[1]}: utility", fontsize=size)
        self._ground(ax)
        self._lines(ax, size)
        for points, filled in ((self.settlement, False), (self.frontier, True)):
            ax.plot(
                points[:, 0],
                points[:, 1],
                **_point_style(filled, 4.6 if size > SMALL else 3.6),
                zorder=4 + filled,
                label="frontier" if filled else "settlement",
                rasterized=len(points) > POINTS // 2,
            )
        self._marks(ax)
        return self._labels(ax, size)

    def _limits(self, axis: int) -> tuple[float, float]:
        occupied = np.flatnonzero(self.density.every.any(axis=1 - axis))
        edges = self.density.edges[axis]
        bounds = [edges[occupied[0]], edges[occupied[-1] + 1]]
        bounds += [r for r in (self.reservations[axis],) if r == r]
        low, high = min(bounds), max(bounds)
        room = 0.05 * (high - low)
        return low - room, high + room

    def _ground(self, ax: Axes) -> None:
        """Draw how many agreements there are where, the acceptable ones on top."""
        every, acceptable = self.density.every, self.density.acceptable
        if self.dots:
            for counts, colour, name in (
                (every, GREYS(1.0), "every"),
                (acceptable, BLUES(0.35), "acceptable"),
            ):
                x, y = np.nonzero(counts)
                middles = [(edges[1:] + edges[:-1]) / 2 for edges in self.density.edges]
                ax.plot(
                    middles[0][x], middles[1][y], "s", markersize=5.5 if len(x) < 200 else 3.5,
                    color=colour, markeredgewidth=0.0, zorder=2, label=name,
                )  # fmt: skip
            return
        colours = np.zeros((*every.shape, 4))
        for counts, ramp in ((every, GREYS), (acceptable, BLUES)):
            there = counts > 0
            if there.any():
                colours[there] = ramp(np.log(counts[there]) / max(np.log(counts.max()), 1e-9))
        x, y = self.density.edges
        ax.imshow(
            colours.transpose(1, 0, 2), origin="lower", aspect="auto", zorder=2, label="density",
            extent=(float(x[0]), float(x[-1]), float(y[0]), float(y[-1])),
        )  # fmt: skip
        ax.set_xlim(*self._limits(0))
        ax.set_ylim(*self._limits(1))

    def _lines(self, ax: Axes, size: float) -> None:
        """Draw both no-agreement values, their labels outside the plane."""
        box = ax.get_window_extent()
        dots = whole(ax).dpi
        for axis, value in enumerate(self.reservations):
            if value != value:
                continue
            style = self.styles[axis]
            line = ax.axvline if axis == 0 else ax.axhline
            line(value, color=style.colour, linestyle=style.line, linewidth=1.5, zorder=3)
            text = f"{self.names[axis]}: no-agreement value {number(value)}"
            length = box.width if axis == 0 else box.height
            text = fit(text, length / dots, size, 1)
            half = text_width(text, size) * dots / 2 / length
            low, high = self._limits(axis)
            place = np.clip((value - low) / (high - low), half, 1 - half)
            ax.annotate(
                text,
                (place, 1.0) if axis == 0 else (1.0, place),
                xycoords="axes fraction",
                xytext=(0, 4) if axis == 0 else (4, 0),
                textcoords="offset points",
                ha="center" if axis == 0 else "left",
                va="bottom" if axis == 0 else "center",
                rotation=0 if axis == 0 else 270,
                fontsize=size,
                color=INK,
            )

    def _marks(self, ax: Axes) -> None:
        for (x, y), spot in self.spots.items():
            if spot.packages:
                ax.plot(x, y, **_package_style(True), zorder=6, label="package")
                if not spot.acceptable:
                    ax.plot(x, y, **_package_style(False), zorder=6, label="not acceptable")
            if spot.solutions:
                ax.plot(x, y, **SOLUTION, zorder=6, label="solution")

    def _labels(self, ax: Axes, size: float) -> list[str]:
        sheet = Sheet(ax)
        x, y = ([(e[1:] + e[:-1]) / 2 for e in self.density.edges])
        for counts, weight in ((self.density.every, 0.25), (self.density.acceptable, 0.9)):
            i, j = np.nonzero(counts)
            sheet.mark(np.stack([x[i], y[j]], axis=-1), weight * (3 if self.dots else 1))
        sheet.mark(self.settlement, 8.0, 4.0)
        sheet.mark(self.frontier, 8.0, 4.0)
        (left, right), (low, high) = self._limits(0), self._limits(1)
        if self.reservations[0] == self.reservations[0]:
            sheet.line((self.reservations[0], low), (self.reservations[0], high), 4.0)
        if self.reservations[1] == self.reservations[1]:
            sheet.line((left, self.reservations[1]), (right, self.reservations[1]), 4.0)
        if self.spots:
            sheet.mark(np.array(list(self.spots)), 40.0, 8.0)
        width = sheet.size[0] / whole(ax).dpi * 0.55
        labels = [
            Label("\n".join(fit(line, width, size, 2) for line in spot.text.split("\n")), point)
            for point, spot in self.spots.items()
        ]
        if not self.zone.exists:
            text = NO_ZONE[:1].upper() + NO_ZONE[1:]
            labels.insert(0, Label(fit(text, width, size, 3)))
        return [text.replace("\n", " ") for text in place_labels(sheet, labels, size)]


SOLUTION = {
    "marker": "D", "markersize": 6.5, "markerfacecolor": PAPER, "markeredgecolor": INK,
    "markeredgewidth": 1.6, "linestyle": "none",
}  # fmt: skip


def _point_style(filled: bool, size: float) -> dict[str, object]:
    return {
        "marker": "o", "markersize": size, "linestyle": "none", "markeredgewidth": 0.9,
        "markerfacecolor": INK if filled else PAPER, "markeredgecolor": PAPER if filled else INK,
    } | ({"markeredgewidth": 0.4} if filled else {})  # fmt: skip


def _package_style(acceptable: bool) -> dict[str, object]:
    return {
        "marker": "s" if acceptable else "x", "markersize": 11 if acceptable else 7,
        "markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.3,
        "linestyle": "none",
    }  # fmt: skip


def _thin(points: Floats) -> Floats:
    """Return distinct points, those of a huge frontier only as far as they can be told apart."""
    if len(points) > POINTS:
        points = np.round(points, 3)
    return np.unique(points.round(12), axis=0)
