"""Trades: what each of two parties gains by giving on one issue for another."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.style import (
    BODY,
    FAINT,
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
from sim.text.names import FIXED_LINE, issue_label, party_label
from sim.text.numbers import decimals, number
from sim.zone.trades import Change, Trade

ROWS = 12
"""So many trades are drawn, the largest product of gains first."""
ROW, LEFT, PANEL, GAP, RIGHT = 0.46, 5.0, 1.35, 0.3, 0.4
"""Height of a row; widths of names, a panel, gap, margin; inches."""


@in_style
def trade_table(found: Sequence[Trade], space: Space, ax: Axes | None = None) -> Figure | None:
    """Draw the best exchange of each pair of issues: what is given for what, and both gains.

    Parameters
    ----------
    found
        The answer of ``trades``.
    space
        The space that it is about.
    ax
        Draw the gains of who gives first into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where no two parties gain by any exchange.
    """
    rows = list(found[:ROWS])
    if not rows:
        return None
    if ax is not None:
        _gains(ax, rows, space, 0)
        return whole(ax)
    width = LEFT + 2 * PANEL + GAP + RIGHT
    sheet = frame(width, space.scenario, "Trades: one issue for another", _caption(found, rows))
    high = ROW * len(rows)
    page = sheet.page(0.5 + high + 0.1)
    top = sheet.top + 0.5
    first = page.axes(LEFT, top, PANEL, high)
    _gains(first, rows, space, 0)
    _gains(page.axes(LEFT + PANEL + GAP, top, PANEL, high), rows, space, 1)
    labels = [_label(one, space) for one in rows]
    first.set_yticks([k + 0.5 for k in range(len(rows))], labels, fontsize=SMALL)
    first.tick_params(axis="y", length=0)
    return settled(page.figure)


def _step(change: Change, space: Space) -> str:
    issue = space.scenario.issues[change.issue]
    before, after = (issue.option_label(issue.place(o)) for o in (change.before, change.after))
    return f"{issue_label(space.scenario, change.issue)}: {before} → {after}"


def _label(one: Trade, space: Space) -> str:
    """Return both steps, each with who gives by it, a line each."""
    lines = [
        f"{party_label(space.scenario, party)} on {_step(change, space)}"
        for party, change in zip(one.parties, (one.given, one.returned), strict=True)
    ]
    return "\n".join(fit(line, LEFT - 0.5, SMALL, 1) for line in lines)


def _gains(ax: Axes, rows: Sequence[Trade], space: Space, which: int) -> None:
    """Draw what one side gains, with its ratio, on a scale of its own."""
    most = max(one.gains[one.parties[which]] for one in rows)
    for place, one in enumerate(rows):
        name = one.parties[which]
        style = party_style(party_number(space, name))
        gain, y = one.gains[name], place + 0.5
        ax.barh(y, gain, 0.5, color=style.colour, gid=f"gain-{which}")
        text = f"{decimals(gain, 3)} ({number(one.ratios[name], 1)})"
        ax.text(gain + 0.03 * most, y, text, fontsize=SMALL, va="center")
    ax.set_ylim(len(rows), 0)
    ax.set_xlim(0, 2.0 * most)
    ax.set_xticks([])
    ax.set_yticks([])
    names = dict.fromkeys(one.parties[which] for one in rows)
    who = (
        party_label(space.scenario, next(iter(names)))
        if len(names) == 1
        else ("the first named", "the other")[which]
    )
    ax.set_title(fit(f"Gain of {who} (ratio)", PANEL, BODY, 2), fontsize=BODY, pad=5)
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)
    ax.spines["left"].set_color(FAINT)


def _caption(found: Sequence[Trade], rows: Sequence[Trade]) -> str:
    parts = [
        "Each pair of issues with the exchange whose product of gains is largest, of all steps "
        "between options that occur within red lines, under the stated assumptions: the one on "
        "the first line gives by that step, the other by the second. Gains are in each one's own "
        "utility, on a scale of its own; in brackets how many times as much the first step is "
        "worth to it as the second. Whether rules allow both steps at once hangs on the agreement."
    ]
    if len(found) > len(rows):
        parts.append(f"{len(found) - len(rows):,} more pairs are in result.json.")
    parts.append(FIXED_LINE)
    return " ".join(parts)
