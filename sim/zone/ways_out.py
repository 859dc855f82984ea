"""Ways out of an empty zone, and the conflict sets behind it.

A way out is a smallest set of rules and reservation values whose dropping opens the zone (a minimal
correction set); a conflict set a smallest set that closes it (a minimal unsatisfiable subset). Each
are the minimal hitting sets of the other (Reiter 1987; Liffiton and Sakallah 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.space.bitsets import antichain_order, minimal, pack, unpack
from sim.space.boxes import Bools
from sim.space.count import Count, plain
from sim.space.engine import Engine
from sim.space.engines import Engines
from sim.space.space import Space, reservation_path
from sim.zone.frontier import Outcome, outcomes

RuleSet = tuple[str, ...]
"""Paths of rules and reservation values, in file order."""

PRICES = 1_000
"""How many price vectors ``to_dict`` lists; the way out itself has them all."""
MAX_SETS = 2_000
"""How many conflict sets are worked out; beyond, the result says that there are more."""


@dataclass(frozen=True)
class WayOut:
    """A smallest set of rules and reservation values whose dropping opens the zone.

    Parameters
    ----------
    rules
        Their paths.
    opens
        How many agreements become acceptable.
    example
        One of them.
    price
        Where the set has reservation values: the Pareto-minimal vectors of how much less each of
        them would have to be, in the order of ``rules``; never summed.
    price_complete
        False if there are more such vectors than were worked out; those given are then each
        enough, and none is proven to be minimal.
    """

    rules: RuleSet
    opens: Count
    example: Outcome
    price: tuple[tuple[float, ...], ...]
    price_complete: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "rules": list(self.rules),
            "opens": plain(self.opens),
            "example": self.example.to_dict(),
            "price": [list(vector) for vector in self.price[:PRICES]],
            "price_number": len(self.price),
            "price_complete": self.price_complete,
        }


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
        # A grown set is minimal unless it contains one that already hits.
        found = hitting + [g for g in sorted(grown) if not any(h & g == h for h in hitting)]
        if len(found) > MAX_SETS:
            found, complete = sorted(found, key=lambda m: (m.bit_count(), m))[:MAX_SETS], False
    if not complete:
        found = [one for one in found if _is_minimal(one, masks)]
    keyed = sorted(tuple(k for k in range(m.bit_length()) if m >> k & 1) for m in found)
    keyed.sort(key=len)
    return HittingSets(tuple(tuple(broken.paths[k] for k in one) for one in keyed), complete)


def _is_minimal(one: int, masks: Sequence[int]) -> bool:
    """Say whether every element is the only one that hits some set."""
    needed = 0
    for mask in masks:
        if (one & mask).bit_count() == 1:
            needed |= one & mask
    return needed == one


def ways_out(
    space: Space, engine: Engine, engines: Engines
) -> tuple[tuple[WayOut, ...], bool, HittingSets]:
    """Return the ways out of an empty zone, whether they are all, and its conflict sets."""
    broken = broken_sets(space, engine, reservations=True, definitions=False)
    if not len(broken.sets) or not broken.sets.any(axis=1).all():
        return (), True, HittingSets(())
    found = tuple(_way_out(space, rules, engines) for rules in broken.named())
    # Sets that hit only some ways out need not close anything.
    conflicts = hitting_sets(broken) if broken.complete else HittingSets((), complete=False)
    return found, broken.complete, conflicts


def _way_out(space: Space, rules: RuleSet, engines: Engines) -> WayOut:
    """Return what a way out opens, and its price.

    With the set left out of account, exactly the agreements that break all of it and nothing
    else are acceptable: a smaller broken set would be a way out of its own.
    """
    open_space = space.without(rules)
    engine = engines.of(open_space)
    named = {reservation_path(party.name): k for k, party in enumerate(space.parties)}
    missed = tuple(named[path] for path in rules if path in named)
    points = engine.best(missed or space.consenting or space.weighing[:1])
    price: tuple[tuple[float, ...], ...] = ()
    if missed:
        got = points.steps / space.scales[list(missed)]
        short = sorted(
            (tuple((space.reservations[list(missed)] - row).tolist()), k)
            for k, row in enumerate(got)
        )
        price = tuple(vector for vector, _ in short)
        chosen: Sequence[int] = [short[0][1]]
    else:
        chosen = range(len(points.steps))
    first = min(
        (next(points.agreements(k))[0] for k in chosen), key=lambda row: tuple(row.tolist())
    )
    example = next(outcomes(space, first[None, :]))
    return WayOut(rules, engine.counts().acceptable, example, price, not missed or points.complete)
