"""The ladder of prices: how far inputs would have to be, in ways to the ends of their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.comparison.pricing import Pair, Price, Prices
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
from sim.space.space import Space
from sim.text.grammar import possessive
from sim.text.inputs import input_label
from sim.text.names import FIXED_LINE, party_label, rule_names
from sim.text.numbers import number

ROWS, PAIRS = 14, 6
"""So many inputs, and pairs, are drawn."""
ROW = 0.34
"""Height of a row, inches."""
LEFT, WIDE, RIGHT = 3.6, 3.4, 2.0
"""Widths: names, axis, values; inches."""
NEUTRAL = "#6F6F6F"
"""What no party has alone."""
ASKED = {
    "open": "What would open it",
    "close": "How near the zone is to closing",
    "accept": "What would make the agreement acceptable",
}
FAR = 6.0
"""Beyond so many ways the scale is one of ratios."""


@dataclass(frozen=True)
class Rung:
    """One row: an input or a pair, or a heading."""

    label: str
    multiple: float | None = None
    value: str = ""
    colours: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    hollow: bool = False


@in_style
def price_ladder(found: Prices, space: Space, ax: Axes | None = None) -> Figure | None:
    """Draw prices by how far the input would be on the way to the end of its stated range.

    Parameters
    ----------
    found
        The answer of ``sim.prices``.
    space
        The space that it is about.
    ax
        Draw the rungs alone into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where no input with a range, and no pair, changes the answer.
    """
    rungs = rungs_of(found, space)
    if not any(rung.multiple is not None for rung in rungs):
        return None
    if ax is not None:
        _draw(ax, rungs)
        return whole(ax)
    width = LEFT + WIDE + RIGHT
    sheet = frame(width, space.scenario, ASKED[found.asked], _caption(found))
    high = ROW * len(rungs)
    page = sheet.page(0.1 + high + 0.95)
    _draw(page.axes(LEFT, sheet.top + 0.1, WIDE, high), rungs)
    page.legend(_entries(found, space, rungs), handlelength=1.4)
    return settled(page.figure)


def rungs_of(found: Prices, space: Space) -> list[Rung]:
    """Return the rows: both tables, nearest first, then pairs."""
    every = [one for prices in found.tests.values() for one in prices]
    measured = [one for one in every if one.multiple is not None]
    rungs: list[Rung] = []
    for title, reading in (("If our reading is wrong", True), ("If someone acts", False)):
        some = [one for one in measured if one.reading == reading]
        if some:
            rungs.append(Rung(title))
            rungs += [_single(one, space) for one in some[:ROWS]]
            if len(some) > ROWS:
                rungs.append(Rung(f"and {len(some) - ROWS} more in result.json"))
    if found.pairs:
        rungs.append(Rung("Two together"))
        rungs += [_pair(pair, space) for pair in found.pairs[:PAIRS]]
    return rungs


def _look(one: Price, space: Space) -> tuple[str, str]:
    """Return colour and marker of whose input it is."""
    if one.party is None:
        return NEUTRAL, "d"
    style = party_style(party_number(space, one.party))
    return style.colour, style.marker


def _name(one: Price, space: Space) -> str:
    scenario = space.scenario
    if one.kind == "rule":
        return f"without {rule_names(space)[one.path]}"
    if one.kind == "weights":
        return f"{possessive(party_label(scenario, one.party or ''))} weights"
    if one.kind == "reservation":
        return f"{possessive(party_label(scenario, one.party or ''))} walk-away value"
    return input_label(scenario, one.path)


def _single(one: Price, space: Space) -> Rung:
    colour, marker = _look(one, space)
    if one.kind == "weights":
        value = f"{number(one.amount or 0.0)} of its weight elsewhere"
    else:
        value = f"{number(one.at or 0.0)} instead of {number(one.point or 0.0)}"
    return Rung(
        _name(one, space), one.multiple, value, (colour,), (marker,), hollow=one.assumed_range
    )


def _pair(pair: Pair, space: Space) -> Rung:
    both = (pair.first, pair.second)
    looks = [_look(one, space) for one in both]
    return Rung(
        " and ".join(_name(one, space) for one in both),
        pair.multiple,
        "both that far" if pair.first.kind != "rule" else "",
        tuple(colour for colour, _ in looks),
        tuple(marker for _, marker in looks),
    )


def _draw(ax: Axes, rungs: Sequence[Rung]) -> None:
    known = [rung.multiple for rung in rungs if rung.multiple is not None]
    most = max(1.0, *known)
    if most > FAR:
        ax.set_xscale("log")
        least = min([0.5, *(x for x in known if x > 0)])
        ax.set_xlim(least / 1.3, most * 1.3)
        ticks = [t for t in (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100) if least / 1.3 <= t <= most]
        ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        ax.minorticks_off()
    else:
        ax.set_xlim(0, most * 1.12)
    start = ax.get_xlim()[0]
    ax.set_ylim(len(rungs), 0)
    ax.axvline(1.0, color=QUIET, linewidth=0.9, linestyle=(0, (3, 2)), zorder=0)
    labels = []
    for place, rung in enumerate(rungs):
        y = place + 0.5
        if rung.multiple is None:
            labels.append("")
            head = rung.label.startswith(("If", "Two"))
            ax.annotate(
                fit(rung.label, LEFT - 0.4, BODY, 1, bold=head),
                (0, y), xycoords=("axes fraction", "data"), xytext=(-(LEFT - 0.3) * 72, 0),
                textcoords="offset points", fontsize=BODY, va="center", ha="left",
                fontweight="bold" if head else "normal", annotation_clip=False,
            )  # fmt: skip
            continue
        labels.append(fit(rung.label, LEFT - 0.5, SMALL, 2))
        x = max(rung.multiple, start)
        ax.plot([start, x], [y, y], color=FAINT, linewidth=1.0, zorder=1)
        for shift, (colour, marker) in enumerate(zip(rung.colours, rung.markers, strict=True)):
            ax.plot(
                x, y + 0.24 * (shift - (len(rung.colours) - 1) / 2), marker, color=colour,
                markersize=5, markerfacecolor="white" if rung.hollow else colour, gid="rung",
                clip_on=False,
            )  # fmt: skip
        text = f"{number(rung.multiple, 2)}×" + (f": {rung.value}" if rung.value else "")
        ax.annotate(
            fit(text, RIGHT - 0.35, SMALL, 2), (1, y), xycoords=("axes fraction", "data"),
            xytext=(8, 0), textcoords="offset points", fontsize=SMALL, va="center",
            annotation_clip=False,
        )  # fmt: skip
    ax.set_yticks([k + 0.5 for k in range(len(rungs))], labels, fontsize=SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("Way from the point to the end of the stated range (1: its end)")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _entries(found: Prices, space: Space, rungs: Sequence[Rung]) -> list[Artist]:
    used = {colour for rung in rungs for colour in rung.colours}
    entries: list[Artist] = []
    for number_, party in enumerate(space.parties):
        style = party_style(number_)
        if style.colour in used:
            label = fit(f"{possessive(party_label(space.scenario, party.name))}", 1.9, BODY, 1)
            entries.append(
                Line2D([], [], color=style.colour, marker=style.marker, linestyle="none",
                       markersize=5, label=label)
            )  # fmt: skip
    if NEUTRAL in used:
        entries.append(
            Line2D([], [], color=NEUTRAL, marker="d", linestyle="none", markersize=5,
                   label="of no party alone")
        )  # fmt: skip
    if any(rung.hollow for rung in rungs):
        entries.append(
            Line2D([], [], color=INK, marker="o", markerfacecolor="white", linestyle="none",
                   markersize=5, label="range assumed")
        )  # fmt: skip
    return entries


def _caption(found: Prices) -> str:
    without = [one for prices in found.tests.values() for one in prices if one.multiple is None]
    parts = [
        "How far each input by itself would have to be, all others at their points and under the "
        "stated assumptions. Amounts of different parties and kinds are not compared: the axis is "
        "the way to the end of the range that the file states."
    ]
    if without:
        acts = {"rule": "rules", "permitted": "options permitted", "added": "options added"}
        kinds = dict.fromkeys(acts.get(one.kind, "other acts and inputs") for one in without)
        parts.append(f"Without a range and a place here: {len(without)} ({', '.join(kinds)}).")
    if len(found.pairs) > PAIRS:
        parts.append(f"{len(found.pairs) - PAIRS:,} more pairs are in result.json.")
    parts.append(FIXED_LINE)
    return " ".join(parts)
