"""Ways out of an empty zone, and the conflict sets behind it.

A way out is a smallest set of rules and reservation values whose dropping opens the zone (a minimal
correction set); a conflict set is a minimal hitting set of the ways out. Where no reservation value
depends on a linkage, conflict sets are the smallest sets that close the zone (minimal unsatisfiable
subsets; Reiter 1987; Liffiton and Sakallah 2008).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice
from typing import Any

import numpy as np

from sim.answer import Answer, plain
from sim.engines.choice import Engines
from sim.engines.protocol import Engine
from sim.space.bitsets import antichain_order, minimal, pack, unpack
from sim.space.boxes import Bools
from sim.space.budget import part, spend
from sim.space.compile import relaxed
from sim.space.count import Count
from sim.space.frame import linked_values
from sim.space.limits import BudgetSpent, TooManyAgreements
from sim.space.space import Space, reservation_path
from sim.zone.frontier import Outcome, outcomes

RuleSet = tuple[str, ...]
"""Paths of rules and reservation values, in file order."""

PRICES = 1_000
"""How many price vectors ``to_dict`` lists; the way out itself has them all."""
MAX_SETS = 2_000
"""How many ways out, and conflict sets, are worked out; beyond, the result says so."""

PART, CONFLICTS = 0.4, 0.3
"""Share of the work that is left for ways out, and of that for what closes the zone."""
PAIR = 0.05
"""Work of looking whether one set contains another."""
LINKAGE_SETS = 4_096
"""Maximum number of sets of linkages that are tried where reservation values depend on them."""


@dataclass(frozen=True)
class WayOut(Answer):
    """A smallest set of rules and reservation values whose dropping opens the zone.

    Parameters
    ----------
    rules
        Their paths.
    opens
        How many agreements become acceptable.
    example
        One of them: the first in file order of those that no other of them dominates; where the
        set has reservation values, one that asks for the first price.
    price
        Where the set has reservation values: the Pareto-minimal vectors of how much less each of
        them would have to be, in the order of ``rules``; never summed.
    price_complete
        False if there are more such vectors than were worked out; those given are then each
        enough, and none is proven to be minimal.
    reservations
        The reservation values in the set as they are once its linkages are dropped, in the order
        of ``rules``: prices are measured from these.
    """

    _keys = "rules opens example price= price_number= price_complete reservations"

    rules: RuleSet
    opens: Count
    example: Outcome
    price: tuple[tuple[float, ...], ...]
    price_complete: bool = True
    reservations: tuple[float, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: the first ``PRICES`` prices, and how many there are."""
        listed = plain(self.price[:PRICES])
        return {**super().to_dict(), "price": listed, "price_number": len(self.price)}


@dataclass(frozen=True)
class HittingSets:
    """Minimal hitting sets, and whether they are all.

    Parameters
    ----------
    sets
        Fewest members first.
    complete
        False if working them out was stopped at ``MAX_SETS``; then these are minimal hitting
        sets, but not all of them.
    """

    sets: tuple[RuleSet, ...]
    complete: bool = True


def canonical(space: Space) -> list[str]:
    """Return the paths of active rules and reservation values in the order of the file.

    Linkages first, then for each party its red lines and its reservation value.
    """
    return [path for _, path in sorted(_positions(space).items())]


def _positions(space: Space) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for place, rule in enumerate(space.active_rules):
        found[(rule.owner, place)] = rule.path
    for party in space.consenting:
        found[(party, len(space.rules) + 1)] = reservation_path(space.parties[party].name)
    return found


@dataclass(frozen=True, eq=False)
class BrokenSets:
    """Minimal broken sets as booleans over paths.

    Parameters
    ----------
    sets
        Shape (set, path), fewest members first.
    paths
        What the columns stand for, in the order of the file.
    complete
        False if there are more sets than were worked out.
    """

    sets: Bools
    paths: tuple[str, ...]
    complete: bool = True

    def named(self) -> list[RuleSet]:
        """Return the sets by path."""
        return [tuple(self.paths[k] for k in np.flatnonzero(row)) for row in self.sets]


