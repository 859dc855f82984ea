"""The step graph: which step is asked to come before which, with the deadlock marked."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from sim.plots.style import (
    BODY,
    INK,
    PAPER,
    QUIET,
    SMALL,
    PartyStyle,
    frame,
    in_style,
    inches,
    party_number,
    party_style,
    settled,
    whole,
)
from sim.plots.typesetting import balanced, fit
from sim.settlement.process import Process
from sim.settlement.roadmap import Roadmap
from sim.text.agreements import agreement_title
from sim.text.names import FIXED_LINE, party_label

BOX, TALL, LINE = 1.75, 0.62, 0.12
"""Width of a step, its height with one line of parties, and of each further line; inches."""
WHO = 3
"""Up to so many lines of parties."""
LAW = "#6F6F6F"
"""Arrows of what law or fact puts first."""


@in_style
def step_graph(found: Roadmap, ax: Axes | None = None) -> Figure:
    """Draw the steps by who takes them, and what is asked to come first.

    Parameters
    ----------
    found
        The answer of ``sim.roadmap``.
    ax
        Draw the graph alone into these Axes, without heading and caption.
    """
    who = _who(found)
    tall = TALL + LINE * (max(map(_lines, who.values()), default=1) - 1)
    corners, wide, high = _places(found, tall)
    if ax is not None:
        _draw(inches(ax, wide, high), found, corners, who, tall)
        return whole(ax)
    width = wide + 0.6
    sheet = frame(width, found.space.scenario, "Steps, and what is asked to come first",
                  _caption(found))  # fmt: skip
    page = sheet.page(high + 0.45)
    _draw(inches(page.axes(0.3, sheet.top, wide, high), wide, high), found, corners, who, tall)
    page.legend(_entries(found))
    return settled(page.figure)


def _places(found: Roadmap, tall: float) -> tuple[dict[str, tuple[float, float]], float, float]:
    """Return the upper left corner of each step, round a ring in the order shown, and its size.

    On a ring no arrow has to pass behind a third step.
    """
    order = found.order or found.steps
    many = max(1, len(order))
    across, down = max(3.1, 0.45 * many), max(1.5, 0.28 * many)
    corners = {}
    for k, name in enumerate(order):
        angle = 2 * pi * k / many - pi / 2
        corners[name] = (across * (1 + cos(angle)) + 0.1, down * (1 + sin(angle)) + 0.15)
    return corners, 2 * across + BOX + 0.2, 2 * down + tall + 0.3


def _edges(found: Roadmap) -> list[tuple[str, str, str | None]]:
    """Return (first, then, whose demand) of everything that is asked to come first."""
    needs = Process.of(found.space, found.digits).needs
    return [(first, need.then, need.by) for need in needs for first in need.first]


def _who(found: Roadmap) -> dict[str, str]:
    """Return who takes each step, in lines that fit."""
    scenario = found.space.scenario
    return {
        name: balanced(
            ", ".join(party_label(scenario, party) for party in scenario.steps[name].by),
            BOX - 0.15, SMALL - 1, WHO,
        )
        for name in found.order or found.steps
    }  # fmt: skip


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _line(style: PartyStyle | None) -> dict[str, Any]:
    """Return how arrows are drawn: of law or fact without a party."""
    if style is None:
        return {"color": LAW, "linestyle": "solid"}
    return {"color": style.colour, "linestyle": style.line}


def _draw(
    ax: Axes,
    found: Roadmap,
    corners: dict[str, tuple[float, float]],
    who: dict[str, str],
    tall: float,
) -> None:
    scenario = found.space.scenario
    circle = {(link.first, link.then) for link in found.cycle}
    drawn: dict[str, FancyBboxPatch] = {}
    for name, (left, top) in corners.items():
        drawn[name] = FancyBboxPatch(
            (left, top), BOX, tall, boxstyle="round,pad=0,rounding_size=0.06", facecolor=PAPER,
            edgecolor=QUIET, linewidth=0.9, zorder=3,
        )  # fmt: skip
        ax.add_patch(drawn[name])
        label = balanced(scenario.labels.steps[name], BOX - 0.15, SMALL, 2)
        by = who[name]
        ax.text(left + BOX / 2, top + 0.24, label, fontsize=SMALL, ha="center", va="center",
                color=INK, zorder=4)  # fmt: skip
        ax.text(left + BOX / 2, top + tall - 0.06 - LINE * _lines(by) / 2, by,
                fontsize=SMALL - 1, ha="center", va="center", color=QUIET, zorder=4)  # fmt: skip
    for number, (first, then, owner) in enumerate(_edges(found)):
        inside = (first, then) in circle
        style = None if owner is None else party_style(party_number(found.space, owner))
        ends = [(left + BOX / 2, top + tall / 2) for left, top in (corners[first], corners[then])]
        ax.add_patch(
            FancyArrowPatch(
                *ends, patchA=drawn[first], patchB=drawn[then],
                connectionstyle=f"arc3,rad={0.04 * (number % 3) - 0.04}", arrowstyle="-|>",
                mutation_scale=13, linewidth=2.4 if inside else 1.0, **_line(style), shrinkA=1,
                shrinkB=2, gid="circle" if inside else "edge", zorder=2,
            )
        )  # fmt: skip


def _entries(found: Roadmap) -> list[Line2D]:
    by = dict.fromkeys(edge[2] for edge in _edges(found))
    entries = []
    for name in by:
        if name is None:
            entries.append(Line2D([], [], **_line(None), label="law or fact"))
        else:
            style = party_style(party_number(found.space, name))
            label = f"{party_label(found.space.scenario, name)} asks for it"
            entries.append(Line2D([], [], **_line(style), label=fit(label, 2.2, BODY, 1)))
    if found.cycle:
        entries.append(Line2D([], [], color=INK, linewidth=2.4, label="part of the deadlock"))
    return entries


def _caption(found: Roadmap) -> str:
    said = (
        "An order meets all of them."
        if found.exists
        else "No order meets all of them: the thick arrows are a circle."
    )
    what = agreement_title(found.space.scenario, found.name)
    return (
        "Arrows lead from what is asked to come first to what waits for it, for the agreement "
        f"{what}, under the stated assumptions. {said} Boxes stand clockwise from the "
        f"top in the order that asks for least belief"
        f"{'' if found.exists else ' without any demand'}. {FIXED_LINE}"
    )
