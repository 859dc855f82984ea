"""Agreements that keep some rules, listed, where they are not too many."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.space.boxes import Bools, Box, BoxRule
from sim.space.space import Indices, Space


def list_admissible(space: Space, most: int) -> Indices | None:
    """Return the agreements on the table that keep every linkage; see :func:`list_keeping`."""
    return list_keeping(space, most, [rule for rule in space.active_rules if rule.owner < 0])


def list_keeping(space: Space, most: int, rules: Iterable[BoxRule]) -> Indices | None:
    """Return the agreements on the table that keep some rules.

    Put together issue by issue; what is inside a forbidden box is dropped as soon as the last
    issue of the box has an option.

    Parameters
    ----------
    space
        The space.
    most
        How many agreements, whole or partial, may be held.
    rules
        The rules.

    Returns
    -------
    ndarray or None
        Option places among the listed ones in file order, shape (agreement, issue); None if
        there are more.
    """
    forbidden = [
        box for rule in rules for box in rule.boxes if all(mask.any() for mask in box.values())
    ]
    found = np.zeros((1, 0), dtype=np.int64)
    for issue, places in enumerate(space.options):
        if len(found) * len(places) > most:
            return None
        longer = np.repeat(found, len(places), axis=0)
        last = np.tile(places, len(found))
        found = np.concatenate([longer, last[:, None]], axis=1)
        closing = [box for box in forbidden if max(box) == issue]
        if closing:
            found = found[~_inside_any(closing, found)]
    return found


def _inside_any(boxes: list[Box], digits: Indices) -> Bools:
    """Return which agreements are inside some box, shape (agreement,)."""
    inside = np.zeros(len(digits), dtype=bool)
    for box in boxes:
        here = np.ones(len(digits), dtype=bool)
        for issue, mask in box.items():
            here &= mask[digits[:, issue]]
        inside |= here
    return inside
