"""The strategy table: what talks come to with every pair of two parties' strategies."""

from __future__ import annotations

from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.bargaining.contest import Contest, Meeting
from sim.bargaining.protocols import PROTOCOLS
from sim.plots.style import (
    BODY,
    FAINT,
    GAINS,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    SMALL,
    TINY,
    frame,
    in_style,
    inches,
    party_number,
    party_style,
    whole,
)
from sim.plots.typesetting import fit, text_width
from sim.space.compile import compile_space
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import count, decimals, listing
from sim.text.strategies import hazard_text

CELL_WIDE, CELL_HIGH = 1.02, 0.5
"""Size of a cell, inches."""
HEAD, STRIP, ROW = 0.62, 0.09, 0.24
"""Room for the names above the cells, strip of a party's colour, row of the legend (inches)."""
HATCH = "////"
"""Of a cell without an agreement."""


@in_style
def strategy_table(
    contest: Contest,
    ax: Axes | None = None,
) -> Figure | None:
    """Draw what talks come to with every strategy of a party against every one of another.

    Parameters
    ----------
    contest
        The answer of ``contest``.
    ax
        Draw into these Axes, without heading and caption; they should be about as large as the
        figure otherwise is.

    Returns
    -------
    Figure or None
        None where no strategies met.
    """
    if not contest.meetings:
        return None
    table = _Table(contest)
    if ax is not None:
        table.draw(inches(ax, table.width, table.height))
        return whole(ax)
    rows, columns = table.names
    sheet = frame(
        table.width,
        contest.scenario,
        f"Strategies against each other: {rows} in rows, {columns} in columns",
        table.caption(),
    )
    page = sheet.page(table.height)
    table.draw(
        inches(page.axes(0, sheet.top, table.width, table.height), table.width, table.height)
    )
    return page.figure


