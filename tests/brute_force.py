"""The oracle: a plain, slow brute force of the definitions in the design, section 3.

It shares nothing with the package, uses the standard library only, enumerates every agreement and
computes with exact fractions. "Decision n" cites the numbered decisions in `docs/`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

Option = str | int | float
Agreement = dict[str, Option]  # issue -> option; partial where a party need not name every issue
Pair = tuple[str, str]  # (party, issue)
Sets = list[frozenset[str]]

ACCEPT = Fraction(1, 10**9)  # the one tolerance of acceptance and of "gains"
TIE = Fraction(1, 10**12)  # relative tie of products, gains, leximin and sums
INFINITE = float("inf")


@dataclass
class BruteResult:
    """Everything the oracle knows; agreements are named by their index in file order."""

    issues: list[str]
    options: dict[str, list[Option]]
    agreements: list[tuple[Option, ...]]
    utilities: list[dict[str, Fraction]]
    weights: dict[str, dict[str, Fraction]]
    reservation: dict[str, Fraction | None]
    range: dict[str, tuple[Fraction, Fraction]]
    admissible: list[int]
    within_red_lines: list[int]
    acceptable: list[int]
    critical_reservation: Fraction | None
    slack: dict[str, Fraction | None]
    settlement_frontier: list[int]
    frontier: list[int]
    solutions: dict[str, list[int]] | None
    unavoidable: list[Pair]
    never_needed: list[Pair]
    minimal_sets: list[tuple[frozenset[Pair], int]]
    patterns: dict[tuple[str, ...], int]
    ways_out: list[dict[str, Any]]
    conflict_sets: Sets
    options_ruled_out: dict[tuple[str, Option], Sets]
    common_ground: list[str]
    packages: dict[str, dict[str, Any]]
    cells: dict[tuple[tuple[str, Option], tuple[str, Option]], Fraction]
    single: dict[tuple[str, Option], Fraction]


# ---------------------------------------------------------------- numbers and small mathematics


def exact(number: Any) -> Fraction:
    """The number as its shortest decimal reads on paper: 0.1 is one tenth."""
    return Fraction(str(number))


def plain(number: Fraction) -> int | float:
    """An option of a numeric issue, as a Python number."""
    return int(number) if number.denominator == 1 else float(number)


def point(data: Any, parameters: dict[str, Any]) -> Fraction:
    """The value of a judgement in the point analysis: x, midpoint, mode or parameter."""
    if isinstance(data, list):
        return (point(data[0], parameters) + point(data[1], parameters)) / 2
    if isinstance(data, dict):
        return point(data["mode"], parameters)
    if isinstance(data, str) and "$" in data:
        value = point(parameters[data.split("$")[1].strip()], parameters)
        return 1 - value if data.split("$")[0].strip() else value
    return exact(data)


def grid_of(total: Fraction) -> Fraction:
    """10^(floor(log10 total) - 12)."""
    exponent = 0
    while Fraction(10) ** (exponent + 1) <= total:
        exponent += 1
    while Fraction(10) ** exponent > total:
        exponent -= 1
    return Fraction(10) ** (exponent - 12)


def smallest_sets(family: Iterable[frozenset[Any]]) -> list[frozenset[Any]]:
    """The inclusion-minimal sets of a family."""
    distinct = set(family)
    return [s for s in distinct if not any(other < s for other in distinct)]


def minimal_hitting_sets(family: Iterable[frozenset[str]]) -> Sets:
    """Berge: hit one set after the other, keeping what is inclusion-minimal."""
    hitting: Sets = [frozenset()]
    for target in family:
        hitting = smallest_sets(
            h if h & target else h | {element} for h in hitting for element in target
        )
    return hitting


def in_order(sets: Iterable[frozenset[Any]], order: list[Any]) -> list[frozenset[Any]]:
    """Smallest first, then by the places of the elements in `order`."""
    place = {element: n for n, element in enumerate(order)}
    return sorted(sets, key=lambda s: (len(s), sorted(place[e] for e in s)))


def undominated(indices: list[int], vector: Callable[[int], tuple[Any, ...]]) -> list[int]:
    """Those whose vector no other one's vector dominates (at least as large, and different)."""
    distinct = {vector(n) for n in indices}
    kept = {
        v
        for v in distinct
        if not any(w != v and all(x >= y for x, y in zip(w, v, strict=True)) for w in distinct)
    }
    return [n for n in indices if vector(n) in kept]


