"""Make every figure of the gallery, from the Istanbul scenario.

    python docs/gallery.py

Writes ``docs/images/gallery/NAME.png``. Votes are shown of the example on packages and terms: the
Istanbul scenario states no groups of voters, and none are invented.
"""

from __future__ import annotations

import io
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

import sim
from sim.plots import (
    CHANGE_FIGURES,
    FIGURES,
    LATER_FIGURES,
    ROBUST_FIGURES,
    TALK_FIGURES,
    sweep_map,
)
from sim.plots.style import styled
from sim.reporting.answers import Answers
from sim.reporting.gather import gather

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "images" / "gallery"
SHADES = 128
"""Colours of a picture: enough for these, and a third of the bytes."""


def answers_of(file: str) -> Answers:
    """Return everything that a scenario's figures are drawn from."""
    scenario = sim.load(ROOT / "scenarios" / file)
    zone = sim.explore(scenario)
    found = gather(zone)
    return replace(found, contest=sim.contest(scenario, zone=zone),
                   robust=sim.robustness(scenario, zone=zone))  # fmt: skip


def names() -> list[str]:
    """Return the names of all figures."""
    tables: tuple[Any, ...] = (
        FIGURES, CHANGE_FIGURES, TALK_FIGURES, ROBUST_FIGURES, LATER_FIGURES,
    )  # fmt: skip
    return [*(name for table in tables for name in table), "rounds_timeline", "sweep_map"]


def drawn() -> dict[str, Any]:
    """Return every figure by its name."""
    istanbul = answers_of("istanbul-2022.yaml")
    found = {
        name: istanbul.figure(name) for name in names() if name not in ("support", "sweep_map")
    }
    example = runpy.run_path(str(ROOT / "examples" / "packages_not_terms.py"))
    asked = sim.explore(example["scenario"]())
    found["support"] = Answers(asked, later=(sim.ratify(asked),)).figure("support")
    plan = ROOT / "examples" / "sweeps" / "istanbul-odds-and-cost.yaml"
    found["sweep_map"] = sweep_map(sim.sweep(plan))
    return found


def main() -> None:
    """Draw all and write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, figure in drawn().items():
        picture = io.BytesIO()
        with styled():
            figure.savefig(picture, dpi=100, metadata={"Software": None})
        whole = Image.open(picture).convert("RGB").quantize(SHADES, dither=Image.Dither.NONE)
        whole.save(FOLDER / f"{name}.png", optimize=True)
        print(f"{name}.png")


if __name__ == "__main__":
    main()
