"""What a scenario file describes: issues, positions, consent, rules, walk-away values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.brute.arithmetic import exact, grid_of, plain, point

Option = str | int | float
Agreement = dict[str, Option]  # issue -> option; partial where a party need not name every issue


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
            options = data["options"]
            options = options if isinstance(options, dict) else dict.fromkeys(options)
            details = {str(o): d if isinstance(d, dict) else {} for o, d in options.items()}
            self.listed = list(details)
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
        self.weights = {p: w for p, w in weights.items() if w or self.interactions(p)}
        unrounded = {p: sum(w.values()) or Fraction(1) for p, w in self.weights.items()}
        self.grid = {p: grid_of(total) for p, total in unrounded.items()}
        self.total = {p: self.total_of(p) for p in self.weights}
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

    def total_of(self, p: str) -> Fraction:
        """The sum of the rounded weights; 1 for a party that has interactions alone."""
        return sum(round(w / self.grid[p]) for w in self.weights[p].values()) * self.grid[
            p
        ] or Fraction(1)

    def interactions(self, p: str) -> dict[str, dict[str, Any]]:
        """The party's interactions by id."""
        return self.parties[p].get("interactions") or {}

    def weighs(self, p: str, i: str) -> bool:
        """Whether the party gives the issue a positive weight."""
        return p in self.weights and self.weights[p].get(i, Fraction(0)) > 0

    def mentioned(self, i: str) -> bool:
        """Whether an interaction of a bargaining party names the issue."""
        return any(i in x["when"] for p in self.bargaining() for x in self.interactions(p).values())

    # -- roles and consent (decisions 5 and 6)

    def principals(self) -> list[str]:
        """Parties with the role; without a role, parties with weights or interactions."""

        def is_principal(p: str) -> bool:
            party = self.parties[p]
            roles = party.get("roles") or ([party["role"]] if party.get("role") else [])
            return "principal" in roles if roles else p in self.weights

        return [p for p in self.parties if is_principal(p)]

    def bargaining(self) -> list[str]:
        """The bargaining parties that have weights or interactions."""
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
        for interaction in self.interactions(p).values():
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
