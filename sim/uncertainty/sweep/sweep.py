"""Run a plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from os import PathLike
from pathlib import Path

import numpy as np

from sim.processes import MOST_JOBS
from sim.scenario.arguments import expect, whole
from sim.space.count import between
from sim.space.proportion import Share
from sim.uncertainty.sweep.plan import Plan, load_plan
from sim.uncertainty.sweep.result import Sweep, SweepPoint, TalksAt, count_of, number_or_none
from sim.uncertainty.sweep.shard import Arrays, Task, shards, tasks_of_a_point
from sim.uncertainty.sweep.store import Store
from sim.uncertainty.sweep.where import check_place, run_shards

Report = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""
Note = Callable[[str], None]
"""Called with what a reader should know of, such as shards that are done again."""
NAMED = 5
"""Maximum number of damaged shards that are named."""


def sweep(
    plan: Plan | str | Path,
    *,
    folder: str | Path | None = None,
    jobs: int = 1,
    on: str | None = None,
    progress: Report | None = None,
    note: Note = lambda text: None,
) -> Sweep:
    """Return what comes of every point of a plan.

    The work is cut into shards that are pure functions of the plan and their number, so that the
    result is the same bytes wherever and in whatever order they are run.

    Parameters
    ----------
    plan
        The plan, or its file.
    folder
        Where finished shards are kept, so that a run that is started again skips them; None to
        keep none.
    jobs
        How many processes of this machine share the work.
    on
        ``dask:tcp://HOST:PORT`` to run on a cluster instead; this process alone writes files.
    progress
        Called now and then with what is being done, and the time left.
    note
        Called with what became of shards that are damaged or of another plan, and of processes
        that died.

    Returns
    -------
    Sweep

    Raises
    ------
    ScenarioError
        If the plan or a point of it is wrong.
    Unreachable
        If there is no such cluster.
    WorkersDied
        If the processes of a shard die again and again; finished shards are kept.
    ValueError
        If ``jobs`` or ``on`` is wrong.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> scenario = Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"}},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"}},
    ...     },
    ... })
    >>> plan = Plan.from_dict(
    ...     {"grid": {"parties.buyer.reservation": [0.2, 0.6]}, "draws": 0}, scenario)
    >>> [point.exists for point in sweep(plan).points]
    [True, True]
    """
    if isinstance(plan, str | PathLike):
        plan = load_plan(plan)
    expect(plan, Plan)
    whole("jobs", jobs, 1, MOST_JOBS)
    check_place(on)
    tell = progress or (lambda what, share: None)
    total = shards(plan)
    store = None if folder is None else Store(Path(folder), plan.digest)
    found = {} if store is None else _kept(store, total, note)
    missing = [number for number in range(total) if number not in found]
    clock = _Clock(len(missing))
    before = len(found)
    tell(f"{before:,} of {total:,} shards are there", before / total)
    with nullcontext(_unkept) if store is None else store.writer() as write:
        for number, arrays in run_shards(plan, missing, jobs=jobs, on=on, note=note):
            found[number] = arrays
            write(number, arrays)
            tell(clock.text(len(found), total, len(found) - before), len(found) / total)
    return Sweep(plan, tuple(_point(plan, found, point) for point in range(plan.number)))


def _unkept(number: int, arrays: Arrays) -> None:
    """Keep a shard nowhere."""


def _kept(store: Store, total: int, note: Note) -> dict[int, Arrays]:
    """Return the finished shards of a plan, and tell which are not as they were written."""
    found: dict[int, Arrays] = {}
    damaged: list[Path] = []
    for number in range(total):
        arrays = store.read(number)
        if arrays is not None:
            found[number] = arrays
        elif store.path(number).exists():
            damaged.append(store.path(number))
    if damaged:
        names = ", ".join(path.name for path in damaged[:NAMED])
        more = f" and {len(damaged) - NAMED:,} more" if len(damaged) > NAMED else ""
        note(f"damaged, and done again: {names}{more}")
    others = store.others()
    if others:
        shards_ = "1 shard" if others == 1 else f"{others:,} shards"
        note(
            f"{store.folder}/ also has {shards_} of another plan, or of this one before it or its "
            "scenario was changed: left there, not used"
        )
    return found


class _Clock:
    """Says how long the rest takes, if it goes on as before."""

    def __init__(self, missing: int) -> None:
        self.missing, self.began = missing, time.monotonic()

    def text(self, there: int, total: int, done: int) -> str:
        left = (time.monotonic() - self.began) / max(1, done) * (self.missing - done)
        minutes, seconds = divmod(round(left), 60)
        clock = f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"
        return f"{there:,} of {total:,} shards, about {clock} left"


def _point(plan: Plan, found: dict[int, Arrays], number: int) -> SweepPoint:
    """Return a point, its shards put together in their order."""
    label, changes = plan.point(number)
    tasks = tasks_of_a_point(plan)
    first = number * len(tasks)
    parts = [(task, found[first + place]) for place, task in enumerate(tasks)]
    zones = [arrays["zone"] for task, arrays in parts if task.kind == "draws"]
    _, one = parts[0]
    # A point may have other parties than the scenario.
    names = [str(name) for name in one["parties"]]
    gaps = dict(zip(names, one["slack_gaps"].tolist(), strict=True))
    return SweepPoint(
        label=label,
        changes=changes,
        exists=bool(one["zone"][0]),
        acceptable=count_of(*map(str, one["acceptable"])),
        critical_reservation=between(
            number_or_none(float(one["critical_reservation"][0])), float(one["critical_gap"][0])
        ),
        nash=_known(names, one["nash"].tolist()),
        slack={
            name: between(slack, gaps[name])
            for name, slack in _known(names, one["slack"].tolist()).items()
        },
        zone=Share(int(np.concatenate(zones).sum()), plan.document.draws) if zones else None,
        talks=tuple(_talks(plan, which, parts) for which in range(len(plan.document.strategies))),
    )


def _known(names: list[str], values: list[float]) -> dict[str, float]:
    return {n: v for n, v in zip(names, values, strict=True) if number_or_none(v) is not None}


def _talks(plan: Plan, which: int, parts: list[tuple[Task, Arrays]]) -> TalksAt:
    """Return what talks with one set of strategies came to."""
    blocks = [a for task, a in parts if task.kind == "talks" and task.strategies == which]
    endings = np.sum([one["endings"] for one in blocks], axis=0)
    agreed = int(endings[0])
    said = plan.document.strategies[which]
    utilities: dict[str, float] = {}
    if agreed:
        seats = [str(name) for name in blocks[0]["parties"]]
        sums = np.sum([one["utilities"] for one in blocks], axis=0)
        utilities = {name: float(total / agreed) for name, total in zip(seats, sums, strict=True)}
    return TalksAt(said, Share(agreed, int(endings.sum())), utilities)
