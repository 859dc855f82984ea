"""Numbers of agreements: exact, or proven bounds."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from sim.answer import Answer


@dataclass(frozen=True)
class Bounds(Answer):
    """A number that is only known to lie between two.

    Parameters
    ----------
    lower, upper
        Both proven; None for no upper bound.

    Examples
    --------
    >>> print(Bounds(10, 2000))
    between 10 and 2,000
    >>> print(Bounds(10, None))
    at least 10
    """

    lower: int
    upper: int | None

    def __str__(self) -> str:
        """Return the bounds as people read them."""
        if self.upper is None:
            return f"at least {self.lower:,}"
        return f"between {self.lower:,} and {self.upper:,}"


@dataclass(frozen=True)
class Between(Answer):
    """A utility that is only known to lie between two.

    Parameters
    ----------
    lower, upper
        Both proven; None for no upper bound.

    Examples
    --------
    >>> print(Between(0.25, 0.5))
    between 0.250 and 0.500
    """

    lower: float
    upper: float | None

    def __str__(self) -> str:
        """Return the bounds as people read them."""
        if self.upper is None:
            return f"at least {self.lower:.3f}"
        return f"between {self.lower:.3f} and {self.upper:.3f}"


def between(value: float | None, gap: float) -> float | Between | None:
    """Return a number that was found, or bounds on it where a search left a gap above it.

    >>> between(0.25, 0.0), between(0.25, float("inf")), between(None, 0.5)
    (0.25, Between(lower=0.25, upper=None), None)
    """
    if value is None or not gap:
        return value
    return Between(value, value + gap if isfinite(gap) else None)


Count = int | Bounds
"""An exact number of agreements, or bounds on it; Python integers, of any size."""


def at_least(count: Count) -> int:
    """Return the number itself, or its proven lower bound."""
    return count if isinstance(count, int) else count.lower


def at_most(count: Count) -> int | None:
    """Return the number itself, or its proven upper bound."""
    return count if isinstance(count, int) else count.upper


def added(first: Count, second: Count) -> Count:
    """Return the sum of two counts, as bounds if one of them is.

    >>> added(2, Bounds(1, 3))
    Bounds(lower=3, upper=5)
    """
    if isinstance(first, int) and isinstance(second, int):
        return first + second
    ends = at_most(first), at_most(second)
    upper = None if ends[0] is None or ends[1] is None else ends[0] + ends[1]
    return Bounds(at_least(first) + at_least(second), upper)


def counted(count: Count) -> str:
    """Return a count as people read it.

    >>> counted(12000), counted(Bounds(5, 12000))
    ('12,000', 'between 5 and 12,000')
    """
    return f"{count:,}" if isinstance(count, int) else str(count)
