"""The one style of every figure: colours, type, a page in inches, headings and captions.

Nothing here touches pyplot or leaves anything behind in matplotlib's settings: figures are made
and saved inside :func:`styled`. Colours are neutral, far apart for colour-blind readers and
different in lightness; each party also has its own marker, hatch and line style.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text

from sim.plots.fonts import legible
from sim.plots.typesetting import line_height, wrap
from sim.scenario.scenario import Scenario
from sim.space.space import Space
from sim.text.names import state

DPI = 150
INK = "#1A1A1A"
QUIET = "#4D4D4D"
FAINT = "#C8C8C8"
PAPER = "#FFFFFF"

TITLE, SUBTITLE, BODY, SMALL, TINY, CAPTION = 11.0, 9.0, 8.0, 7.0, 6.0, 7.5
"""Sizes of type, in points."""

RC: dict[str, Any] = {
    "axes.edgecolor": QUIET,
    "axes.facecolor": PAPER,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": BODY,
    "axes.linewidth": 0.7,
    "axes.spines.right": True,
    "axes.spines.top": True,
    "axes.unicode_minus": True,
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
    "figure.dpi": DPI,
    "figure.edgecolor": PAPER,
    "figure.facecolor": PAPER,
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": BODY,
    "hatch.linewidth": 0.6,
    "image.composite_image": True,
    "image.interpolation": "nearest",
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "patch.linewidth": 0.6,
    "path.sketch": None,
    "savefig.bbox": None,
    "savefig.dpi": DPI,
    "savefig.facecolor": PAPER,
    "savefig.transparent": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "agreement-sim",
    "text.color": INK,
    # A third faster than hinted glyphs, and as wide as measured.
    "text.hinting": "no_hinting",
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": QUIET,
    "xtick.direction": "out",
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 3.0,
    "ytick.color": QUIET,
    "ytick.direction": "out",
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 3.0,
}
"""Settings that hold while a figure is made or saved, and only then."""

GREYS = LinearSegmentedColormap.from_list("sim.greys", ["#EFEFEF", "#CFCFCF", "#B4B4B4"])
"""All agreements: always lighter than the acceptable ones, also in black and white."""
BLUES = LinearSegmentedColormap.from_list("sim.blues", ["#7FB2E0", "#3C82C4", "#0B4A8A"])
"""Acceptable agreements."""
GAINS = LinearSegmentedColormap.from_list("sim.gains", ["#EDF4FB", "#ABCDEB", "#5C9AD4"])
"""Gains; light enough at both ends to be written on in black."""

_COLOURS = (
    "#6A3D7C",
    "#C27C1E",
    "#13854D",
    "#CB82E5",
    "#074003",
    "#712846",
    "#768286",
    "#B1B1A2",
)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "h", "<")
# Of straight lines only: in SVG a hatch of dots or circles takes a quarter of a megabyte.
_HATCHES = ("////", "\\\\\\\\", "xxxx", "----", "++++", "||||", "//", "\\\\", "xx", "--", "++")
_LINES: tuple[Any, ...] = (
    (0, (6, 2)),
    (0, (2, 1.5)),
    (0, (6, 2, 1, 2)),
    (0, (1, 1)),
    (0, (9, 2, 2, 2, 2, 2)),
    (0, (4, 4)),
    "solid",
)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class PartyStyle:
    """How one party is drawn: each part alone tells the parties of a scenario apart."""

    colour: str
    marker: str
    hatch: str
    line: Any

    @cached_property
    def bar(self) -> dict[str, Any]:
        """How its bars are filled: in its colour, with its hatch in white."""
        return {
            "facecolor": self.colour, "edgecolor": PAPER, "hatch": self.hatch, "linewidth": 0.0
        }  # fmt: skip

    @cached_property
    def ramp(self) -> LinearSegmentedColormap:
        """Shades of the party's colour, light to full."""
        red, green, blue = to_rgb(self.colour)
        light = to_hex((1 - 0.22 * (1 - red), 1 - 0.22 * (1 - green), 1 - 0.22 * (1 - blue)))
        return LinearSegmentedColormap.from_list("sim.party", [light, self.colour])


@cache
def party_style(number: int) -> PartyStyle:
    """Return the style of a party by its number in file order.

    Examples
    --------
    >>> party_style(0) == party_style(0), party_style(0) == party_style(1)
    (True, False)
    """
    return PartyStyle(
        _COLOURS[number % len(_COLOURS)],
        _MARKERS[number % len(_MARKERS)],
        _HATCHES[number % len(_HATCHES)],
        _LINES[number % len(_LINES)],
    )


def party_number(space: Space, name: str) -> int:
    """Return a party's number in file order.

    Raises
    ------
    KeyError
        If there is no such party; the message names the known ones.
    """
    names = [party.name for party in space.parties]
    if name not in names:
        raise KeyError(f"unknown party '{name}'; known are {', '.join(names)}")
    return names.index(name)


