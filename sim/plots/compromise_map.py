"""The compromise map: what each option, and each pair of options, leaves the parties."""

from __future__ import annotations

from math import comb

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.options_alone import OptionsAlone
from sim.plots.options_paired import OptionsPaired
from sim.plots.shades import ALONE, TOGETHER, Shades, closed
from sim.plots.style import BODY, MARGIN, SMALL, frame, in_style, inches, whole
from sim.plots.typesetting import line_height, wrap
from sim.text.names import FIXED_LINE
from sim.text.numbers import count, decimals
from sim.zone.compromise_map import CompromiseMap

WIDTH = 11.0


@in_style
def compromise_figure(compromise_map: CompromiseMap, ax: Axes | None = None) -> Figure | None:
    """Draw each option by itself, and the pairs of issues that are closed as a pair only.

    Parameters
    ----------
    compromise_map
        The answer of ``sim.zone.compromise_map.compromise_map``.
    ax
        Draw into these Axes, without heading and caption; they should be about as large as the
        figure otherwise is.

    Returns
    -------
    Figure or None
        None where nobody bargains or nothing is on the table.
    """
    space = compromise_map.space
    if not space.bargaining or not space.agreements:
        return None
    drawing = _Map(compromise_map)
    if ax is not None:
        drawing.draw(inches(ax, WIDTH, drawing.height))
        return whole(ax)
    sheet = frame(
        WIDTH, space.scenario, "What each option leaves the parties", _caption(compromise_map)
    )
    page = sheet.page(drawing.height)
    drawing.draw(inches(page.axes(0, sheet.top, WIDTH, drawing.height), WIDTH, drawing.height))
    return page.figure


class _Map:
    """Both parts with their headers and the legend, measured in inches."""

    def __init__(self, answer: CompromiseMap) -> None:
        self.alone = OptionsAlone(answer, WIDTH)
        self.paired = OptionsPaired(answer, WIDTH)
        gains = np.concatenate([g[np.isfinite(g)] for g in answer.cells.gains])
        for pair in self.paired.pairs:
            found = answer.gain(*pair)
            gains = np.concatenate([gains, found[np.isfinite(found)]])
        self.gains = gains
        self.shades = Shades(float(gains.min()), float(gains.max())) if len(gains) else Shades(0, 0)
        self.headers = [
            _header("Each option by itself"),
            _header(
                "Pairs of issues with options that occur in acceptable agreements, but not together"
            ),
        ]
        if not self.paired.pairs:
            self.headers.pop()
        self.legend = self._legend(bool(answer.never))

    def _legend(self, never: bool) -> list[tuple[str, str]]:
        found = []
        if len(self.gains):
            text = "largest smallest gain of the parties that bargain"
            found.append(
                (
                    "shade",
                    f"{text}: {decimals(self.shades.low, 3)} to {decimals(self.shades.high, 3)}",
                )
            )
        if never:
            found.append((ALONE, "no acceptable agreement has this option"))
        if self.paired.pairs:
            found.append((TOGETHER, "no acceptable agreement has both, though some have each"))
        return found

    @property
    def height(self) -> float:
        """Inches of the whole."""
        headers = sum((text.count("\n") + 1) * line_height(BODY) + 0.1 for text in self.headers)
        parts = self.alone.height + (self.paired.height + 0.2 if self.paired.pairs else 0)
        return headers + parts + 0.1 + 0.26 * len(self.legend)

    def draw(self, ax: Axes) -> None:
        """Draw the whole into Axes in inches."""
        top = 0.0
        parts: list[OptionsAlone | OptionsPaired] = [self.alone, self.paired]
        for text, part in zip(self.headers, parts, strict=False):
            ax.text(MARGIN, top, text, fontsize=BODY, fontweight="bold", va="top", linespacing=1.25)
            top += (text.count("\n") + 1) * line_height(BODY) + 0.1
            part.draw(ax, self.shades, top)
            top += part.height + 0.2
        for kind, text in self.legend:
            box = (MARGIN, top - 0.06, 0.6, 0.15)
            if kind == "shade":
                self.shades.image(
                    ax, box, np.linspace(self.shades.low, self.shades.high, 48)[None, :]
                )
            else:
                closed(ax, [box], kind, f"legend-{'alone' if kind == ALONE else 'pair'}")
            ax.text(MARGIN + 0.75, top + 0.015, text, fontsize=SMALL, va="center")
            top += 0.26


def _header(text: str) -> str:
    return wrap(text, WIDTH - 2 * MARGIN, BODY, bold=True)


def _caption(answer: CompromiseMap) -> str:
    """Return what the map shows, with what it leaves out."""
    parts = []
    gains = [gain for column in answer.cells.gains for gain in column[np.isfinite(column)]]
    if gains:
        parts.append(
            "Which options occur in acceptable agreements under the stated assumptions, exact for "
            "this file. Number and shade: take the acceptable agreements with the option; in each, "
            "the gain (utility less walk-away value) of the party that bargains and gains "
            "least; of these the largest. Which party gains least means something only if a point "
            "of one scale counts as much as a point of another."
        )
        if min(gains) < 0:
            parts.append(
                "It is below zero where every such agreement gives a party whose consent it does "
                "not need less than that party's walk-away value."
            )
    else:
        parts.append(
            "Under the stated assumptions, exact for this file, no agreement is acceptable, so no "
            "option occurs in one."
        )
    alone, paired = OptionsAlone(answer, WIDTH), OptionsPaired(answer, WIDTH)
    if any(alone.below(issue) for issue in range(len(answer.space.issues))):
        parts.append("Below a strip of many levels stand the numbers of those that are named.")
    if gains and (alone.grouped or paired.grouped):
        parts.append(
            "Where there are more levels than can be drawn, neighbours share the shade of the "
            "largest of their numbers."
        )
    if answer.never:
        parts.append(
            f"{'“Not met”' if alone.shared else 'A hatched option'} names the smallest sets of "
            f"rules and walk-away values that agreements with "
            f"{'an option' if alone.shared else 'it'} do not meet, two at most."
        )
    if gains and not answer.exact:
        parts.append("Numbers are from optimisation, and exact to within its gap.")
    if answer.among_others:
        parts.append("Among others: further sets as small may exist that were not worked out.")
    return " ".join([*parts, *(_pairs(answer, len(paired.pairs)) if gains else ()), FIXED_LINE])


def _pairs(answer: CompromiseMap, shown: int) -> list[str]:
    """Return which pairs of issues were looked at, and which of them are not shown."""
    closed = len(answer.closed_pairs)
    looked, every = len(answer.cells.pairs), comb(len(answer.space.issues), 2)
    parts = []
    if closed > shown:
        parts.append(f"Not shown: {count(closed - shown, 'further pair')} of issues of that kind.")
    if looked < every:
        parts.append(
            f"{looked:,} of {every:,} pairs of issues were looked at: those that a rule or an "
            "interaction names together, or that were asked for."
        )
    if not closed:
        parts.append("No two options that occur are closed as a pair only.")
    elif looked > closed:
        other = count(looked - closed, "other pair")
        parts.append(
            f"In the {other}{' looked at' if looked < every else ''} no two options that occur "
            "are closed as a pair only."
        )
    return parts