def broken_sets(
    space: Space, engine: Engine, *, reservations: bool, definitions: bool
) -> BrokenSets:
    """Return the minimal sets that some agreement breaks, over all coalitions that are enough."""
    answers = [
        engine.minimal_broken(coalition, reservations=reservations, definitions=definitions)
        for coalition in space.consent.coalitions()
    ]
    found = [answer.sets for answer in answers]
    paths = [rule.path for rule in space.active_rules]
    paths += [reservation_path(party.name) for party in space.parties]
    sets = np.concatenate(found) if found else np.zeros((0, len(paths)), dtype=bool)
    sets = unpack(minimal(pack(sets)), len(paths)) if len(sets) else sets
    order = canonical(space)
    columns = [paths.index(path) for path in order]
    complete = all(answer.complete for answer in answers)
    if not complete and len(answers) > 1:
        # Of a list that is cut off all with fewer members are known, so that larger ones of other
        # coalitions may contain what was not worked out.
        known = min(a.sets.sum(axis=1).max(initial=0) for a in answers if not a.complete)
        sets = sets[sets.sum(axis=1) <= known]
    return BrokenSets(antichain_order(sets[:, columns]), tuple(order), complete)


def hitting_sets(broken: BrokenSets) -> HittingSets:
    """Return the minimal hitting sets of an antichain (Berge 1989): one member of each set."""
    found: list[int] = [0]
    complete = True
    masks = [sum(1 << int(k) for k in np.flatnonzero(row)) for row in broken.sets]
    if not masks or 0 in masks:
        return HittingSets(())
    for mask in masks:
        hitting = [one for one in found if one & mask]
        missing = [one for one in found if not one & mask]
        elements = [1 << k for k in range(mask.bit_length()) if mask >> k & 1]
        grown = {one | element for one in missing for element in elements}
        try:
            spend(PAIR * (len(grown) * len(hitting) + len(found)))
        except BudgetSpent:
            found, complete = [_hitting_all(one, masks) for one in found], False
            break
        # A grown set is minimal unless it contains one that already hits.
        found = hitting + [g for g in sorted(grown) if not any(h & g == h for h in hitting)]
        if len(found) > MAX_SETS:
            found, complete = sorted(found, key=lambda m: (m.bit_count(), m))[:MAX_SETS], False
    if not complete:
        found = sorted({one for one in found if _is_minimal(one, masks)})
    keyed = sorted(tuple(k for k in range(m.bit_length()) if m >> k & 1) for m in found)
    keyed.sort(key=len)
    return HittingSets(tuple(tuple(broken.paths[k] for k in one) for one in keyed), complete)


def _hitting_all(one: int, masks: Sequence[int]) -> int:
    """Return a set with one element more for each set that it doesn't hit, less what isn't needed.

    The last elements go first, so that the result is a minimal hitting set.
    """
    for mask in masks:
        if not one & mask:
            one |= mask & -mask
    for k in reversed(range(one.bit_length())):
        without = one & ~(1 << k)
        if without != one and all(without & mask for mask in masks):
            one = without
    return one


def _is_minimal(one: int, masks: Sequence[int]) -> bool:
    """Say whether every element is the only one that hits some set."""
    needed = 0
    for mask in masks:
        if (one & mask).bit_count() == 1:
            needed |= one & mask
    return needed == one


@dataclass(frozen=True)
class WaysOut:
    """The ways out of an empty zone, and what closes it.

    Parameters
    ----------
    ways
        The ways out, fewest rules first.
    complete
        Whether they are all.
    conflicts
        The minimal hitting sets of the ways out. They are minimal unsatisfiable sets where no
        reservation value depends on a linkage.
    linked
        Whether some reservation value of a party that has a say depends on a linkage.
    """

    ways: tuple[WayOut, ...] = ()
    complete: bool = True
    conflicts: HittingSets = HittingSets(())
    linked: bool = False


