"""Where shards are run: in this process, in several on this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.uncertainty.sweep.plan import Plan
from sim.uncertainty.sweep.shard import Arrays, run_shard

DASK = "dask:"
TRIES = 5
"""How often a shard is given to the cluster again whose workers died."""
PATIENCE = "10s"
"""How long a scheduler may take to answer."""
Done = tuple[int, Arrays]


class Unreachable(OSError):
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
    plan: Plan, numbers: Sequence[int], *, jobs: int = 1, on: str | None = None
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

    Raises
    ------
    Unreachable
        If there is no such scheduler, or no Dask here.
    """
    check_place(on)
    if on is not None:
        yield from _on_dask(plan, numbers, on.removeprefix(DASK))
    elif jobs == 1 or len(numbers) < 2:
        for number in numbers:
            yield number, run_shard(plan, number)
    else:
        from joblib import Parallel, delayed

        pool = Parallel(n_jobs=jobs, return_as="generator_unordered")
        yield from pool(delayed(_numbered)(plan, number) for number in numbers)


def _numbered(plan: Plan, number: int) -> Done:
    return number, run_shard(plan, number)


def _same(plan: Plan) -> Plan:
    return plan


def _on_dask(plan: Plan, numbers: Sequence[int], address: str) -> Iterator[Done]:
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        message = "Dask is not installed; expected: pip install 'agreement-sim[dask]'"
        raise Unreachable(message) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise Unreachable(f"no scheduler answers at {address}: {error}") from None
    with client:
        # As a task of its own the plan is sent once, and sent again if the worker that has it dies.
        kept = client.submit(_same, plan, pure=False)
        left = dict.fromkeys(numbers, TRIES)

        def given(number: int):  # type: ignore[no-untyped-def]
            # Not pure: what was worked out is in the driver's files, not in the cluster's memory.
            return client.submit(_numbered, kept, number, pure=False)

        futures = {given(number): number for number in numbers}
        waiting = as_completed(list(futures))
        for future in waiting:
            number = futures.pop(future)
            try:
                done = future.result()
            except KilledWorker:
                # Its workers died one after the other; that need not be its fault.
                left[number] -= 1
                if not left[number]:
                    raise
                again = given(number)
                futures[again] = number
                waiting.add(again)
                continue
            future.release()
            yield done
