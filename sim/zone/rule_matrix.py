"""The rule matrix: which rules and walk-away values stand against how many agreements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sim.answer import Answer
from sim.display import glance
from sim.engines.choice import Engines
from sim.scenario.arguments import expect
from sim.space.budget import answering
from sim.space.consent import ConsentRule
from sim.space.count import Bounds, Count, counted
from sim.space.not_computed import NotComputed
from sim.table import Tabular
from sim.zone.ways_out import canonical
from sim.zone.zone import Zone

PAIRED = 25
"""Up to so many rules are counted in pairs."""
NOT_PAIRED = NotComputed(f"more than {PAIRED} rules, or counts that are only bounds", None)
"""What stands in place of the counts of two rules together."""


@dataclass(frozen=True, eq=False, repr=False)
class RuleMatrix(Tabular, Answer):
    """Counts of agreements by the rules and walk-away values that they don't meet.

    Of the agreements on the table that break no definition.

    Parameters
    ----------
    paths
        Rules that could be given up, and walk-away values, in the order of the file: linkages,
        then each party's own.
    agreements
        How many agreements there are.
    unmet
        How many don't meet each.
    only
        How many meet all but that one.
    both
        How many meet neither of two, shape (path, path), with ``unmet`` on the diagonal; None if
        there are too many to count in pairs.
    """

    paths: tuple[str, ...]
    agreements: Count
    unmet: tuple[Count, ...]
    only: tuple[Count, ...]
    both: tuple[tuple[Count, ...], ...] | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        data = super().to_dict()
        return data if self.both is not None else {**data, "both": NOT_PAIRED.to_dict()}

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return glance(f"RuleMatrix: {len(self.paths)} rules, {counted(self.agreements)} agreements")

    def _items(self) -> Iterable[Any]:
        return (
            {"path": path, "unmet": unmet, "only": only}
            for path, unmet, only in zip(self.paths, self.unmet, self.only, strict=True)
        )


@answering
def rule_matrix(zone: Zone) -> RuleMatrix:
    """Return which rules and walk-away values stand against how many agreements.

    Parties that have a say count as if each had to accept, where its consent is needed at all.

    Parameters
    ----------
    zone
        The answer of ``explore``.

    Examples
    --------
    >>> import sim
    >>> found = rule_matrix(sim.explore(sim.load("scenarios/teaching/bypass-opens.yaml")))
    >>> [(path.rsplit(".", 1)[1], count) for path, count in zip(found.paths, found.unmet)][0]
    ('island_not_sudlands', 7)
    """
    expect(zone, Zone)
    space = zone.space
    every = replace(space, consent=ConsentRule(space.consent.everyone, space.consent.where))
    definitions = {rule.path for rule in space.active_rules if rule.definition}
    paths = tuple(path for path in canonical(space) if path not in definitions)
    engines = Engines(limits=zone.engines.limits)

    def meeting(asked: Collection[str]) -> Count:
        free = [path for path in paths if path not in asked]
        return engines.of(every.without(free)).acceptable()

    total, kept = meeting(()), meeting(paths)
    met = [meeting((path,)) for path in paths]
    unmet = tuple(_less(total, one) for one in met)
    only = tuple(_less(meeting([p for p in paths if p != path]), kept) for path in paths)
    both: tuple[tuple[Count, ...], ...] | None = None
    if len(paths) <= PAIRED and all(isinstance(one, int) for one in (total, *met)):
        cells = [[unmet[i] if i == j else 0 for j in range(len(paths))] for i in range(len(paths))]
        for i in range(len(paths)):
            for j in range(i):
                either = _less(total, meeting((paths[i], paths[j])))
                cells[i][j] = cells[j][i] = _both(unmet[i], unmet[j], either)
        both = tuple(tuple(row) for row in cells)
    return RuleMatrix(paths, total, unmet, only, both)


def _less(whole: Count, part: Count) -> Count:
    """Return the difference of two counts, as bounds if one of them is."""
    if isinstance(whole, int) and isinstance(part, int):
        return whole - part
    low = max(0, _ends(whole)[0] - (_ends(part)[1] or _ends(whole)[0]))
    high = _ends(whole)[1]
    return Bounds(low, None if high is None else high - _ends(part)[0])


def _both(first: Count, second: Count, either: Count) -> Count:
    """Return how many are in both of two sets, by how many are in each and in either."""
    if isinstance(first, int) and isinstance(second, int) and isinstance(either, int):
        return first + second - either
    return Bounds(0, None)


def _ends(count: Count) -> tuple[int, int | None]:
    return (count, count) if isinstance(count, int) else (count.lower, count.upper)
