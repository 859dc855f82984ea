"""Which guarantee, under which rule and by which guarantors, makes agreements trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from sim.answer import Answer
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.settlement.guarantees import Guarantees
from sim.settlement.numbers import Numbers, numbers_of
from sim.settlement.orders import Orders
from sim.settlement.process import Process, processes
from sim.space.space import TOLERANCE, Indices, Space

RULES = ("any_one", "all_agree")
EVERY, SIZE = 10, 3
"""Of more guarantors than the first number only sets up to the second are tried."""


@dataclass(frozen=True)
class Trust(Answer):
    """What is asked of a party at its hardest step, and what it has.

    Parameters
    ----------
    party, step
        Who, and where.
    needed
        The belief that it needs (0..1); infinite where none suffices.
    available
        The belief that it has, at the points (0..1).
    low, high
        The same with every belief and credibility at the low and at the high end of its range.
    """

    party: str
    step: str
    needed: float
    available: float
    low: float
    high: float


@dataclass(frozen=True)
class Guaranteed(Answer):
    """An agreement under one guarantee and one rule.

    Parameters
    ----------
    option, rule
        The option of the guarantee issue; ``any_one`` or ``all_agree``.
    kept
        Whether the agreement with this option keeps every linkage and red line that binds.
    exists, self_enforcing, trusted, implementable
        Whether some order meets all demands, passes either test, and both at once.
    hardest
        For each party with weights that acts its hardest step in the best order, or in the best
        without any demand where there is none.
    enough
        The smallest sets of guarantors with which some order is trusted; None if none is.
    credibility
        The least credibility of all guarantors with which some order is trusted; None if 1 is not
        enough.
    """

    option: OptionName
    rule: str
    kept: bool
    exists: bool
    self_enforcing: bool
    trusted: bool
    implementable: bool
    hardest: tuple[Trust, ...]
    enough: tuple[tuple[str, ...], ...] | None
    credibility: float | None


@dataclass(frozen=True)
class Backed(Answer):
    """Agreements that are self-enforcing and trusted with a smallest set of guarantors.

    Parameters
    ----------
    rule, option, guarantors
        Under which rule and guarantee, and with whom; nobody where none is needed.
    agreements
        How many of those that were asked about: a count, no share of anything.
    example
        The first of them in file order.
    """

    rule: str
    option: OptionName
    guarantors: tuple[str, ...]
    agreements: int
    example: dict[str, OptionName]


def guaranteed(space: Space, digits: Indices) -> tuple[Guaranteed, ...]:
    """Return one agreement under every guarantee on the table and either rule.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (issue,).
    """
    given = space.scenario.enforcement
    if given is None or not space.scenario.steps:
        return ()
    column = space.issues.index(given.issue)
    names = space.scenario.issues[given.issue].names
    found = []
    for place in space.options[column].tolist():
        row = np.array(digits)
        row[column] = place
        broken = space.broken(row[None, :])[:, 0]
        kept = not any(
            off and rule in space.active_rules
            for off, rule in zip(broken, space.rules, strict=True)
        )
        process = Process.of(space, row)
        for rule in RULES:
            ruled = process.guaranteed(replace(process.guarantees, rule=rule))
            found.append(_under(ruled, names[place], rule, kept))
    return tuple(found)


def _under(process: Process, option: OptionName, rule: str, kept: bool) -> Guaranteed:
    orders = Orders(process)
    shown = orders if orders.exists else Orders(process.without(process.demands))
    return Guaranteed(
        option,
        rule,
        kept,
        orders.exists,
        bool(orders.self_enforcing[0]),
        bool(orders.trusted[0]),
        bool(orders.implementable[0]),
        tuple(_hardest(shown, rule)),
        enough(shown),
        credibility(shown),
    )


def _hardest(orders: Orders, rule: str) -> Iterator[Trust]:
    """Yield the hardest step of every party that acts, and what it believes there."""
    process, order = orders.process, orders.best()
    if order is None:
        return
    low, high = (_at(process, rule, end) for end in ("low", "high"))
    moves = orders.moves(order)
    for name in dict.fromkeys(one.party for one in moves):
        own = [one for one in moves if one.party == name]
        one = max(own, key=lambda move: move.needed)
        done = sum(1 << process.names.index(step) for step in order[: order.index(one.step)])
        yield Trust(name, one.step, one.needed, one.available,
                    low.belief(name, done), high.belief(name, done))  # fmt: skip


def _at(process: Process, rule: str, end: str) -> Process:
    """Return the same with every belief and credibility at one end of its range."""
    scenario: Scenario = process.space.scenario
    drawn = {
        one.path: getattr(one.quantity.resolved(scenario.parameters), end)
        for one in numbers_of(scenario)
        if one.kind in ("credibility", "belief")
    }
    found = Process.of(process.space, process.digits, Numbers(scenario, drawn))
    return found.guaranteed(replace(found.guarantees, rule=rule))


def guarantor_sets(guarantees: Guarantees) -> Iterator[tuple[str, ...]]:
    """Yield sets of guarantors, the smallest first."""
    names = [one.party for one in guarantees.standing]
    most = len(names) if len(names) <= EVERY else SIZE
    for size in range(most + 1):
        yield from combinations(names, size)


def enough(orders: Orders) -> tuple[tuple[str, ...], ...] | None:
    """Return the smallest sets of guarantors with which some order is trusted."""
    guarantees = orders.process.guarantees
    found: list[tuple[str, ...]] = []
    for chosen in guarantor_sets(guarantees):
        if any(set(fewer) <= set(chosen) for fewer in found):
            continue
        if Orders(orders.process.guaranteed(guarantees.only(chosen))).trusted[0]:
            found.append(chosen)
    return tuple(found) or None


def credibility(orders: Orders) -> float | None:
    """Return the least credibility of all guarantors with which some order is trusted."""

    def trusted(least: float) -> bool:
        guarantees = orders.process.guarantees.believed(least)
        return bool(Orders(orders.process.guaranteed(guarantees)).trusted[0])

    if not trusted(1.0):
        return None
    low, high = 0.0, 1.0
    if trusted(low):
        return 0.0
    while high - low > TOLERANCE:
        middle = (low + high) / 2
        low, high = (low, middle) if trusted(middle) else (middle, high)
    return high


def backed(space: Space, digits: Indices) -> tuple[Backed, ...]:
    """Return which smallest sets of guarantors make how many agreements trusted.

    Self-enforcing and trusted, under either rule, by the guarantee that the agreements have.

    Parameters
    ----------
    digits
        Agreements: option places among the listed ones, shape (agreement, issue).
    """
    given = space.scenario.enforcement
    if given is None or not space.scenario.steps:
        return ()
    column = space.issues.index(given.issue)
    found: dict[tuple[str, int, tuple[str, ...]], list[int]] = {}
    for places, process in processes(space, digits):
        if not Orders(process).exists:
            continue
        option = int(digits[places[0], column])
        for rule in RULES:
            ruled = replace(process.guarantees, rule=rule)
            smaller: list[tuple[tuple[str, ...], np.ndarray]] = []
            for chosen in guarantor_sets(ruled):
                orders = Orders(process.guaranteed(ruled.only(chosen)))
                passing = orders.implementable
                fresh = passing.copy()
                for fewer, before in smaller:
                    if set(fewer) <= set(chosen):
                        fresh &= ~before
                smaller.append((chosen, passing))
                rows = places[fresh].tolist()
                if rows:
                    found.setdefault((rule, option, chosen), []).extend(rows)
    names = space.scenario.issues[given.issue].names
    return tuple(
        Backed(rule, names[option], chosen, len(rows), space.agreement(digits[min(rows)]))
        for (rule, option, chosen), rows in sorted(
            found.items(), key=lambda one: (RULES.index(one[0][0]), one[0][1], len(one[0][2]))
        )
    )
