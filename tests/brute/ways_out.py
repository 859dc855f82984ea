"""Ways out of an empty zone, by trying every set of rules and walk-away values.

S is a way out if the file without S has a zone, and the file without any proper part of S has none.
Walk-away values are those of the file without S's linkages; one that is undefined there makes S
no way out. A value that is given up is the party's lowest attainable utility. Definitions are never
given up.
"""

from __future__ import annotations

import copy
import itertools
from fractions import Fraction
from typing import Any

from tests.brute.arithmetic import ACCEPT
from tests.brute.exploration import Exploration
from tests.brute.families import Sets, in_order, minimal_hitting_sets, smallest_sets, undominated
from tests.brute.model import Model


def without(document: dict[str, Any], paths: frozenset[str]) -> dict[str, Any]:
    """The document without these rules, and with the walk-away values in them given up."""
    changed = copy.deepcopy(document)
    before = Model(document)
    for path in paths:
        keys = path.split(".")
        if keys[0] == "linkages":
            del changed["linkages"][keys[1]]
        elif keys[2] == "red_lines":
            del changed["parties"][keys[1]]["red_lines"][keys[3]]
        else:
            changed["parties"][keys[1]]["reservation"] = lowest(before, keys[1])
    return changed


def lowest(m: Model, p: str) -> Fraction:
    """The party's lowest utility over the table, rules ignored."""
    table = itertools.product(*(issue.table for issue in m.issues.values()))
    return min(m.utility(p, dict(zip(m.issues, options, strict=True))) for options in table)


def members(m: Model) -> list[str]:
    """Whatever may be given up: linkages that are no definitions, and what binds a party."""

    def may_fall(path: str) -> bool:
        first, name, *rest = path.split(".")
        if first == "linkages":
            return m.linkages[name].get("kind") != "definition"
        return name in m.consenting and (rest[0] == "red_lines" or name in m.weights)

    return [path for path in m.rule_order() if may_fall(path)]


class WaysOut:
    """The ways out of an explored scenario, and its conflict sets."""

    def __init__(self, explored: Exploration) -> None:
        self.x, self.m = explored, explored.m
        self.members = members(self.m)
        self.values: dict[frozenset[str], dict[str, Fraction | None]] = {}

    def reservations(self, s: frozenset[str]) -> dict[str, Fraction | None]:
        """The walk-away values in the file without the linkages of the set."""
        linkages = frozenset(path for path in s if path.startswith("linkages."))
        if linkages not in self.values:
            model = Model(without(self.m.document, linkages))
            self.values[linkages] = {p: model.reservation(p) for p in model.weights}
        return self.values[linkages]

    def opened(self, s: frozenset[str]) -> list[int]:
        """The agreements that are acceptable in the file without the set."""
        values = self.reservations(s)
        given_up = {p for p in values if f"parties.{p}.reservation" in s}
        if any(values[p] is None for p in values if p not in given_up):
            return []

        def accepts(p: str, n: int) -> bool:
            value = values.get(p)
            if self.x.red_lines[n][p] - s:
                return False
            return p in given_up or value is None or self.x.u[n][p] >= value - ACCEPT

        return [
            n
            for n in range(len(self.x.all))
            if self.x.linkages[n] <= s and self.x.consented(n, accepts)
        ]

    def missing(self, linkages: frozenset[str]) -> list[frozenset[str]]:
        """What agreements lack in the file without the linkages: red lines and values, if least."""
        values = self.reservations(linkages)
        if None in values.values():
            return []
        lacking = set()
        for n, agreement in enumerate(self.x.all):
            if self.x.linkages[n] <= linkages:
                short = {p for p, value in values.items() if self.x.u[n][p] < value - ACCEPT}
                for coalition in self.m.coalitions(agreement):
                    red_lines = frozenset[str]().union(*(self.x.red_lines[n][p] for p in coalition))
                    lacking.add(
                        red_lines | {f"parties.{p}.reservation" for p in coalition if p in short}
                    )
        return smallest_sets(lacking)

    def sets(self) -> Sets:
        """The ways out themselves; none where the zone is open."""
        if self.x.acceptable:
            return []
        found: Sets = []
        lacking: dict[frozenset[str], list[frozenset[str]]] = {}
        for size in range(1, len(self.members) + 1):
            for combination in itertools.combinations(self.members, size):
                s = frozenset(combination)
                if any(way <= s for way in found):
                    continue
                linkages = frozenset(path for path in s if path.startswith("linkages."))
                if linkages not in lacking:
                    lacking[linkages] = self.missing(linkages)
                if any(lack <= s for lack in lacking[linkages]):
                    found.append(s)
        return in_order(found, self.m.rule_order())

    def answers(self) -> tuple[list[dict[str, Any]], Sets]:
        """Each way out with what it opens and its price, and the conflict sets."""
        ways = self.sets()
        conflicts = in_order(minimal_hitting_sets(ways), self.m.rule_order()) if ways else []
        return [self.way_out(way) for way in ways], conflicts

    def way_out(self, s: frozenset[str]) -> dict[str, Any]:
        """One way out: how many agreements it opens, its price, and the first that it opens."""
        opened, values = self.opened(s), self.reservations(s)
        priced = [p for p in self.m.parties if f"parties.{p}.reservation" in s]

        def shortfall(n: int) -> tuple[Fraction, ...]:
            missing = []
            for p in priced:
                value = values[p]
                assert value is not None
                missing.append(value - self.x.u[n][p])
            return tuple(missing)

        cheapest = undominated(opened, lambda n: tuple(-x for x in shortfall(n)))
        return {
            "set": s,
            "opens": len(opened),
            "opened": opened,
            "price": sorted({shortfall(n) for n in cheapest}) if priced else [],
            "example": opened[0],
        }