def ways_out(space: Space, engine: Engine, engines: Engines) -> WaysOut:
    """Return the ways out of an empty zone and its conflict sets.

    A set is a way out if the file without it has a zone, and the file without any proper part of
    it has none. Where wars are about what the linkages allow, reservation values change with the
    linkages that are dropped, so that dropping more may close a zone again.
    """
    linkages = [rule.path for rule in space.active_rules if rule.owner < 0 and not rule.definition]
    linked = bool(linkages) and any(k in space.consenting for k in linked_values(space))
    try:
        with part(PART):
            if linked:
                broken = _with_values(space, linkages, engines)
            else:
                broken = broken_sets(space, engine, reservations=True, definitions=False)
    except TooManyAgreements:
        return WaysOut(complete=False, conflicts=HittingSets((), complete=False), linked=linked)
    if not len(broken.sets) or not broken.sets.any(axis=1).all():
        nothing = HittingSets((), complete=broken.complete)
        return WaysOut(complete=broken.complete, conflicts=nothing, linked=linked)
    # Sets that hit only some ways out need not close anything.
    conflicts = HittingSets((), complete=False)
    if broken.complete:
        with part(CONFLICTS):
            conflicts = hitting_sets(broken)
    found: list[WayOut] = []
    complete = broken.complete and len(broken.sets) <= MAX_SETS
    try:
        with part(PART):
            for rules in broken.named()[:MAX_SETS]:
                found.append(_way_out(space, rules, engines))
    except TooManyAgreements:
        complete = False
    return WaysOut(tuple(found), complete, conflicts, linked)


def _with_values(space: Space, linkages: Sequence[str], engines: Engines) -> BrokenSets:
    """Return the ways out where reservation values depend on which linkages are dropped.

    For every set of linkages the values are worked out anew. Minimal broken sets are searched once
    for each combination of values; those whose linkages are among the dropped ones say which red
    lines and reservation values have to go too.
    """
    sets, complete = _linkage_sets(linkages)
    broken: dict[tuple[float, ...], list[frozenset[str]]] = {}
    found: list[frozenset[str]] = []
    for dropped in sets:
        if any(one <= dropped for one in found):
            continue
        left = relaxed(space, dropped)
        values = tuple(left.reservations.tolist())
        if any(math.isnan(values[k]) for k in space.consenting):
            continue
        if values not in broken:
            fixed = replace(space, parties=left.parties)
            here = broken_sets(fixed, engines.of(fixed), reservations=True, definitions=False)
            broken[values] = [frozenset(one) for one in here.named()]
            complete = complete and here.complete
        kept = frozenset(linkages) - dropped
        found += [dropped | one for one in broken[values] if one.isdisjoint(kept)]
    minimal_sets = [one for one in found if not any(other < one for other in found)]
    paths = canonical(space)
    table = np.zeros((len(set(minimal_sets)), len(paths)), dtype=bool)
    for row, one in zip(table, sorted(set(minimal_sets), key=sorted), strict=True):
        row[[paths.index(path) for path in one]] = True
    return BrokenSets(antichain_order(table), tuple(paths), complete)


def _linkage_sets(linkages: Sequence[str]) -> tuple[Iterator[frozenset[str]], bool]:
    """Return sets of linkages, fewest first, at most ``LINKAGE_SETS``, and whether they are all."""
    sizes = range(len(linkages) + 1)
    every = chain.from_iterable(combinations(linkages, size) for size in sizes)
    complete = 2 ** len(linkages) <= LINKAGE_SETS
    return map(frozenset, islice(every, LINKAGE_SETS)), complete


def _way_out(space: Space, rules: RuleSet, engines: Engines) -> WayOut:
    """Return what a way out opens, and its price."""
    left = relaxed(space, rules)
    engine = engines.of(left)
    named = {reservation_path(party.name): k for k, party in enumerate(space.parties)}
    missed = tuple(named[path] for path in rules if path in named)
    points = engine.best(missed or space.consenting or space.weighing[:1])
    price: tuple[tuple[float, ...], ...] = ()
    asked = left.reservations[list(missed)]
    if missed:
        got = points.steps / space.scales[list(missed)]
        short = sorted((tuple((asked - row).tolist()), k) for k, row in enumerate(got))
        price = tuple(vector for vector, _ in short)
        chosen: Sequence[int] = [short[0][1]]
    else:
        chosen = range(len(points.steps))
    first = min(
        (next(points.agreements(k))[0] for k in chosen), key=lambda row: tuple(row.tolist())
    )
    return WayOut(
        rules,
        engine.acceptable(known=True),
        next(outcomes(space, first[None, :])),
        price,
        not missed or points.complete,
        tuple(asked.tolist()),
    )
