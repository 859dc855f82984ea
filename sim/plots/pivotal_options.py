"""Pivotal options: what is left of the zone, and of the solutions, with each one forbidden."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.plots.style import (
    BODY,
    FAINT,
    GAINS,
    QUIET,
    SMALL,
    frame,
    in_style,
    party_style,
    settled,
    whole,
)
from sim.plots.typesetting import fit
from sim.space.count import at_least
from sim.space.space import Space
from sim.text.names import FIXED_LINE, issue_label, party_label
from sim.text.numbers import short_count
from sim.zone.pivotal import PivotalOption

ROWS = 16
"""So many options are drawn, those that close the zone first, then the largest changes."""
ROW, LEFT, COUNTS, GAP, CHANGES, RIGHT = 0.34, 3.4, 1.7, 0.35, 2.6, 0.4
"""Height of a row; widths of names, counts, gap, changes, margin; inches."""
SAME = 5e-4
"""A change by less is none that can be seen."""


@in_style
def pivotal_figure(
    found: Sequence[PivotalOption], space: Space, ax: Axes | None = None
) -> Figure | None:
    """Draw, with each option forbidden, how many agreements are acceptable and what Nash gives.

    Parameters
    ----------
    found
        The answer of ``pivotal_options``.
    space
        The space that it is about.
    ax
        Draw the counts alone into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where there is no zone.
    """
    rows = rows_of(found)
    if not rows:
        return None
    if ax is not None:
        _counts(ax, rows, space)
        return whole(ax)
    width = LEFT + COUNTS + GAP + CHANGES + RIGHT
    sheet = frame(width, space.scenario, "What is left with one option forbidden",
                  _caption(found, rows))  # fmt: skip
    high = max(ROW, 0.13 * len(space.bargaining)) * len(rows)
    page = sheet.page(0.3 + high + 0.85)
    top = sheet.top + 0.3
    _counts(page.axes(LEFT, top, COUNTS, high), rows, space)
    entries = _changes(page.axes(LEFT + COUNTS + GAP, top, CHANGES, high), rows, space)
    page.legend(entries, handlelength=1.4)
    return settled(page.figure)


def rows_of(found: Sequence[PivotalOption]) -> list[PivotalOption]:
    """Return the options to draw: those that change something, the most first."""
    return [one for one in found if one.closes or one.largest > SAME][:ROWS]


def _label(one: PivotalOption, space: Space) -> str:
    issue = space.scenario.issues[one.issue]
    option = issue.option_label(issue.place(one.option))
    aside = " (sets it aside)" if one.bypass else ""
    return fit(f"{issue_label(space.scenario, one.issue)}: {option}{aside}", LEFT - 0.5, SMALL, 2)


def _counts(ax: Axes, rows: Sequence[PivotalOption], space: Space) -> None:
    """Draw the counts, each with its number."""
    most = max([1, *(at_least(one.acceptable) for one in rows)])
    for place, one in enumerate(rows):
        y, size = place + 0.5, at_least(one.acceptable)
        if one.closes:
            ax.text(0.02 * most, y, "no zone", fontsize=SMALL, va="center", fontweight="bold")
            continue
        ax.barh(y, size, 0.62, color=GAINS(1.0), edgecolor=QUIET, linewidth=0.4, gid="count")
        ax.text(size + 0.02 * most, y, short_count(one.acceptable), fontsize=SMALL, va="center")
    ax.set_ylim(len(rows), 0)
    ax.set_xlim(0, 1.4 * most)
    ax.set_xticks([])
    labels = [_label(one, space) for one in rows]
    ax.set_yticks([k + 0.5 for k in range(len(rows))], labels, fontsize=SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_title("Acceptable", fontsize=BODY, pad=5)
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)


def _changes(ax: Axes, rows: Sequence[PivotalOption], space: Space) -> list[Artist]:
    """Draw the change of each party's utility in the Nash solution, and of its best."""
    ax.axvline(0.0, color=QUIET, linewidth=0.8)
    parties = list(space.bargaining)
    step = 0.6 / max(1, len(parties))
    entries: list[Artist] = []
    for number, k in enumerate(parties):
        name, style = space.parties[k].name, party_style(k)
        for place, one in enumerate(rows):
            if one.closes:
                continue
            y = place + 0.5 + step * (number - (len(parties) - 1) / 2)
            nash = one.solutions.get("nash", {}).get(name, 0.0)
            ax.plot([0.0, nash], [y, y], color=style.colour, linewidth=1.6)
            ax.plot(nash, y, style.marker, color=style.colour, markersize=4, gid=f"nash-{name}")
            ax.plot(one.best.get(name, 0.0), y, "|", color=style.colour, markersize=7,
                    markeredgewidth=1.4, gid=f"best-{name}")  # fmt: skip
        label = fit(f"{party_label(space.scenario, name)} in Nash", 2.0, BODY, 1)
        entries.append(
            Line2D([], [], color=style.colour, marker=style.marker, markersize=4, label=label)
        )
    entries.append(
        Line2D([], [], color=QUIET, marker="|", linestyle="none", markersize=7,
               markeredgewidth=1.4, label="its best")
    )  # fmt: skip
    ax.set_ylim(len(rows), 0)
    ax.set_yticks([])
    for place in range(1, len(rows)):
        ax.axhline(place, color=FAINT, linewidth=0.4, zorder=0)
    ax.set_xlabel("Change of utility, each in its own")
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    return entries


def _caption(found: Sequence[PivotalOption], rows: Sequence[PivotalOption]) -> str:
    parts = [
        "Each option forbidden by itself, never deleted, under the stated assumptions. Left: how "
        "many agreements are still acceptable. Right: how each party's utility in the first Nash "
        "solution changes, and (|) that of its best in the zone; each in its own utility, which is "
        "not compared with the other's."
    ]
    more = sum(one.closes or one.largest > SAME for one in found) - len(rows)
    same = len(found) - more - len(rows)
    if more > 0:
        parts.append(f"{more} more options change less; they are in result.json.")
    if same > 0:
        parts.append(f"{same} options change no solution and no best.")
    parts.append(FIXED_LINE)
    return " ".join(parts)
