"""The sweep map: what comes of a plan's points, over one or two of its axes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.plots.acceptability import short_percent
from sim.plots.style import (
    BODY,
    GAINS,
    MARGIN,
    PAPER,
    QUIET,
    SMALL,
    frame,
    in_style,
    settled,
    whole,
    written_on,
)
from sim.plots.typesetting import fit, text_width
from sim.scenario.scenario import Scenario
from sim.text.inputs import input_label
from sim.text.names import FIXED_LINE
from sim.text.numbers import count
from sim.uncertainty.sweep.result import Sweep, SweepPoint

CELL_WIDE, CELL_HIGH = 0.62, 0.4
"""Size of a cell, inches."""
MOST = 40
"""So many values of an axis are drawn at most; longer axes make no map."""
PANELS = 6
"""So many panels, one for each combination of the other axes' values."""
HATCH = "////"
"""Of a cell without a zone."""


@in_style
def sweep_map(sweep: Sweep, ax: Axes | None = None) -> Figure | None:
    """Draw the share of draws with a zone over the plan's two longest axes.

    Without draws the cells say whether there is a zone at the points. One panel for every
    combination of the other axes' values and listed points, at most ``PANELS``.

    Parameters
    ----------
    sweep
        The answer of ``sim.sweep``.
    ax
        Draw the first panel into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where no axis has more than one value, or one has more than ``MOST``.
    """
    grid = sweep.plan.document.grid
    axes = sorted((a for a in grid if len(grid[a]) > 1), key=lambda a: -len(grid[a]))[:2]
    if not axes or any(len(grid[axis]) > MOST for axis in axes):
        return None
    across = axes[0]
    up = axes[1] if len(axes) > 1 else None
    panels = _panels(sweep, across, up)
    if ax is not None:
        panels[0].draw(ax)
        return whole(ax)
    wide = CELL_WIDE * len(grid[across])
    high = CELL_HIGH * (len(grid[up]) if up else 1)
    shown = panels[:PANELS]
    names = [_value(value) for value in (grid[up] if up else ())]
    left = max([0.75, *(text_width(name, SMALL) for name in names)]) + 0.55
    columns = max(1, min(len(shown), int(9.0 / (left + wide + 0.3))))
    rows = -(-len(shown) // columns)
    width = max(7.2, columns * (left + wide + 0.35) + MARGIN)
    head = 0.3 if len(panels) > 1 else 0.06
    document = sweep.plan.document
    what = "Share of draws with a zone" if document.draws else "Whether there is a zone"
    title = document.title or sweep.plan.scenario.title
    sheet = frame(width, None, f"{title}: {what.lower()}", _caption(sweep, panels, across, up))
    page = sheet.page(rows * (head + high + 0.5))
    for place, panel in enumerate(shown):
        row, column = divmod(place, columns)
        x, y = MARGIN + column * (left + wide + 0.35), sheet.top + row * (head + high + 0.5)
        if len(panels) > 1:
            page.text(x, y + 0.02, fit(panel.title, left + wide, BODY, 2), fontsize=BODY)
        panel.draw(page.axes(x + left, y + head, wide, high))
    return settled(page.figure)


def _caption(sweep: Sweep, panels: Sequence[_Panel], across: str, up: str | None) -> str:
    document = sweep.plan.document
    scenario = sweep.plan.scenario
    parts = [f"Across: {axis_label(scenario, across)}"
             + (f"; up: {axis_label(scenario, up)}." if up else ".")]  # fmt: skip
    if document.draws:
        parts.append(
            f"{count(document.draws, 'draw')} of the uncertain inputs at every point, the same "
            "random numbers at all, so that only the changes differ; hatched: a zone in none of "
            "them. A share of draws says nothing about the world."
        )
    else:
        parts.append("Filled: there is a zone at the midpoints; hatched: there is none.")
    if len(panels) > PANELS:
        parts.append(f"{len(panels) - PANELS} more panels are in sweep.csv.")
    parts.append(FIXED_LINE)
    return " ".join(parts)


def _panels(sweep: Sweep, across: str, up: str | None) -> list[_Panel]:
    """Return a panel for every combination of what else is changed, in the order of the plan."""
    grid = sweep.plan.document.grid
    found: dict[str, _Panel] = {}
    for point in sweep.points:
        rest = {k: v for k, v in point.changes.items() if k not in (across, up) and k in grid}
        parts = [point.label or ""] if point.label else []
        parts += [
            f"{axis_label(sweep.plan.scenario, key)}: {_shown(sweep.plan.scenario, key, value)}"
            for key, value in rest.items()
            if len(grid[key]) > 1
        ]
        title = "; ".join(parts)
        panel = found.setdefault(title, _Panel(title, across, up, grid))
        panel.put(point)
    return list(found.values())


def axis_label(scenario: Scenario, axis: str) -> str:
    """Return what people read for an axis of a plan."""
    if axis in ("round", "variant"):
        return {"round": "round", "variant": "reading of the file"}[axis]
    known = axis.startswith("parameters.") or axis.count(".") >= 2
    try:
        return input_label(scenario, axis) if known else axis
    except (KeyError, IndexError):
        return axis


def _shown(scenario: Scenario, axis: str, value: Any) -> str:
    """Return a value of an axis as a panel's title has it."""
    if axis == "variant":
        if value is None:
            return "the main one"
        return f"“{scenario.labels.variants[value]}”"
    return _value(value)


def _value(value: Any) -> str:
    """Return a value as the axis shows it."""
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Panel:
    """One map over two axes, or a row over one."""

    def __init__(
        self, title: str, across: str, up: str | None, grid: Mapping[str, Sequence[Any]]
    ) -> None:
        self.title, self.across, self.up = title, across, up
        self.columns = list(grid[across])
        self.rows = list(grid[up]) if up else [None]
        self.points: dict[tuple[int, int], SweepPoint] = {}

    def put(self, point: SweepPoint) -> None:
        """Put a point in its cell."""
        column = self.columns.index(point.changes[self.across])
        row = self.rows.index(point.changes[self.up]) if self.up else 0
        self.points[row, column] = point

    def draw(self, ax: Axes) -> None:
        """Draw all cells."""
        ax.set_xlim(0, len(self.columns))
        ax.set_ylim(0, len(self.rows))
        for (row, column), point in self.points.items():
            _cell(ax, column, row, point)
        ax.set_xticks(np.arange(len(self.columns)) + 0.5, [_value(v) for v in self.columns])
        if self.up:
            ax.set_yticks(np.arange(len(self.rows)) + 0.5, [_value(v) for v in self.rows])
        else:
            ax.set_yticks([])
        crowded = max(text_width(_value(v), SMALL) for v in self.columns) > CELL_WIDE - 0.08
        ax.tick_params(length=0, labelsize=SMALL, labelrotation=0)
        if crowded:
            ax.tick_params(axis="x", labelrotation=90)
        for spine in ax.spines.values():
            spine.set_visible(False)


def _cell(ax: Axes, column: int, row: int, point: SweepPoint) -> None:
    share = float(point.exists) if point.zone is None else point.zone.value
    there = share > 0
    colour = GAINS(share) if there else PAPER
    ax.add_patch(
        Rectangle(
            (column + 0.03, row + 0.03), 0.94, 0.94, facecolor=colour, edgecolor=QUIET,
            linewidth=0.4, hatch=None if there else HATCH, gid="cell",
        )
    )  # fmt: skip
    text = "zone" if point.zone is None else short_percent(point.zone)
    if there:
        ax.text(
            column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=SMALL,
            color=written_on(colour),
        )  # fmt: skip
