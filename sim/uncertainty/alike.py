"""Agreements that nobody can tell apart, whatever is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.space.boxes import Bools
from sim.space.listing import Listed
from sim.space.space import Indices, Space


@dataclass(frozen=True, eq=False)
class Alike:
    """A list of agreements by kind: those of a kind differ only where nothing depends on it.

    Parameters
    ----------
    pool
        One agreement of each kind, the first in file order.
    kind
        Of which kind each agreement of the list is, shape (agreement,).
    """

    pool: Listed
    kind: Indices

    def any(self, members: Bools) -> Bools:
        """Return which kinds have one of some agreements, (agreement,) to (kind,)."""
        found = np.zeros(len(self.pool.digits), dtype=bool)
        found[self.kind[members]] = True
        return found


def alike(pool: Listed) -> Alike:
    """Return agreements by kind.

    An issue that no party can weigh, and that no rule, bonus or consent names, makes no difference
    to anybody in any draw.
    """
    idle = _idle(pool.space)
    if not idle or not len(pool.digits):
        return Alike(pool, np.arange(len(pool.digits)))
    told = [column for column in range(pool.digits.shape[1]) if column not in idle]
    _, first, kind, many = np.unique(
        pool.digits[:, told], axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return Alike(replace(pool, digits=pool.digits[first], many=many), kind.ravel())


def _idle(space: Space) -> frozenset[int]:
    """Return the numbers of the issues on which nothing depends."""
    used: set[str] = set()
    for party in space.scenario.parties.values():
        used |= set(party.weights if isinstance(party.weights, Mapping) else party.positions)
    boxes = [box for rule in space.rules for box in rule.boxes]
    boxes += [one.box for one in space.interactions] + list(space.consent.where.values())
    named = {issue for box in boxes for issue in box}
    return frozenset(
        column
        for column, issue in enumerate(space.issues)
        if issue not in used and column not in named
    )
