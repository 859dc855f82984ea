"""All agreements on the table: the zone, its frontier, solutions, packages and cells."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.brute.arithmetic import ACCEPT, INFINITE, point, power_of
from tests.brute.families import (
    Sets,
    best_by,
    in_order,
    leximin,
    minimal_hitting_sets,
    smallest_sets,
    undominated,
)
from tests.brute.model import Agreement, Model, Option


class Exploration:
    """All agreements on the table, and the answers about them."""

    def __init__(self, model: Model) -> None:
        self.m = m = model
        table = itertools.product(*(issue.table for issue in m.issues.values()))
        self.all: list[Agreement] = [dict(zip(m.issues, o, strict=True)) for o in table]
        self.scores = [{p: m.score(p, a) for p in m.weights} for a in self.all]
        self.u = [{p: s[p] * m.grid[p] / m.total[p] for p in m.weights} for s in self.scores]
        self.r = {p: m.reservation(p) for p in m.weights}
        self.bargaining = m.bargaining()
        everything = range(len(self.all))
        self.required = [m.required(a) for a in self.all]
        self.linkages = [m.broken_linkages(a) for a in self.all]
        self.red_lines = [{p: m.broken_red_lines(p, a) for p in m.parties} for a in self.all]
        self.admissible = [n for n in everything if not self.linkages[n]]
        self.within = [n for n in self.admissible if self.consented(n, self.keeps)]
        self.acceptable = [n for n in self.admissible if self.consented(n, self.accepts)]
        self.settlement_frontier = undominated(self.within, self.vector)
        self.frontier = undominated(self.acceptable, self.vector)

    def vector(self, n: int) -> tuple[int, ...]:
        """The bargaining parties' exact sums."""
        return tuple(self.scores[n][p] for p in self.bargaining)

    def keeps(self, p: str, n: int) -> bool:
        """Whether the agreement keeps the party's red lines."""
        return not self.red_lines[n][p]

    def unmet(self, p: str, n: int) -> bool:
        """Whether the agreement falls short of the party's reservation value, if it has one."""
        r = self.r.get(p)
        return r is not None and not self.u[n][p] >= r - ACCEPT

    def accepts(self, p: str, n: int) -> bool:
        """Whether the party accepts the agreement."""
        return self.keeps(p, n) and not self.unmet(p, n)

    def consented(self, n: int, says_yes: Callable[[str, int], bool]) -> bool:
        """Whether all required parties say yes, and at least k of `of`."""
        everyone = all(says_yes(p, n) for p in self.required[n])
        return everyone and sum(says_yes(p, n) for p in self.m.of) >= self.m.k

    def surplus(self, p: str, n: int) -> Fraction:
        """u_p - r_p."""
        r = self.r[p]
        assert r is not None
        return self.u[n][p] - r

    def gain(self, p: str, n: int) -> Fraction:
        """g_p = max(0, u_p - r_p)."""
        return max(Fraction(0), self.surplus(p, n))

    # -- where a zone exists (decisions 13 and 14)

    def critical_reservation(self) -> Fraction | None:
        """The largest common reservation value with which some agreement is acceptable."""

        def ceiling(n: int) -> Fraction | float:
            """The largest common value at which this agreement still has consent."""
            k = self.m.k
            keeping = [self.u[n].get(p, INFINITE) for p in self.m.of if self.keeps(p, n)]
            kth_largest = sorted(keeping, reverse=True)[k - 1 : k]  # empty for k = 0
            limits = [self.u[n][p] for p in self.required[n] if p in self.u[n]]
            return min([*limits, *kth_largest], default=INFINITE)

        # Where nobody's consent is needed no value limits anything: such texts say nothing of r*.
        found = [limit for n in self.within if isinstance(limit := ceiling(n), Fraction)]
        return max(found, default=None)

    def slack(self) -> dict[str, Fraction | None]:
        """By how much each consenting party's reservation value could rise (or must fall)."""

        def one(p: str) -> Fraction | None:
            if self.m.of:
                return None
            others = {n: [q for q in self.required[n] if q != p] for n in self.within}
            agreed = [n for n in self.within if all(self.accepts(q, n) for q in others[n])]
            return max((self.surplus(p, n) for n in agreed), default=None)

        return {p: one(p) for p in self.m.consenting if p in self.m.weights}

    # -- solutions

    def nash(self, indices: list[int], parties: list[str]) -> list[int]:
        """Most parties that gain, then the largest product of gains^power over those."""

        def gaining(n: int) -> list[str]:
            return [p for p in parties if self.gain(p, n) > ACCEPT]

        def product(n: int) -> Fraction:
            result = Fraction(1)
            for p in gaining(n):
                power = point(self.m.parties[p].get("power", 1), self.m.parameters)
                result *= power_of(self.gain(p, n), power)
            return result

        most = max(len(gaining(n)) for n in indices)
        return best_by([n for n in indices if len(gaining(n)) == most], product)

    def solutions(self) -> dict[str, list[int]] | None:
        """Each solution as the set of its maximisers on the frontier."""
        if not self.acceptable:
            return None
        best = {p: max(self.surplus(p, n) for n in self.acceptable) for p in self.bargaining}
        counted = [p for p in self.bargaining if best[p] > ACCEPT]
        return {
            "nash": self.nash(self.frontier, counted),
            "kalai_smorodinsky": leximin(
                self.frontier, lambda n: [self.gain(p, n) / best[p] for p in counted]
            ),
            "egalitarian": leximin(
                self.frontier, lambda n: [self.gain(p, n) for p in self.bargaining]
            ),
            "utilitarian": best_by(
                self.frontier,
                lambda n: sum((self.u[n][p] for p in self.bargaining), Fraction(0)),
            ),
        }

    # -- options ruled out and common ground of the rules (decisions 17 and 18)

    def broken(self, n: int, reservations: bool = True) -> set[frozenset[str]]:
        """What stands against the agreement, for each minimal consenting coalition."""
        found = set()
        for coalition in self.m.coalitions(self.all[n]):
            rules = self.linkages[n].union(*(self.red_lines[n][p] for p in coalition))
            if reservations:
                rules |= {f"parties.{p}.reservation" for p in coalition if self.unmet(p, n)}
            found.add(rules)
        return found

    def options_ruled_out(self) -> dict[tuple[str, Option], Sets]:
        """Options on the table in no agreement within red lines, with the rules that do it."""
        ruled_out = {}
        for i, issue in self.m.issues.items():
            for option in issue.table:
                if any(self.all[n][i] == option for n in self.within):
                    continue
                having = [n for n, a in enumerate(self.all) if a[i] == option]
                minimal = smallest_sets(s for n in having for s in self.broken(n, False))
                conflicts = in_order(minimal_hitting_sets(minimal), self.m.rule_order())
                ruled_out[i, option] = conflicts
        return ruled_out

    def common_ground(self) -> list[str]:
        """Issues on which the principals that weigh it have one position, within red lines.

        At least two weigh it, and no interaction of a bargaining party names it.
        """

        def shared(i: str) -> bool:
            weighing = [p for p in self.m.principals() if self.m.weighs(p, i)]
            sets = {frozenset(self.m.positions[p, i].stated()) for p in weighing}
            if len(weighing) < 2 or len(sets) > 1 or self.m.mentioned(i):
                return False
            (one,) = sets
            return any(self.all[n][i] in one for n in self.within)

        return [i for i in self.m.issues if shared(i)]

    # -- packages (decision 19) and cells

    def margin(self, n: int) -> Fraction | float:
        """The smallest u_p - r_p over the consenting parties with weights."""
        known = [p for p in self.m.consenting if self.r.get(p) is not None]
        return min((self.surplus(p, n) for p in known), default=INFINITE)

    def package(self, data: dict[str, Any]) -> dict[str, Any]:
        """Acceptable completions, best completions and minimal reopening sets of a package."""
        long_form = isinstance(data.get("agreement"), dict)
        package = self.m.agreement(data["agreement"] if long_form else data)
        completions = [
            n for n, a in enumerate(self.all) if all(a[i] == o for i, o in package.items())
        ]
        acceptable = sorted(set(completions) & set(self.acceptable))
        if acceptable:
            best = self.nash(acceptable, self.bargaining)
        elif completions:
            unmet = {n: min(len(s) for s in self.broken(n)) for n in completions}
            fewest = [n for n in completions if unmet[n] == min(unmet.values())]
            best = best_by(fewest, self.margin)
        else:
            best = []
        changed = (
            frozenset(i for i, o in package.items() if self.all[n][i] != o) for n in self.acceptable
        )
        return {
            "acceptable_completions": len(acceptable),
            "completions": best,
            "reopening": in_order(smallest_sets(changed), list(self.m.issues)),
        }

    def best_margins(self, size: int) -> dict[Any, Fraction]:
        """Per `size` options of different issues: the largest smallest surplus in the zone."""
        best: dict[Any, Fraction] = {}
        for n in self.acceptable if self.bargaining else []:
            least = min(self.surplus(p, n) for p in self.bargaining)
            for key in itertools.combinations(self.all[n].items(), size):
                best[key] = max(best.get(key, least), least)
        return best
