"""The gates after signature: which agreements pass each of them, and what stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.settlement.deadlock import cycle_of, unmet_of
from sim.settlement.numbers import Numbers
from sim.settlement.orders import Orders
from sim.settlement.process import Process, Stops, processes
from sim.settlement.support import Voters, ratified
from sim.space.boxes import Bools
from sim.space.space import Indices, Space


@dataclass(frozen=True, eq=False)
class Passed:
    """What passes one gate and all before it.

    Parameters
    ----------
    name
        What passes it is called so.
    passing
        Which agreements, shape (agreement,).
    failing
        Path of a test → how many of those that pass every gate before don't meet it here.
    """

    name: str
    passing: Bools
    failing: Mapping[str, int]


def gates_after_signature(
    space: Space,
    digits: Indices,
    voters: Sequence[Voters],
    numbers: Numbers,
    *,
    why: bool = True,
    dropped: Sequence[str] = (),
    stops: Stops = "interim",
    guarantors: Sequence[str] | None = None,
    credibility: float | None = None,
) -> tuple[Passed, ...]:
    """Return what of some agreements passes each gate; gates without keys in the file are left out.

    Parameters
    ----------
    space
        The numbers of the parties.
    digits
        Agreements: option places among the listed ones, shape (agreement, issue).
    voters
        Who ratifies.
    numbers
        Where the numbers of steps and guarantees come from.
    why
        Whether to count what stops the others in implementation.
    dropped
        Paths of demands that are left out.
    stops
        What a party has after a stop where the file does not say.
    guarantors
        The guarantors that count; all by default.
    credibility
        Credibility of all guarantors instead of their own.
    """

    def changed(process: Process) -> Process:
        guarantees = process.guarantees
        if guarantors is not None:
            guarantees = guarantees.only(guarantors)
        if credibility is not None:
            guarantees = guarantees.believed(credibility)
        return process.without(dropped).guaranteed(guarantees)

    before = np.ones(len(digits), dtype=bool)
    found = []
    if voters:
        before, failing = ratified(digits, voters)
        found.append(Passed("ratifiable", before, failing))
    if space.scenario.steps:
        rows = np.flatnonzero(before)
        ways = (
            (rows[own], changed(process))
            for own, process in processes(space, digits[rows], numbers, stops)
        )
        found += _implemented(ways, len(digits), why)
    return tuple(found)


def _implemented(ways: Iterable[tuple[Indices, Process]], number: int, why: bool) -> list[Passed]:
    """Take agreements through the gates of implementation.

    Parameters
    ----------
    ways
        Places of agreements, and how they are implemented.
    number
        How many agreements there are.
    """
    names = ("with an order", "self-enforcing", "trusted")
    kept = {name: np.zeros(number, dtype=bool) for name in names}
    failing: dict[str, dict[str, int]] = {name: {} for name in names}

    def note(name: str, path: str, many: int) -> None:
        if many:
            failing[name][path] = failing[name].get(path, 0) + many

    for rows, process in ways:
        orders = Orders(process)
        if not orders.exists:
            if why:
                links = (*unmet_of(process), *cycle_of(process))
                for path in sorted({link.path for link in links if link.by is not None}):
                    note(names[0], path, len(rows))
            continue
        enforced = orders.self_enforcing
        trusted = orders.implementable
        for name, passing in zip(names, (True, enforced, trusted), strict=True):
            kept[name][rows] = passing
        if not why:
            continue
        if not enforced.all():
            for (step, party), stuck in orders.blocking("kept").items():
                note(names[1], f"steps.{step}.{party}", int((stuck & ~enforced).sum()))
        if not trusted[enforced].all():
            for (step, party), stuck in orders.blocking("sound").items():
                note(names[2], f"steps.{step}.{party}", int((stuck & enforced & ~trusted).sum()))
    return [Passed(name, kept[name], dict(sorted(failing[name].items()))) for name in names]
