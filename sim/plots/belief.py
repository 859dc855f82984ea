"""Needed against available belief, per guarantee option and rule."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.style import (
    BODY,
    FAINT,
    INK,
    PAPER,
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
from sim.settlement.backing import Guaranteed, Trust
from sim.settlement.roadmap import Roadmap
from sim.text.names import FIXED_LINE, party_label

LEFT, WIDE, NOTE, LINE = 2.6, 3.4, 2.1, 0.24
"""Widths of names, of the axis and of what is said beside it; height of a party's line; inches."""
BEYOND = 1.09
"""Where a need that no belief meets is drawn."""
RULES = {"any_one": "one guarantor is enough", "all_agree": "all must agree"}


@in_style
def belief_figure(found: Roadmap, ax: Axes | None = None) -> Figure | None:
    """Draw for every guarantee and rule what each party must believe and what it can.

    Parameters
    ----------
    found
        The answer of ``sim.roadmap``.
    ax
        Draw the lines alone into these Axes, without heading and caption.

    Returns
    -------
    Figure or None
        None where nobody guarantees or nobody is asked to believe anything.
    """
    rows = [(one, trust) for one in found.guaranteed for trust in one.hardest]
    if not rows:
        return None
    if ax is not None:
        _lines(ax, found, rows)
        return whole(ax)
    width = LEFT + WIDE + NOTE
    title = "What each must believe, and what it can"
    sheet = frame(width, found.space.scenario, title, _caption(found))
    high = LINE * len(rows) + 0.14 * len(found.guaranteed)
    page = sheet.page(0.1 + high + 0.9)
    entries = _lines(page.axes(LEFT, sheet.top + 0.1, WIDE, high), found, rows)
    page.legend(entries)
    return settled(page.figure)


def _lines(ax: Axes, found: Roadmap, rows: list[tuple[Guaranteed, Trust]]) -> list[Artist]:
    scenario, y = found.space.scenario, 0.0
    ticks: list[float] = []
    labels: list[str] = []
    parties: dict[str, Artist] = {}
    for one in found.guaranteed:
        first = y
        for trust in one.hardest:
            y += LINE / 2
            number = party_number(found.space, trust.party)
            style = party_style(number)
            low, high = trust.low, max(trust.high, trust.low + 0.004)
            ax.barh(y, high - low, LINE * 0.62, left=low, color=style.ramp(0.35), gid="available")
            ax.plot([trust.available] * 2, [y - LINE * 0.31, y + LINE * 0.31], color=style.colour,
                    linewidth=1.6, gid="point")  # fmt: skip
            need = min(trust.needed, BEYOND)
            ax.plot(need, y, style.marker, markersize=5.5, color=INK, markerfacecolor=style.colour,
                    markeredgewidth=0.8, gid="needed", clip_on=False)  # fmt: skip
            step = scenario.labels.steps[trust.step]
            ax.text(BEYOND + 0.07, y, fit(step, NOTE - 0.2, SMALL, 1), fontsize=SMALL,
                    va="center", clip_on=False)  # fmt: skip
            label = fit(party_label(scenario, trust.party), 1.6, BODY, 1)
            parties[trust.party] = Line2D([], [], marker=style.marker, color=INK, linestyle="",
                                          markerfacecolor=style.colour, markersize=5.5,
                                          label=label)  # fmt: skip
            y += LINE / 2
        ticks.append((first + y) / 2)
        labels.append(fit(_name(found, one), LEFT - 0.4, SMALL, 2))
        y += 0.14
        ax.axhline(y - 0.07, color=FAINT, linewidth=0.5)
    ax.set_yticks(ticks, labels, fontsize=SMALL)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(y, -0.05)
    ax.set_xlim(0, BEYOND + 0.04)
    ax.axvline(1.0, color=QUIET, linewidth=0.8)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0, BEYOND], ["0", "0.25", "0.5", "0.75", "1", "none"],
                  fontsize=SMALL)  # fmt: skip
    ax.set_xlabel("Belief; right of 1: none is enough", fontsize=BODY)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    bar = Patch(facecolor=QUIET, alpha=0.35, label="can believe (range)")
    point = Line2D([], [], color=QUIET, linewidth=1.6, marker="|", markersize=9, linestyle="",
                   markeredgewidth=1.6, label="at the midpoints")  # fmt: skip
    need_mark = Line2D([], [], color=INK, marker="o", linestyle="", markersize=5.5,
                       markerfacecolor=PAPER, label="must believe")  # fmt: skip
    return [*parties.values(), need_mark, bar, point]


def _name(found: Roadmap, one: Guaranteed) -> str:
    scenario = found.space.scenario
    assert scenario.enforcement is not None
    issue = scenario.issues[scenario.enforcement.issue]
    said = issue.option_label(issue.place(one.option))
    breaks = "" if one.kept else " (breaks a rule)"
    return f"{said}, {RULES[one.rule]}{breaks}"


def _caption(found: Roadmap) -> str:
    order = "the best order" if all(one.exists for one in found.guaranteed) else (
        "the best order, or the best without demands where no order meets them,"
    )  # fmt: skip
    parts = [
        f"The agreement looked at with each guarantee on the table, under either rule, under "
        f"the stated assumptions. Of {order} "
        "each party's hardest step: how far it must believe that the rest follows, and how far it "
        "can, by its own belief and its guarantors, over all ranges that the file gives."
    ]
    parts.append(FIXED_LINE)
    return " ".join(parts)
