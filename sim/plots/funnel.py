"""The funnel: how many agreements pass each gate, from the table to implementation."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.style import GAINS, QUIET, SMALL, frame, in_style, settled, whole
from sim.plots.typesetting import fit
from sim.settlement.funnel import Funnel
from sim.text.names import FIXED_LINE
from sim.text.numbers import short_count

ROW, LEFT, WIDE, RIGHT = 0.42, 2.0, 4.6, 1.0
"""Height of a row; widths of names, bars, margin; inches."""
LOWEST = 0.7
"""Where the axis of ratios begins: none is a mark there."""


@in_style
def funnel_figure(found: Funnel, ax: Axes | None = None) -> Figure:
    """Draw how many agreements pass each gate, on a scale of ratios, numbers on the bars.

    Parameters
    ----------
    found
        The answer of ``sim.funnel``.
    ax
        Draw the bars alone into these Axes, without heading and caption.
    """
    if ax is not None:
        _bars(ax, found)
        return whole(ax)
    width = LEFT + WIDE + RIGHT
    sheet = frame(width, found.scenario, "What passes each gate", _caption(found))
    high = ROW * len(found.gates)
    page = sheet.page(0.1 + high + 0.45)
    _bars(page.axes(LEFT, sheet.top + 0.1, WIDE, high), found)
    return settled(page.figure)


def _bars(ax: Axes, found: Funnel) -> None:
    most = max(1, *(gate.passing for gate in found.gates))
    ax.set_xscale("log")
    ax.set_xlim(LOWEST, most * 6)
    ax.set_ylim(len(found.gates), 0)
    for place, gate in enumerate(found.gates):
        y = place + 0.5
        if gate.passing:
            ax.barh(y, gate.passing - LOWEST, 0.66, left=LOWEST, color=GAINS(1.0),
                    edgecolor=QUIET, linewidth=0.5, gid="gate")  # fmt: skip
        ax.text(max(gate.passing, LOWEST) * 1.12, y, short_count(gate.passing), fontsize=SMALL,
                va="center")  # fmt: skip
    labels = [fit(gate.name, LEFT - 0.5, SMALL, 2) for gate in found.gates]
    ax.set_yticks([k + 0.5 for k in range(len(labels))], labels, fontsize=SMALL)
    ax.tick_params(axis="y", length=0)
    powers = [10**power for power in range(len(str(most)) + 1) if 10**power <= most * 6]
    ax.set_xticks(powers, [short_count(power) for power in powers], fontsize=SMALL)
    ax.minorticks_off()
    ax.set_xlabel("Agreements")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _caption(found: Funnel) -> str:
    parts = [
        "Each bar counts the agreements that pass this gate and all above it, at the midpoints of "
        "all ranges and under the stated assumptions. The axis is one of ratios. Counts depend on "
        "how finely options are listed and are not shares of anything."
    ]
    parts.append(FIXED_LINE)
    return " ".join(parts)
