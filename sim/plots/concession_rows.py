"""The rows of the concession matrix: which concessions some agreements make, and how deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from sim.space.budget import answering
from sim.space.count import Count
from sim.zone.holding import holders
from sim.zone.smallest_sets import MinimalSet
from sim.zone.zone import Zone

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
    pairs
        Column → place of the party among those that bargain, and number of the issue: material
        moves that some option makes, and unavoidable ones.
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

    pairs: tuple[tuple[int, int], ...]
    unavoidable: Row
    patterns: tuple[Row, ...]
    sets: tuple[Row, ...]
    never: frozenset[int]
    from_positions: bool


@answering
def concession_rows(zone: Zone) -> Rows:
    """Return the rows of a zone that is not empty."""
    found, given = zone.concessions, zone.concessions.depths
    material = {given.name(k): pair for k, pair in enumerate(given.pairs)}
    names = [zone.space.parties[k].name for k in given.parties]
    anyway = {
        (party, issue): (names.index(party), zone.space.issues.index(issue))
        for party, issue in found.unavoidable
    }
    pairs = tuple(sorted({*material.values(), *anyway.values()}))
    columns = {pair: k for k, pair in enumerate(pairs)}
    return Rows(
        pairs,
        Row(
            {
                columns[anyway[pair]]: depth
                for pair, depth in zip(found.unavoidable, found.least_depths, strict=True)
            },
            zone.counts.acceptable,
        ),
        tuple(_patterns(zone, columns)),
        tuple(Row(_set_depth(zone, one, columns), one.agreements) for one in found.minimal_sets),
        frozenset(columns[material[pair]] for pair in found.never_needed or ()),
        given.baseline is None,
    )


def _set_depth(
    zone: Zone, chosen: MinimalSet, columns: Mapping[tuple[int, int], int]
) -> dict[int, float]:
    """Return the smallest depth of a set's moves in the acceptable agreements that it allows."""
    found, given = zone.concessions, zone.concessions.depths
    free = {pair for one in found.either_or for choice in one.choices for pair in choice}
    names = [given.name(k) for k in range(len(given.pairs))]
    allowed = np.array(
        [name in free or name in chosen.concessions or name in found.unavoidable for name in names],
        dtype=bool,
    )
    options = {
        issue: np.asarray(~table[:, ~allowed].any(axis=1))
        for issue, table in enumerate(given.marks)
    }
    used = zone.engines.of(given.space.narrowed(options)).used()
    depths = {}
    for name, (place, issue) in zip(names, given.pairs, strict=True):
        if name in chosen.concessions:
            depths[columns[place, issue]] = float(given.depth[place][issue][used[issue]].min())
    return depths


def _patterns(zone: Zone, columns: Mapping[tuple[int, int], int]) -> Iterator[Row]:
    """Yield the frontier's most frequent patterns with the smallest depths of each."""
    shown, given = (zone.concessions.patterns or ())[:PATTERNS], zone.concessions.depths
    if not shown:
        return
    labels = holders(given)
    issues = zone.space.issues
    smallest: list[dict[int, float]] = [{} for _ in shown]
    blocks = zone.frontier.digits()
    while batch := list(islice(blocks, BATCH)):
        digits = np.concatenate(batch)
        for row, pattern in zip(smallest, shown, strict=True):
            inside = np.ones(len(digits), dtype=bool)
            for issue, name in enumerate(issues):
                if name in pattern.held:
                    same = np.array([label == pattern.held[name] for label in labels[issue]])
                    inside &= same[digits[:, issue]]
            own = digits[inside]
            for place, issue in given.pairs if len(own) else ():
                # What is held tells who moves: it is the same in all agreements of a pattern.
                if given.conceded(place, issue)[own[0, issue]]:
                    column = columns[place, issue]
                    depth = float(given.depth[place][issue][own[:, issue]].min())
                    row[column] = min(row.get(column, np.inf), depth)
    for row, pattern in zip(smallest, shown, strict=True):
        yield Row(row, pattern.agreements)
