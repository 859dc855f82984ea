"""Terms that tie fewer issues together, for proven bounds where the terms themselves tie too many.

As in mini-bucket elimination (Dechter and Rish 2003): boxes that tie too much are widened to one
issue, or left out, whichever way the bound needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from sim.space.elimination_plan import Watched, make_plan
from sim.space.limits import TiedTogether
from sim.space.space import Indices

STATES = 14_400
"""How many states all issues may leave open in all counts of a bound together."""
FAILURES = 10
"""After how many that did not fit no other box is tried."""


def most_states(options: Sequence[Indices], counts: int) -> int:
    """Return how many states an issue may leave open, if so many counts are made."""
    return max(2, STATES // (len(options) * counts))


def relaxed(
    watched: Sequence[Watched], options: Sequence[Indices], direction: int, most: int
) -> tuple[Watched, ...]:
    """Return boxes that can be merged, and that more agreements pass, or fewer.

    As many boxes as fit are kept as they are, those first that matter to most agreements.

    Parameters
    ----------
    watched
        The boxes of the terms.
    options
        Per issue the places of the options on the table.
    direction
        1 for all that pass, and others; -1 for only some that pass.
    most
        How many states an issue may leave open.
    """
    columns = max((len(one.bonus) for one in watched if one.bonus is not None), default=0)
    looser = [_looser(one, options, direction) for one in watched]
    found = [ways[-1] for ways in looser]
    order = sorted(range(len(watched)), key=lambda k: _matters(watched[k], options), reverse=True)
    failures = 0
    for k in order:
        for way in looser[k][:-1]:
            tried = [way if j == k else one for j, one in enumerate(found)]
            try:
                make_plan(options, [one for one in tried if one is not None], columns, most=most)
            except TiedTogether:
                failures += 1
            else:
                found = tried
                break
        if failures >= FAILURES:
            break
    return tuple(one for one in found if one is not None)


def _share(one: Watched, issue: int, options: Sequence[Indices]) -> float:
    """Return which share of an issue's options is inside."""
    return float(one.box[issue][options[issue]].mean())


def _matters(one: Watched, options: Sequence[Indices]) -> tuple[bool, float]:
    """Return how much a box matters: rules before interactions, then those with most inside."""
    inside = prod(_share(one, issue, options) for issue in one.box)
    size = 1.0 if one.bonus is None else float(abs(one.bonus).max())
    return one.bonus is None, inside * size


def _looser(one: Watched, options: Sequence[Indices], direction: int) -> list[Watched | None]:
    """Return a box, and what can stand for it: the last takes no state of its own.

    What makes agreements harder to accept is widened for fewer and left out for more; what makes
    them easier the other way round.
    """
    helps = one.bonus is not None and bool(one.bonus.sum() > 0)
    if not one.box:
        return [one]
    if helps != (direction > 0):
        return [one, None]
    narrowest = min(one.box, key=lambda issue: (_share(one, issue, options), issue))
    on_one_issue = replace(one, box={narrowest: one.box[narrowest]})
    # A mark is carried along however it comes about, unless every agreement has it.
    return [one, on_one_issue] if one.mark is None else [one, on_one_issue, replace(one, box={})]
