"""The tornado: what the share with a zone reacts to, and where single inputs tip it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.style import (
    BODY,
    FAINT,
    INK,
    QUIET,
    SMALL,
    frame,
    in_style,
    party_number,
    party_style,
    settled,
    whole,
)
from sim.plots.typesetting import fit
from sim.text.grammar import possessive
from sim.text.inputs import input_label
from sim.text.names import FIXED_LINE, party_label
from sim.uncertainty.influence import Reaction
from sim.uncertainty.result import Robustness
from sim.uncertainty.tipping import Tipping

ROWS = 16
"""So many inputs are drawn, those that the share reacts to most."""
ROW = 0.3
"""Height of a row, inches."""
SHARED = "#8A8A8A"
"""Bars of parameters that parties share."""
LEFT, BARS, BESIDE, RANGES, END = 3.0, 2.4, 0.55, 2.6, 0.45
"""Widths: names, bars, gap, ranges, margin; inches."""


@dataclass(frozen=True)
class Row:
    """One input: what the share reacts to it, and where it tips the zone."""

    path: str
    reaction: Reaction | None
    tipping: Tipping | None


@in_style
def tornado(found: Robustness, ax: Axes | None = None) -> Figure | None:
    """Draw how the share with a zone reacts to single inputs, and their tipping values.

    Left the distance between an input's distributions in draws with a zone and without, largest
    first. Right what the input may be, as a line from the lowest to the highest, with its point,
    and the values at which the zone opens or closes if all other inputs are at their points.

    Parameters
    ----------
    found
        The answer of ``sim.robustness``.
    ax
        Draw the bars alone into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where no input differs between draws and none tips the zone.
    """
    rows = rows_of(found)
    if not rows:
        return None
    drawing = _Tornado(found, rows)
    if ax is not None:
        drawing.bars(ax)
        return whole(ax)
    high = ROW * len(rows)
    width = LEFT + BARS + BESIDE + RANGES + END
    sheet = frame(
        width,
        found.scenario,
        "What the share of draws with a zone reacts to, and where single inputs tip the zone",
        drawing.caption(),
    )
    page = sheet.page(0.3 + high + 0.95)
    top = sheet.top + 0.3
    drawing.bars(page.axes(LEFT, top, BARS, high))
    drawing.ranges(page.axes(LEFT + BARS + BESIDE, top, RANGES, high))
    page.legend(drawing.entries(), handlelength=1.8)
    return settled(page.figure)


def rows_of(found: Robustness) -> list[Row]:
    """Return the inputs to draw: those reacted to, then those whose tipping values are nearest."""
    tips = {one.input.path: one for one in found.tipping}
    rows = [Row(one.path, one, tips.get(one.path)) for one in found.reactions.ranked]
    known = {row.path for row in rows}
    rest = [one for one in found.tipping if one.zone != (None, None)]
    rows += [Row(one.input.path, None, one) for one in rest if one.input.path not in known]
    return rows[:ROWS]


class _Tornado:
    """Bars, and ranges with tipping values."""

    def __init__(self, found: Robustness, rows: list[Row]) -> None:
        self.found, self.rows = found, rows

    def _fill(self, path: str) -> dict[str, Any]:
        parts = path.split(".")
        if parts[0] != "parties":
            return {"facecolor": SHARED}
        return party_style(party_number(self.found.space, parts[1])).bar

    def bars(self, ax: Axes) -> None:
        """Draw the distances."""
        most = max([row.reaction.distance for row in self.rows if row.reaction] or [1.0])
        ax.set_xlim(0, max(0.1, most) * 1.12)
        ax.set_ylim(len(self.rows), 0)
        for place, row in enumerate(self.rows):
            if row.reaction is None:
                continue
            ax.barh(place + 0.5, row.reaction.distance, 0.62, **self._fill(row.path), gid="bar")
        noise = self.found.reactions.noise
        ax.axvline(noise, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)))
        labels = [fit(input_label(self.found.scenario, r.path), LEFT - 0.45, SMALL, 2)
                  for r in self.rows]  # fmt: skip
        ax.set_yticks([k + 0.5 for k in range(len(self.rows))], labels, fontsize=SMALL)
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("Distance, with a zone and without")
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)

    def ranges(self, ax: Axes) -> None:
        """Draw what inputs may be, each on a scale of its own, and what tips the zone."""
        ax.set_xlim(-0.02, 1.02)
        ax.set_ylim(len(self.rows), 0)
        for place, row in enumerate(self.rows):
            if row.tipping is not None:
                self._range(ax, place + 0.5, row.tipping)
        ax.set_yticks([])
        ax.set_xticks([])
        ax.set_title("Range, midpoint and tipping values", fontsize=BODY, pad=6)
        for spine in ax.spines.values():
            spine.set_visible(False)

    def _range(self, ax: Axes, y: float, one: Tipping) -> None:
        """Draw one input, from its lowest to its highest value; what tips it may lie beyond."""
        given = one.input
        tips = [tip for tip in one.zone if tip is not None]
        low, high = given.low, given.high
        wide = (high - low) or abs(given.point) or 1.0
        # What tips far outside is named at the edge, or the range would be a dot.
        near = [tip for tip in tips if low - wide <= tip <= high + wide]
        start, stop = min([low, *near]), max([high, *near])
        room = 0.16 * ((stop - start) or 1.0)
        start, stop = start - room, stop + room

        def at(value: float) -> float:
            return (value - start) / (stop - start)

        ax.plot([at(low), at(high)], [y, y], color=FAINT, linewidth=5, solid_capstyle="butt")
        ax.plot(at(given.point), y, "|", color=INK, markersize=7, markeredgewidth=1.2)
        for tip in near:
            ax.plot(at(tip), y, "D", color=INK, markersize=3.6, markerfacecolor="white")
            ax.text(at(tip), y - 0.27, f"{tip:.3g}", fontsize=SMALL - 1, ha="center", va="center")
        for tip in tips:
            if tip not in near:
                right = tip > high
                text = f"{tip:.3g} \u25b8" if right else f"\u25c2 {tip:.3g}"
                x = 1.0 if right else 0.0
                side = "right" if right else "left"
                ax.text(x, y - 0.27, text, fontsize=SMALL - 1, ha=side, va="center", color=QUIET)

    def caption(self) -> str:
        """Return what is drawn and what it rests on."""
        found, hidden = self.found, len(self.found.reactions.ranked) - len(self.rows)
        parts = [
            "Bars: the largest distance between the input's distributions in draws with a zone and "
            f"without (Kolmogorov–Smirnov), of {found.draws:,} draws; left of the dashed line it "
            "is no more than chance brings.",
            "Beside them, each on its own scale: grey, what the input may be; |, its midpoint; "
            "diamonds, the values at which the zone opens or closes if all others are at their "
            "midpoints; ▸ and ◂, farther away.",
        ]
        if hidden > 0:
            parts.append(f"{hidden:,} further inputs are in result.json.")
        parts.append(FIXED_LINE)
        return " ".join(parts)

    def entries(self) -> list[Artist]:
        """Return what the legend has."""
        owners: dict[str, dict[str, Any]] = {}
        for row in self.rows:
            parts = row.path.split(".")
            name = "shared by parties"
            if parts[0] == "parties":
                name = f"{possessive(party_label(self.found.scenario, parts[1]))} inputs"
            owners.setdefault(name, self._fill(row.path))
        found: list[Artist] = [
            Patch(**fill, label=fit(name, 2.0, BODY, 1)) for name, fill in owners.items()
        ]
        found.append(
            Line2D([], [], color=INK, marker="D", linestyle="none", markersize=4,
                   markerfacecolor="white", label="tips the zone")
        )  # fmt: skip
        return found
