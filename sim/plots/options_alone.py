"""The upper part of the compromise map: each option by itself."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.plots.shades import ALONE, Box, Shades, closed, runs
from sim.plots.style import INK, MARGIN, PAPER, QUIET, SMALL, TINY, written_on
from sim.plots.wording import fit, issue_label, line_height, number, rule_names, text_width
from sim.zone.compromise_map import CompromiseMap

NAMES, ACROSS, WIDEST = 1.45, 6, 1.9
"""Room for the issues' names, most cells in a line, widest cell (inches)."""
STRIP = 6
"""A numeric issue with more levels is drawn as a strip."""
STRIP_HEIGHT, NARROW, NOTES = 0.34, 0.75, 4
"""Height of a strip, width below which a stretch of it gets a note, and most notes."""
PAD = 0.05
GROUND = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.9}
"""Behind type on hatches."""


class OptionsAlone:
    """Each issue a row of its options, or a strip of its levels.

    Parameters
    ----------
    answer
        The compromise map.
    width
        Of the page, inches.
    """

    def __init__(self, answer: CompromiseMap, width: float) -> None:
        self.answer, self.space = answer, answer.space
        self.rules = rule_names(self.space)
        self.left = MARGIN + NAMES
        self.width = width - self.left - MARGIN
        cells = [len(p) for i, p in enumerate(self.space.options) if not self.strip(i)]
        self.across = min(ACROSS, max(cells, default=1))
        self.cell = min(WIDEST, self.width / self.across)
        self.notes = [self._notes(issue) for issue in range(len(self.space.issues))]
        self.texts = [self._texts(issue) for issue in range(len(self.space.issues))]

    def strip(self, issue: int) -> bool:
        """Say whether an issue is drawn as a strip."""
        numeric = list(self.space.scenario.issues.values())[issue].numeric
        return numeric and self.space.sizes[issue] > STRIP

    def _texts(self, issue: int) -> list[tuple[str, str]]:
        """Return what each cell of an issue says: the option, and its gain or what is not met."""
        if self.strip(issue):
            return []
        listed = self.space.scenario.issues[self.space.issues[issue]]
        room = self.cell - 2 * PAD - 0.04
        return [
            (fit(listed.option_label(place), room, SMALL, 2), self._second(issue, place, room))
            for place in self.space.options[issue].tolist()
        ]

    def _second(self, issue: int, place: int, room: float) -> str:
        if self.answer.occurs(issue)[place]:
            return number(self.answer.cells.gains[issue][place])
        return fit(self.not_met(issue, place), room, TINY, 3)

    def not_met(self, issue: int, place: int) -> str:
        """Return what stands against an option."""
        sets = self.answer.not_met.get((issue, place), ())
        if not sets:
            return "on the table in no agreement"
        texts = ["; ".join(self.rules[path] for path in rules) for rules in sets]
        more = f" or {len(sets) - 2} more" if len(sets) > 2 else ""
        return "not met – " + " or ".join(texts[:2]) + more

    def line(self, issue: int) -> float:
        """Return the height of one line of an issue's cells, inches."""
        if self.strip(issue):
            return STRIP_HEIGHT + 0.05 + line_height(TINY) * (1 + len(self.notes[issue])) + 0.03
        tall = [
            len(first.split("\n")) * line_height(SMALL)
            + len(second.split("\n")) * line_height(TINY)
            for first, second in self.texts[issue]
        ]
        return max(tall, default=0.2) + 2 * PAD + 0.02

    def _stretches(self, issue: int) -> list[tuple[int, int, str]]:
        """Return the stretches of a strip that are closed for one reason: first, past last, why."""
        places = self.space.options[issue].tolist()
        occurs = self.answer.occurs(issue)
        texts = ["" if occurs[place] else self.not_met(issue, place) for place in places]
        return [(start, stop, texts[start]) for start, stop in runs(texts) if texts[start]]

    def _notes(self, issue: int) -> list[str]:
        """Return what stands below a strip on the stretches too narrow to be written on."""
        if not self.strip(issue):
            return []
        listed = self.space.scenario.issues[self.space.issues[issue]]
        places, found = self.space.options[issue].tolist(), []
        for start, stop, why in self._stretches(issue):
            if (stop - start) * self.width / len(places) < NARROW:
                first, last = (listed.option_label(places[k]) for k in (start, stop - 1))
                found.append(f"{first if start == stop - 1 else f'{first} to {last}'}: {why}")
        if len(found) > NOTES:
            found[NOTES - 1 :] = [f"{len(found) - NOTES + 1} further stretches like these"]
        return [fit(text, self.width, TINY, 1) for text in found]

    def rows(self, issue: int) -> int:
        """Return how many lines of cells an issue takes."""
        return 1 if self.strip(issue) else max(1, -(-self.space.sizes[issue] // self.across))

    @property
    def height(self) -> float:
        """Inches that the part takes."""
        return sum(self.line(i) * self.rows(i) + 0.06 for i in range(len(self.space.issues)))

    def draw(self, ax: Axes, shades: Shades, top: float) -> None:
        """Draw the part below a place of a sheet in inches."""
        for issue, name in enumerate(self.space.issues):
            height = self.line(issue)
            label = fit(issue_label(self.space.scenario, name), NAMES - 0.15, SMALL, 3, bold=True)
            ax.text(
                self.left - 0.1, top + min(height, 0.4) / 2, label, fontsize=SMALL,
                fontweight="bold", ha="right", va="center", linespacing=1.2,
            )  # fmt: skip
            if self.strip(issue):
                self._draw_strip(ax, shades, issue, top)
            else:
                self._draw_cells(ax, shades, issue, top)
            top += height * self.rows(issue) + 0.06

    def _draw_cells(self, ax: Axes, shades: Shades, issue: int, top: float) -> None:
        height = self.line(issue)
        for step, place in enumerate(self.space.options[issue].tolist()):
            row, column = divmod(step, self.across)
            box = (
                self.left + column * self.cell,
                top + row * height,
                self.cell - 0.03,
                height - 0.02,
            )
            name = f"{issue}-{place}"
            occurs = bool(self.answer.occurs(issue)[place])
            gain = float(self.answer.cells.gains[issue][place])
            if occurs:
                shades.open(ax, box, gain, name)
            else:
                closed(ax, [box], ALONE, name)
            self._write(ax, box, self.texts[issue][step], shades.colour(gain) if occurs else None)

    def _write(
        self, ax: Axes, box: Box, texts: tuple[str, str], colour: tuple[float, ...] | None
    ) -> None:
        ink = INK if colour is None else written_on(colour)
        ground = GROUND if colour is None else None
        left, top = box[0] + PAD, box[1] + PAD
        for text, size in zip(texts, (SMALL, TINY), strict=True):
            ax.text(
                left, top, text, fontsize=size, color=ink, va="top", linespacing=1.18,
                bbox=ground, zorder=3,
            )  # fmt: skip
            top += len(text.split("\n")) * line_height(size)

    def _draw_strip(self, ax: Axes, shades: Shades, issue: int, top: float) -> None:
        places = self.space.options[issue]
        gains = self.answer.cells.gains[issue][places]
        step = self.width / len(places)
        box = (self.left, top, self.width, STRIP_HEIGHT)
        shades.image(ax, box, np.where(np.isfinite(gains), gains, np.nan)[None, :])
        for start, stop, why in self._stretches(issue):
            part = (self.left + start * step, top, (stop - start) * step, STRIP_HEIGHT)
            closed(ax, [part], ALONE, f"{issue}-{places[start]}-{places[stop - 1]}")
            if part[2] >= NARROW:
                text = fit(why, part[2] - 2 * PAD, TINY, 2)
                ax.text(
                    part[0] + PAD, top + STRIP_HEIGHT / 2, text, fontsize=TINY, va="center",
                    bbox=GROUND, linespacing=1.18, zorder=3,
                )  # fmt: skip
        if step > 0.4:
            for k in np.flatnonzero(np.isfinite(gains)).tolist():
                shades.number(ax, (self.left + k * step, top, step, STRIP_HEIGHT), float(gains[k]))
        self._ticks(ax, issue, top + STRIP_HEIGHT, step)
        for row, text in enumerate(self.notes[issue], start=1):
            place = top + STRIP_HEIGHT + 0.05 + row * line_height(TINY)
            ax.text(self.left, place, text, fontsize=TINY, va="top")

    def _ticks(self, ax: Axes, issue: int, top: float, step: float) -> None:
        """Write some levels below a strip."""
        listed = self.space.scenario.issues[self.space.issues[issue]]
        places = self.space.options[issue].tolist()
        widest = max(
            text_width(listed.option_label(place), TINY) for place in (places[0], places[-1])
        )
        many = int(np.clip((self.width - widest) // (widest + 0.5), 1, 6))
        for number_of in spread(len(places), many):
            middle = self.left + (number_of + 0.5) * step
            ax.plot([middle, middle], [top, top + 0.03], color=QUIET, linewidth=0.6)
            text = listed.option_label(places[number_of])
            half = text_width(text, TINY) / 2
            middle = float(np.clip(middle, self.left + half, self.left + self.width - half))
            ax.text(middle, top + 0.04, text, fontsize=TINY, ha="center", va="top")


def spread(size: int, gaps: int) -> list[int]:
    """Return places spread evenly over a scale, the first and the last among them.

    Examples
    --------
    >>> spread(1000, 3)
    [0, 333, 666, 999]
    """
    places: NDArray[np.int64] = np.linspace(0, size - 1, gaps + 1).round().astype(np.int64)
    return sorted(set(places.tolist()))
