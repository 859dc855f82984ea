"""The rule matrix: which rules and walk-away values stand against how many agreements."""

from __future__ import annotations

from itertools import groupby
from math import sqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.style import (
    BODY,
    FAINT,
    GREYS,
    INK,
    QUIET,
    SMALL,
    TINY,
    frame,
    in_style,
    party_number,
    party_style,
    settled,
    whole,
    written_on,
)
from sim.plots.typesetting import fit
from sim.space.count import at_least
from sim.space.space import Space
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import count, short_count
from sim.zone.rule_matrix import RuleMatrix
from sim.zone.rule_notes import rule_notes

LEFT, CELL, GAP, BARS = 3.5, 0.42, 0.35, 1.5
"""Widths: names, a cell, gap, bars; inches."""
NEUTRAL = "#6F6F6F"
"""Bars of linkages."""
WITHIN = 12
"""Up to so many rules stand in a square; of more only how many each, and each alone."""


@in_style
def rule_figure(found: RuleMatrix, space: Space, ax: Axes | None = None) -> Figure | None:
    """Draw how many agreements don't meet each rule, two of them, and one alone.

    Parameters
    ----------
    found
        The answer of ``rule_matrix``.
    space
        The space that it is about.
    ax
        Draw the bars of what each alone stands against into these Axes.

    Returns
    -------
    Figure or None
        None where there is no rule that could be given up and no walk-away value.
    """
    many = len(found.paths)
    if not many:
        return None
    if ax is not None:
        _bars(ax, found, space)
        return whole(ax)
    square = found.both is not None and many <= WITHIN
    wide = CELL * many + GAP if square else BARS + GAP
    width = LEFT + wide + BARS + 0.6
    title = "Rules and walk-away values, and the agreements that don't meet them"
    sheet = frame(width, space.scenario, title, _caption(found, square))
    high = CELL * many
    page = sheet.page(0.45 + high + 0.35)
    top = sheet.top + 0.45
    first = page.axes(LEFT, top, wide - GAP, high)
    if square:
        _square(first, found)
    else:
        _unmet(first, found, space)
    _names(first, found, space, numbered=square)
    _bars(page.axes(LEFT + wide, top, BARS, high), found, space)
    return settled(page.figure)


def _names(ax: Axes, found: RuleMatrix, space: Space, *, numbered: bool) -> None:
    notes = rule_notes(space)
    labels = []
    for place, path in enumerate(found.paths):
        note = notes[path]
        text = f"{note.name} ({note.standing})" if note.standing else note.name
        before = f"{place + 1}  " if numbered else ""
        labels.append(fit(before + text, LEFT - 1.35, SMALL, 2))
    ax.set_yticks(np.arange(len(labels)) + 0.5, labels, fontsize=SMALL)
    ax.tick_params(axis="y", length=0)
    place = 0
    for owner, same in groupby(found.paths, lambda path: notes[path].owner):
        many = len(list(same))
        name = "Linkages" if owner is None else party_label(space.scenario, owner)
        ax.annotate(
            fit(name, 0.85, BODY, 2, bold=True), (0, place + 0.5),
            xycoords=("axes fraction", "data"), xytext=(-(LEFT - 0.3) * 72, 0),
            textcoords="offset points", fontsize=BODY, fontweight="bold", va="center", ha="left",
            color=INK, annotation_clip=False,
        )  # fmt: skip
        if place:
            ax.axhline(place, color=QUIET, linewidth=0.8)
        place += many


def _square(ax: Axes, found: RuleMatrix) -> None:
    """Draw how many agreements don't meet two, and on the diagonal one."""
    assert found.both is not None
    many = len(found.paths)
    most = max(1, *(at_least(one) for row in found.both for one in row))
    shade = np.array([[sqrt(at_least(one) / most) for one in row] for row in found.both])
    ax.pcolormesh(np.arange(many + 1), np.arange(many + 1), shade, cmap=GREYS, vmin=0, vmax=1,
                  edgecolors="white", linewidth=0.8)  # fmt: skip
    for i, row in enumerate(found.both):
        for j, both in enumerate(row):
            ax.text(
                j + 0.5, i + 0.5, short_count(both), fontsize=TINY, ha="center", va="center",
                color=written_on(GREYS(shade[i, j])), gid=f"cell-{i}-{j}",
                fontweight="bold" if i == j else "normal",
            )  # fmt: skip
    ax.set_xlim(0, many)
    ax.set_ylim(many, 0)
    ax.xaxis.tick_top()
    ax.set_xticks(np.arange(many) + 0.5, [str(k + 1) for k in range(many)], fontsize=SMALL)
    ax.tick_params(axis="x", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _unmet(ax: Axes, found: RuleMatrix, space: Space) -> None:
    """Draw how many agreements don't meet each, where there are too many for a square."""
    _panel(ax, found, space, [at_least(one) for one in found.unmet], found.unmet, "don't meet it")


def _bars(ax: Axes, found: RuleMatrix, space: Space) -> None:
    """Draw how many agreements meet all but one."""
    _panel(ax, found, space, [at_least(one) for one in found.only], found.only, "meet all but it")


def _panel(ax: Axes, found: RuleMatrix, space: Space, sizes: list[int], counts, title: str) -> None:  # type: ignore[no-untyped-def]
    notes = rule_notes(space)
    most = max(1, *sizes)
    for place, (path, size, many) in enumerate(zip(found.paths, sizes, counts, strict=True)):
        owner = notes[path].owner
        colour = NEUTRAL if owner is None else party_style(party_number(space, owner)).colour
        ax.barh(place + 0.5, size, 0.62, color=colour, gid="bar")
        ax.text(size + 0.02 * most, place + 0.5, short_count(many), fontsize=SMALL, va="center")
    ax.set_ylim(len(sizes), 0)
    ax.set_xlim(0, 1.35 * most)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_title(title, fontsize=SMALL, pad=4)
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)
    ax.spines["left"].set_color(FAINT)


def _caption(found: RuleMatrix, square: bool) -> str:
    parts = [
        f"Of {count(found.agreements, 'agreement')} on the table that break no definition, under "
        "the stated assumptions."
    ]
    if square:
        parts.append(
            "The square: how many meet neither of two, and in bold how many don't meet that one; "
            "darker is more."
        )
    else:
        parts.append("Left: how many don't meet each.")
    parts.append(
        "Bars on the right: how many meet all the others. Counts depend on how finely options are "
        "listed."
    )
    parts.append(FIXED_LINE)
    return " ".join(parts)
