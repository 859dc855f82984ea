"""Orders of implementation of one agreement: which steps happen, and what has to come first.

Facts are `after`, and `requires` without `by`. Insistences are demands, and `requires` with `by`;
they can be dropped, and are named by their paths, `demands.ID` and `steps.ID.requires`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from tests.brute.families import in_order, smallest_sets
from tests.brute.model import Agreement, Model

Order = tuple[str, ...]
# Keys that stand beside the issues of `requires`.
SAYS_WHO = ("by", "strength", "because", "label", "evidence")


def requirement(step: dict[str, Any]) -> tuple[dict[str, list[Any]], str | None]:
    """The issues that a step requires, each with its options, and the party that insists."""
    data = step.get("requires") or {}
    issues = {i: v for i, v in data.items() if i not in SAYS_WHO}
    return {i: v if isinstance(v, list) else [v] for i, v in issues.items()}, data.get("by")


class Implementation:
    """The steps of a file for one agreement, with some insistences dropped."""

    def __init__(
        self, document: dict[str, Any], agreement: dict[str, Any], dropped: Iterable[str] = ()
    ) -> None:
        self.m = Model(document)
        self.agreement: Agreement = self.m.agreement(agreement)
        self.file: dict[str, dict[str, Any]] = document.get("steps") or {}
        self.demands: dict[str, dict[str, Any]] = document.get("demands") or {}
        self.status_quo = self.m.agreement(document.get("status_quo") or {})
        self.dropped = frozenset(dropped)
        self.steps = [
            name
            for name, step in self.file.items()
            if "when" not in step or self.m.matches(step["when"], self.agreement)
        ]

    def insistences(self) -> list[str]:
        """What can be dropped, in file order."""
        by = [f"steps.{s}.requires" for s, step in self.file.items() if requirement(step)[1]]
        return by + [f"demands.{d}" for d in self.demands]

    # -- what each step waits for

    def settling(self, i: str) -> dict[str, Any]:
        """The steps of this text that bear on the issue, with the option each brings it to."""
        found = {}
        for name in self.steps:
            settles = self.file[name].get("settles") or ()
            if i in settles:
                partly = isinstance(settles, dict)
                found[name] = self.m.issues[i].option(settles[i]) if partly else self.agreement[i]
        return found

    def may_follow(self, name: str, done: frozenset[str]) -> bool:
        """Whether the step may be taken once exactly these are done."""
        return (
            all(x in done for x in self.facts(name))
            and all(self.demand_met(d, done) for d in self.demands if self.binds(d, name))
            and self.requirement_met(name, done)
        )

    def facts(self, name: str) -> list[str]:
        """The steps that law or fact puts first; those that fall away have no say."""
        return [x for x in self.file[name].get("after") or () if x in self.steps]

    def binds(self, d: str, name: str) -> bool:
        """Whether the demand is about this step and stands."""
        return self.demands[d]["then"] == name and f"demands.{d}" not in self.dropped

    def demand_met(self, d: str, done: frozenset[str]) -> bool:
        """Whether what it asks to come first is done; where that never is, whether it says so."""
        first = self.demands[d]["first"]
        if first not in self.steps:
            return bool(self.demands[d].get("unless_absent", False))
        return first in done

    def requirement_met(self, name: str, done: frozenset[str]) -> bool:
        """Whether what the step requires is settled as it requires."""
        issues, by = requirement(self.file[name])
        if by and f"steps.{name}.requires" in self.dropped:
            return True

        def met(i: str, options: list[Any]) -> bool:
            allowed = [self.m.issues[i].option(o) for o in options]
            settling = self.settling(i)
            if not settling:
                return self.status_quo.get(i) in allowed
            return any(
                option in allowed and step in done and step != name
                for step, option in settling.items()
            )

        return all(met(i, options) for i, options in issues.items())

    # -- orders

    def follows(self, order: Order) -> bool:
        """Whether an order of all steps that happen keeps to facts and insistences."""
        return all(
            self.may_follow(name, frozenset(order[:place])) for place, name in enumerate(order)
        )

    def orders(self) -> Iterator[Order]:
        """Every order, one permutation after the other."""
        return (order for order in itertools.permutations(self.steps) if self.follows(order))

    def exists(self) -> bool:
        """Whether there is an order: whether all steps can be reached, set by set."""
        reached = {frozenset[str]()}
        for _ in self.steps:
            reached = {
                done | {name}
                for done in reached
                for name in self.steps
                if name not in done and self.may_follow(name, done)
            }
        return bool(reached)


def has_order(
    document: dict[str, Any], agreement: dict[str, Any], dropped: Iterable[str] = ()
) -> bool:
    """Whether the agreement has an order without what is dropped."""
    return Implementation(document, agreement, dropped).exists()


def least_dropped(document: dict[str, Any], agreements: list[dict[str, Any]]) -> list[set[str]]:
    """The inclusion-minimal sets of insistences without which some of the agreements has an order.

    [set()] where one has an order as it is; empty where facts alone leave none.
    """
    if not agreements:
        return []
    insistences = Implementation(document, agreements[0]).insistences()
    found = [
        frozenset(dropped)
        for size in range(len(insistences) + 1)
        for dropped in itertools.combinations(insistences, size)
        if any(has_order(document, a, dropped) for a in agreements)
    ]
    return [set(s) for s in in_order(smallest_sets(found), insistences)]


def count_without(
    document: dict[str, Any], agreements: list[dict[str, Any]], dropped: Iterable[str] = ()
) -> int:
    """How many of the agreements have an order without what is dropped."""
    return sum(has_order(document, a, dropped) for a in agreements)
