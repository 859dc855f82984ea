"""Checks of what callers of the library pass."""

from __future__ import annotations

import numbers
from math import inf, isfinite

MOST_DRAWS = 1_000_000
"""Maximum number of draws: what they make out is then known to a tenth of a percent."""
MOST_RUNS = 1_000_000
"""Maximum number of talks."""
MOST_ROUNDS = 1_000_000
"""Maximum number of rounds before a deadline."""


def whole(name: str, given: object, least: int | None = None, most: int | None = None) -> int:
    """Return a whole number, checked.

    Raises
    ------
    TypeError
        If it is no whole number.
    ValueError
        If it is too small or too large.

    Examples
    --------
    >>> whole("runs", 3, 1)
    3
    >>> whole("runs", 0, 1)
    Traceback (most recent call last):
    ...
    ValueError: runs: got 0; expected at least 1
    """
    if isinstance(given, bool) or not isinstance(given, numbers.Integral):
        raise TypeError(f"{name}: got {given!r}; expected a whole number")
    if least is not None and given < least:
        raise ValueError(f"{name}: got {given}; expected at least {least}")
    if most is not None and int(given) > most:
        raise ValueError(f"{name}: got {given}; expected at most {most:,}")
    return int(given)


def real(name: str, given: object, low: float = -inf, high: float = inf) -> float:
    """Return a finite number, checked.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it leaves its bounds.

    Examples
    --------
    >>> real("spread", 4, 0, 3)
    Traceback (most recent call last):
    ...
    ValueError: spread: got 4; expected 0..3
    """
    if isinstance(given, bool) or not isinstance(given, numbers.Real):
        raise TypeError(f"{name}: got {given!r}; expected a number")
    found = float(given)
    if not isfinite(found):
        raise ValueError(f"{name}: got {given}; expected a finite number")
    if not low <= found <= high:
        raise ValueError(f"{name}: got {given}; expected {low:g}..{high:g}")
    return found