def best_by(indices: list[int], score: Callable[[int], Any]) -> list[int]:
    """The maximisers of a score, ties within 10^-12 relative."""
    scores = {n: score(n) for n in indices}
    best = max(scores.values())
    return [n for n in indices if scores[n] == best or scores[n] >= best - TIE * abs(best)]


def leximin(indices: list[int], vector: Callable[[int], list[Fraction]]) -> list[int]:
    """Maximise the smallest entry, among those the second smallest, and so on."""
    ascending = {n: sorted(vector(n)) for n in indices}
    for place in range(len(ascending[indices[0]])):
        column = {n: ascending[n][place] for n in indices}
        indices = best_by(indices, column.__getitem__)
    return indices


def power_of(gain: Fraction, exponent: Fraction) -> Fraction:
    """gain^exponent, exact for whole exponents, else to 60 digits."""
    if exponent.denominator == 1:
        return gain**exponent.numerator
    with localcontext() as context:
        context.prec = 60
        base = Decimal(gain.numerator) / Decimal(gain.denominator)
        return Fraction(base ** (Decimal(exponent.numerator) / Decimal(exponent.denominator)))


# ------------------------------------------------------------------------ what the file describes


class Issue:
    """An issue: options listed, options on the table, coordinates (None for a bypass option)."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.numeric = "range" in data
        self.listed: list[Option] = []
        self.coordinates: dict[Option, Fraction] = {}
        if self.numeric:
            start, stop, step = (exact(data["range"][key]) for key in ("from", "to", "step"))
            self.listed = [plain(start + n * step) for n in range((stop - start) // step + 1)]
        else:
            self.listed = [str(o) for o in data["options"]]
            details = {str(o): d if isinstance(d, dict) else {} for o, d in data["options"].items()}
            graded = [o for o in details if not details[o].get("bypass")]
            for place, option in enumerate(graded):
                self.coordinates[option] = exact(details[option].get("at", place))
        only = data.get("only")
        allowed = self.listed if only is None else [self.option(o) for o in only]
        self.table = [o for o in self.listed if o in allowed]

    def option(self, name: Any) -> Option:
        """The option that a file's scalar or key names."""
        return plain(exact(name)) if self.numeric else str(name)

    def coordinate(self, option: Option) -> Fraction | None:
        """The place on the issue's scale."""
        return exact(option) if self.numeric else self.coordinates.get(option)


class Position:
    """A party's ideal on an issue and the value v in [0, 1] of every option."""

    def __init__(self, issue: Issue, data: Any, parameters: dict[str, Any]) -> None:
        self.issue = issue
        spec = data if isinstance(data, dict) and "mode" not in data else {"ideal": data}
        self.loss = spec.get("loss", "linear")
        listed = spec.get("values") or {}
        self.listed = {issue.option(o): point(v, parameters) for o, v in listed.items()}
        ideal = spec.get("ideal")
        if ideal is not None:
            ideal = plain(point(ideal, parameters)) if issue.numeric else str(ideal)
        self.ideal: Option | None = ideal

    def value(self, option: Option) -> Fraction:
        """A listed value; else by distance from the ideal; else (numeric) linear in between."""
        if option in self.listed:
            return self.listed[option]
        here = self.issue.coordinate(option)
        assert here is not None, f"no value for {option}"
        if self.ideal is None:
            below = max(o for o in self.listed if exact(o) < here)
            above = min(o for o in self.listed if exact(o) > here)
            share = (here - exact(below)) / (exact(above) - exact(below))
            return self.listed[below] + share * (self.listed[above] - self.listed[below])
        ideal = self.issue.coordinate(self.ideal)
        assert ideal is not None, "the ideal has no coordinate"
        distance = abs(here - ideal)
        if distance == 0:
            return Fraction(1)
        if self.loss == "all_or_nothing":
            return Fraction(0)
        scale = [self.issue.coordinate(o) for o in self.issue.listed]
        relative = distance / max(abs(c - ideal) for c in scale if c is not None)
        return 1 - relative**2 if self.loss == "quadratic" else 1 - relative

    def stated(self) -> list[Option]:
        """The ideal; without one, the best-valued options."""
        if self.ideal is not None:
            return [self.ideal]
        best = max(self.value(o) for o in self.issue.listed)
        return [o for o in self.issue.listed if self.value(o) == best]


