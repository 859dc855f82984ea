"""The lower part of the compromise map: pairs of issues with cells closed as a pair only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.plots.shades import ALONE, TOGETHER, Box, Shades, bordered, closed, pooled, runs
from sim.plots.style import MARGIN, SMALL, TINY
from sim.plots.ticks import round_places, spread
from sim.plots.typesetting import balanced, fit, line_height, text_width
from sim.text.names import issue_label
from sim.zone.compromise_map import CompromiseMap

Bools = NDArray[np.bool_]

PAIRS, ACROSS = 12, 3
"""How many pairs of issues are shown, and how many side by side."""
NAMES, GAP, CELL, TALLEST = 1.15, 0.25, 0.3, 1.8
"""Room for the names of options, gap between panels, height of a cell and of a grid (inches)."""
UPRIGHT = 1.25
"""Room for names of columns that stand upright, inches."""
MANY, TICKS = 12, 5
"""An issue with more options on the table gets only some of their names, and how many levels."""
THIN = 0.14
"""In a grid with thinner cells no lines are drawn between them (inches)."""


@dataclass(frozen=True)
class _Scale:
    """The options of an issue along one side of a grid."""

    issue: int
    places: NDArray[np.int64]
    length: float
    levels: tuple[float, ...]

    @property
    def step(self) -> float:
        """Inches of one option."""
        return self.length / len(self.places)

    @property
    def named(self) -> list[int]:
        """Return which of the options get their name."""
        many = len(self.places)
        if many <= MANY:
            return list(range(many))
        return round_places(self.levels, TICKS) if self.levels else spread(many, TICKS - 1)


class OptionsPaired:
    """Small grids, one for each pair of issues.

    Parameters
    ----------
    answer
        The compromise map.
    width
        Of the page, inches.
    """

    def __init__(self, answer: CompromiseMap, width: float) -> None:
        self.answer, self.space = answer, answer.space
        self.panel = (width - 2 * MARGIN - (ACROSS - 1) * GAP) / ACROSS
        self.pairs = answer.closed_pairs[:PAIRS]

    def _scales(self, pair: tuple[int, int]) -> tuple[_Scale, _Scale]:
        down, across = (self.space.options[issue] for issue in pair)
        tall = min(TALLEST, CELL * len(down))
        return (
            _Scale(pair[0], down, tall, self._levels(pair[0])),
            _Scale(pair[1], across, self.panel - NAMES, self._levels(pair[1])),
        )

    def _levels(self, issue: int) -> tuple[float, ...]:
        """Return the numbers on the table of a numeric issue; none of another."""
        listed = self.space.scenario.issues[self.space.issues[issue]]
        if not listed.numeric:
            return ()
        return tuple(float(listed.names[place]) for place in self.space.options[issue].tolist())

    def fine(self, pair: tuple[int, int]) -> bool:
        """Say whether a pair's cells are too many or too thin to be drawn one by one."""
        down, across = self._scales(pair)
        return len(down.places) * len(across.places) > MANY**2 or min(down.step, across.step) < THIN

    @property
    def grouped(self) -> bool:
        """Say whether some grid has more levels than can be drawn."""
        for pair in self.pairs:
            down, across = self._scales(pair)
            there = np.zeros((len(down.places), len(across.places)))
            if pooled(there, (0, 0, across.length, down.length)).shape != there.shape:
                return True
        return False

    def _foot(self, across: _Scale) -> float:
        """Return the room below a grid for the names of its columns."""
        names = self._names(across, upright=False)
        if self._flat(across):
            return max(len(text.split("\n")) for text in names) * line_height(TINY) + 0.08
        return max(text_width(line, TINY) for text in names for line in text.split("\n")) + 0.1

    def _flat(self, scale: _Scale) -> bool:
        if self.panel - NAMES >= 0.62 * len(scale.named):
            return True
        listed = self.space.scenario.issues[self.space.issues[scale.issue]]
        names = [listed.option_label(int(scale.places[k])) for k in scale.named]
        return max(text_width(name, TINY) for name in names) < scale.length / len(names) - 0.08

    def _names(self, scale: _Scale, *, upright: bool) -> list[str]:
        """Return the names along a scale, fitted to the room each has."""
        listed = self.space.scenario.issues[self.space.issues[scale.issue]]
        room = scale.length / len(scale.named)
        if upright:
            width, lines = NAMES - 0.12, 2 if room >= 2 * line_height(TINY) else 1
        elif self._flat(scale):
            width, lines = room - 0.06, 4
        else:
            width, lines = UPRIGHT, 2 if room >= 2 * line_height(TINY) else 1
        return [
            balanced(listed.option_label(int(scale.places[k])), width, TINY, lines)
            for k in scale.named
        ]

    def _rows(self) -> list[tuple[float, list[tuple[int, int]]]]:
        """Return the lines of panels with their heights."""
        found = []
        for start in range(0, len(self.pairs), ACROSS):
            line = list(self.pairs[start : start + ACROSS])
            tall = []
            for pair in line:
                down, across = self._scales(pair)
                tall.append(down.length + self._foot(across))
            found.append((self._above(line) + max(tall) + 0.15, line))
        return found

    def _head(self, pair: tuple[int, int]) -> str:
        """Return the names of the two issues, as they stand above a grid."""
        names = [issue_label(self.space.scenario, self.space.issues[issue]) for issue in pair]
        return "\n".join(
            fit(f"{arrow} {name}", self.panel, SMALL, 2, bold=True)
            for arrow, name in zip("↓→", names, strict=True)
        )

    def _above(self, line: list[tuple[int, int]]) -> float:
        """Return the inches above a line of grids: those side by side begin at one height."""
        return max(self._head(p).count("\n") + 1 for p in line) * line_height(SMALL) + 0.08

    @property
    def height(self) -> float:
        """Inches that the part takes."""
        return sum(height for height, _ in self._rows())

    def draw(self, ax: Axes, shades: Shades, top: float) -> None:
        """Draw the part below a place of a sheet in inches."""
        for height, line in self._rows():
            for column, pair in enumerate(line):
                left = MARGIN + column * (self.panel + GAP)
                for place, text in enumerate(self._head(pair).split("\n")):
                    y = top + place * line_height(SMALL)
                    ax.text(left, y, text, fontsize=SMALL, fontweight="bold", va="top")
                self._draw_panel(ax, shades, pair, left, top + self._above(line))
            top += height

    def _draw_panel(
        self, ax: Axes, shades: Shades, pair: tuple[int, int], left: float, top: float
    ) -> None:
        down, across = self._scales(pair)
        left += NAMES
        self._draw_grid(ax, shades, down, across, (left, top, across.length, down.length))
        for k, text in zip(down.named, self._names(down, upright=True), strict=True):
            ax.text(
                left - 0.06, top + (k + 0.5) * down.step, text, fontsize=TINY, ha="right",
                va="center", linespacing=1.1,
            )  # fmt: skip
        flat = self._flat(across)
        for k, text in zip(across.named, self._names(across, upright=False), strict=True):
            ax.text(
                left + (k + 0.5) * across.step, top + down.length + 0.05, text, fontsize=TINY,
                ha="center", va="top", rotation=0 if flat else 90, linespacing=1.1,
            )  # fmt: skip

    def _draw_grid(self, ax: Axes, shades: Shades, down: _Scale, across: _Scale, box: Box) -> None:
        pair = (down.issue, across.issue)
        pick = np.ix_(down.places, across.places)
        gains = self.answer.gain(*pair)[pick]
        together = self.answer.closed_as_pair(*pair)[pick]
        name = f"{pair[0]}-{pair[1]}"
        left, top = box[:2]

        fine = self.fine(pair)
        if fine:
            shades.image(ax, box, gains)
        else:
            for row, column in zip(*np.nonzero(np.isfinite(gains)), strict=True):
                corner = left + column * across.step, top + row * down.step
                one = (*corner, across.step, down.step)
                gain = float(gains[row, column])
                shades.open(ax, one, gain, f"{name}-{row}-{column}")
                if one[2] > 0.33 and one[3] > 0.17:
                    shades.number(ax, one, gain)
        alone = ~np.isfinite(gains) & ~together
        for mask, hatch, kind in ((alone, ALONE, "alone"), (together, TOGETHER, "pair")):
            boxes = [
                (left + c * across.step, top + r * down.step, w * across.step, h * down.step)
                for r, h, c, w in (_stretches(mask) if fine else _single(mask))
            ]
            closed(ax, boxes, hatch, f"{kind}-{name}", outlined=not fine)
            if fine:
                dark = hatch == TOGETHER
                bordered(ax, mask, (left, top), (down.step, across.step), dark=dark)


def _single(mask: Bools) -> list[tuple[int, int, int, int]]:
    """Return the true cells: row, 1, column, 1."""
    return [(row, 1, column, 1) for row, column in np.argwhere(mask).tolist()]


def _stretches(mask: Bools) -> list[tuple[int, int, int, int]]:
    """Return rectangles that make up the true cells: first row, rows, first column, columns."""
    found = []
    rows = mask.tolist()
    for start, stop in runs(rows):
        for left, right in runs(rows[start]):
            if rows[start][left]:
                found.append((start, stop - start, left, right - left))
    return found
