"""One utility plane of two parties, drawn into Axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.engines.protocol import Density
from sim.plots.labels import Label, Sheet, place_labels
from sim.plots.style import BLUES, FAINT, GREYS, INK, PAPER, SMALL, party_style, whole
from sim.plots.typesetting import NO_ZONE, balanced, fit, text_width
from sim.space.compile import utility_range
from sim.text.agreements import solution_title
from sim.text.names import party_label
from sim.text.numbers import number
from sim.zone.zone import Zone

Floats = NDArray[np.float64]
Style = dict[str, Any]
Handle = Any
"""An entry of the legend: a line, or a tuple of two drawn on top of each other."""

FINE, COARSE, DOTS = 481, 80, 1_500
"""Cells per axis for few and for many agreements, and how many cells are drawn as dots."""
FEW = 5_000
"""Up to so many agreements the plane is counted in fine cells."""
POINTS = 4_000
"""Up to so many points of a frontier are drawn each; more are thinned to what can be seen."""

EVERY: Style = {
    "marker": "s", "markersize": 8.0, "markeredgewidth": 0.0, "linestyle": "none",
    "color": GREYS(1.0), "label": "on the table",
}  # fmt: skip
ACCEPTABLE: Style = EVERY | {"color": BLUES(0.35), "label": "acceptable"}
SETTLEMENT: Style = {
    "marker": "o", "markersize": 4.6, "markerfacecolor": PAPER, "markeredgecolor": INK,
    "markeredgewidth": 0.9, "linestyle": "none", "label": "settlement frontier (within red lines)",
}  # fmt: skip
FRONTIER: Style = SETTLEMENT | {"markerfacecolor": INK, "label": "frontier in the zone"}
MET: Style = SETTLEMENT | {
    "marker": "^", "markersize": 5.5, "markerfacecolor": FAINT,
    "label": "agreement met by a search",
}  # fmt: skip
SOLUTION: Style = SETTLEMENT | {
    "marker": "D", "markersize": 6.5, "markeredgewidth": 1.6, "label": "solution (reference point)",
}  # fmt: skip
PACKAGE: Style = {
    "marker": "s", "markersize": 11, "markerfacecolor": "none", "markeredgecolor": INK,
    "markeredgewidth": 1.3, "linestyle": "none", "label": "package",
}  # fmt: skip
CROSSED: Style = PACKAGE | {"marker": "x", "markersize": 8, "label": "package, not acceptable"}


@dataclass
class Spot:
    """A labelled point: the solutions and the packages that are there."""

    solutions: list[str] = field(default_factory=list)
    packages: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def crossed(self) -> bool:
        """True if there are packages and none of them is acceptable."""
        return bool(self.packages) and not any(acceptable for _, acceptable in self.packages)

    def lines(self) -> list[str]:
        """Return what is written beside the point, each line with its marker."""
        solutions = ", ".join(self.solutions)
        first = [f"◇ {solutions[:1].upper()}{solutions[1:]}"] if solutions else []
        return first + [f"{'□' if good else '☒'} {name}" for name, good in self.packages]


class Plane:
    """One utility plane and all that is drawn in it.

    Parameters
    ----------
    zone
        The answer of ``explore``.
    pair
        Numbers of the parties on the horizontal and the vertical axis; both bargain.
    """

    def __init__(self, zone: Zone, pair: tuple[int, int]) -> None:
        self.zone, self.pair = zone, pair
        space = zone.space
        self.names = [party_label(zone.scenario, space.parties[k].name) for k in pair]
        self.reservations = [float(space.reservations[k]) for k in pair]
        columns = [space.bargaining.index(k) for k in pair]
        self.settlement = _distinct(zone.settlement.vectors[:, columns])
        self.frontier = _distinct(zone.frontier.vectors[:, columns])
        self.density = _density(zone, pair)
        self.dots = np.count_nonzero(self.density.every) <= DOTS
        self.spots = _spots(zone, [space.parties[k].name for k in pair])
        # What searches met on their way is no frontier, and must not look like one.
        self.look = FRONTIER if zone.frontier.complete else MET
        sample = "" if self.density.sample is None else " (sample)"
        self.every = EVERY | {"label": f"{EVERY['label']}{sample}"}
        self.acceptable = ACCEPTABLE | {"label": f"{ACCEPTABLE['label']}{sample}"}

    def limits(self, axis: int) -> tuple[float, float]:
        """Return where an axis begins and ends: all agreements and the walk-away value."""
        occupied = np.flatnonzero(self.density.every.any(axis=1 - axis))
        edges = self.density.edges[axis]
        bounds = [edges[occupied[0]], edges[occupied[-1] + 1]]
        if self.density.sample is not None:
            # A sample stays in the middle; frontiers and what is labelled lie further out.
            labelled = np.array(list(self.spots)).reshape(-1, 2)
            found = np.concatenate([self.settlement, self.frontier, labelled])[:, axis]
            bounds += [found.min(initial=bounds[0]), found.max(initial=bounds[1])]
        bounds += [value for value in self.reservations[axis : axis + 1] if value == value]
        low, high = float(min(bounds)), float(max(bounds))
        return low - 0.05 * (high - low), high + 0.05 * (high - low)

    def draw(self, ax: Axes, size: float) -> list[str]:
        """Draw the plane with type of so many points.

        Returns
        -------
        list of str
            The labels for which there was no room.
        """
        box, dots = ax.get_window_extent(), whole(ax).dpi
        for write, name, length in (
            (ax.set_xlabel, self.names[0], box.width),
            (ax.set_ylabel, self.names[1], box.height),
        ):
            name = fit(name, length / dots - text_width(": utility", size), size, 1)
            write(f"{name}: utility", fontsize=size)
        if self.dots:
            self._draw_dots(ax, size)
        else:
            self._draw_shades(ax)
        ax.set_xlim(*self.limits(0))
        ax.set_ylim(*self.limits(1))
        self._draw_reservations(ax, size)
        small = {"markersize": 3.6} if size <= SMALL else {}
        for order, points, look in (
            (4, self.settlement, SETTLEMENT),
            (5, self.frontier, self.look),
        ):
            rasterized = len(points) > POINTS // 2
            ax.plot(*points.T, **look | small, zorder=order, rasterized=rasterized)
        for (x, y), spot in self.spots.items():
            looks = [PACKAGE] if spot.packages else []
            looks += [CROSSED] if spot.crossed else []
            looks += [SOLUTION] if spot.solutions else []
            for look in looks:
                ax.plot([x], [y], **look, zorder=6)
        return self._write_labels(ax, size)

    def _draw_dots(self, ax: Axes, size: float) -> None:
        x, y = self._middles()
        density = self.density
        for counts, look in ((density.every, self.every), (density.acceptable, self.acceptable)):
            i, j = np.nonzero(counts)
            few = np.count_nonzero(density.every) < 200
            small = {"markersize": (8.0 if size > SMALL else 6.0) if few else 3.5}
            ax.plot(x[i], y[j], **look | small, zorder=2)

    def _draw_shades(self, ax: Axes) -> None:
        density = self.density
        colours = np.zeros((*density.every.shape, 4))
        for counts, ramp in ((density.every, GREYS), (density.acceptable, BLUES)):
            there = counts > 0
            if there.any():
                colours[there] = ramp(np.log(counts[there]) / max(np.log(counts.max()), 1e-9))
        x, y = density.edges
        extent = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
        ax.imshow(
            colours.transpose(1, 0, 2), origin="lower", aspect="auto", zorder=2, extent=extent
        )

    def _middles(self) -> tuple[Floats, Floats]:
        x, y = ((edges[1:] + edges[:-1]) / 2 for edges in self.density.edges)
        return x, y

    def _draw_reservations(self, ax: Axes, size: float) -> None:
        """Draw both walk-away values as lines, their labels outside the plane."""
        box, dots = ax.get_window_extent(), whole(ax).dpi
        for axis, value in enumerate(self.reservations):
            if value != value:
                continue
            style = party_style(self.pair[axis])
            line = ax.axvline if axis == 0 else ax.axhline
            line(value, color=style.colour, linestyle=style.line, linewidth=1.5, zorder=3)
            length = (box.width if axis == 0 else box.height) / dots
            text = f": walk-away value {number(value)}"
            text = fit(self.names[axis], length - text_width(text, size), size, 1) + text
            half = min(0.5, text_width(text, size) / 2 / length)
            low, high = self.limits(axis)
            place = float(np.clip((value - low) / (high - low), half, 1 - half))
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
            )

    def _write_labels(self, ax: Axes, size: float) -> list[str]:
        sheet = self._sheet(ax)
        width = max(1.25, 0.32 * float(sheet.size[0]) / whole(ax).dpi)
        labels = [
            Label("\n".join(balanced(line, width, size, 3) for line in spot.lines()), point)
            for point, spot in self.spots.items()
        ]
        if not self.zone.exists:
            text = NO_ZONE[:1].upper() + NO_ZONE[1:]
            labels.insert(0, Label(balanced(text, width * 1.5, size, 3)))
        return [text.replace("\n", " ") for text in place_labels(sheet, labels, size)]

    def _sheet(self, ax: Axes) -> Sheet:
        """Return how much is drawn where."""
        sheet = Sheet(ax)
        x, y = self._middles()
        for counts, shades, dots in (
            (self.density.every, 1.5, 2.0),
            (self.density.acceptable, 4.0, 8.0),
        ):
            i, j = np.nonzero(counts)
            weight, radius = (dots, 2.0) if self.dots else (shades, 4.0)
            sheet.mark(np.stack([x[i], y[j]], axis=-1), weight, radius)
        for points in (self.settlement, self.frontier):
            sheet.mark(points, 8.0, 4.0)
        if self.zone.frontier.complete and len(self.pair) == len(self.zone.space.bargaining):
            both = np.concatenate([self.settlement, self.frontier])
            sheet.fence(both[np.lexsort((-both[:, 1], both[:, 0]))])
        (left, right), (low, high) = self.limits(0), self.limits(1)
        vertical, horizontal = self.reservations
        if vertical == vertical:
            sheet.line((vertical, low), (vertical, high), 4.0)
        if horizontal == horizontal:
            sheet.line((left, horizontal), (right, horizontal), 4.0)
        sheet.mark(np.array(list(self.spots)).reshape(-1, 2), 40.0, 10.0)
        return sheet


def entries(planes: Sequence[Plane], room: float) -> tuple[list[Handle], list[str]]:
    """Return the marks and the texts of the legend: what some plane shows.

    Parameters
    ----------
    room
        For a line of text, inches.
    """
    spots = [spot for plane in planes for spot in plane.spots.values()]
    shown = [
        (planes[0].every, True),
        (planes[0].acceptable, any(plane.zone.exists for plane in planes)),
        (SETTLEMENT, any(len(plane.settlement) for plane in planes)),
        (planes[0].look, any(len(plane.frontier) for plane in planes)),
        (SOLUTION, any(spot.solutions for spot in spots)),
        (PACKAGE, any(spot.packages and not spot.crossed for spot in spots)),
    ]
    found: list[Handle] = [Line2D([], [], **look) for look, there in shown if there]
    if any(spot.crossed for spot in spots):
        found.append((Line2D([], [], **PACKAGE), Line2D([], [], **CROSSED)))
    numbers = dict.fromkeys(k for plane in planes for k in plane.pair)
    for k in numbers:
        plane = next(plane for plane in planes if k in plane.pair)
        name, style = plane.names[plane.pair.index(k)], party_style(k)
        label = no_agreement_label(name, room)
        found.append(Line2D([], [], color=style.colour, linestyle=style.line, label=label))
    marks = [one[-1] if isinstance(one, tuple) else one for one in found]
    return found, [str(mark.get_label()) for mark in marks]


def no_agreement_label(name: str, room: float) -> str:
    """Return what the legend says of a party's walk-away value, in lines of so many inches."""
    label = f"{name}: walk-away value"
    if text_width(label, SMALL) <= room:
        return label
    # On a line of its own, so that long names need not be cut.
    return f"{fit(name, room - text_width(':', SMALL), SMALL, 1)}:\nwalk-away value"


