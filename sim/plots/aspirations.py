"""What parties' offers ask for over the rounds, and how talks end by then."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.bargaining.ended import ENDINGS
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining
from sim.plots.style import (
    BODY,
    FAINT,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    SMALL,
    PartyStyle,
    frame,
    in_style,
    party_number,
    party_style,
    settled,
    whole,
)
from sim.plots.ticks import round_places
from sim.plots.typesetting import fit
from sim.space.proportion import Share
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import count, listing, number
from sim.text.talks_held import ENDING_NAMES, how_held

Floats = NDArray[np.float64]
Style = dict[str, Any]

WIDE, HIGH, GAP_X, GAP_Y, LEFT, ABOVE = 3.0, 2.5, 0.7, 0.95, 0.8, 0.42
"""Measures of the panels, inches."""
COLUMNS = 3
BAND: Style = {"alpha": 0.22, "linewidth": 0.0, "gid": "band"}
TEXT: Style = {"color": QUIET, "linewidth": 1.3, "label": "the mediator's text in the first talk"}

ENDING_LOOKS: dict[str, Style] = {
    "agreed": {"facecolor": "#3C82C4", "edgecolor": PAPER},
    "deadline": {"facecolor": "#D6D6D6", "edgecolor": QUIET, "hatch": "////"},
    "broken_off": {"facecolor": "#F2F2F2", "edgecolor": QUIET, "hatch": "xxxx"},
    "nobody_moves": {"facecolor": "#B4B4B4", "edgecolor": QUIET, "hatch": "----"},
}


@in_style
def aspirations(talks: Bargaining, ax: Axes | None = None) -> Figure | None:
    """Draw what each party's offers are worth to itself over the rounds, and how talks end.

    Utilities of different parties are on scales of their own, so each party has its own panel.

    Parameters
    ----------
    talks
        The answer of ``bargain``.
    ax
        Draw the panels into the place of these Axes, without heading and caption; they should be
        about as large as the figure otherwise is.

    Returns
    -------
    Figure or None
        None where no round was held.
    """
    if not talks.by_round or not any(talks.by_round.values()):
        return None
    drawing = _Rounds(talks)
    if ax is not None:
        ax.set_axis_off()
        drawing.draw([ax.inset_axes(box) for box in drawing.insets()])
        handles, labels = drawing.entries()
        ax.legend(handles, labels, loc="lower left", bbox_to_anchor=(0.0, 0.0), ncols=3)
        return whole(ax)
    width, rows = drawing.width, drawing.rows
    sheet = frame(
        width,
        talks.scenario,
        "What a mediator's text is worth over the rounds, and how talks end"
        if drawing.mediated
        else "What offers ask for over the rounds, and how talks end",
        _caption(talks, drawing),
    )
    body = rows * (ABOVE + HIGH) + (rows - 1) * (GAP_Y - ABOVE) + 0.55
    handles, labels = drawing.entries()
    legend = 0.17 * ceil(len(handles) / drawing.columns)
    page = sheet.page(body + legend)
    panels = []
    for place in range(drawing.panels):
        row, column = divmod(place, drawing.columns)
        left = LEFT + column * (WIDE + GAP_X)
        panels.append(page.axes(left, sheet.top + ABOVE + row * (HIGH + GAP_Y), WIDE, HIGH))
    drawing.draw(panels)
    page.figure.legend(
        handles,
        labels,
        loc="upper left",
        ncols=drawing.columns,
        bbox_to_anchor=(MARGIN / width, 1 - (sheet.top + body) / page.height),
        borderaxespad=0.0,
        columnspacing=2.0,
        handlelength=2.4,
    )
    return settled(page.figure)


class _Rounds:
    """The panels: one per party, and one of how talks end."""

    def __init__(self, talks: Bargaining) -> None:
        self.talks = talks
        self.mediated = PROTOCOLS[talks.settings.protocol].mediated
        self.parties = list(talks.settings.strategies)
        self.numbers = {name: party_number(talks.space, name) for name in self.parties}
        self.labels = {name: party_label(talks.scenario, name) for name in self.parties}
        self.reservations = {
            name: float(talks.space.reservations[k]) for name, k in self.numbers.items()
        }
        self.panels = len(self.parties) + 1
        # Four side by side would be too wide to print; two by two leaves no panel alone.
        self.columns = 2 if self.panels == 4 else min(COLUMNS, self.panels)
        self.rows = ceil(self.panels / self.columns)
        self.width = LEFT + self.columns * WIDE + (self.columns - 1) * GAP_X + MARGIN
        self.rounds = max(len(counts) for counts in talks.by_round.values())

    def insets(self) -> list[tuple[float, float, float, float]]:
        """Return the place of each panel as a part of Axes: left, bottom, width, height."""
        legend = 0.5
        high = self.rows * (HIGH + GAP_Y) + legend
        wide = self.columns * WIDE + (self.columns - 1) * GAP_X
        found = []
        for place in range(self.panels):
            row, column = divmod(place, self.columns)
            left, top = column * (WIDE + GAP_X), row * (HIGH + GAP_Y) + ABOVE
            found.append((left / wide, 1 - (top + HIGH) / high, WIDE / wide, HIGH / high))
        return found

    def asked(self, name: str) -> Floats:
        """Return round, and 5, 50 and 95 % of what a party's offers are worth to it."""
        if not self.mediated:
            return self.talks.asked[name]
        rows = [[offer.round, *[offer.utilities[name]] * 3] for offer in self.talks.trace]
        return np.array(rows, dtype=float).reshape(len(rows), 4)

    def limits(self) -> tuple[float, float]:
        """Return where the utility axes begin and end."""
        found = [self.asked(name)[:, 1:].ravel() for name in self.parties]
        found.append(np.array([value for value in self.reservations.values() if value == value]))
        values = np.concatenate(found)
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        room = 0.06 * ((high - low) or 1.0)
        return low - room, high + room

    def draw(self, panels: Sequence[Axes]) -> None:
        """Draw all panels."""
        low, high = self.limits()
        for name, ax in zip(self.parties, panels[:-1], strict=True):
            self._draw_party(ax, name)
            ax.set_ylim(low, high)
            ax.set_ylabel("Utility to itself", fontsize=SMALL)
        self._draw_endings(panels[-1])
        for ax in panels:
            # The first and the last step whole, and in the last panel the bar.
            last = self._bar()[1] + 0.02 * self.rounds if ax is panels[-1] else self.rounds + 0.5
            ax.set_xlim(0.5, last)
            ax.set_xlabel("Round", fontsize=SMALL)
            ax.set_xticks([place + 1 for place in round_places(range(1, self.rounds + 1), 7)])
            for start in self._changes():
                ax.axvline(start, color=FAINT, linewidth=0.8, zorder=0.5, gid="state")

    def _changes(self) -> list[float]:
        """Return between which rounds talks pass into another state of the scenario."""
        states, rounds = len(self.talks.states) or 1, self.talks.settings.rounds
        return [ceil(number * rounds / states) + 0.5 for number in range(1, states)]

    def _draw_party(self, ax: Axes, name: str) -> None:
        style, value = party_style(self.numbers[name]), self.reservations[name]
        ax.set_gid(f"party-{name}")
        rows = self.asked(name)
        below = [f"walk-away value {number(value)}"] if value == value else []
        below += [] if len(rows) else ["it made no offer"]
        _heading(ax, self.labels[name], "; ".join(below))
        if value == value:
            ax.axhline(value, color=style.colour, linestyle=style.line, linewidth=0.9, zorder=2)
        if not len(rows):
            return
        few = "o" if len(rows) == 1 else ""
        if self.mediated:
            ax.plot(rows[:, 0], rows[:, 2], marker=few, drawstyle="steps-mid", zorder=4, **TEXT)
            return
        x, low, median, high = rows.T
        ax.fill_between(x, low, high, color=style.colour, step="mid", zorder=1, **BAND)
        thin: Style = {"color": style.colour, "linewidth": 0.5, "drawstyle": "steps-mid"}
        for bound in (low, high):
            ax.plot(x, bound, zorder=3, label="_bound", **thin)
        ax.plot(x, median, zorder=4, drawstyle="steps-mid", **_median(style, len(rows)))

    def _draw_endings(self, ax: Axes) -> None:
        """Draw the shares of talks that had ended how, on top of each other."""
        ax.set_gid("endings")
        _heading(ax, "Talks that had ended", "share of talks after each round; bar: at the end")
        below, before = np.zeros(self.rounds), 0.0
        left, right = self._bar()
        for name in self._endings():
            look: Style = {"linewidth": 0.5, "gid": f"ending-{name}", **ENDING_LOOKS[name]}
            above = below + np.array(self.talks.by_round[name]) / self.talks.runs
            share = self.talks.endings[name] / self.talks.runs
            # Each round a step of its own width, the last one too.
            edges = np.arange(self.rounds + 1) + 0.5
            ax.fill_between(edges, _held(below), _held(above), step="post", **look)
            # At the deadline many can end at once, in a step that is too narrow to be seen.
            ax.bar([left], [share], right - left, before, align="edge", **look)
            below, before = above, before + share
        ax.set_ylim(0, 1)
        ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])

    def _bar(self) -> tuple[float, float]:
        """Return from where to where the bar of the end goes, in rounds."""
        return self.rounds * 1.04 + 0.5, self.rounds * 1.1 + 0.5

    def _endings(self) -> list[str]:
        return [name for name in ENDINGS if self.talks.endings.get(name)]

    def entries(self) -> tuple[list[Any], list[str]]:
        """Return the marks and the texts of the legend."""
        handles: list[Any] = []
        labels = []
        if self.mediated:
            handles.append(Line2D([], [], **TEXT))
            labels.append(str(TEXT["label"]))
        for name in self.parties:
            style, label = party_style(self.numbers[name]), fit(self.labels[name], 1.1, SMALL, 1)
            if not self.mediated and len(self.asked(name)):
                band = Patch(facecolor=style.colour, alpha=0.22, edgecolor="none")
                handles.append((band, Line2D([], [], **_median(style, 1))))
                labels.append(f"{label}: median, 5th to 95th percentile")
            if self.reservations[name] == self.reservations[name]:
                line = Line2D([], [], color=style.colour, linestyle=style.line, linewidth=0.9)
                handles.append(line)
                labels.append(f"{label}: walk-away value")
        for name in self._endings():
            handles.append(Patch(linewidth=0.5, **ENDING_LOOKS[name]))
            share = Share(self.talks.endings[name], self.talks.runs)
            labels.append(f"{ENDING_NAMES[name]}: {count(self.talks.endings[name], 'talk')}")
            if not self.talks.same:
                labels[-1] += f" ({share.percent})"
        return handles, labels