@contextmanager
def styled() -> Iterator[None]:
    """Hold the style while a figure is made or saved, and leave no trace."""
    settings: Any = RC
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        # One warning of ours names all characters of a figure that no font has.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def in_style(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that runs inside :func:`styled`."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with styled():
            made = function(*args, **kwargs)
            if isinstance(made, Figure):
                legible(made)
            return made

    return inside


def whole(axes: Axes) -> Figure:
    """Return the figure that Axes are part of, whatever is in between."""
    figure = axes.figure
    return figure.figure if isinstance(figure, SubFigure) else figure


def settled(figure: Figure) -> Figure:
    """Return the figure with its ticks made while the style holds; they are made when drawn."""
    for axes in figure.axes:
        axes.get_xticklabels()
        axes.get_yticklabels()
    return figure


MARGIN = 0.3
"""Empty border of a page, inches."""


@dataclass(frozen=True)
class Page:
    """A figure measured in inches from its upper left corner.

    Parameters
    ----------
    figure
        The figure.
    width, height
        Its size.
    bottom
        Height of the caption and what is around it.
    """

    figure: Figure
    width: float
    height: float
    bottom: float = 0.0

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add Axes by their upper left corner and size."""
        bottom = self.height - top - height
        return self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height)
        )

    def text(self, left: float, top: float, text: str, **style: Any) -> Text:
        """Add a text by its upper left corner."""
        look: dict[str, Any] = {"ha": "left", "va": "top", "linespacing": 1.25, **style}
        return self.figure.text(left / self.width, 1 - top / self.height, text, **look)

    def legend(self, entries: Sequence[Artist], columns: int = 4, **look: Any) -> None:
        """Add a legend just above the caption."""
        self.figure.legend(
            handles=entries,
            loc="lower left",
            bbox_to_anchor=(MARGIN / self.width, self.bottom / self.height),
            ncols=columns,
            borderaxespad=0.0,
            columnspacing=1.6,
            **look,
        )


@dataclass(frozen=True)
class Frame:
    """Heading and caption of a page, wrapped to its width, before there is a page.

    Parameters
    ----------
    width
        Of the page, inches.
    title, subtitle, caption
        The texts, wrapped.
    """

    width: float
    title: str
    subtitle: str
    caption: str

    @property
    def top(self) -> float:
        """Inches above the body."""
        height = MARGIN + _height(self.title, TITLE) + 0.04 + _height(self.subtitle, SUBTITLE)
        return height + 0.12

    @property
    def bottom(self) -> float:
        """Inches below the body."""
        return 0.14 + _height(self.caption, CAPTION) + MARGIN * 0.8

    def page(self, body: float) -> Page:
        """Return a page with a body of so many inches between heading and caption."""
        height = round(self.top + body + self.bottom, 2)
        figure = Figure(figsize=(self.width, height), dpi=DPI)
        FigureCanvasAgg(figure)
        page = Page(figure, self.width, height, self.bottom)
        page.text(MARGIN, MARGIN, self.title, fontsize=TITLE, fontweight="bold", gid="title")
        place = MARGIN + _height(self.title, TITLE) + 0.04
        if self.subtitle:
            page.text(MARGIN, place, self.subtitle, fontsize=SUBTITLE, color=QUIET, gid="subtitle")
        place = height - self.bottom + 0.14
        page.text(MARGIN, place, self.caption, fontsize=CAPTION, color=QUIET, gid="caption")
        return page


def frame(width: float, scenario: Scenario | None, subtitle: str, caption: str) -> Frame:
    """Return heading and caption wrapped to a page's width in inches.

    The heading is the scenario's title, and below it what is drawn of which round and variant;
    without a scenario only what is drawn.
    """
    inside = width - 2 * MARGIN
    if scenario is None:
        title = wrap(subtitle, inside, TITLE, bold=True)
        return Frame(width, title, "", wrap(caption, inside, CAPTION))
    shown = state(scenario)
    return Frame(
        width,
        wrap(scenario.title, inside, TITLE, bold=True),
        wrap(f"{subtitle} · {shown}" if shown else subtitle, inside, SUBTITLE),
        wrap(caption, inside, CAPTION),
    )


def _height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * line_height(size) if text else 0.0


def inches(axes: Axes, width: float, height: float) -> Axes:
    """Make Axes a sheet to draw on in inches from their upper left corner."""
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return axes


def written_on(colour: Any) -> str:
    """Return the colour of type that can be read on a colour."""
    red, green, blue = to_rgb(colour[:3] if isinstance(colour, tuple) else colour)
    return PAPER if 0.299 * red + 0.587 * green + 0.114 * blue < 0.5 else INK
