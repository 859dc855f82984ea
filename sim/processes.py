"""Work that is shared by processes of this machine, any of which may be killed."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sim.scratch import takes_interrupts

Result = TypeVar("Result")
MOST_JOBS = 256
"""Maximum number of processes."""
TRIES = 5
"""Times that processes may die one after the other, without any work done in between."""


class WorkersDied(RuntimeError):
    """Processes that share work died again and again."""


def in_processes(
    function: Callable[..., Result],
    calls: Sequence[tuple[Any, ...]],
    jobs: int,
    note: Callable[[str], None],
) -> Iterator[tuple[int, Result]]:
    """Yield the results of pure calls as they are finished, each with its number.

    Parameters
    ----------
    function
        What is called; a function of a module.
    calls
        Its arguments, one tuple a call.
    jobs
        How many processes share them.
    note
        Called when a process died; what it had to do is done again.

    Raises
    ------
    WorkersDied
        If processes die ``TRIES`` times without any call being finished in between.
    """
    from joblib import Parallel, delayed

    left = dict(enumerate(calls))
    deaths = 0
    while left:
        # With one job joblib would work in this process, and die with what kills the others.
        pool = Parallel(n_jobs=max(2, min(jobs, len(left))), return_as="generator_unordered")
        numbered = delayed(_numbered)
        before, results = len(left), None
        try:
            waiting = [numbered(number, function, call) for number, call in left.items()]
            with _deaf_to_interrupts():
                results = pool(waiting)
            for number, result in results:
                del left[number]
                yield number, result
        except BrokenExecutor:
            deaths = 1 if len(left) < before else deaths + 1
            if deaths == TRIES:
                message = (
                    f"processes died {TRIES} times without any work done in between, killed or "
                    "out of memory; expected that they live (try fewer jobs)"
                )
                raise WorkersDied(message) from None
            note("a process died, killed or out of memory: what it had to do is done again")
        finally:
            if results is not None:
                _close(results)


def _close(results: Any) -> None:
    """Stop what is still being worked out; joblib warns that it stops it, as if that were amiss."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C doesn't reach: this one gets it, and ends them.

    They inherit that a signal is ignored; that it is held back doesn't last until they start.
    """
    if not takes_interrupts():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _numbered(
    number: int, function: Callable[..., Result], call: tuple[Any, ...]
) -> tuple[int, Result]:
    return number, function(*call)
