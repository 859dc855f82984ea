"""Figures of the answers: one style, one file per figure, no pyplot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from sim.plots.style import DPI, styled
from sim.plots.concession_matrix import concession_matrix
from sim.plots.compromise_map import compromise_figure
from sim.zone.compromise_map import compromise_map
from sim.plots.zone import zone_figure
from sim.zone.zone import Zone


FIGURES: dict[str, Callable[[Zone], Figure | None]] = {"zone": zone_figure, "concession_matrix": concession_matrix,"compromise_map":lambda z: compromise_figure(compromise_map(z))}


def save(figure: Figure, folder: Path, name: str) -> tuple[Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    with styled():
        figure.savefig(png, dpi=DPI, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
