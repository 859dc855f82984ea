"""The concession matrix: who moves from its stated position, on what, in which agreements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.plots.acceptability import short_percent
from sim.plots.concession_caption import caption, origin
from sim.plots.concession_rows import Row, Rows, concession_rows
from sim.plots.style import (
    BODY,
    FAINT,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    TINY,
    frame,
    in_style,
    inches,
    party_style,
    whole,
    written_on,
)
from sim.plots.typesetting import balanced, fit, line_height, text_width, wrap
from sim.space.count import at_least
from sim.text.names import issue_label, party_label
from sim.text.numbers import count, decimals, short_count
from sim.uncertainty.result import Robustness
from sim.zone.zone import Zone

ROW, GAP, BAR = 0.27, 0.18, 1.4
"""Height of a row, gap between parties, longest bar (inches)."""
LINE, HEADS = 0.118, (1.15, 2.4)
"""Room for a line of a column's head, and how long heads may be at least and at most (inches)."""
SHARE = 0.6
"""Room for the column of shares (inches)."""
SIZE = 0.17
"""Height of a line that says how many concessions the rows below it have (inches)."""
SETS = 2
"""The section of minimal sets."""
NEVER = "never needed: some option makes this concession, no minimal set has it"
ANYWAY = "unavoidable in any case, see the first row"
NEVER_MARK: dict[str, Any] = {
    "marker": "o", "markersize": 5, "markerfacecolor": "none", "markeredgecolor": QUIET,
    "linestyle": "none", "label": "never needed",
}  # fmt: skip
ANYWAY_MARK: dict[str, Any] = {
    "marker": "o", "markersize": 3, "color": QUIET, "linestyle": "none", "label": "unavoidable",
}  # fmt: skip


@in_style
def concession_matrix(
    zone: Zone, ax: Axes | None = None, *, robust: Robustness | None = None
) -> Figure | None:
    """Draw which concessions are unavoidable, frequent on the frontier, and minimal.

    Parameters
    ----------
    zone
        The answer of ``explore``.
    ax
        Draw into these Axes, without heading and caption; they should be about as large as the
        figure otherwise is.
    robust
        The answer of ``sim.robustness`` for the same scenario: then a column says in which share
        of draws some acceptable agreement has each pattern.

    Returns
    -------
    Figure or None
        None where the zone is empty or no option is a concession.
    """
    rows = concession_rows(zone) if zone.exists else None
    if rows is None or not rows.pairs:
        return None
    matrix = _Matrix(zone, rows, robust)
    if ax is not None:
        matrix.draw(inches(ax, matrix.width, matrix.height))
        return whole(ax)
    sheet = frame(
        matrix.width,
        zone.scenario,
        f"Who moves from {origin(rows)}",
        caption(zone, rows, robust),
    )
    page = sheet.page(matrix.height)
    axes = page.axes(0, sheet.top, matrix.width, matrix.height)
    matrix.draw(inches(axes, matrix.width, matrix.height))
    return page.figure


def _shares(zone: Zone, rows: Rows, robust: Robustness | None) -> dict[tuple[int, int], str]:
    """Return (section, row) → the share of draws in which some acceptable agreement is in it."""
    if robust is None:
        return {}
    known = {tuple(held.items()): share for held, share in robust.patterns}
    found = {(0, 0): short_percent(robust.zone)}
    for step, pattern in enumerate((zone.concessions.patterns or ())[: len(rows.patterns)]):
        share = known.get(tuple(pattern.held.items()))
        if share is not None:
            found[1, step] = short_percent(share)
    return found


@dataclass(frozen=True)
class _Group:
    """One party's columns: from which place across, and where each column begins."""

    party: int
    label: str
    left: float
    width: float
    columns: tuple[int, ...]


