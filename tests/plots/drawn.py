"""What stands in a figure: its texts with their boxes, and its artists by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import sim
from sim.plots import FIGURES
from sim.plots.style import styled
from tests.plots.scenarios import STRAIN

ROOT = Path(__file__).parents[2]
FILES = {
    "istanbul-2022": "istanbul-2022.yaml",
    **{
        path.stem: f"teaching/{path.name}"
        for path in sorted((ROOT / "scenarios/teaching").glob("*.yaml"))
    },
}
EVERY = [
    *FILES,
    "istanbul-2022:territory_settled_now",
    "bypass-opens:without_bypass",
    *STRAIN,
]
"""Names of all scenarios that figures are tested with; a variant stands behind a colon."""


@cache
def zone_of(name: str) -> sim.Zone:
    """Return the zone of a scenario by its name."""
    if name in STRAIN:
        return sim.explore(sim.Scenario.from_dict(STRAIN[name]()))
    file, _, variant = name.partition(":")
    scenario = sim.load(ROOT / "scenarios" / FILES[file])
    return sim.explore(scenario.as_variant(variant) if variant else scenario)


@cache
def figure_of(name: str, kind: str) -> Figure | None:
    """Return one of a scenario's figures."""
    return FIGURES[kind](zone_of(name))


def texts(figure: Figure) -> list[Text]:
    """Return every text that is drawn."""
    with styled():
        figure.draw_without_rendering()
    ticks = {id(text) for axes in all_axes(figure) for text in tick_labels(axes, drawn=False)}
    found = [text for axes in all_axes(figure) for text in tick_labels(axes, drawn=True)]
    hidden = {id(axes) for axes in all_axes(figure) if not axes.axison}
    for text in figure.findobj(Text):
        off = text.axes is not None and id(text.axes) in hidden and is_axis_text(text)
        if id(text) not in ticks and text.get_visible() and text.get_text().strip() and not off:
            found.append(text)
    return found


def is_axis_text(text: Text) -> bool:
    axes = text.axes
    assert axes is not None
    own = (axes.xaxis.label, axes.yaxis.label, axes.xaxis.offsetText, axes.yaxis.offsetText)
    return any(text is one for one in own)


def all_axes(figure: Figure) -> list[Axes]:
    return [one for one in figure.findobj(Axes) if isinstance(one, Axes)]


def tick_labels(axes: Axes, *, drawn: bool) -> Iterator[Text]:
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            inside = low - 1e-9 <= tick.get_loc() <= high + 1e-9
            for text in (tick.label1, tick.label2):
                if not drawn or (axes.axison and inside and text.get_visible() and text.get_text()):
                    yield text


def box(text: Text, figure: Figure) -> Bbox:
    """Return the box of a text's own letters, without leaders."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    with styled():
        return Text.get_window_extent(text, renderer)


def assert_clean(figure: Figure) -> None:
    """Assert that no text overlaps another and none leaves the figure."""
    boxes = [(text.get_text(), box(text, figure)) for text in texts(figure)]
    width, height = figure.bbox.width, figure.bbox.height
    for text, one in boxes:
        inside = one.x0 >= 0 and one.y0 >= 0 and one.x1 <= width and one.y1 <= height
        assert inside, f"{text!r} leaves the figure: {one} of {width} × {height}"
    for (text, one), (other_text, other) in combinations(boxes, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        down = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert across <= 1.5 or down <= 1.5, f"{text!r} and {other_text!r} overlap"


def words(figure: Figure) -> str:
    """Return every text of a figure in a row."""
    return " ".join(" ".join(text.get_text().split()) for text in texts(figure))


def caption(figure: Figure) -> str:
    """Return the text below a figure."""
    found = [text for text in figure.findobj(Text) if text.get_gid() == "caption"]
    return " ".join(found[0].get_text().split())


def named(figure: Figure, start: str) -> list[Artist]:
    """Return the artists whose gid begins so."""
    return figure.findobj(lambda one: (one.get_gid() or "").startswith(start))


def lines(axes: Axes, label: str) -> list[Line2D]:
    """Return the lines and marks of Axes with a label."""
    return [line for line in axes.get_lines() if line.get_label() == label]
