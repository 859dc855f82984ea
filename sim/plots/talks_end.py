"""Where talks end beside the solutions, in the utility plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import pi, sqrt
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform

from sim.bargaining.result import Bargaining
from sim.plots.ground import BESIDE, Ground, Point, Style, pairs_of
from sim.plots.labels import Label, Sheet, place_labels
from sim.plots.style import BODY, INK, MARGIN, SMALL, frame, in_style, settled, whole
from sim.plots.typesetting import balanced
from sim.space.proportion import Share
from sim.text.names import FIXED_LINE
from sim.text.numbers import count
from sim.text.talks_held import how_held
from sim.zone.zone import Zone

PANELS = 6
"""How many pairs of parties a figure shows."""
SIDE, SMALL_SIDE = 5.1, 2.8
"""Sides of a plane alone and of one of several, inches."""
LABELLED, WORTH = 5, 0.05
"""So many points at most are labelled with their share, all but the first if it is that large."""
WIDEST, NARROWEST = 26.0, 2.0
"""Diameter of the largest bubble of agreements, and the smallest that is drawn, in points."""
COVERED = 0.08
"""All bubbles together cover no larger part of the plane."""
SIZES = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""Shares that the legend can show the size of."""
MANY = 2_000
"""From so many bubbles on they are drawn as an image."""

ON: Style = {"color": "#3C82C4", "label": "talks end here, on the frontier"}
OFF: Style = {"color": "#CFE1F2", "label": "talks end here, not on the frontier"}
UNKNOWN: Style = {"color": "#B4B4B4", "label": "talks end here, frontier not known"}
ENDS: Mapping[bool | None, Style] = {True: ON, False: OFF, None: UNKNOWN}
NONE: Style = {"color": "none", "linestyle": (0, (3, 1.5)), "label": "no agreement"}
"""Talks without an agreement, where both walk-away values meet."""


@in_style
def talks_end(
    talks: Bargaining,
    zone: Zone,
    pair: tuple[str, str] | None = None,
    ax: Axes | None = None,
) -> Figure | None:
    """Draw in which agreements talks end, and how often, beside the zone's solutions.

    Parameters
    ----------
    talks
        The answer of ``bargain``.
    zone
        The answer of ``explore`` for the same scenario.
    pair
        Ids of the two parties on the axes, horizontal first. By default every pair of those that
        bargain, at most ``PANELS`` of them.
    ax
        Draw one plane into these Axes (of ``pair``, or of the first two that bargain), without
        heading and caption; the legend stands to their right.

    Returns
    -------
    Figure or None
        None where there is nothing to draw: no agreement, no frontier and no walk-away values.

    Raises
    ------
    KeyError, ValueError
        If ``pair`` names no party, or one that doesn't bargain, or the zone is of another scenario.
    """
    every = pairs_of(talks.space, pair)
    side = SIDE if len(every) == 1 else SMALL_SIDE
    if ax is not None:
        box = ax.get_window_extent()
        every, side = every[:1], float(min(box.width, box.height)) / whole(ax).dpi
    planes = [_Ends(talks, Ground(talks, one, zone)) for one in every[:PANELS]]
    if all(plane.empty for plane in planes):
        return None
    _scale(planes, side)
    if ax is not None:
        planes[0].draw(ax, BODY)
        ax.legend(handles=planes[0].entries(), **BESIDE)
        return whole(ax)
    if len(every) == 1:
        return settled(_alone(talks, planes[0]))
    return settled(_panels(talks, planes, every))


def _alone(talks: Bargaining, plane: _Ends) -> Figure:
    """Return a page with one plane, the legend beside it."""
    side, left, above = SIDE, 0.85, 0.22
    names = " and ".join(plane.ground.names)
    title = f"Where talks end, in the utility plane of {names}"
    sheet = frame(9.3, talks.scenario, title, _caption(talks, [plane], []))
    page = sheet.page(above + side + 0.45)
    axes = page.axes(left, sheet.top + above, side, side)
    plane.draw(axes, BODY)
    axes.legend(handles=plane.entries(), **BESIDE)
    return page.figure


