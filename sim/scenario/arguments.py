"""Checks of what callers of the library pass."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from math import inf, isfinite
from os import PathLike

MOST_DRAWS = 1_000_000
"""Maximum number of draws: what they make out is then known to a tenth of a percent."""
MOST_RUNS = 1_000_000
"""Maximum number of talks."""
MOST_ROUNDS = 1_000_000
"""Maximum number of rounds before a deadline."""
LONGEST = 80
"""Maximum number of characters of a wrong argument in a message."""


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


def expect(given: object, *kinds: type) -> None:
    """Check that an argument is a scenario, a zone, or another part of the program.

    Parameters
    ----------
    given
        What the caller passed.
    kinds
        Classes it may be of.

    Raises
    ------
    TypeError
        If it is none of these, with how to get one.

    Examples
    --------
    >>> from sim.scenario.scenario import Scenario
    >>> expect("f.yaml", Scenario)
    Traceback (most recent call last):
    ...
    TypeError: expected a Scenario, got 'f.yaml' (a str); sim.load('f.yaml') reads one
    """
    if isinstance(given, kinds):
        return
    names = [kind.__name__ for kind in kinds]
    what = type(given).__name__
    text = repr(given)
    if not isinstance(given, str | PathLike) and len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    message = f"expected {' or '.join(map(_article, names))}, got {text}"
    if given is not None:
        message += f" ({_article(what)})"
    hint = _how_to_get(names[0], given)
    raise TypeError(f"{message}; {hint}" if hint else message)


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _how_to_get(name: str, given: object) -> str:
    """Return how to get a scenario or a zone from what was passed; empty if nothing is known."""
    zone = name == "Zone"
    if isinstance(given, str | PathLike):
        read = f"sim.load({str(given)!r})"
        return {
            "Scenario": f"{read} reads one",
            "Zone": f"sim.explore({read}) returns one",
            "Plan": f"load_plan({str(given)!r}) reads one",
        }.get(name, "")
    if isinstance(given, Mapping):
        read = "sim.Scenario.from_dict"
        return f"{read} makes one" if name == "Scenario" else ""
    if zone and type(given).__name__ == "Scenario":
        return "sim.explore(scenario) returns one"
    within = "scenario" if name == "Scenario" else "zone" if zone else ""
    return f"its .{within} is one" if within and hasattr(given, within) else ""