class _Matrix:
    """The matrix with its measures in inches."""

    def __init__(self, zone: Zone, rows: Rows, robust: Robustness | None) -> None:
        self.zone, self.rows = zone, rows
        self.shares = _shares(zone, rows, robust)
        self.given = zone.concessions.depths
        self.cell = float(np.clip(10.2 / len(self.rows.pairs), 0.2, 0.46))
        self.left = MARGIN + 0.3
        self.groups = self._groups()
        self.ranges = self._ranges()
        last = self.groups[-1]
        self.bars = last.left + last.width + 0.2
        beside = SHARE if self.shares else 0.0
        self.width = max(7.6, self.bars + BAR + 0.15 + self._numbers() + beside + MARGIN)
        self.labels = self._issue_labels()
        self.head = 0.36 + max(self._length(text) for text in self.labels) + 0.08
        self.sections = self._sections()
        body = sum(
            self._header(text).count("\n") * line_height(BODY) + 0.36 + ROW * len(shown)
            for text, shown in self.sections
        )
        body += SIZE * len({len(row.depth) for row in rows.sets})
        self.legend = self._legend_rows()
        self.height = self.head + body + 0.22 + 0.24 * len(self.legend)

    def _numbers(self) -> float:
        """Return the room for the numbers of the bars, inches."""
        shown = [self.rows.unavoidable, *self.rows.patterns, *self.rows.sets]
        return max(text_width(short_count(row.agreements), SMALL) for row in shown)

    def _groups(self) -> list[_Group]:
        found, left = [], self.left
        numbered = enumerate(self.rows.pairs)
        for place, members in groupby(numbered, key=lambda item: item[1][0]):
            party = self.given.parties[place]
            name = party_label(self.zone.scenario, self.zone.space.parties[party].name)
            columns = tuple(column for column, _ in members)
            width = max(len(columns) * self.cell, min(1.6, text_width(name, BODY, True) + 0.05))
            found.append(_Group(party, name, left, width, columns))
            left += width + GAP
        return found

    def _issue_labels(self) -> list[str]:
        lines = 2 if self.cell >= 2 * LINE else 1
        names = [self.zone.space.issues[issue] for _, issue in self.rows.pairs]
        labels = [issue_label(self.zone.scenario, name) for name in names]
        # As high as all of them need, short of names that are endless.
        room = HEADS[0]
        while room < HEADS[1] and any(fit(x, room, SMALL, lines).endswith("…") for x in labels):
            room += 0.05
        return [balanced(label, room, SMALL, lines) for label in labels]

    def _length(self, text: str) -> float:
        return max(text_width(line, SMALL) for line in text.split("\n"))

    def _sections(self) -> list[tuple[str, Sequence[Row]]]:
        found = self.zone.concessions
        first = "Unavoidable: in every acceptable agreement"
        if not found.unavoidable:
            first += " (none)" if found.unavoidable_known else " (not worked out)"
        patterns = (
            "too many agreements to group"
            if found.patterns is None
            else f"{count(len(found.patterns), 'pattern')}, most frequent first"
        )
        sets = count(found.minimal_sets_number, "minimal feasible set")
        return [
            (first, [self.rows.unavoidable]),
            (
                f"In the agreements of the frontier: {patterns}",
                self.rows.patterns,
            ),
            (
                f"Beside the unavoidable: {sets}, fewest concessions first – "
                "where a party can be left untouched, not a balanced deal",
                self.rows.sets,
            ),
        ]

    def _header(self, text: str) -> str:
        return wrap(text, self.width - self.left - MARGIN, BODY, bold=True)

    def left_of(self, column: int) -> float:
        """Return where a column begins."""
        group = next(group for group in self.groups if column in group.columns)
        return group.left + group.columns.index(column) * self.cell

    def draw(self, ax: Axes) -> None:
        """Draw the whole into Axes in inches."""
        self._draw_head(ax)
        top = self.head
        for place, (text, shown) in enumerate(self.sections):
            text = self._header(text)
            top += 0.16
            ax.text(
                self.left, top, text, fontsize=BODY, fontweight="bold", va="top", linespacing=1.25
            )
            top += (text.count("\n") + 1) * line_height(BODY) + 0.05
            most = max(at_least(row.agreements) for row in shown) if shown else 1
            for step, row in enumerate(shown):
                if place == SETS and (not step or len(row.depth) != len(shown[step - 1].depth)):
                    self._draw_size(ax, len(row.depth), top, rule=step > 0)
                    top += SIZE
                self._draw_row(ax, place, step, row, top, most)
                top += ROW
        self._draw_legend(ax, top + 0.3)

    def _draw_head(self, ax: Axes) -> None:
        ax.text(self.bars, 0.14, "Agreements", fontsize=BODY, fontweight="bold", va="center")
        if self.shares:
            ax.text(
                self.width - MARGIN, 0.14, "Draws", fontsize=BODY, fontweight="bold", va="center",
                ha="right",
            )  # fmt: skip
        for group in self.groups:
            style = party_style(group.party)
            name = fit(group.label, group.width, BODY, 1, bold=True)
            ax.text(group.left, 0.14, name, fontsize=BODY, fontweight="bold", va="center")
            strip = Rectangle(
                (group.left, 0.25), group.width, 0.07, facecolor=style.colour, edgecolor="white",
                hatch=style.hatch, linewidth=0,
            )  # fmt: skip
            ax.add_patch(strip)
            for column in group.columns:
                ax.text(
                    self.left_of(column) + self.cell / 2,
                    self.head - 0.04,
                    self.labels[column],
                    fontsize=SMALL,
                    rotation=90,
                    ha="center",
                    va="bottom",
                    multialignment="left",
                    linespacing=1.0,
                )

    def _draw_size(self, ax: Axes, size: int, top: float, *, rule: bool) -> None:
        """Say how many concessions the sets below have; a rule ends those above."""
        if rule:
            right = self.groups[-1].left + self.groups[-1].width
            ax.plot([self.left, right], [top, top], color=INK, linewidth=0.9, zorder=3)
        text = count(size, "concession") if size else "none needed"
        ax.text(self.left, top + SIZE / 2, text, fontsize=TINY, va="center", color=QUIET)

    def _draw_row(self, ax: Axes, section: int, step: int, row: Row, top: float, most: int) -> None:
        """Draw a row: its cells and its bar."""
        if section:
            ax.text(
                self.left - 0.08, top + ROW / 2, str(step + 1), fontsize=SMALL, ha="right",
                va="center", color=QUIET,
            )  # fmt: skip
        for group in self.groups:
            for column in group.columns:
                self._draw_cell(ax, section, step, row, column, group.party, top)
        length = BAR * (at_least(row.agreements) / most)
        bar = Rectangle(
            (self.bars, top + 0.05), length, ROW - 0.1, facecolor=QUIET, edgecolor="none",
            gid=f"bar-{section}-{step}",
        )  # fmt: skip
        ax.add_patch(bar)
        ax.text(
            self.bars + length + 0.05, top + ROW / 2, short_count(row.agreements),
            fontsize=SMALL, va="center",
        )  # fmt: skip
        if (section, step) in self.shares:
            ax.text(
                self.width - MARGIN, top + ROW / 2, self.shares[section, step], fontsize=SMALL,
                va="center", ha="right", gid=f"share-{section}-{step}",
            )  # fmt: skip

    def _draw_cell(
        self, ax: Axes, section: int, step: int, row: Row, column: int, party: int, top: float
    ) -> None:
        left, depth = self.left_of(column), row.depth.get(column)
        middle = (left + self.cell / 2, top + ROW / 2)
        colour = "white" if depth is None else self._shade(party, depth)
        kind = "none" if depth is None else "conceded"
        cell = Rectangle(
            (left, top), self.cell, ROW, facecolor=colour, edgecolor=FAINT, linewidth=0.6,
            gid=f"cell-{kind}-{section}-{step}-{column}",
        )  # fmt: skip
        ax.add_patch(cell)
        if depth is not None and self.cell >= 0.3:
            text = decimals(depth, 2)
            ax.text(
                *middle, text, fontsize=TINY, ha="center", va="center", color=written_on(colour)
            )
        elif section == SETS and column in self.rows.unavoidable.depth:
            ax.plot([middle[0]], [middle[1]], **ANYWAY_MARK)
        elif section == 0 and column in self.rows.never:
            ax.plot([middle[0]], [middle[1]], **NEVER_MARK)

    def _ranges(self) -> dict[int, tuple[float, float]]:
        """Return the smallest and the largest depth that each party's shades stand for."""
        rows = [self.rows.unavoidable, *self.rows.patterns, *self.rows.sets]
        found = {}
        for group in self.groups:
            depths = [row.depth[k] for row in rows for k in group.columns if k in row.depth]
            if depths:
                found[group.party] = min(depths), max(depths)
        return found

    def _shade(self, party: int, depth: float) -> tuple[float, ...]:
        low, high = self.ranges[party]
        share = (depth - low) / (high - low) if high > low else 0.5
        return tuple(party_style(party).ramp(0.15 + 0.85 * share))

    def _legend_rows(self) -> list[tuple[int | None, str]]:
        """Return what shades and marks stand for: the party whose shades, or none, and a text."""
        found: list[tuple[int | None, str]] = []
        for group in self.groups:
            if group.party in self.ranges:
                ends = [decimals(depth, 2) for depth in self.ranges[group.party]]
                depth = " to ".join(dict.fromkeys(ends))
                found.append((group.party, f"{group.label}: depth {depth} of its own utility"))
        if self.rows.never:
            found.append((None, NEVER))
        if self.rows.sets and self.rows.unavoidable.depth:
            found.append((None, ANYWAY))
        return found

    def _draw_legend(self, ax: Axes, top: float) -> None:
        for place, (party, text) in enumerate(self.legend):
            middle = top + 0.24 * place
            if party is None:
                style = ANYWAY_MARK if text == ANYWAY else NEVER_MARK
                ax.plot([self.left + 0.45], [middle], **style)
            else:
                self._draw_ramp(ax, party, middle)
            ax.text(self.left + 1.05, middle, text, fontsize=SMALL, va="center", color=INK)

    def _draw_ramp(self, ax: Axes, party: int, middle: float) -> None:
        low, high = self.ranges[party]
        depths = np.linspace(low, high, 24 if high > low else 1)
        width = 0.9 / len(depths)
        for k, depth in enumerate(depths.tolist()):
            # A little wider, so that no seam shows.
            corner = (self.left + k * width, middle - 0.06)
            shade = self._shade(party, depth)
            part = Rectangle(corner, width + 0.01, 0.12, facecolor=shade, edgecolor="none")
            ax.add_patch(part)
