"""The upper part of the compromise map: each option by itself."""

from __future__ import annotations

from collections import Counter

import numpy as np
from matplotlib.axes import Axes

from sim.plots.shades import ALONE, Box, Shades, closed, pooled, runs
from sim.plots.style import INK, MARGIN, PAPER, QUIET, SMALL, TINY, written_on
from sim.plots.ticks import round_places
from sim.plots.typesetting import fit, line_height, text_width, wrap
from sim.text.names import issue_label, rule_names
from sim.text.numbers import decimals
from sim.zone.compromise_map import CompromiseMap

NAMES, ACROSS, WIDEST = 1.45, 6, 1.9
"""Room for the issues' names, most cells in a line, widest cell (inches)."""
SHORT = 12
"""Most cells in a line where they say nothing but short names."""
LINES = 6
"""Most lines on what stands against an option."""
STRIP = 6
"""A numeric issue with more levels is drawn as a strip."""
STRIP_HEIGHT, NARROW, NOTES, WIDE = 0.34, 0.75, 4, 0.4
"""Height of a strip, width below which a stretch of it gets a note, most notes, and width of a
level from which on its number stands in it."""
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
        self.shared = self._shared()
        self.heading = wrap(self._heading(), self.width, SMALL)
        self.across = self._across()
        self.cell = min(WIDEST, self.width / self.across)
        self.notes = [self._notes(issue) for issue in range(len(self.space.issues))]
        self.texts = [self._texts(issue) for issue in range(len(self.space.issues))]

    def strip(self, issue: int) -> bool:
        """Say whether an issue is drawn as a strip."""
        numeric = list(self.space.scenario.issues.values())[issue].numeric
        return numeric and self.space.sizes[issue] > STRIP

    def _shared(self) -> str:
        """Return what stands against most options where none occurs; empty if there is no such."""
        keys = [(i, p) for i, places in enumerate(self.space.options) for p in places.tolist()]
        if len(self.answer.never) < len(keys):
            return ""
        why, often = Counter(self.not_met(*key) for key in keys).most_common(1)[0]
        return why if 2 * often > len(keys) else ""

    def _heading(self) -> str:
        if not self.shared:
            return ""
        alike = all(self.not_met(*key) == self.shared for key in self.answer.never)
        return f"{'Every option' if alike else 'Every option with no other note'}: {self.shared}"

    def _across(self) -> int:
        """Return how many cells stand in a line."""
        issues = self.space.scenario.issues.values()
        names = [
            [issue.option_label(place) for place in self.space.options[i].tolist()]
            for i, issue in enumerate(issues)
            if not self.strip(i)
        ]
        most = max((len(some) for some in names), default=1)
        if not self.shared:
            return min(ACROSS, most)
        widest = max((text_width(name, SMALL) for some in names for name in some), default=0.0)
        return min(max(ACROSS, int(self.width / (widest + 2 * PAD + 0.1))), most, SHORT)

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
            return decimals(self.answer.cells.gains[issue][place], 3)
        why = self.not_met(issue, place)
        return "" if why == self.shared else fit(why, room, TINY, LINES)

    def not_met(self, issue: int, place: int) -> str:
        """Return what stands against an option."""
        sets = self.answer.not_met.get((issue, place), ())
        others = (issue, place) in self.answer.among_others
        if not sets:
            return "not worked out why" if others else "on the table in no agreement"
        texts = ["; ".join(self.rules[path] for path in rules) for rules in sets]
        more = f" or {len(sets) - 2} more" if len(sets) > 2 and not others else ""
        return f"not met{', among others' if others else ''} – {' or '.join(texts[:2])}{more}"

    def line(self, issue: int) -> float:
        """Return the height of one line of an issue's cells, inches."""
        if self.strip(issue):
            lines = 1 + self.below(issue) + len(self.notes[issue])
            return STRIP_HEIGHT + 0.05 + line_height(TINY) * lines + 0.03
        tall = [
            len(first.split("\n")) * line_height(SMALL)
            + (len(second.split("\n")) * line_height(TINY) if second else 0.0)
            for first, second in self.texts[issue]
        ]
        return max(tall, default=0.2) + 2 * PAD + 0.02

    def below(self, issue: int) -> bool:
        """Say whether numbers stand below a strip, at the levels that are named."""
        narrow = self.width / len(self.space.options[issue]) <= WIDE
        return self.strip(issue) and narrow and bool(self.answer.occurs(issue).any())

    @property
    def grouped(self) -> bool:
        """Say whether some strip has more levels than can be drawn."""
        return any(
            self.strip(issue)
            and pooled(row[None, places], (0, 0, self.width, 1)).size < len(places)
            for issue, (row, places) in enumerate(
                zip(self.answer.cells.gains, self.space.options, strict=True)
            )
        )

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
            if why != self.shared and (stop - start) * self.width / len(places) < NARROW:
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
        rows = sum(self.line(i) * self.rows(i) + 0.06 for i in range(len(self.space.issues)))
        return rows + self._above

    @property
    def _above(self) -> float:
        """Inches of what is said of most options."""
        if not self.heading:
            return 0.0
        return (self.heading.count("\n") + 1) * line_height(SMALL) + 0.12

    def draw(self, ax: Axes, shades: Shades, top: float) -> None:
        """Draw the part below a place of a sheet in inches."""
        ax.text(self.left, top, self.heading, fontsize=SMALL, va="top", linespacing=1.25)
        top += self._above
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
            if part[2] >= NARROW and why != self.shared:
                text = fit(why, part[2] - 2 * PAD, TINY, 2)
                ax.text(
                    part[0] + PAD, top + STRIP_HEIGHT / 2, text, fontsize=TINY, va="center",
                    bbox=GROUND, linespacing=1.18, zorder=3,
                )  # fmt: skip
        if not self.below(issue):
            for k in np.flatnonzero(np.isfinite(gains)).tolist():
                shades.number(ax, (self.left + k * step, top, step, STRIP_HEIGHT), float(gains[k]))
        self._ticks(ax, issue, top + STRIP_HEIGHT, step)
        for row, text in enumerate(self.notes[issue], start=1 + self.below(issue)):
            place = top + STRIP_HEIGHT + 0.05 + row * line_height(TINY)
            ax.text(self.left, place, text, fontsize=TINY, va="top")

    def _ticks(self, ax: Axes, issue: int, top: float, step: float) -> None:
        """Write some levels below a strip, and their numbers where they don't stand in it."""
        listed = self.space.scenario.issues[self.space.issues[issue]]
        places = self.space.options[issue].tolist()
        gains = self.answer.cells.gains[issue]
        ends = (places[0], places[-1])
        widest = max(text_width(listed.option_label(place), TINY) for place in ends)
        most = int(np.clip(self.width // (widest + 0.5), 2, 7))
        for number_of in round_places([float(listed.names[place]) for place in places], most):
            middle = self.left + (number_of + 0.5) * step
            ax.plot([middle, middle], [top, top + 0.03], color=QUIET, linewidth=0.6)
            text, gain = listed.option_label(places[number_of]), float(gains[places[number_of]])
            half = text_width(text, TINY) / 2
            middle = float(np.clip(middle, self.left + half, self.left + self.width - half))
            ax.text(middle, top + 0.04, text, fontsize=TINY, ha="center", va="top")
            if self.below(issue) and np.isfinite(gain):
                place = top + 0.04 + line_height(TINY)
                half = text_width(decimals(gain, 3), TINY) / 2
                middle = float(np.clip(middle, self.left + half, self.left + self.width - half))
                ax.text(
                    middle, place, decimals(gain, 3), fontsize=TINY, ha="center", va="top",
                    color=QUIET,
                )  # fmt: skip
