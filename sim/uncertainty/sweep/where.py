"""Where shards are run: in this process, in several on this machine, or on a Dask cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sim.processes import TRIES, WorkersDied, in_processes
from sim.uncertainty.sweep.plan import Plan
from sim.uncertainty.sweep.shard import Arrays, run_shard

DASK = "dask:"
PATIENCE = "10s"
"""How long a scheduler may take to answer."""
PAUSE, LONELY = 0.005, 10.0
"""Seconds between two looks at a cluster, and until it is told that it has no worker."""
Done = tuple[int, Arrays]


class Unreachable(RuntimeError):
    """A cluster that can't be worked on."""


def check_place(on: str | None) -> None:
    """Check the name of a place.

    Raises
    ------
    ValueError
        If it is none.
    """
    if on is not None and not (on.startswith(DASK) and "://" in on):
        raise ValueError(f"on: got {on!r}; expected dask:tcp://HOST:PORT, or nothing")


def run_shards(
    plan: Plan,
    numbers: Sequence[int],
    *,
    jobs: int = 1,
    on: str | None = None,
    note: Callable[[str], None] = lambda text: None,
) -> Iterator[Done]:
    """Yield shards as they are finished, with their numbers.

    Parameters
    ----------
    plan
        The plan.
    numbers
        Of the shards that are wanted.
    jobs
        How many processes of this machine share them.
    on
        ``dask:`` and the address of a scheduler; None for this machine.
    note
        Called with what happened to processes that died.

    Raises
    ------
    Unreachable
        If there is no such scheduler, or no Dask here, or it goes away.
    WorkersDied
        If the processes of a shard die again and again.
    """
    check_place(on)
    if on is not None:
        yield from _on_dask(plan, numbers, on.removeprefix(DASK), note)
    elif jobs == 1 or len(numbers) < 2:
        for number in numbers:
            yield number, run_shard(plan, number)
    else:
        calls = [(plan, number) for number in numbers]
        for place, arrays in in_processes(run_shard, calls, jobs, note):
            yield numbers[place], arrays


def _numbered(plan: Plan, number: int) -> Done:
    return number, run_shard(plan, number)


def _same(plan: Plan) -> Plan:
    return plan


def _on_dask(
    plan: Plan, numbers: Sequence[int], address: str, note: Callable[[str], None]
) -> Iterator[Done]:
    try:
        from distributed import CancelledError, Client
    except ImportError:
        message = "Dask is not installed; expected: pip install 'agreement-sim[dask]'"
        raise Unreachable(message) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise Unreachable(f"no scheduler answers at {address}: {error}") from None
    try:
        with client:
            yield from _with_client(client, plan, numbers, note)
    except (CancelledError, OSError):
        # Shards read and write nothing themselves.
        message = f"the scheduler at {address} went away; expected that it runs until all is done"
        raise Unreachable(message) from None


def _with_client(
    client: Any, plan: Plan, numbers: Sequence[int], note: Callable[[str], None]
) -> Iterator[Done]:
    """Yield shards as a cluster finishes them; those whose workers die are given to it again."""
    from distributed import KilledWorker, as_completed

    # As a task of its own the plan is sent once, and sent again if the worker that has it dies.
    kept = client.submit(_same, plan, pure=False)
    left = dict.fromkeys(numbers, TRIES)
    # Not pure: what was worked out is in the driver's files, not in the cluster's memory.
    futures = {client.submit(_numbered, kept, k, pure=False): k for k in numbers}
    waiting, patience = as_completed(list(futures)), _Patience(client, note)
    while futures:
        future = patience.next(waiting)
        number = futures.pop(future)
        try:
            done = patience.result(future)
        except KilledWorker as error:
            # Its workers died one after the other; that need not be its fault.
            left[number] -= 1
            if not left[number]:
                message = f"the workers of shard {number} died {TRIES} times over: {error}"
                raise WorkersDied(message) from None
            note(f"the workers of shard {number} died; it is given to the cluster again")
            if kept.status == "error":
                kept = client.submit(_same, plan, pure=False)
            again = client.submit(_numbered, kept, number, pure=False)
            futures[again] = number
            waiting.add(again)
            continue
        future.release()
        yield done


class _Patience:
    """Waits for a cluster, and tells if there is nobody who could finish a shard."""

    def __init__(self, client: Any, note: Callable[[str], None]) -> None:
        self.client, self.note = client, note

    def next(self, waiting: Any) -> Any:
        """Return the next future that is done."""
        looked, told = time.monotonic(), False
        while not waiting.has_ready():
            time.sleep(PAUSE)
            if not told and time.monotonic() - looked > LONELY:
                looked, told = time.monotonic(), self.alone()
        return next(waiting)

    def result(self, future: Any) -> Done:
        """Return what came of a future; it is worked out again if its worker has died since."""
        told = False
        while True:
            try:
                done: Done = future.result(timeout=LONELY)
            except TimeoutError:
                told = told or self.alone()
            else:
                return done

    def alone(self) -> bool:
        """Return whether the scheduler has no worker, and tell if so."""
        alone = not self.client.nthreads()
        if alone:
            self.note("the scheduler has no worker; the sweep goes on once it has one")
        return alone
