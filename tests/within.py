"""A limit of time on what a test does, for what might never end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLong(Exception):
    """What was tried had not ended within its limit."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise ``TookTooLong`` in what is done here once so many seconds are over."""

    def stop(*_: object) -> None:
        raise TookTooLong(f"not done within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
