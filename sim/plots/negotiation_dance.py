"""The negotiation dance: the offers of the first talk in the utility plane of two parties."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining, Offer
from sim.plots.ground import BESIDE, Floats, Ground, Point, Style, pairs_of
from sim.plots.labels import CELL, Label, Sheet, place_labels
from sim.plots.plane import SOLUTION
from sim.plots.style import (
    BODY,
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
from sim.plots.ticks import round_places
from sim.plots.typesetting import balanced, fit
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import listing
from sim.text.talks_held import ENDING_NAMES, how_held
from sim.zone.zone import Zone

AGREED: Style = {
    "marker": "*", "markersize": 13, "markerfacecolor": INK, "markeredgecolor": PAPER,
    "markeredgewidth": 0.8, "linestyle": "none", "label": "agreement",
}  # fmt: skip
TEXT: Style = {
    "color": QUIET, "marker": "o", "markersize": 4.0, "markeredgecolor": PAPER,
    "markeredgewidth": 0.4, "linewidth": 0.9,
}  # fmt: skip


@in_style
def negotiation_dance(
    talks: Bargaining,
    zone: Zone | None = None,
    pair: tuple[str, str] | None = None,
    ax: Axes | None = None,
) -> Figure | None:
    """Draw the offers of the first talk in the utility plane of two parties.

    Parameters
    ----------
    talks
        The answer of ``bargain``.
    zone
        The answer of ``explore`` for the same scenario: its frontiers and solutions stand behind.
    pair
        Ids of the two parties on the axes, horizontal first; the first two that bargain if None.
    ax
        Draw into these Axes, without heading and caption; the legend stands to their right.

    Returns
    -------
    Figure or None
        None where the first talk has no offers.

    Raises
    ------
    KeyError, ValueError
        If ``pair`` names no party, or one that doesn't bargain, or the zone is of another scenario.
    """
    if not talks.trace:
        return None
    dance = _Dance(talks, Ground(talks, pairs_of(talks.space, pair)[0], zone))
    if ax is not None:
        dance.draw(ax)
        return whole(ax)
    side, left, above = 5.1, 0.85, 0.22
    names = " and ".join(dance.ground.names)
    what = "The text of the first talk" if dance.mediated else "The offers of the first talk"
    sheet = frame(9.3, talks.scenario, f"{what} in the utility plane of {names}", dance.caption())
    page = sheet.page(above + side + 0.45)
    dance.draw(page.axes(left, sheet.top + above, side, side))
    return settled(page.figure)


class _Dance:
    """The paths of offers in one plane."""

    def __init__(self, talks: Bargaining, ground: Ground) -> None:
        self.talks, self.ground = talks, ground
        self.mediated = PROTOCOLS[talks.settings.protocol].mediated
        self.makers: list[str | None] = [None] if self.mediated else list(ground.ids)
        self.agreed = [
            offer for offer in talks.trace
            if offer.round == talks.trace[-1].round and offer.agreement == talks.trace_agreement
        ][-1:]  # fmt: skip
        self.last = talks.trace[-1].round

    def offers(self, maker: str | None) -> list[Offer]:
        """Return the offers of a party, or the mediator's texts."""
        return [offer for offer in self.talks.trace if offer.party == maker]

    def path(self, maker: str | None) -> Floats:
        """Return where the offers of a maker lie, shape (offer, 2); offers at one point once."""
        found = [self.ground.point(offer.utilities) for offer in self.offers(maker)]
        return np.array([point for point, _ in groupby(found)]).reshape(-1, 2)

    def ends(self) -> list[Point]:
        """Return where the talk can have been agreed on, each point once."""
        return list(dict.fromkeys(self.ground.point(offer.utilities) for offer in self.agreed))

    def draw(self, ax: Axes) -> None:
        """Draw the ground, the paths and the legend."""
        paths = [self.path(maker) for maker in self.makers]
        ends = np.array(self.ends()).reshape(-1, 2)
        sheet = self.ground.draw(ax, BODY, np.concatenate([*paths, ends]))
        for maker, path in zip(self.makers, paths, strict=True):
            ax.plot(*path.T, zorder=4, **self._look(maker))
            sheet.mark(path, 8.0, 4.0)
            for start, end in pairwise(path.tolist()):
                sheet.line((start[0], start[1]), (end[0], end[1]), 6.0)
        for point in set(self.ends()) & set(self.ground.solutions):
            # Large enough to be seen around the star.
            ax.plot(*np.array([point]).T, **SOLUTION | {"markersize": 15}, zorder=6.5)
        ax.plot(*ends.T, zorder=7, **AGREED)
        sheet.mark(ends, 60.0, 12.0)
        looks = [self._look(one) for one in self.makers if self.offers(one)]
        looks += [AGREED] if len(ends) else []
        width = 0.32 * float(sheet.size[0]) / whole(ax).dpi
        place_labels(sheet, self._labels(width), BODY)
        _hide(sheet)
        place_labels(sheet, list(self._round_labels()), SMALL)
        handles = [*(Line2D([], [], **look) for look in looks), *self.ground.entries()]
        ax.legend(handles=handles, **BESIDE)

    def _look(self, maker: str | None) -> Style:
        if maker is None:
            return TEXT | {"label": "the mediator's text"}
        style = party_style(party_number(self.talks.space, maker))
        name = self.ground.names[self.ground.ids.index(maker)]
        return TEXT | {
            "color": style.colour, "marker": style.marker, "markeredgecolor": INK,
            "markersize": 3.8, "label": f"{fit(name, 1.4, SMALL, 1)}: offers",
        }  # fmt: skip

    def _labels(self, width: float) -> list[Label]:
        """Return what is written beside the agreement and the solutions, the agreement first."""
        found = {label.point: label for label in self.ground.labels(width, BODY)}
        if not self.ends():
            text = f"No agreement: {ENDING_NAMES[self.talks.trace_end]}"
            return [Label(balanced(text, width * 1.5, BODY, 3)), *found.values()]
        first = []
        for point in self.ends():
            text = f"★ Agreement in round {self.last}"
            lines = [balanced(text, width, BODY, 2)]
            lines += [found.pop(point).text] if point in found else []
            first.append(Label("\n".join(lines), point))
        return [*first, *found.values()]

    def _round_labels(self) -> Iterator[Label]:
        """Yield the rounds of some offers of each maker, those at one point together."""
        regular = [place + 1 for place in round_places(range(1, self.last + 1), 6)]
        for maker in self.makers:
            offers = self.offers(maker)
            shown = {*regular, *(offer.round for offer in offers[-1:])}
            at: dict[Point, list[str]] = {}
            for point, stay in groupby(offers, lambda one: self.ground.point(one.utilities)):
                rounds = [offer.round for offer in stay]
                if shown & set(rounds) and point not in self.ends():
                    span = [str(one) for one in dict.fromkeys((rounds[0], rounds[-1]))]
                    at.setdefault(point, []).append("–".join(span))
            for place, (point, texts) in enumerate(at.items()):
                many = "s" if len(texts) > 1 or "–" in texts[0] else ""
                word = f"round{many} " if place == 0 else ""
                yield Label(word + ", ".join(texts), point)

    def caption(self) -> str:
        """Return what is drawn, with what it rests on."""
        talks, ground = self.talks, self.ground
        which = "the one talk" if talks.same else f"the first of {talks.runs:,} talks"
        what = "The mediator's text" if self.mediated else "What the parties offered"
        what += f" in {which}, round by round, under the stated assumptions, if these strategies "
        parts = [what + "take these inputs. Numbers: the rounds of some offers."]
        if not talks.same:
            parts.append("It is one talk and stands for no other.")
        others = [n for n in talks.settings.strategies if n not in ground.ids]
        if others and not self.mediated:
            names = [party_label(talks.scenario, name) for name in others]
            parts.append(f"Offers of {listing(names)} are not shown.")
        return " ".join([*parts, self._end(), *how_held(talks), *ground.notes(), FIXED_LINE])

    def _end(self) -> str:
        if not self.agreed:
            return f"It ended without an agreement: {ENDING_NAMES[self.talks.trace_end]}."
        maker = self.agreed[0].party
        by = "" if maker is None else f", offered by {party_label(self.talks.scenario, maker)}"
        return f"It ended in round {self.last} with an agreement{by}."


def _hide(sheet: Sheet) -> None:
    """Keep what is written already free of further labels."""
    for text in sheet.axes.texts:
        box = text.get_window_extent()
        corners = np.array([[box.x0, box.y0], [box.x1, box.y1]]) - sheet.origin
        x, y = (np.arange(low, high, CELL) for low, high in corners.T)
        sheet.mark(sheet.data(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)), 1e5, CELL)
