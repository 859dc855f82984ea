"""The staircase: what each party would have if everything stopped after each step."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.plots.style import (
    BODY,
    FAINT,
    QUIET,
    SMALL,
    frame,
    in_style,
    party_number,
    party_style,
    settled,
    whole,
)
from sim.plots.typesetting import balanced, fit
from sim.settlement.roadmap import Roadmap
from sim.text.grammar import possessive
from sim.text.names import FIXED_LINE, party_label

LEFT, HIGH, STEP, RIGHT = 0.75, 2.7, 1.15, 0.4
"""Left margin, height, width of a step, right margin; inches."""


@in_style
def staircase(found: Roadmap, ax: Axes | None = None) -> Figure | None:
    """Draw each acting party's value if everything stopped after each step of the order shown.

    Parameters
    ----------
    found
        The answer of ``sim.roadmap``.
    ax
        Draw the lines alone into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where there is no order, even without demands.
    """
    if found.order is None:
        return None
    if ax is not None:
        _lines(ax, found, STEP)
        return whole(ax)
    wide = max(4.5, STEP * len(found.states))
    width = LEFT + wide + RIGHT
    title = "What each would have if everything stopped there"
    sheet = frame(width, found.space.scenario, title, _caption(found))
    page = sheet.page(0.1 + HIGH + 1.15)
    entries = _lines(page.axes(LEFT, sheet.top + 0.1, wide, HIGH), found, wide / len(found.states))
    page.legend(entries)
    return settled(page.figure)


def _lines(ax: Axes, found: Roadmap, room: float) -> list[Artist]:
    steps = found.space.scenario.labels.steps
    many = len(found.states)
    entries: list[Artist] = []
    for name in found.states[0].values:
        number = party_number(found.space, name)
        style = party_style(number)
        values = [state.values[name] for state in found.states]
        ax.step(range(many), values, where="post", color=style.colour, linewidth=1.4)
        ax.plot(range(many), values, style.marker, color=style.colour, markersize=4,
                gid=f"value-{name}")  # fmt: skip
        asked = found.space.parties[number].reservation
        ax.axhline(asked, color=style.colour, linewidth=0.8, linestyle=style.line, zorder=0)
        label = party_label(found.space.scenario, name)
        entries.append(
            Line2D([], [], color=style.colour, marker=style.marker, markersize=4,
                   label=fit(label, 1.8, BODY, 1))
        )  # fmt: skip
        entries.append(
            Line2D([], [], color=style.colour, linewidth=0.8, linestyle=style.line,
                   label=fit(f"{possessive(label)} walk-away value", 2.6, BODY, 1))
        )  # fmt: skip
    labels = ["status quo"]
    labels += [steps[name] for name in found.order or ()]
    ticks = [balanced(label, room - 0.1, SMALL, 4) for label in labels]
    ax.set_xticks(range(many), ticks, fontsize=SMALL)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.5, many - 0.5)
    ax.set_ylabel("Utility, each in its own")
    ax.grid(axis="y", color=FAINT, linewidth=0.4)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.spines["left"].set_color(QUIET)
    return entries


def _caption(found: Roadmap) -> str:
    order = (
        "The order that asks for least belief"
        if found.exists
        else "No order meets all demands; drawn is the order that asks for least belief without any"
    )
    parts = [
        f"{order}, under the stated assumptions. Each point: the party's walk-away value plus "
        "what the steps done by then have changed for it; the last one, the whole agreement. A "
        "step down is one that a party takes in the belief that the rest follows; a last step "
        "down from above its end is a temptation to stop."
    ]
    parts.append(FIXED_LINE)
    return " ".join(parts)