def _density(zone: Zone, pair: tuple[int, int]) -> Density:
    """Count the agreements in cells that are fine where there are few."""
    if zone.counts.agreements <= FEW:
        found = _counted(zone, pair, FINE)
        if np.count_nonzero(found.every) <= DOTS:
            return found
    return _counted(zone, pair, COARSE)


def _counted(zone: Zone, pair: tuple[int, int], cells: int) -> Density:
    """Count in even cells."""
    edges = tuple(_edges(zone, k, cells) for k in pair)
    return zone.engines.of(zone.space).density(pair, (edges[0], edges[1]))


def _edges(zone: Zone, party: int, cells: int) -> Floats:
    """Return bounds of cells over a party's utilities.

    Fine cells have the lowest and the highest utility in the middle of the first and the last, so
    that simple fractions are in the middle too; of coarse ones none lies on both sides of the
    walk-away value.
    """
    low, high = utility_range(zone.space, party)
    step = (high - low) / (cells - 1) or 1.0
    start = low - step / 2
    reservation = float(zone.space.reservations[party])
    if cells == COARSE and low < reservation < high:
        start = reservation - step * np.ceil((reservation - low) / step)
        cells += 1
    return np.asarray(start + step * np.arange(cells + 1))


def _spots(zone: Zone, names: Sequence[str]) -> dict[tuple[float, float], Spot]:
    """Return the labelled points of the plane, each distinct one once."""
    spots: dict[tuple[float, float], Spot] = {}

    def at(utilities: Mapping[str, float]) -> Spot:
        x, y = (round(float(utilities[name]), 9) for name in names)
        return spots.setdefault((x, y), Spot())

    for name, solution in (zone.solutions or {}).items():
        text = solution_title(name)
        text += f" (one of {solution.tied:,})" if solution.tied and solution.tied > 1 else ""
        at(solution.utilities).solutions.append(text)
    for name, package in zone.packages.items():
        if package.judgement is not None:
            spot = at(package.judgement.outcome.utilities)
            spot.packages.append(
                (zone.scenario.labels.packages[name], package.judgement.acceptable)
            )
    return spots


def _distinct(points: Floats) -> Floats:
    """Return distinct points, those of a huge frontier only as far as they can be told apart."""
    points = np.unique(points.round(12), axis=0)
    return np.unique(points.round(3), axis=0) if len(points) > POINTS else points
