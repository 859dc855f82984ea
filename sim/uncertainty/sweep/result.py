"""What came of a sweep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from sim.answer import Answer, plain
from sim.display import glance, named
from sim.space.count import Between, Bounds, Count
from sim.space.proportion import Share
from sim.table import Tabular
from sim.uncertainty.sweep.plan import Plan
from sim.zone.zone import FORMAT


@dataclass(frozen=True)
class TalksAt(Answer):
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

    _keys = "strategies **agreed utilities"

    strategies: Mapping[str, Any]
    agreed: Share
    utilities: Mapping[str, float]


@dataclass(frozen=True)
class SweepPoint(Answer):
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
        How many agreements are acceptable there: exact, or proven bounds.
    critical_reservation
        The largest walk-away value of all that leaves a zone, or bounds on it; None where there
        is none.
    nash
        Party → its utility in the Nash solution; empty without a zone.
    slack
        Party → the most it can get above its walk-away value; parties that can't are left out.
    zone
        In how many draws there is a zone; None if none were made.
    talks
        For every set of strategies.
    """

    _keys = "label changes zone=exists acceptable critical_reservation nash slack draws=zone talks"

    label: str | None
    changes: Mapping[str, Any]
    exists: bool
    acceptable: Count
    critical_reservation: float | Between | None
    nash: Mapping[str, float]
    slack: Mapping[str, float | Between | None]
    zone: Share | None
    talks: tuple[TalksAt, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Tabular, Answer):
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
            "format": FORMAT,
            "title": document.title,
            "scenario": self.plan.scenario.title,
            "digest": f"sha256:{self.plan.digest}",
            "axes": plain(document.grid),
            "draws": document.draws,
            "seed": document.seed,
            "spread": document.spread,
            "runs": document.runs if document.strategies else 0,
            "points": plain(self.points),
        }

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        zones = sum(point.exists for point in self.points)
        title = named(self.plan.document.title or self.plan.scenario.title)
        return glance(f"Sweep of {title}: {len(self.points):,} points, {zones:,} with a zone")

    def _items(self) -> Iterable[Any]:
        return self.points


def number_or_none(value: float) -> float | None:
    """Return a number of a shard as people use it.

    >>> number_or_none(float("nan")), number_or_none(0.5)
    (None, 0.5)
    """
    return None if isnan(value) else float(value)


def count_of(lower: str, upper: str) -> Count:
    """Return the count of a shard, which has its bounds as text; the upper one empty for none.

    >>> count_of("3", "3"), count_of("3", "")
    (3, Bounds(lower=3, upper=None))
    """
    low = int(lower)
    return low if lower == upper else Bounds(low, int(upper) if upper else None)
