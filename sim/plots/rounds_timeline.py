"""The rounds timeline: what the rules leave, the zone and the solutions, round by round."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.comparison.rounds import Rounds, RoundState
from sim.plots.style import (
    BODY,
    FAINT,
    GAINS,
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
from sim.plots.typesetting import balanced, fit
from sim.space.count import at_least
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import short_count

LEFT, HIGH, GAP = 1.0, 1.9, 0.55
"""Left margin, height of a panel, gap between panels (inches)."""
RULES, ZONE = "#D9D9D9", GAINS(1.0)
"""Bars of what keeps the rules, and of what is acceptable."""


@in_style
def rounds_timeline(found: Rounds, ax: Axes | None = None) -> Figure:
    """Draw how many agreements keep the rules and are acceptable, and the Nash utilities.

    Parameters
    ----------
    found
        The answer of ``sim.rounds``.
    ax
        Draw the counts alone into these Axes, without heading and caption.
    """
    if ax is not None:
        _counts(ax, found)
        return whole(ax)
    states = len(found.states)
    wide = max(5.6, min(9.6, 1.15 * states))
    width = LEFT + wide + 1.75
    sheet = frame(width, found.scenario, "Round by round", _caption(found))
    page = sheet.page(0.1 + 2 * HIGH + GAP + 0.75)
    top = sheet.top + 0.1
    upper = page.axes(LEFT, top, wide, HIGH)
    _counts(upper, found)
    upper.set_xticklabels([])
    upper.legend(
        handles=[
            Patch(facecolor=RULES, edgecolor=QUIET, label="keep the rules"),
            Patch(facecolor=ZONE, edgecolor=QUIET, label="acceptable"),
        ],
        loc="upper left",
        bbox_to_anchor=(1.02, 1.0),
        borderaxespad=0.0,
    )
    lower = page.axes(LEFT, top + HIGH + GAP, wide, HIGH)
    entries = _utilities(lower, found)
    lower.legend(handles=entries, loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0)
    return settled(page.figure)


def _tick(state: RoundState, wide: float) -> str:
    if not state.number:
        return "before"
    return balanced(f"{state.number}: {state.title}", wide, SMALL, 4)


def _axis(ax: Axes, found: Rounds) -> None:
    ax.set_xlim(-0.5, len(found.states) - 0.5)
    wide = max(5.6, min(9.6, 1.15 * len(found.states))) / len(found.states) - 0.08
    labels = [_tick(state, wide) for state in found.states]
    ax.set_xticks(range(len(found.states)), labels, fontsize=SMALL)
    ax.tick_params(axis="x", length=0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _counts(ax: Axes, found: Rounds) -> None:
    """Draw counts on a scale of ratios; none is a mark on the axis."""
    _axis(ax, found)
    most = max(at_least(state.within_rules) for state in found.states)
    ax.set_yscale("log")
    ax.set_ylim(0.6, max(10.0, most * 3.0))
    powers = range(len(str(most)) + 1)
    step = 1 + len(powers) // 9
    ticks = [10**power for power in powers if power % step == 0 and 10**power <= most * 3]
    ax.set_yticks(ticks, [short_count(tick) for tick in ticks])
    ax.minorticks_off()
    for place, state in enumerate(found.states):
        for shift, count, colour, name in (
            (-0.2, state.within_rules, RULES, "rules"),
            (0.2, state.acceptable, ZONE, "zone"),
        ):
            height = at_least(count)
            if height:
                ax.bar(
                    place + shift, height, 0.38, color=colour, edgecolor=QUIET, linewidth=0.4,
                    gid=f"{name}-{state.number}",
                )  # fmt: skip
            y = max(height, 0.6) * 1.15
            ax.text(place + shift, y, short_count(count), fontsize=SMALL - 1, ha="center",
                    va="bottom")  # fmt: skip
    ax.set_ylabel("Agreements")


def _utilities(ax: Axes, found: Rounds) -> list[Artist]:
    """Draw the Nash utilities, broken where they don't compare, and r*."""
    _axis(ax, found)
    space = found.states[-1].space
    entries: list[Artist] = []
    for number in space.bargaining:
        name = space.parties[number].name
        style = party_style(party_number(space, name))
        for run in _runs(found, name):
            ax.plot(
                [state.number for state, _ in run], [value for _, value in run],
                color=style.colour, marker=style.marker, markersize=4, linewidth=1.2,
            )  # fmt: skip
        label = fit(f"{party_label(found.scenario, name)} in Nash", 1.5, BODY, 2)
        entries.append(
            Line2D([], [], color=style.colour, marker=style.marker, markersize=4, label=label)
        )
    values = [(s.number, s.critical_reservation) for s in found.states]
    known = [(x, y) for x, y in values if y is not None]
    if known:
        ax.plot(*zip(*known, strict=True), color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        entries.append(Line2D([], [], color=INK, linewidth=0.9, linestyle=(0, (3, 2)), label="r*"))
    for state in found.states:
        if not state.exists:
            ax.axvspan(state.number - 0.5, state.number + 0.5, color=FAINT, alpha=0.35, zorder=0)
    entries.append(Patch(color=FAINT, alpha=0.35, label="no zone"))
    ax.set_ylabel("Utility")
    ax.grid(axis="y", color=FAINT, linewidth=0.4)
    ax.set_axisbelow(True)
    return entries


def _runs(found: Rounds, name: str) -> list[list[tuple[RoundState, float]]]:
    """Return stretches of states in which a party's utilities compare and there is a zone."""
    found_runs: list[list[tuple[RoundState, float]]] = [[]]
    for state in found.states:
        nash = (state.solutions or {}).get("nash")
        value = None if nash is None else nash.utilities.get(name)
        if name in state.apart or value is None:
            found_runs.append([])
        if value is not None:
            found_runs[-1].append((state, value))
    return [run for run in found_runs if run]


def _caption(found: Rounds) -> str:
    parts = [
        "Above: how many agreements keep every rule of those whose consent they need, and how "
        "many are acceptable, on a scale of ratios, under the stated assumptions. "
        "Below: what each party gets in the first Nash solution, and r*, the largest walk-away "
        "value of all that leaves a zone."
    ]
    if any(state.apart for state in found.states):
        parts.append("Lines break where utilities do not compare with those before.")
    parts.append(FIXED_LINE)
    return " ".join(parts)