class _Table:
    """The table with its measures in inches."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        space = compile_space(contest.scenario)
        self.numbers = [party_number(space, name) for name in contest.pair]
        self.reservations = [float(space.reservations[k]) for k in self.numbers]
        self.names = [party_label(contest.scenario, name) for name in contest.pair]
        self.others = [
            party_label(contest.scenario, space.parties[k].name)
            for k in space.bargaining
            if space.parties[k].name not in contest.pair
        ]
        self.strategies = [name.replace("_", " ") for name in contest.strategies]
        many = len(self.strategies)
        longest = max(text_width(name, BODY) for name in self.strategies)
        self.left = MARGIN + 0.42 + min(1.4, longest) + 0.1
        self.width = max(7.6, self.left + many * CELL_WIDE + MARGIN)
        self.bottom = HEAD + many * CELL_HIGH
        self.height = self.bottom + 0.2 + 3 * ROW

    def draw(self, ax: Axes) -> None:
        """Draw the whole into Axes in inches."""
        self._draw_heads(ax)
        for i, first in enumerate(self.contest.strategies):
            for j, second in enumerate(self.contest.strategies):
                self._draw_cell(ax, i, j, self.contest.meetings[first, second])
        self._draw_legend(ax, self.bottom + 0.2 + ROW / 2)

    def _draw_heads(self, ax: Axes) -> None:
        """Draw whose strategies stand in rows and whose in columns."""
        many = len(self.strategies)
        wide, high = many * CELL_WIDE, many * CELL_HIGH
        bold: dict[str, Any] = {"fontsize": BODY, "fontweight": "bold"}
        across = _title(self.names[1], wide)
        ax.text(self.left, 0.1, across, va="center", **bold)
        down = _title(self.names[0], high)
        ax.text(MARGIN + 0.08, HEAD, down, rotation=90, ha="center", va="top", **bold)
        places = (
            (MARGIN + 0.2, HEAD, STRIP, high),
            (self.left, 0.22, wide, STRIP),
        )
        for number, (left, top, width, height) in zip(self.numbers, places, strict=True):
            style = party_style(number)
            strip = Rectangle(
                (left, top), width, height, facecolor=style.colour, edgecolor="white",
                hatch=style.hatch, linewidth=0,
            )  # fmt: skip
            ax.add_patch(strip)
        for place, name in enumerate(self.strategies):
            ax.text(
                self.left + (place + 0.5) * CELL_WIDE, HEAD - 0.14,
                fit(name, CELL_WIDE - 0.06, BODY, 1), fontsize=BODY, ha="center", va="center",
            )  # fmt: skip
            ax.text(
                self.left - 0.08, HEAD + (place + 0.5) * CELL_HIGH, fit(name, 1.4, BODY, 1),
                fontsize=BODY, ha="right", va="center",
            )  # fmt: skip

    def _draw_cell(self, ax: Axes, row: int, column: int, met: Meeting) -> None:
        """Draw one pair of strategies."""
        left, top = self.left + column * CELL_WIDE, HEAD + row * CELL_HIGH
        middle, all_agree = left + CELL_WIDE / 2, met.agreed.count == met.agreed.of
        gid = f"cell-{self.contest.strategies[row]}-{self.contest.strategies[column]}"
        cell = Rectangle(
            (left, top), CELL_WIDE, CELL_HIGH, facecolor=_shade(met.agreed.value),
            edgecolor=PAPER, linewidth=1.2, gid=gid,
        )  # fmt: skip
        ax.add_patch(cell)
        if not met.utilities:
            ax.add_patch(_hatched(left, top, CELL_WIDE, CELL_HIGH))
            ax.text(
                middle, top + CELL_HIGH / 2, "no agreement", fontsize=SMALL, color=QUIET,
                ha="center", va="center", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
            return
        place = top + CELL_HIGH * (0.5 if all_agree else 0.35)
        for side, (name, number) in enumerate(zip(self.contest.pair, self.numbers, strict=True)):
            self._draw_value(ax, left + 0.09 + 0.47 * side, place, number, met.utilities[name])
        if not all_agree:
            ax.text(
                middle, top + CELL_HIGH * 0.76, f"{met.agreed.percent} agree", fontsize=TINY,
                ha="center", va="center",
            )  # fmt: skip

    def _draw_value(self, ax: Axes, left: float, middle: float, party: int, value: float) -> None:
        """Draw a party's mark and its mean utility."""
        _draw_mark(ax, left, middle, party)
        ax.text(left + 0.07, middle, decimals(value, 3), fontsize=SMALL, ha="left", va="center")

    def _draw_legend(self, ax: Axes, top: float) -> None:
        """Draw what numbers and shades stand for."""
        wide = self.width - self.left - MARGIN - 0.15
        for place, (number, name) in enumerate(zip(self.numbers, self.names, strict=True)):
            value = self.reservations[place]
            side = ("left", "right")[place]
            text = f" ({side} number): mean utility of the talks that agree"
            if value == value:
                text += f"; its walk-away value is {decimals(value, 3)}"
            text = fit(name, wide - text_width(text, SMALL), SMALL, 1) + text
            _draw_mark(ax, self.left + 0.09, top + place * ROW, number)
            ax.text(self.left + 0.3, top + place * ROW, text, fontsize=SMALL, va="center")
        self._draw_ramp(ax, top + 2 * ROW)

    def _draw_ramp(self, ax: Axes, middle: float) -> None:
        """Draw what the shades stand for."""
        text, step = "share of talks that agree:", 0.36
        ax.text(self.left, middle, text, fontsize=SMALL, va="center")
        left = self.left + text_width(text, SMALL) + 0.12
        for percent in (0, 25, 50, 75, 100):
            corner = (left, middle - 0.07)
            box = Rectangle(
                corner, step, 0.14, facecolor=_shade(percent / 100), edgecolor=QUIET, linewidth=0.5
            )
            ax.add_patch(box)
            if not percent:
                ax.add_patch(_hatched(*corner, step, 0.14))
            ax.text(left + step + 0.05, middle, f"{percent} %", fontsize=SMALL, va="center")
            left += step + 0.5

    def caption(self) -> str:
        """Return what the table shows, with what it rests on."""
        contest = self.contest
        first, second = self.names
        talks = max(met.agreed.of for met in contest.meetings.values())
        settings = contest.settings
        held = f"Protocol: {PROTOCOLS[settings.protocol].label}, {count(settings.rounds, 'round')}"
        held += hazard_text(settings)
        held += f"; {count(talks, 'talk')} for each pair, one where nothing differs between talks"
        parts = [
            f"What talks come to with every strategy of {first} (rows) against every one of "
            f"{second} (columns), under the stated assumptions, if these strategies take these "
            "inputs.",
            held + f" (seed {contest.seed}).",
        ]
        if self.others:
            parts.append(f"{listing(self.others)} bargain as the file or the command says.")
        error = max(met.agreed.error for met in contest.meetings.values() if met.agreed.of == talks)
        if talks > 1:
            points = count(ceil(100 * error), "point")
            parts.append(f"Simulation error of a share: below {points}.")
        parts.append(
            "Means are over the talks that agree, without those that don't; a cell without a share "
            "is one where all agree. Utilities of different parties are on scales of their own."
        )
        return " ".join([*parts, FIXED_LINE])


def _title(name: str, room: float) -> str:
    """Return whose strategies stand along so many inches, the name before all else."""
    text = f"{name}: strategy"
    fits = text_width(text, BODY, bold=True) <= room
    return text if fits else fit(name, room, BODY, 1, bold=True)


def _shade(share: float) -> Any:
    """Return the shade of a share of talks that agree."""
    return GAINS(share) if share else PAPER


def _hatched(left: float, top: float, width: float, height: float) -> Rectangle:
    return Rectangle(
        (left, top), width, height, facecolor="none", edgecolor=FAINT, hatch=HATCH, linewidth=0.5
    )


def _draw_mark(ax: Axes, left: float, middle: float, party: int) -> None:
    style = party_style(party)
    # A little higher, in the middle of figures and not of the line of type.
    ax.plot(
        [left], [middle - 0.008], marker=style.marker, markersize=4.5, color=style.colour,
        markeredgecolor=INK, markeredgewidth=0.4, linestyle="none",
    )  # fmt: skip
