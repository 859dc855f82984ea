"""How much work an answer may take: counted, so that the same file gives the same bytes anywhere.

A unit of work is about a microsecond on the reference machine, whatever it is spent on. Budgets are
open for a while, like a decimal context: whoever works says what it took, and whoever asks for an
answer says how much of what is left it may take.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

from sim.scenario.option_names import TIME, WORK
from sim.space.limits import DEFAULT, BudgetSpent, Limits

EFFORT = 60_000_000
"""Units of work of an effort of 1."""
SHARE = 0.6
"""Share of the work that is left that each further part of an answer may take."""
TRIFLE, OVERDRAFT = 5_000, 500_000
"""So little work at once, and so much of it together, may still be done where nothing is left: to
put together what was found."""

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
    spent, late
        Units of work that are spent, and how many of them since the time was up.
    stopped_by
        Whether something stopped at it so far.
    """

    work: float
    until: float | None = None
    spent: float = 0.0
    late: float = 0.0
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
def effort(amount: float = 1.0, seconds: float | None = None) -> Iterator[None]:
    """Set how much work every answer inside may take, and when all of it stops.

    Parameters
    ----------
    amount
        Of each answer: 1 is about a minute on the reference machine, and the default.
    seconds
        From now, for everything inside together; None for no end. What is cut off by it depends on
        the machine, and says so.

    Raises
    ------
    ValueError
        If one of them isn't above 0.

    Examples
    --------
    >>> import sim
    >>> with sim.effort(0.5):
    ...     zone = sim.explore(sim.load("scenarios/istanbul-2022.yaml"))
    >>> zone.stopped_by
    ''
    """
    if not amount > 0 or (seconds is not None and not seconds > 0):
        raise ValueError(f"effort is {amount!r}, seconds {seconds!r}; expected numbers above 0")
    amount_before = _effort.set(amount)
    deadline_before = _deadline.set(None if seconds is None else time.monotonic() + seconds)
    try:
        yield
    finally:
        _effort.reset(amount_before)
        _deadline.reset(deadline_before)


@contextmanager
def answer(limits: Limits = DEFAULT) -> Iterator[Budget]:
    """Open the budget of an answer; if one is open already, the answer is part of that.

    Yields
    ------
    Budget
        It knows afterwards whether anything stopped at it.
    """
    with part(1.0) if _open.get() is not None else fresh(1.0, limits) as budget:
        yield budget


Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def answering(function: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """Make a function an answer with a budget, by the limits of the zone that it is about."""

    @wraps(function)
    def within(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        about = args[0] if args else None
        with answer(getattr(getattr(about, "engines", None), "limits", DEFAULT)):
            return function(*args, **kwargs)

    return within


@contextmanager
def part(share: float) -> Iterator[Budget]:
    """Open a budget of a share of what is left; without one open, there is no end."""
    outer = _open.get()
    if outer is None:
        yield Budget(float("inf"))
        return
    budget = Budget(share * outer.left, outer.until, parents=(*outer.parents, outer))
    with _opened(budget):
        yield budget


@contextmanager
def fresh(share: float = 1.0, limits: Limits = DEFAULT) -> Iterator[Budget]:
    """Open a budget of a share of a whole answer's that nothing else is charged to.

    For answers, and for parts of one that may be worked out in any order or on other machines.
    """
    amount = _effort.get() if limits.effort is None else limits.effort
    until = _deadline.get()
    if limits.seconds is not None:
        until = min(time.monotonic() + limits.seconds, float("inf") if until is None else until)
    with _opened(Budget(share * amount * EFFORT, until)) as budget:
        yield budget


@contextmanager
def _opened(budget: Budget) -> Iterator[Budget]:
    before = _open.set(budget)
    try:
        yield budget
    finally:
        _open.reset(before)


def spend(work: float) -> None:
    """Count work that is about to be done, against every budget that is open.

    Parameters
    ----------
    work
        Units of work.

    Raises
    ------
    BudgetSpent
        If that is more than is left, or the time is up.
    """
    inside = _open.get()
    if inside is None:
        return
    over = 0.0
    for budget in (*inside.parents, inside):
        budget.spent += work
        over = max(over, budget.spent - budget.work)
    if over > 0 and (work > TRIFLE or over > OVERDRAFT):
        raise stopped("work", f"it takes more work than allowed ({WORK})")
    if inside.until is not None and time.monotonic() > inside.until:
        inside.late += work
        if work > TRIFLE or inside.late > OVERDRAFT:
            raise stopped("time", f"the time is up ({TIME})")


def stopped(by: StoppedBy, why: str) -> BudgetSpent:
    """Return the error of a search that stops, and note it."""
    note(by)
    return BudgetSpent(why)


def argument(by: StoppedBy) -> str:
    """Return what allows more in Python where something was stopped."""
    return TIME if by == "time" else WORK


def option(by: StoppedBy) -> str:
    """Return the option that allows more where something was stopped."""
    return "--time" if by == "time" else "--effort"


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


def spent() -> float | None:
    """Return what share of the work of the answer at hand is spent; None if nothing counts it."""
    inside = _open.get()
    if inside is None:
        return None
    whole = (*inside.parents, inside)[0]
    return min(1.0, whole.spent / whole.work)


def allowed() -> tuple[float, float | None]:
    """Return how much work an answer may take here, and when everything stops."""
    return _effort.get(), _deadline.get()


def seconds_left() -> float | None:
    """Return the time that is left, in seconds; None if nothing stops by time."""
    inside = _open.get()
    if inside is None or inside.until is None:
        return None
    return max(0.0, inside.until - time.monotonic())