class Model:
    """A scenario file, with the question that every definition starts from asked one by one."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.parameters = document.get("parameters") or {}
        self.issues = {str(i): Issue(d) for i, d in document["issues"].items()}
        self.parties: dict[str, dict[str, Any]] = document["parties"]
        self.linkages: dict[str, dict[str, Any]] = document.get("linkages") or {}
        self.positions = {
            (p, i): Position(self.issues[i], position, self.parameters)
            for p, party in self.parties.items()
            for i, position in (party.get("positions") or {}).items()
        }
        weights = {p: self.raw_weights(p) for p in self.parties}
        self.weights = {p: w for p, w in weights.items() if w}
        self.total = {p: sum(w.values(), Fraction(0)) for p, w in self.weights.items()}
        self.grid = {p: grid_of(total) for p, total in self.total.items()}
        self.rounded: dict[tuple[str, str, Option], int] = {}
        self.read_consent()

    def raw_weights(self, p: str) -> dict[str, Fraction]:
        """Weights in the file's own units; whole numbers for `unknown` and `order` (decision 9)."""
        party = self.parties[p]
        weights, order = party.get("weights"), party.get("order")
        mine: dict[str, Fraction] = {}
        if weights == "unknown":
            mine = {i: Fraction(1) for i in party["positions"]}
        elif weights:
            mine = {i: point(w, self.parameters) for i, w in weights.items()}
        elif order:
            groups = [group if isinstance(group, list) else [group] for group in order]
            for corner in range(1, len(groups) + 1):  # weight shared by the first `corner` groups
                members = [i for group in groups[:corner] for i in group]
                for i in members:
                    mine[i] = mine.get(i, Fraction(0)) + Fraction(1, len(members) * len(groups))
            unit = next(k for k in itertools.count(1) if all(k * w % 1 == 0 for w in mine.values()))
            mine = {i: w * unit for i, w in mine.items()}
        return {i: mine[i] for i in self.issues if i in mine}

    # -- roles and consent (decisions 5 and 6)

    def principals(self) -> list[str]:
        """Parties with the role; without a role, parties with weights."""

        def is_principal(p: str) -> bool:
            party = self.parties[p]
            roles = party.get("roles") or ([party["role"]] if party.get("role") else [])
            return "principal" in roles if roles else p in self.weights

        return [p for p in self.parties if is_principal(p)]

    def bargaining(self) -> list[str]:
        """The bargaining parties that have weights."""
        principals = self.principals()
        return [p for p in self.weights if self.parties[p].get("bargains", p in principals)]

    def read_consent(self) -> None:
        """Who may be required (if only where a clause holds), and how many (k) of whom (`of`)."""
        consent, principals = self.document.get("consent"), self.principals()
        self.k: int = 0
        self.of: list[str] = []
        if not consent:
            required = [p for p in self.parties if self.parties[p].get("consents", p in principals)]
        else:
            required = consent.get("required") or []
            if "at_least" in consent:
                self.k, self.of = consent["at_least"], consent.get("of") or principals
        self.requirable = [p for p in self.parties if p in required]
        self.consenting = [p for p in self.parties if p in required or p in self.of]

    def required(self, a: Agreement) -> list[str]:
        """Parties whose consent this agreement requires."""

        def here(p: str) -> bool:
            consents = self.parties[p].get("consents")
            return not isinstance(consents, dict) or self.matches(consents["when"], a)

        return [p for p in self.requirable if here(p)]

    def coalitions(self, a: Agreement) -> Iterator[list[str]]:
        """Minimal consenting coalitions: all required, and the fewest of `of` that make k."""
        required = self.required(a)
        others = [p for p in self.of if p not in required]
        missing = max(0, self.k - (len(self.of) - len(others)))
        for more in itertools.combinations(others, missing):
            yield [p for p in self.parties if p in required or p in more]

    # -- rules

    def matches(self, clause: dict[str, Any], a: Agreement) -> bool:
        """Whether the agreement matches every issue of the clause."""
        return all(i in a and self.matches_one(self.issues[i], t, a[i]) for i, t in clause.items())

    def matches_one(self, issue: Issue, test: Any, option: Option) -> bool:
        """One issue of a clause: an option, a list of options, or a comparison of coordinates."""
        if isinstance(test, list):
            return option in [issue.option(o) for o in test]
        if not isinstance(test, dict):
            return option == issue.option(test)
        here = issue.coordinate(option)
        low = issue.coordinate(issue.option(test["at_least"])) if "at_least" in test else here
        high = issue.coordinate(issue.option(test["at_most"])) if "at_most" in test else here
        if here is None or low is None or high is None:  # a bypass option never matches
            return False
        return low <= here <= high

    def breaks(self, rule: dict[str, Any], a: Agreement) -> bool:
        """Whether the agreement breaks the rule."""
        if "never" in rule:
            return self.matches(rule["never"], a)
        return self.matches(rule["if"], a) and not self.matches(rule["then"], a)

    def broken_linkages(self, a: Agreement) -> frozenset[str]:
        """Paths of the linkages that the agreement breaks."""
        return frozenset(f"linkages.{x}" for x, r in self.linkages.items() if self.breaks(r, a))

    def broken_red_lines(self, p: str, a: Agreement) -> frozenset[str]:
        """Paths of the party's red lines that the agreement breaks."""
        lines = (self.parties[p].get("red_lines") or {}).items()
        return frozenset(f"parties.{p}.red_lines.{x}" for x, r in lines if self.breaks(r, a))

    def rule_order(self) -> list[str]:
        """The canonical order of all paths of rules and reservation values (decision 11)."""
        order = [f"linkages.{x}" for x in self.linkages]
        for p, party in self.parties.items():
            order += [f"parties.{p}.red_lines.{x}" for x in party.get("red_lines") or {}]
            order.append(f"parties.{p}.reservation")
        return order

    # -- utility and reservation values

    def contribution(self, p: str, i: str, option: Option) -> int:
        """w v, rounded once to the grid (half to even)."""
        key = (p, i, option)
        if key not in self.rounded:
            exact_points = self.weights[p][i] * self.positions[p, i].value(option)
            self.rounded[key] = round(exact_points / self.grid[p])
        return self.rounded[key]

    def score(self, p: str, a: Agreement) -> int:
        """The party's sum over the agreement, in units of the grid."""
        weighed = [i for i, w in self.weights[p].items() if w > 0]
        total = sum(self.contribution(p, i, a[i]) for i in weighed if i in a)
        for interaction in (self.parties[p].get("interactions") or {}).values():
            if self.matches(interaction["when"], a):
                worth = point(interaction["worth"], self.parameters)
                total += round(worth * self.total[p] / self.grid[p])
        return total

    def utility(self, p: str, a: Agreement) -> Fraction:
        """u_p(a)."""
        return self.score(p, a) * self.grid[p] / self.total[p]

    def agreement(self, data: dict[str, Any]) -> Agreement:
        """A (partial) agreement written in the file."""
        return {i: self.issues[i].option(o) for i, o in data.items()}

    def reservation(self, p: str) -> Fraction | None:
        """r_p, or None for `war` where no agreement at all is admissible."""
        data = self.parties[p].get("reservation", 0)
        if data == "status_quo":
            return self.utility(p, self.agreement(self.document["status_quo"]))
        if isinstance(data, dict) and "agreement" in data:
            cost = point(data.get("cost", 0), self.parameters)
            return self.utility(p, self.agreement(data["agreement"])) - cost
        if isinstance(data, dict) and "war" in data:
            return self.war(p, data["war"])
        return point(data, self.parameters)

    def war(self, p: str, war: dict[str, Any]) -> Fraction | None:
        """win u_p(V) + (1 - win) u_p(L) - cost, V and L over all listed options."""

        def outcome(given: Any, winner: str) -> Fraction | None:
            """u_p of what is given, or of the winner's best agreement that is worst for p."""
            if isinstance(given, dict) and "mode" not in given:
                return self.utility(p, self.agreement(given.get("agreement", given)))
            if given is not None:
                return point(given, self.parameters)
            listed = itertools.product(*(issue.listed for issue in self.issues.values()))
            every = (dict(zip(self.issues, options, strict=True)) for options in listed)
            admissible = [a for a in every if not self.broken_linkages(a)]
            best = max((self.score(winner, a) for a in admissible), default=None)
            of_winner = [a for a in admissible if self.score(winner, a) == best]
            return min((self.utility(p, a) for a in of_winner), default=None)

        others = [q for q in self.principals() if q != p]
        won = outcome(war.get("won"), p)
        lost = outcome(war.get("lost"), war.get("against") or (others[0] if others else p))
        if won is None or lost is None:
            return None
        win = point(war["win"], self.parameters)
        return win * won + (1 - win) * lost - point(war.get("cost", 0), self.parameters)


