"""Solutions: which points of the frontier a rule of the literature picks.

Each is a pure function from :class:`~sim.zone.solutions.gains.Gains` to the points that it picks,
all of them. They are reference points. To add one: one file, and one line here.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.space.boxes import Bools
from sim.zone.solutions.egalitarian import egalitarian
from sim.zone.solutions.gains import Gains
from sim.zone.solutions.kalai_smorodinsky import kalai_smorodinsky
from sim.zone.solutions.nash import nash
from sim.zone.solutions.utilitarian import utilitarian

SOLUTIONS: dict[str, Callable[[Gains], Bools]] = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
}

SCALE_FREE = ("nash", "kalai_smorodinsky")
"""The solutions that don't depend on the scales of utilities."""

__all__ = ["SCALE_FREE", "SOLUTIONS", "Gains"]
