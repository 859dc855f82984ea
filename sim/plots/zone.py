"""The zone in the utility plane: what is on the table, what is acceptable, where solutions are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from sim.plots.plane import Plane, entries
from sim.plots.style import (
    BLUES,
    BODY,
    GREYS,
    MARGIN,
    SMALL,
    Page,
    frame,
    in_style,
    party_number,
    settled,
    whole,
)
from sim.plots.typesetting import fit
from sim.space.count import counted as count_text
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import count, listing
from sim.zone.zone import Zone

PANELS = 6
"""How many pairs of parties a figure shows."""
ASIDE = 1.9
"""Room for a line of the legend beside Axes that were given, inches."""


@in_style
def zone_figure(
    zone: Zone, pair: tuple[str, str] | None = None, ax: Axes | None = None
) -> Figure | None:
    """Draw the utility plane of two parties that bargain, or one for each of their pairs.

    Parameters
    ----------
    zone
        The answer of ``explore``.
    pair
        Ids of the two parties on the axes, horizontal first. By default every pair of those that
        bargain, at most ``PANELS`` of them.
    ax
        Draw one plane into these Axes (of ``pair``, or of the first two that bargain), without
        heading and caption; the legend stands to their right.

    Returns
    -------
    Figure or None
        None where fewer than two parties bargain or nothing is on the table.

    Raises
    ------
    KeyError, ValueError
        If ``pair`` names no party, or one that doesn't bargain.
    """
    space = zone.space
    if len(space.bargaining) < 2 or not zone.counts.agreements:
        return None
    every = list(combinations(space.bargaining, 2))
    if pair is not None:
        every = [(party_number(space, pair[0]), party_number(space, pair[1]))]
        if not set(every[0]) <= set(space.bargaining) or pair[0] == pair[1]:
            raise ValueError(f"{pair[0]} and {pair[1]} are no two parties that bargain")
    if ax is not None:
        plane = Plane(zone, every[0])
        plane.draw(ax, BODY)
        _legend(ax, plane, ASIDE)
        return whole(ax)
    planes = [Plane(zone, one) for one in every[:PANELS]]
    return settled(_alone(zone, planes[0]) if len(every) == 1 else _panels(zone, planes, every))


def _alone(zone: Zone, plane: Plane) -> Figure:
    """Return a page with one plane, the legend beside it."""
    side, left, above = 5.1, 0.85, 0.22
    sheet = frame(
        9.3,
        zone.scenario,
        f"Utility plane of {plane.names[0]} and {plane.names[1]}",
        _caption(zone, [plane], []),
    )
    page = sheet.page(above + side + 0.45)
    axes = page.axes(left, sheet.top + above, side, side)
    missed = plane.draw(axes, BODY)
    legend = _legend(axes, plane, 9.3 - left - 1.09 * side - MARGIN - 0.4).get_window_extent()
    aside, place = left + side + 0.52, page.height - legend.y0 / page.figure.dpi + 0.3
    if not plane.dots:
        place = _shades(page, plane, aside, place)
    if missed:
        text = fit("No room to label: " + "; ".join(missed), 2.5, SMALL, 8)
        page.text(aside, place, text, fontsize=SMALL)
    return page.figure


def _legend(ax: Axes, plane: Plane, room: float) -> Legend:
    return ax.legend(
        *entries([plane], room),
        loc="upper left",
        bbox_to_anchor=(1.09, 1.012),
        borderaxespad=0.0,
        labelspacing=0.9,
        handlelength=2.4,
    )


def _shades(page: Page, plane: Plane, left: float, place: float) -> float:
    """Draw what the shades of the plane stand for; return where that ends."""
    rows = [(plane.every["label"], GREYS, plane.density.every)]
    if plane.zone.exists:
        rows.append((plane.acceptable["label"], BLUES, plane.density.acceptable))
    page.text(left, place, "Agreements in one cell (log scale)", fontsize=SMALL)
    place += 0.22
    for name, ramp, counts in rows:
        bar = page.axes(left, place, 1.1, 0.13)
        bar.imshow(
            ramp(np.linspace(0, 1, 64))[None, :, :], aspect="auto", extent=(0.0, 1.0, 0.0, 1.0)
        )
        bar.set_yticks([])
        bar.set_xticks([0, 1], ["1", f"{counts.max():,}"])
        page.text(left + 1.3, place + 0.065, name, fontsize=SMALL, va="center")
        place += 0.45
    return place


def _panels(zone: Zone, planes: Sequence[Plane], every: Sequence[tuple[int, int]]) -> Figure:
    """Return a page with a small plane for each pair."""
    side, gap_x, gap_y, left, above = 2.8, 0.95, 0.85, 0.8, 0.22
    columns = min(3, len(planes))
    rows = -(-len(planes) // columns)
    width = left + columns * side + (columns - 1) * gap_x + 0.55
    sheet = frame(
        width,
        zone.scenario,
        "Utility planes of the parties that bargain, two at a time",
        _caption(zone, planes, every[len(planes) :]),
    )
    page = sheet.page(above + rows * side + (rows - 1) * gap_y + 1.15)
    for place, plane in enumerate(planes):
        row, column = divmod(place, columns)
        x = left + column * (side + gap_x)
        plane.draw(page.axes(x, sheet.top + above + row * (side + gap_y), side, side), SMALL)
    handles, labels = entries(planes, (width - 2 * MARGIN) / 4 - 0.7)
    page.figure.legend(
        handles,
        labels,
        loc="lower left",
        ncols=4,
        bbox_to_anchor=(MARGIN / width, sheet.bottom / page.height),
        borderaxespad=0.0,
        columnspacing=2.0,
    )
    return page.figure


def _caption(zone: Zone, planes: Sequence[Plane], left_out: Sequence[tuple[int, int]]) -> str:
    """Return what the figure shows, with what it leaves out."""
    parts = [_what(zone, planes[0])]
    parts.append(
        "Walk-away value: what a party's best course without this agreement is worth to it."
    )
    if planes[0].dots:
        parts.append("One square can stand for several agreements.")
    parts.append(_frontiers(zone))
    if zone.exists:
        parts.append(
            "Solutions are reference points; the egalitarian and the utilitarian one mean "
            "something only if a point of one scale counts as much as a point of another."
        )
    parts += _packages(zone)
    parts += _consent(zone)
    if left_out:
        pairs = len(planes) + len(left_out)
        names = [" and ".join(_name(zone, k) for k in one) for one in left_out]
        if len(names) <= PANELS:
            parts.append(f"Not shown, of {pairs} pairs: {'; '.join(names)}.")
        else:
            parts.append(
                f"Of {pairs} pairs the first {len(planes)} in the order of the file are shown, and "
                f"{len(names)} are not."
            )
    return " ".join([*parts, FIXED_LINE])


def _what(zone: Zone, plane: Plane) -> str:
    """Return what the squares are, and of how many agreements."""
    counts, sample = zone.counts, plane.density.sample
    acceptable = count_text(counts.acceptable) if zone.exists else "none"
    if sample is None:
        return (
            "What each agreement on the table is worth to the parties under the stated "
            f"assumptions, exact for this file: {count(counts.agreements, 'agreement')}, "
            f"{acceptable} of them acceptable."
        )
    met = f", and {int(plane.density.acceptable.sum()):,} of the sample" if zone.exists else ""
    return (
        f"What a random sample of {sample:,} agreements on the table (fixed seed) is worth to the "
        f"parties under the stated assumptions, exact for this file. "
        f"{acceptable[:1].upper()}{acceptable[1:]} of the {counts.agreements:,} agreements "
        f"{'are' if zone.exists else 'is'} acceptable{met}. {_no_sample(zone)}"
    )


def _no_sample(zone: Zone) -> str:
    """Return what else is drawn."""
    there = {
        "frontiers": len(zone.settlement.vectors) + len(zone.frontier.vectors) > 0
        and zone.frontier.complete,
        "solutions": zone.exists,
        "packages": any(package.judgement is not None for package in zone.packages.values()),
    }
    names = [name for name, shown in there.items() if shown]
    return f"{listing(names).capitalize()} are no sample." if names else ""


def _frontiers(zone: Zone) -> str:
    """Return which frontiers are shown, and why one is not."""
    counts, why = zone.counts, zone.unfinished
    if zone.frontier.complete and zone.settlement.complete:
        if not counts.settlement:
            return "No agreement is within red lines, so there is no frontier."
        return (
            "Frontier points are agreements that no other of their kind dominates: hollow, within "
            "red lines with walk-away values left aside "
            f"({count(counts.settlement, 'agreement')})"
            + (f"; filled, in the zone ({count_text(counts.frontier)})." if zone.exists else ".")
        )
    if zone.frontier.complete:
        shown = (
            "Frontier points are agreements in the zone that no other one dominates "
            f"({count_text(counts.frontier)}). "
            if zone.exists
            else ""
        )
        if why.startswith("the settlement frontier"):
            return f"{shown}{why[:1].upper()}{why[1:]} and is not shown."
        return f"{shown}The settlement frontier is not shown: {why}."
    first = (
        "Frontiers were not asked for"
        if why == "frontiers were not asked for"
        else f"Frontiers were not worked out: {why}"
    )
    if not zone.exists:
        return f"{first}."
    return (
        f"{first}. Triangles are acceptable agreements that searches met on their way; none of "
        "them is shown to be on a frontier."
    )


def _name(zone: Zone, party: int) -> str:
    return party_label(zone.scenario, zone.space.parties[party].name)


def _packages(zone: Zone) -> list[str]:
    """Return how packages are drawn, and which are not."""
    parts = []
    drawn = [p for p in zone.packages.values() if p.judgement is not None]
    if any(package.open_issues for package in drawn):
        parts.append(
            "A package that leaves issues open is drawn at its completion: an acceptable one with "
            "the largest Nash product, or else one that misses the fewest rules and walk-away "
            "values."
        )
    missing = [
        zone.scenario.labels.packages[name]
        for name, p in zone.packages.items()
        if p.judgement is None and not p.cut_short
    ]
    if missing:
        parts.append(
            f"Not drawn, because no agreement on the table says all of it: {listing(missing)}."
        )
    return parts


def _consent(zone: Zone) -> list[str]:
    """Return whose consent counts beside what the plane shows."""
    consent, parts = zone.space.consent, []
    if not consent.unanimous:
        required = [_name(zone, k) for k in consent.required]
        whose = f"the consent of {listing(required)} and that of" if required else "the consent of"
        parts.append(
            f"An agreement needs {whose} {consent.at_least} of {len(consent.of)} parties "
            f"({listing([_name(zone, k) for k in consent.of])}), so an acceptable one can lie "
            "below the walk-away value of a party that it does not need."
        )
    elif len(zone.space.bargaining) > 2 or set(zone.space.consenting) > set(zone.space.bargaining):
        parts.append("An agreement above both lines can be below a third party's walk-away value.")
    undefined = [
        _name(zone, k) for k in zone.space.bargaining if np.isnan(zone.space.reservations[k])
    ]
    if undefined:
        parts.append(
            f"No line is drawn where no walk-away value can be worked out: {listing(undefined)}."
        )
    return parts