# ------------------------------------------------------------------------------------ the answers


class Exploration:
    """All agreements on the table, and the answers about them."""

    def __init__(self, model: Model, material: float) -> None:
        self.m = m = model
        self.material = exact(material)
        self.conceding: dict[tuple[str, str, Option], bool] = {}
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

        best = max((ceiling(n) for n in self.within), default=None)
        return best if isinstance(best, Fraction) else None

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

    # -- concessions (decision 15)

    def weighs(self, p: str, i: str) -> bool:
        """Whether the party gives the issue a positive weight."""
        return self.m.weights[p].get(i, Fraction(0)) > 0

    def concedes(self, p: str, i: str, option: Option) -> bool:
        """Whether the option is worth less than the position, by a material depth."""
        key = (p, i, option)
        if key not in self.conceding:
            depth = Fraction(0)
            if self.weighs(p, i):
                baseline = self.m.contribution(p, i, self.m.positions[p, i].stated()[0])
                depth = (baseline - self.m.contribution(p, i, option)) * self.m.grid[p]
            self.conceding[key] = depth > 0 and depth >= self.material * self.m.total[p]
        return self.conceding[key]

    def conceded(self, a: Agreement) -> frozenset[Pair]:
        """The concessions made in an agreement."""
        return frozenset((p, i) for p in self.bargaining for i in a if self.concedes(p, i, a[i]))

    def concessions(self) -> dict[str, Any]:
        """Unavoidable, never needed, minimal sets; all empty where the zone is."""
        if not self.acceptable:
            return {"unavoidable": [], "never_needed": [], "minimal_sets": []}
        pairs = [(p, i) for p in self.bargaining for i in self.m.issues]
        sets = [self.conceded(self.all[n]) for n in self.acceptable]
        unavoidable = frozenset.intersection(*sets)
        minimal = in_order(smallest_sets(sets), pairs)
        possible = frozenset[Pair]().union(*(self.conceded(a) for a in self.all))
        needed = unavoidable.union(*minimal)
        return {
            "unavoidable": [pair for pair in pairs if pair in unavoidable],
            "never_needed": [pair for pair in pairs if pair in possible - needed],
            "minimal_sets": [(s - unavoidable, sets.count(s)) for s in minimal],
        }

    def patterns(self) -> dict[tuple[str, ...], int]:
        """Who holds what in the frontier's agreements, counted."""

        def word(i: str, option: Option) -> str:
            weighing = [p for p in self.bargaining if self.weighs(p, i)]
            holding = [p for p in weighing if not self.concedes(p, i, option)]
            if holding == weighing:
                return "common ground"
            return "held by " + ", ".join(holding) if holding else "shared"

        rows = (tuple(word(i, o) for i, o in self.all[n].items()) for n in self.frontier)
        return dict(Counter(rows))

    # -- ways out, options ruled out, common ground (decisions 16 to 18)

    def broken(self, n: int, reservations: bool = True) -> set[frozenset[str]]:
        """What stands against the agreement, for each minimal consenting coalition."""
        found = set()
        for coalition in self.m.coalitions(self.all[n]):
            rules = self.linkages[n].union(*(self.red_lines[n][p] for p in coalition))
            if reservations:
                rules |= {f"parties.{p}.reservation" for p in coalition if self.unmet(p, n)}
            found.add(rules)
        return found

    def ways_out(self) -> tuple[list[dict[str, Any]], Sets]:
        """The minimal correction sets with their prices, and the conflict sets."""
        if self.acceptable:
            return [], []
        definitions = {
            f"linkages.{x}" for x, r in self.m.linkages.items() if r.get("kind") == "definition"
        }
        open_to = [n for n in range(len(self.all)) if not self.linkages[n] & definitions]
        broken = {n: self.broken(n) for n in open_to}
        order = self.m.rule_order()
        minimal = in_order(smallest_sets(s for n in open_to for s in broken[n]), order)
        ways = [self.way_out(w, [n for n in open_to if w in broken[n]]) for w in minimal]
        return ways, in_order(minimal_hitting_sets(minimal), order) if minimal else []

    def way_out(self, rules: frozenset[str], opened: list[int]) -> dict[str, Any]:
        """One way out, the number of agreements it opens, its price and its example."""
        priced = [p for p in self.m.parties if f"parties.{p}.reservation" in rules]
        surplus = {n: tuple(self.surplus(p, n) for p in priced) for n in opened}  # minus the price
        cheapest = undominated(opened, surplus.__getitem__)
        example = max(cheapest, key=lambda n: (surplus[n], -n))
        prices = sorted({tuple(-x for x in surplus[n]) for n in cheapest}) if priced else []
        return {"set": rules, "opens": len(opened), "price": prices, "example": example}

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
        """Issues with an option that is every principal's position and occurs within red lines."""
        principals = self.m.principals()

        def shared(i: str) -> bool:
            if not principals or any((p, i) not in self.m.positions for p in principals):
                return False
            stated = [self.m.positions[p, i].stated() for p in principals]
            return any(all(self.all[n][i] in s for s in stated) for n in self.within)

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