def _panels(talks: Bargaining, planes: Sequence[_Ends], every: Sequence[tuple[int, int]]) -> Figure:
    """Return a page with a small plane for each pair."""
    side, gap_x, gap_y, left, above = SMALL_SIDE, 0.95, 0.85, 0.8, 0.22
    columns = min(3, len(planes))
    rows = -(-len(planes) // columns)
    width = left + columns * side + (columns - 1) * gap_x + 0.55
    sheet = frame(
        width,
        talks.scenario,
        "Where talks end, in the utility planes of the parties that bargain, two at a time",
        _caption(talks, planes, every[len(planes) :]),
    )
    page = sheet.page(above + rows * side + (rows - 1) * gap_y + 1.2)
    for place, plane in enumerate(planes):
        row, column = divmod(place, columns)
        x = left + column * (side + gap_x)
        plane.draw(page.axes(x, sheet.top + above + row * (side + gap_y), side, side), SMALL)
    found = {str(one.get_label()): one for plane in planes for one in plane.entries()}
    page.figure.legend(
        handles=list(found.values()),
        loc="lower left",
        ncols=4,
        bbox_to_anchor=(MARGIN / width, sheet.bottom / page.height),
        borderaxespad=0.0,
        columnspacing=2.0,
        handlelength=2.4,
    )
    return page.figure


def _scale(planes: Sequence[_Ends], side: float) -> None:
    """Set how large bubbles are, the same in all planes, whose sides are so many inches."""
    most = max(plane.most for plane in planes)
    agreed = max(sum(plane.counts.values()) for plane in planes)
    widest = min(WIDEST * side / SIDE, 72 * side * sqrt(COVERED * 4 / pi / max(1.0, agreed / most)))
    for plane in planes:
        plane.most, plane.widest = most, widest


class _Ends:
    """Bubbles where talks end, in one plane; their scale is set for all planes of a page."""

    def __init__(self, talks: Bargaining, ground: Ground) -> None:
        self.talks, self.ground = talks, ground
        self.counts: dict[tuple[Point, bool | None], float] = {}
        for end in talks.ends:
            key = ground.point(end.utilities), end.on_frontier
            self.counts[key] = self.counts.get(key, 0.0) + end.share.count
        self.without = talks.runs - talks.agreed.count
        known = all(value == value for value in ground.reservations)
        self.none = (ground.reservations[0], ground.reservations[1]) if known else None
        # Without an agreement there is one large bubble; it must not shrink all others.
        self.most = max([*self.counts.values(), self.without / 2 if known else 0.0, 1.0])
        self.widest = WIDEST

    @property
    def empty(self) -> bool:
        """True if nothing can be drawn."""
        ground = self.ground
        return not self.counts and self.none is None and not len(ground.settlement)

    def diameter(self, count: float) -> float:
        """Return the diameter of the bubble of so many talks, in points."""
        return max(NARROWEST, self.widest * sqrt(count / self.most))

    def draw(self, ax: Axes, size: float) -> None:
        """Draw the plane with type of so many points."""
        points = np.array([point for point, _ in self.counts]).reshape(-1, 2)
        sheet = self.ground.draw(ax, size, points)
        # Large ones first, so that none hides another.
        ranked = sorted(self.counts.items(), key=lambda one: -one[1])
        looks = [ENDS[on] for (_, on), _ in ranked]
        bubbles = [(point, count) for (point, _), count in ranked]
        self._draw_bubbles(ax, sheet, bubbles, looks)
        if self.without and self.none is not None:
            self._draw_bubbles(ax, sheet, [(self.none, self.without)], [NONE])
        width = max(1.25, 0.32 * float(sheet.size[0]) / whole(ax).dpi)
        place_labels(sheet, self._labels(width, size), size)

    def _draw_bubbles(
        self, ax: Axes, sheet: Sheet, bubbles: Sequence[tuple[Point, float]], looks: Sequence[Style]
    ) -> None:
        if not bubbles:
            return
        points = np.array([point for point, _ in bubbles])
        wide = np.array([self.diameter(count) for _, count in bubbles])
        x, y = points.T
        ax.scatter(
            x, y, s=wide**2, facecolors=[look["color"] for look in looks], edgecolors=INK,
            linewidths=np.where(wide > 8, 0.6, 0.35).tolist(), zorder=3, clip_on=False,
            linestyles=[look.get("linestyle", "solid") for look in looks],
            gid="none" if looks[0] is NONE else "ends", rasterized=len(points) > MANY,
        )  # fmt: skip
        radius = (wide / 2 * whole(ax).dpi / 72 / 4).round() * 4
        for one in np.unique(radius):
            sheet.mark(points[radius == one], 12.0, float(one))

    def shares(self) -> list[tuple[Point, float]]:
        """Return the points where most talks end, with how many do."""
        runs, total = self.talks.runs, dict[Point, float]()
        for (point, _), talks in self.counts.items():
            total[point] = total.get(point, 0.0) + talks
        ranked = sorted(total.items(), key=lambda one: (-one[1], one[0]))[:LABELLED]
        least = [0.01, *[WORTH] * LABELLED]
        return [one for one, share in zip(ranked, least, strict=False) if one[1] >= share * runs]

    def _labels(self, width: float, size: float) -> list[Label]:
        """Return what is written beside bubbles and solutions, those of one point together."""
        texts = {label.point: [label.text] for label in self.ground.labels(width, size)}
        for point, talks in self.shares():
            texts.setdefault(point, []).append(f"○ {self._percent(talks)}")
        if self.without and self.none is not None:
            texts.setdefault(self.none, []).append(
                balanced(f"No agreement: {self._percent(self.without)}", width, size, 2)
            )
        return [Label("\n".join(lines), point) for point, lines in texts.items()]

    def _percent(self, count: float) -> str:
        if self.talks.same:
            return "the one talk"
        return f"{Share(count, self.talks.runs).percent} of talks"

    def entries(self) -> list[Any]:
        """Return the marks of the legend."""
        kinds = {on for _, on in self.counts}
        shown = [look for on, look in ENDS.items() if on in kinds]
        shown += [NONE] if self.without and self.none is not None else []
        found: list[Any] = [_bubble(8.0, look) for look in shown]
        return found + self._sizes() + self.ground.entries()

    def _sizes(self) -> list[PathCollection]:
        """Return two bubbles of round shares, as large as they are drawn."""
        if self.talks.same or not self.counts:
            return []
        wide = {share: self.diameter(share * self.talks.runs) for share in SIZES}
        fitting = [share for share in SIZES if NARROWEST < wide[share] <= 13.0]
        found = fitting[:1] + [share for share in fitting if share * 4 <= fitting[0]][:1]
        look = {"color": "none"}
        return [
            _bubble(wide[share], look | {"label": f"area: {100 * share:g} % of talks"})
            for share in found
        ]


def _bubble(diameter: float, look: Style) -> PathCollection:
    """Return a bubble for the legend."""
    circle = Path.unit_circle().transformed(Affine2D().scale(0.5))
    found = PathCollection(
        [circle], [diameter**2], facecolors=look["color"], edgecolors=INK, linewidths=0.5,
        linestyles=[look.get("linestyle", "solid")], label=look["label"],
    )  # fmt: skip
    found.set_transform(IdentityTransform())
    return found


def _caption(
    talks: Bargaining, planes: Sequence[_Ends], left_out: Sequence[tuple[int, int]]
) -> str:
    """Return what the figure shows, with what it rests on and leaves out."""
    many = "the one talk ends" if talks.same else f"{count(talks.runs, 'talk')} end"
    parts = [f"Where {many} under the stated assumptions, if these strategies take these inputs."]
    parts += [] if talks.same else _counts(talks, planes)
    if planes[0].without:
        parts.append(
            "Dashed: talks without an agreement, where both walk-away values meet."
            if any(plane.none is not None for plane in planes)
            else f"No agreement in {count(int(planes[0].without), 'talk')}."
        )
    parts += how_held(talks)
    parts += planes[0].ground.notes()
    if not talks.space.consent.unanimous:
        parts.append(
            "An agreement can lie below the line of a party whose consent it doesn't need."
        )
    if left_out:
        every, shown = len(planes) + len(left_out), len(planes)
        parts.append(f"Of {every} pairs the first {shown} in the order of the file are shown.")
    return " ".join([*parts, FIXED_LINE])


def _counts(talks: Bargaining, planes: Sequence[_Ends]) -> list[str]:
    """Return how many talks agree, in how many agreements, and how that is drawn."""
    parts = [f"Agreement in {talks.agreed.text('talks')}."]
    if not talks.ends:
        return parts
    text = count(len(talks.ends), "different agreement")
    if all(end.on_frontier is not None for end in talks.ends):
        on = sum(end.share.count for end in talks.ends if end.on_frontier)
        text += f"; {count(int(on), 'talk')} ended on the frontier"
    parts.append(f"{text}. Area of a bubble: share of talks, those at one point together.")
    least = min(min(plane.counts.values()) for plane in planes)
    if any(plane.widest * sqrt(least / plane.most) < NARROWEST for plane in planes):
        parts.append("The smallest are drawn larger so that they can be seen.")
    return parts
