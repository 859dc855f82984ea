"""What came of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from sim.space.share import Share
from sim.uncertainty.sweep.plan import Plan


@dataclass(frozen=True)
class TalksAt:
    """What talks with one set of strategies came to at a point.

    Parameters
    ----------
    strategies
        Party → strategy, as in the plan.
    agreed
        In how many talks there was an agreement.
    utilities
        Party → mean utility over these; empty without any.
    """

    strategies: Mapping[str, Any]
    agreed: Share
    utilities: Mapping[str, float]


@dataclass(frozen=True)
class SweepPoint:
    """What came of one point.

    Parameters
    ----------
    label
        As the plan has it; None without one.
    changes
        What was changed.
    exists
        Whether there is a zone at the points.
    acceptable
        How many agreements are acceptable there: bounds, equal where the count is exact; NaN for
        no upper bound.
    critical_reservation
        The largest no-agreement value of all that leaves a zone; None where there is none.
    nash
        Party → its utility in the Nash solution; empty without a zone.
    slack
        Party → the most it can get above its no-agreement value; parties that can't are left out.
    zone
        In how many draws there is a zone; None if none were made.
    talks
        For every set of strategies.
    """

    label: str | None
    changes: Mapping[str, Any]
    exists: bool
    acceptable: tuple[float, float]
    critical_reservation: float | None
    nash: Mapping[str, float]
    slack: Mapping[str, float]
    zone: Share | None
    talks: tuple[TalksAt, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        low, high = (None if isnan(end) else int(end) for end in self.acceptable)
        return {
            "label": self.label,
            "changes": dict(self.changes),
            "zone": self.exists,
            "acceptable": low if low == high else [low, high],
            "critical_reservation": self.critical_reservation,
            "nash": dict(self.nash),
            "slack": dict(self.slack),
            "draws": None if self.zone is None else self.zone.to_dict(),
            "talks": [
                {
                    "strategies": dict(one.strategies),
                    **one.agreed.to_dict(),
                    "utilities": dict(one.utilities),
                }
                for one in self.talks
            ],
        }


@dataclass(frozen=True, eq=False)
class Sweep:
    """What came of a plan.

    Parameters
    ----------
    plan
        The plan.
    points
        Every point, in the order of the plan.
    """

    plan: Plan
    points: tuple[SweepPoint, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: ``sweep.json``."""
        document = self.plan.document
        return {
            "title": document.title,
            "scenario": self.plan.scenario.title,
            "digest": f"sha256:{self.plan.digest}",
            "axes": {axis: list(values) for axis, values in document.grid.items()},
            "draws": document.draws,
            "seed": document.seed,
            "spread": document.spread,
            "runs": document.runs if document.strategies else 0,
            "points": [point.to_dict() for point in self.points],
        }


def number_or_none(value: float) -> float | None:
    """Return a number of a shard as people use it.

    >>> number_or_none(float("nan")), number_or_none(0.5)
    (None, 0.5)
    """
    return None if isnan(value) else float(value)
