"""The yes-region: which weights a party has in the draws in which it accepts an agreement."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.acceptability import agreement_name
from sim.plots.style import (
    BODY,
    FAINT,
    INK,
    SMALL,
    frame,
    in_style,
    party_number,
    party_style,
    settled,
    whole,
)
from sim.plots.typesetting import fit
from sim.text.names import FIXED_LINE, issue_label, party_label
from sim.text.numbers import count
from sim.uncertainty.result import AgreementShares, Robustness

ROW = 0.3
"""Height of an issue, inches."""
PARTIES = 6
"""So many parties are drawn."""
LEFT, GAP = 1.9, 0.3
"""Width of the issues' names, and between parties; inches."""
MARKERS = ("o", "s", "^", "D")
"""Of the agreements, in their order."""


@in_style
def yes_region(
    found: Robustness, party: str | None = None, ax: Axes | None = None
) -> Figure | None:
    """Draw a party's weights as drawn, and the central weights of agreements that it accepts.

    Parameters
    ----------
    found
        The answer of ``sim.robustness``.
    party
        Draw this party alone; all that have a say and weights if None, at most ``PARTIES``.
    ax
        Draw the first into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where no party accepts any of the named agreements.

    Raises
    ------
    KeyError
        If there is no such party with weights.
    """
    chosen = [one for one in found.shares if one.central_weights][: len(MARKERS)]
    names = [found.space.parties[k].name for k in found.space.consenting]
    if party is not None:
        if party not in names:
            raise KeyError(party)
        names = [party]
    names = [n for n in names if any(n in one.central_weights for one in chosen)][:PARTIES]
    if not names:
        return None
    if ax is not None:
        _draw(ax, found, chosen, names[0], labelled=True)
        return whole(ax)
    issues = len(found.space.issues)
    width = max(7.2, min(12.0, LEFT + len(names) * (2.4 + GAP) + 0.3))
    each = (width - LEFT - 0.3) / len(names) - GAP
    sheet = frame(
        width,
        found.scenario,
        "Weights with which parties accept agreements",
        _caption(found),
    )
    below = 0.2 * (1 + len(chosen) // 2) + 0.1
    page = sheet.page(0.3 + issues * ROW + 0.55 + below)
    for place, name in enumerate(names):
        x = LEFT + place * (each + GAP)
        axes = page.axes(x, sheet.top + 0.3, each, issues * ROW)
        _draw(axes, found, chosen, name, labelled=place == 0)
        title = fit(party_label(found.scenario, name), each, BODY, 1)
        axes.set_title(title, fontsize=BODY, pad=5)
    page.legend(_entries(found, chosen), columns=2, handlelength=1.8)
    return settled(page.figure)


def _draw(
    ax: Axes,
    found: Robustness,
    chosen: list[AgreementShares],
    name: str,
    *,
    labelled: bool,
) -> None:
    """Draw one party."""
    issues, drawn = list(found.space.issues), found.weights[name]
    colour = party_style(party_number(found.space, name)).colour
    most = float(drawn.max())
    for row, issue in enumerate(issues):
        y = row + 0.5
        low, middle, high = drawn[:, row].tolist()
        ax.plot([low, high], [y, y], color=colour, alpha=0.35, linewidth=6, solid_capstyle="butt")
        ax.plot([middle, middle], [y - 0.36, y + 0.36], color=colour, linewidth=1.4)
        for place, one in enumerate(chosen):
            central = one.central_weights.get(name)
            if central is None:
                continue
            most = max(most, central[issue])
            # One below the other, so that equal weights don't cover each other.
            shift = (place - (len(chosen) - 1) / 2) * 0.17
            ax.plot(
                central[issue], y + shift, MARKERS[place], color=INK, markersize=3.4,
                markerfacecolor="white", markeredgewidth=0.8,
            )  # fmt: skip
    ax.set_xlim(0, most * 1.1 or 1.0)
    ax.set_ylim(len(issues), 0)
    labels = [fit(issue_label(found.scenario, issue), LEFT - 0.45, SMALL, 1) for issue in issues]
    ax.set_yticks([k + 0.5 for k in range(len(issues))], labels if labelled else [])
    ax.tick_params(axis="y", length=0, labelsize=SMALL)
    ax.set_xlabel("Weight (all add up to 1)")
    ax.grid(axis="x", color=FAINT, linewidth=0.4)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _caption(found: Robustness) -> str:
    return (
        f"Bands: 5 to 95 % of the normalised weights as drawn ({count(found.draws, 'draw')}), "
        "the line at 50 %. Marks: central weights, the mean of a party's weights over the draws in "
        "which it accepts an agreement. Where marks lie at the middle of the bands, acceptance "
        f"hangs little on that weight. {FIXED_LINE}"
    )


def _entries(found: Robustness, chosen: list[AgreementShares]) -> list[Artist]:
    entries: list[Artist] = [Patch(color="#8A8A8A", alpha=0.35, label="weights as drawn")]
    for marker, one in zip(MARKERS, chosen, strict=False):
        entries.append(
            Line2D([], [], color=INK, marker=marker, linestyle="none", markersize=4,
                   markerfacecolor="white", label=fit(agreement_name(found, one), 3.0, BODY, 2))
        )  # fmt: skip
    return entries
