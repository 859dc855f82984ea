"""How much work an answer may take: counted, so that the same file gives the same bytes anywhere.

A unit of work is about a microsecond on the reference machine, whatever it is spent on. Budgets are
open for a while, like a decimal context: whoever works says what it took, and whoever asks for an
answer says how much of what is left it may take.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

from sim.space.limits import DEFAULT, BudgetSpent, Limits

EFFORT = 60_000_000
"""Units of work of an effort of 1."""
BYTES = 2_000
"""How many bytes read, written or held count as one unit where bytes are what work is made of."""

StoppedBy = Literal["", "work", "time"]
"""Why something was left unfinished: nothing was, its budget was spent, or its time was up."""


@dataclass
class Budget:
    """What may still be spent.

    Parameters
    ----------
    work
        Units of work.
    until
        When to stop whatever is left, in seconds of the monotonic clock; None for never.
    """

    work: float
    until: float | None = None
    spent: float = 0.0
    stopped_by: StoppedBy = ""
    parents: tuple[Budget, ...] = field(default=(), repr=False)

    @property
    def left(self) -> float:
        """Units of work that are left."""
        return max(0.0, self.work - self.spent)


_open: ContextVar[Budget | None] = ContextVar("budget", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_effort: ContextVar[float] = ContextVar("effort", default=1.0)


@contextmanager
def defaults(effort: float = 1.0, seconds: float | None = None) -> Iterator[None]:
    """Set the effort of every answer that is not given its own, and when all of it stops.

    Parameters
    ----------
    effort
        Of each answer.
    seconds
        From now, for everything inside together; None for no end.
    """
    effort_before = _effort.set(effort)
    ends = None if seconds is None else time.monotonic() + seconds
    deadline_before = _deadline.set(ends)
    try:
        yield
    finally:
        _effort.reset(effort_before)
        _deadline.reset(deadline_before)


@contextmanager
def answer(limits: Limits = DEFAULT) -> Iterator[Budget]:
    """Open the budget of an answer; if one is open already, the answer is part of that.

    Yields
    ------
    Budget
        It knows afterwards whether anything stopped at it.
    """
    if _open.get() is not None:
        with part(1.0) as inside:
            yield inside
        return
    effort = _effort.get() if limits.effort is None else limits.effort
    until = _deadline.get()
    if limits.seconds is not None:
        until = min(time.monotonic() + limits.seconds, until or float("inf"))
    with _opened(Budget(effort * EFFORT, until)) as budget:
        yield budget


@contextmanager
def part(share: float) -> Iterator[Budget]:
    """Open a budget of a share of what is left; without one open, there is no end."""
    outer = _open.get()
    if outer is None:
        yield Budget(float("inf"))
        return
    with _opened(
        Budget(share * outer.left, outer.until, parents=(*outer.parents, outer))
    ) as inside:
        yield inside


@contextmanager
def fresh(share: float, limits: Limits = DEFAULT) -> Iterator[Budget]:
    """Open a budget of a share of a whole answer's that nothing else is charged to.

    For parts of an answer that may be worked out in any order, or on other machines.
    """
    effort = _effort.get() if limits.effort is None else limits.effort
    with _opened(Budget(share * effort * EFFORT, _deadline.get())) as budget:
        yield budget


@contextmanager
def _opened(budget: Budget) -> Iterator[Budget]:
    before = _open.set(budget)
    try:
        yield budget
    finally:
        _open.reset(before)


def spend(work: float, what: str = "") -> None:
    """Count work that is about to be done, against every budget that is open.

    Parameters
    ----------
    work
        Units of work.
    what
        What it is for, in words.

    Raises
    ------
    BudgetSpent
        If that is more than is left, or the time is up.
    """
    inside = _open.get()
    if inside is None:
        return
    short = False
    for budget in (*inside.parents, inside):
        budget.spent += work
        short = short or budget.spent > budget.work
    if short:
        raise stopped("work", f"more work than allowed{f' {what}' if what else ''}")
    if inside.until is not None and time.monotonic() > inside.until:
        raise stopped("time", "the time is up")


def stopped(by: StoppedBy, why: str) -> BudgetSpent:
    """Return the error of a search that stops, and note it."""
    note(by)
    return BudgetSpent(why)


def note(by: StoppedBy) -> None:
    """Note in every budget that is open that something stopped at it."""
    inside = _open.get()
    for budget in () if inside is None else (*inside.parents, inside):
        budget.stopped_by = "time" if "time" in (by, budget.stopped_by) else by


def left() -> float:
    """Return how many units are left; infinity if no budget is open."""
    inside = _open.get()
    if inside is None:
        return float("inf")
    return min(budget.left for budget in (*inside.parents, inside))


def seconds_left() -> float | None:
    """Return the time that is left, in seconds; None if nothing stops by time."""
    inside = _open.get()
    if inside is None or inside.until is None:
        return None
    return max(0.0, inside.until - time.monotonic())