def _heading(ax: Axes, title: str, below: str) -> None:
    """Write a panel's name above it, and a smaller line below the name."""
    dots = whole(ax).dpi
    width = ax.get_window_extent().width / dots
    text = fit(title, width, BODY, 1, bold=True)
    look: Style = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    ax.annotate(text, (0, 1), xytext=(0, 15), fontsize=BODY, fontweight="bold", **look)
    if below:
        ax.annotate(below, (0, 1), xytext=(0, 4), fontsize=SMALL, color=QUIET, **look)


def _held(values: Floats) -> Floats:
    """Return steps with the last one held to its end."""
    return np.append(values, values[-1:])


def _median(style: PartyStyle, rounds: int) -> Style:
    """Return how the median of a party's offers is drawn; its markers tell it apart in grey."""
    return {
        "color": style.colour, "linewidth": 1.4, "marker": style.marker, "markersize": 4.0,
        "markeredgecolor": INK, "markeredgewidth": 0.4, "markevery": max(1, rounds // 8),
        "label": "median",
    }  # fmt: skip


def _caption(talks: Bargaining, drawing: _Rounds) -> str:
    """Return what the panels show, with what they rest on."""
    many = "one talk" if talks.same else count(talks.runs, "talk")
    if drawing.mediated:
        first = (
            "What the text of the first talk was worth to each party in every round, and how "
            f"{many} had ended by then, under the stated assumptions, if these strategies take "
            "these inputs. With a mediator parties make no offers of their own."
        )
    else:
        traced = count(talks.traced, "talk")
        first = (
            "What each party's offers were worth to itself in every round, and how "
            f"{many} had ended by then, under the stated assumptions, if these strategies take "
            "these inputs. Line and band: median, and 5th to 95th percentile, of those of "
            f"{traced} that still went on in that round; a talk that has ended no longer counts, "
            "so a line can also move because some ended."
        )
        if talks.same:
            first = first[: first.index(" Line and band")]
    parts = [first, *how_held(talks)]
    missing = [drawing.labels[n] for n, value in drawing.reservations.items() if value != value]
    if missing:
        parts.append(f"None is drawn where none can be worked out: {listing(missing)}.")
    parts += ["Grey lines: where another state begins."] if talks.states else []
    parts.append("Utilities of different parties are on scales of their own.")
    return " ".join([*parts, FIXED_LINE])
