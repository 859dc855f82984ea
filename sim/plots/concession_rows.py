"""The rows of the concession matrix: which concessions some agreements make, and how deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from sim.space.count import Count
from sim.zone.concessions import Depths, Pair, depths
from sim.zone.zone import Zone

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

PATTERNS = 8
"""How many of the frontier's patterns are shown."""
BATCH = 4096


@dataclass(frozen=True)
class Row:
    """One row of the matrix: a group of agreements.

    Parameters
    ----------
    depth
        Column → the smallest depth of that concession among the row's agreements (share of the
        party's total weight).
    agreements
        How many agreements there are.
    """

    depth: Mapping[int, float]
    agreements: Count


@dataclass(frozen=True)
class Rows:
    """All rows of the matrix.

    Parameters
    ----------
    unavoidable
        The concessions of every acceptable agreement.
    patterns
        The most frequent patterns of the frontier.
    sets
        Minimal feasible sets; unavoidable concessions are not part of them.
    never
        Columns that no minimal set has.
    from_positions
        True if concessions are measured from the parties' positions.
    """

    unavoidable: Row
    patterns: tuple[Row, ...]
    sets: tuple[Row, ...]
    never: frozenset[int]
    from_positions: bool


def concession_rows(zone: Zone) -> Rows:
    """Return the rows of a zone that is not empty."""
    found, given = zone.concessions, zone.concessions.depths
    columns = {given.name(k): k for k in range(len(given.pairs))}
    unavoidable = [columns[pair] for pair in found.unavoidable]
    return Rows(
        Row(
            _smallest(zone, unavoidable, np.ones(len(columns), dtype=bool)), zone.counts.acceptable
        ),
        tuple(_patterns(zone, columns)),
        tuple(
            Row(
                _set_depth(zone, [columns[p] for p in one.concessions], unavoidable), one.agreements
            )
            for one in found.minimal_sets
        ),
        frozenset(columns[pair] for pair in found.never_needed or ()),
        _from_positions(given),
    )


def _set_depth(zone: Zone, members: Sequence[int], unavoidable: Sequence[int]) -> dict[int, float]:
    allowed = np.zeros(len(zone.concessions.depths.pairs), dtype=bool)
    allowed[[*members, *unavoidable]] = True
    return _smallest(zone, members, allowed)


def _smallest(zone: Zone, members: Sequence[int], allowed: Bools) -> dict[int, float]:
    """Return the smallest depth of some concessions in acceptable agreements.

    Parameters
    ----------
    members
        Columns; every acceptable agreement that concedes nothing outside ``allowed`` makes them.
    allowed
        What those agreements may concede, shape (column,).
    """
    if not members:
        return {}
    given = zone.concessions.depths
    options = {
        issue: np.asarray(~table[:, ~allowed].any(axis=1))
        for issue, table in enumerate(given.marks)
    }
    used = zone.engines.of(given.space.narrowed(options)).used()
    found = {}
    for column in members:
        place, issue = given.pairs[column]
        found[column] = float(given.depth[place][issue][used[issue]].min())
    return found


def _patterns(zone: Zone, columns: Mapping[Pair, int]) -> Iterator[Row]:
    """Yield the frontier's most frequent patterns with the smallest depths of each."""
    shown, given = (zone.concessions.patterns or ())[:PATTERNS], zone.concessions.depths
    if not shown:
        return
    conceded = np.array(
        [[_concedes(pattern.held[issue], party) for party, issue in columns] for pattern in shown]
    ).reshape(len(shown), len(columns))
    smallest = np.full(conceded.shape, np.inf)
    blocks = zone.frontier.digits()
    while batch := list(islice(blocks, BATCH)):
        digits = np.concatenate(batch)
        marks = np.zeros((len(digits), len(columns)), dtype=bool)
        depth = np.zeros((len(digits), len(columns)))
        for issue, table in enumerate(given.marks):
            marks |= table[digits[:, issue]]
        for column, (place, issue) in enumerate(given.pairs):
            depth[:, column] = given.depth[place][issue][digits[:, issue]]
        for row, members in zip(smallest, conceded, strict=True):
            own = depth[(marks == members).all(axis=1)]
            np.minimum(row, own.min(axis=0, initial=np.inf), out=row)
    for row, members, pattern in zip(smallest, conceded, shown, strict=True):
        depths_of = {int(k): float(row[k]) for k in np.flatnonzero(members)}
        yield Row(depths_of, pattern.agreements)


def _concedes(held: str, party: str) -> bool:
    """Say whether a party that weighs an issue concedes on it, by who holds it."""
    if held in {"shared", "common ground"}:
        return held == "shared"
    return party not in held.removeprefix("held by ").split(", ")


def _from_positions(given: Depths) -> bool:
    """Say whether depths are measured from positions, and not from some other baseline."""
    plain = depths(given.space, given.material)
    return all(
        np.array_equal(one, other)
        for mine, theirs in zip(given.depth, plain.depth, strict=True)
        for one, other in zip(mine, theirs, strict=True)
    )