def explore(document: dict[str, Any], material: float = 0.03) -> BruteResult:
    """Explore a valid, already overlaid scenario document by brute force."""
    m = Model(document)
    x = Exploration(m, material)
    ways_out, conflict_sets = x.ways_out()
    packages = document.get("packages") or {}
    return BruteResult(
        issues=list(m.issues),
        options={i: issue.table for i, issue in m.issues.items()},
        agreements=[tuple(a.values()) for a in x.all],
        utilities=x.u,
        weights={p: {i: w / m.total[p] for i, w in ws.items()} for p, ws in m.weights.items()},
        reservation=x.r,
        range={p: (min(u[p] for u in x.u), max(u[p] for u in x.u)) for p in m.weights},
        admissible=x.admissible,
        within_red_lines=x.within,
        acceptable=x.acceptable,
        critical_reservation=x.critical_reservation(),
        slack=x.slack(),
        settlement_frontier=x.settlement_frontier,
        frontier=x.frontier,
        solutions=x.solutions(),
        **x.concessions(),
        patterns=x.patterns(),
        ways_out=ways_out,
        conflict_sets=conflict_sets,
        options_ruled_out=x.options_ruled_out(),
        common_ground=x.common_ground(),
        packages={name: x.package(data) for name, data in packages.items()},
        cells=x.best_margins(2),
        single={key[0]: least for key, least in x.best_margins(1).items()},
    )
