"""Acceptability bars: in which share of draws named agreements are acceptable, and to whom."""

from __future__ import annotations

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
    MARGIN,
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
from sim.space.proportion import Share
from sim.text.agreements import agreement_names
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import count, listing
from sim.uncertainty.result import PICKED_NAME, AgreementShares, Robustness
from sim.uncertainty.verdicts import Bound

ROW, GAP = 0.165, 0.2
"""Height of a bar and the gap between agreements, inches."""
Fill = dict[str, Any]
ALL: Fill = {"facecolor": "#3C82C4"}
NASH: Fill = {"facecolor": "#0B4A8A"}
"""Bars of what is acceptable to all, and of Nash solutions."""
COLUMNS = 4
"""Of the legend."""
MARKS = {"necessary": "D", "possible": "o", "impossible": "x", "not known": "$?$"}
"""What holds whatever the distribution, beside every bar."""


@in_style
def acceptability(found: Robustness, ax: Axes | None = None) -> Figure | None:
    """Draw the shares of the named agreements, with intervals and what the ranges alone say.

    Parameters
    ----------
    found
        The answer of ``sim.robustness``.
    ax
        Draw into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where no agreement is told of.
    """
    if not found.shares:
        return None
    bars = _Bars(found)
    if ax is not None:
        bars.draw(ax)
        return whole(ax)
    width, left = 9.3, 2.9
    sheet = frame(
        width,
        found.scenario,
        "In which share of draws agreements are acceptable, and to whom",
        _caption(found),
    )
    entries = bars.entries()
    page = sheet.page(bars.height + 0.5 + 0.2 * -(-len(entries) // COLUMNS))
    axes = page.axes(left, sheet.top + 0.05, width - left - 0.8, bars.height)
    bars.draw(axes)
    axes.legend(
        handles=entries,
        loc="upper left",
        bbox_to_anchor=((MARGIN - left) / (width - left - 0.8), -0.42 / bars.height),
        ncols=COLUMNS,
        borderaxespad=0.0,
        columnspacing=1.6,
        handlelength=1.6,
    )
    return settled(page.figure)


def short_percent(share: Share) -> str:
    """Return a share in the fewest letters."""
    return share.percent.replace("above ", ">").replace("below ", "<").replace(" ", "\u2009")


def agreement_name(found: Robustness, one: AgreementShares) -> str:
    """Return what people read for a named agreement."""
    text = listing(agreement_names(found, one))
    return text[0].upper() + text[1:]


def _caption(found: Robustness) -> str:
    parts = [
        f"{count(found.draws, 'draw')} of the uncertain inputs (seed {found.seed}); whiskers: "
        "95 % intervals for repeated simulation, which say nothing about the world."
    ]
    if any(PICKED_NAME in one.names for one in found.shares):
        parts.append("What was picked for most often being Nash is told from fresh draws.")
    parts.append(
        "The mark at the right says what holds for all inputs in the ranges, without any "
        "distribution. Solutions and packages are those of the midpoints."
    )
    parts.append(FIXED_LINE)
    return " ".join(parts)


class _Bars:
    """Groups of bars, one group for every agreement."""

    def __init__(self, found: Robustness) -> None:
        self.found = found
        weighing = [found.space.parties[k].name for k in found.space.consenting]
        self.parties = [name for name in weighing if name in found.shares[0].accepted]
        self.rows = 2 + len(self.parties)
        self.height = len(found.shares) * (self.rows * ROW + GAP)

    def _lines(self, one: AgreementShares) -> list[tuple[Share, Fill, Bound | None]]:
        found: list[tuple[Share, Fill, Bound | None]] = [(one.acceptable, ALL, one.bound)]
        for name in self.parties:
            style = party_style(party_number(self.found.space, name))
            found.append((one.accepted[name], style.bar, one.bounds[name]))
        found.append((one.nash, NASH, None))
        return found

    def draw(self, ax: Axes) -> None:
        """Draw all bars, the first agreement at the top."""
        ax.set_xlim(0, 1)
        ax.set_ylim(self.height, 0)
        ticks, labels = [], []
        for number, one in enumerate(self.found.shares):
            top = number * (self.rows * ROW + GAP) + GAP / 2
            for row, (share, fill, bound) in enumerate(self._lines(one)):
                self._bar(ax, top + row * ROW, share, fill, bound)
            ticks.append(top + self.rows * ROW / 2)
            labels.append(fit(agreement_name(self.found, one), 2.4, BODY, 3))
            if number:
                ax.axhline(top - GAP / 2, color=FAINT, linewidth=0.5, zorder=0)
        ax.set_yticks(ticks, labels, fontsize=BODY)
        ax.tick_params(axis="y", length=0)
        shown = [0, 0.25, 0.5, 0.75, 1]
        ax.set_xticks(shown, [f"{100 * share:.0f}\u2009%" for share in shown])
        ax.set_xlabel("Share of draws")
        ax.grid(axis="x", color=FAINT, linewidth=0.4, zorder=0)
        ax.set_axisbelow(True)
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)

    def _bar(self, ax: Axes, top: float, share: Share, fill: Fill, bound: Bound | None) -> None:
        middle = top + ROW / 2
        ax.barh(middle, share.value, ROW * 0.8, **fill, zorder=2, gid="bar")
        low, high = share.interval
        ax.plot([low, high], [middle, middle], color=INK, linewidth=0.8, zorder=3)
        if bound is not None:
            ax.plot(
                1.02, middle, marker=MARKS[bound.text], linestyle="none", color=INK, markersize=3.6,
                markerfacecolor=INK if bound.necessary else "none", markeredgewidth=0.8,
                clip_on=False, zorder=4,
            )  # fmt: skip
        ax.text(
            1.045, middle, short_percent(share), fontsize=SMALL, va="center", ha="left",
            color=QUIET, clip_on=False,
        )  # fmt: skip

    def entries(self) -> list[Artist]:
        """Return what the legend has."""
        enough = (
            "acceptable to enough" if self.found.space.consent.at_least else "acceptable to all"
        )
        found: list[Artist] = [Patch(**ALL, label=enough)]
        for name in self.parties:
            style = party_style(party_number(self.found.space, name))
            label = f"{party_label(self.found.scenario, name)} accepts"
            found.append(Patch(**style.bar, label=fit(label, 1.9, BODY, 1)))
        found.append(Patch(**NASH, label="Nash (ties share a draw)"))
        seen = {
            bound.text
            for one in self.found.shares
            for bound in (one.bound, *(one.bounds[name] for name in self.parties))
        }
        meant = {
            "necessary": "for all inputs",
            "possible": "for some inputs, not all",
            "impossible": "for no inputs",
            "not known": "for all or some: not known",
        }
        for text, label in meant.items():
            if text in seen:
                found.append(
                    Line2D(
                        [], [], color=INK, marker=MARKS[text], linestyle="none", markersize=4,
                        markerfacecolor=INK if text == "necessary" else "none", label=label,
                    )
                )  # fmt: skip
        return found
