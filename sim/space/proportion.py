"""A share of draws or talks, with its simulation error."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.answer import Answer

Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""


@dataclass(frozen=True)
class Share(Answer):
    """So many of so many draws.

    Parameters
    ----------
    count
        How many, a fraction where ties are split.
    of
        Of how many.

    Examples
    --------
    >>> share = Share(8312, 10_000)
    >>> share.value, [round(bound, 3) for bound in share.interval]
    (0.8312, [0.824, 0.838])
    >>> share.text("draws")
    '8,312 of 10,000 draws (83 %; simulation error below 1 point)'
    """

    _keys = "count of share=value interval"

    count: float
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of none."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Bounds of the 95 % interval for repeated simulation (Wilson 1927)."""
        if not self.of:
            return 0.0, 1.0
        share, square = self.value, Z * Z / self.of
        middle = (share + square / 2) / (1 + square)
        half = Z / (1 + square) * math.sqrt(share * (1 - share) / self.of + square / (4 * self.of))
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def error(self) -> float:
        """The larger distance from the share to the ends of its interval."""
        low, high = self.interval
        return max(self.value - low, high - self.value)

    def text(self, unit: str) -> str:
        """Return the share as people read it."""
        points = math.ceil(100 * self.error)
        error = f"below {points} point" + ("s" if points > 1 else "")
        count = f"{self.count:,.0f}" if float(self.count).is_integer() else f"{self.count:,.1f}"
        return f"{count} of {self.of:,} {unit} ({self.percent}; simulation error {error})"

    @property
    def percent(self) -> str:
        """Return the share in per cent, never rounded to none or all.

        >>> Share(1, 1000).percent, Share(999, 1000).percent, Share(0, 5).percent
        ('below 1 %', 'above 99 %', '0 %')
        """
        whole = round(100 * self.value)
        if whole == 0 and self.count > 0:
            return "below 1 %"
        if whole == 100 and self.count < self.of:
            return "above 99 %"
        return f"{whole} %"
