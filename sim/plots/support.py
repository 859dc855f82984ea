"""Support: the expected share of votes for named agreements, group by group, with the threshold."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.style import (
    BODY,
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
from sim.plots.typesetting import fit
from sim.settlement.ratify import Judged, Ratified, Vote
from sim.settlement.support import group_label, ratification_label, votes_text
from sim.text.agreements import agreement_title
from sim.text.names import FIXED_LINE, party_label

ROW, LEFT, WIDE, RIGHT = 0.42, 3.2, 3.6, 0.8
"""Height of a row; widths of names, bars, margin; inches."""


@in_style
def support_figure(found: Ratified, ax: Axes | None = None) -> Figure | None:
    """Draw each vote as a bar of its groups' parts for it, with the threshold.

    Parameters
    ----------
    found
        The answer of ``sim.ratify``.
    ax
        Draw the bars alone into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where no agreement is named.
    """
    rows = [(one, vote) for one in found.judged for vote in one.votes]
    if not rows:
        return None
    if ax is not None:
        _bars(ax, found, rows)
        return whole(ax)
    width = LEFT + WIDE + RIGHT
    sheet = frame(width, found.scenario, "Expected shares of votes", _caption(found))
    high = ROW * len(rows)
    page = sheet.page(0.1 + high + 0.45)
    _bars(page.axes(LEFT, sheet.top + 0.1, WIDE, high), found, rows)
    return settled(page.figure)


def _bars(ax: Axes, found: Ratified, rows: list[tuple[Judged, Vote]]) -> None:
    scenario = found.scenario
    labels = []
    for place, (one, vote) in enumerate(rows):
        style = party_style(party_number(found.space, vote.party))
        start, y = 0.0, place + 0.5
        for number, (share, part) in enumerate(vote.groups.values()):
            ax.barh(y, share * part, 0.6, left=start, color=style.ramp(0.35 + 0.5 * (number % 2)),
                    edgecolor=QUIET, linewidth=0.5, gid="group")  # fmt: skip
            start += share * part
        ax.plot([vote.threshold] * 2, [y - 0.42, y + 0.42], color=INK, linewidth=1.4,
                gid="threshold")  # fmt: skip
        said = votes_text(vote.support) + ("" if vote.needed else " (not needed)")
        ax.text(1.03, y, said, fontsize=SMALL, va="center", clip_on=False)
        title = agreement_title(scenario, one.name)
        whose = party_label(scenario, vote.party)
        if len(scenario.parties[vote.party].ratification) > 1:
            whose += f", {ratification_label(scenario, vote.party, vote.name)}"
        text = f"{whose}: {title}"
        labels.append(fit(text, LEFT - 0.5, SMALL, 2))
    ax.set_yticks([k + 0.5 for k in range(len(rows))], labels, fontsize=SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(rows), 0)
    ax.set_xlim(0, 1)
    ax.set_xlabel("Expected share of votes, and the threshold", fontsize=BODY)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _caption(found: Ratified) -> str:
    parts = [
        "Each bar is what the groups of voters bring together, a piece a group, by what the whole "
        "agreement gives each above its walk-away value, under the stated assumptions; an "
        "expected share of votes, not a chance of passing."
    ]
    seen = {(vote.party, vote.name): vote for one in found.judged for vote in one.votes}
    for (party, name), vote in seen.items():
        if len(vote.groups) > 1:
            told = "; ".join(
                f"{group_label(found.scenario, party, name, group)} "
                f"({votes_text(share)} of the votes)"
                for group, (share, _) in vote.groups.items()
            )
            parts.append(f"Groups of {party_label(found.scenario, party)}, from the left: {told}.")
    parts.append(FIXED_LINE)
    return " ".join(parts)
