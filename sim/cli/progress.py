"""Progress of long work: a bar on a terminal, plain lines where standard error is piped."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import TextIO

from sim.cli.glyph_note import one_glyph_note
from sim.scenario.visible import visible
from sim.space.budget import spent

PATIENCE = 1.0
"""Seconds before a bar is shown."""
FIRST_LINE = 10.0
"""Seconds before the first plain line."""
NEXT_STAGE, SAME_STAGE = 5.0, 60.0
"""Seconds from one line to the next: of another stage of the work, and of the same."""
TICK = 1.0
"""Seconds after which it is looked whether a line is due while nothing is reported."""
_VARIES = re.compile(r"[\d,.]+")
"""What changes in a report without the stage being another: counts and times."""


@contextmanager
def reporting(title: str, *, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Give a function to report progress to; it shows it on standard error."""
    show = _nothing if quiet else _bar if sys.stderr.isatty() else _lines
    with one_glyph_note(quiet=quiet), show(title) as tell:
        yield tell


@contextmanager
def _nothing(title: str) -> Iterator[Callable[[str, float], None]]:
    yield lambda what, share: None


@contextmanager
def _bar(title: str) -> Iterator[Callable[[str, float], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from sim.cli.terminal import unescaped

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(file=unescaped(sys.stderr)),
        transient=True,
    )
    task = bar.add_task(visible(title), total=1.0)
    began, shown = time.monotonic(), False

    def tell(what: str, share: float) -> None:
        nonlocal shown
        bar.update(task, completed=share, description=visible(f"{title}: {what}{_work()}"))
        if not shown and time.monotonic() - began > PATIENCE:
            bar.start()
            shown = True

    try:
        yield tell
    finally:
        if shown:
            bar.stop()


def _work() -> str:
    """Return which part of the allowed work is spent, where that is known."""
    part = spent()
    return "" if part is None else f", {part:.0%} of the work allowed"


@contextmanager
def _lines(title: str) -> Iterator[Callable[[str, float], None]]:
    lines, ended = PlainLines(title, sys.stderr), Event()

    def look() -> None:
        # A stage may take minutes without a report of its own.
        while not ended.wait(TICK):
            lines.show()

    watch = Thread(target=look, name="progress", daemon=True)
    watch.start()
    try:
        yield lines.tell
    finally:
        ended.set()
        watch.join()


class PlainLines:
    """Progress as whole lines without control characters, and few of them.

    Parameters
    ----------
    title
        What every line begins with, after the seconds.
    stream
        Where lines go.
    clock
        Gives the time in seconds.
    """

    def __init__(
        self, title: str, stream: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.title, self.stream, self.clock = title, stream, clock
        self.began = clock()
        self.report = self.stage = ""
        self.last: tuple[float, str] | None = None
        self.lock = Lock()

    def tell(self, what: str, share: float) -> None:
        """Take a report, and show it if a line is due."""
        with self.lock:
            self.report = f"{what}, {share:.0%}{_work()}"
            self.stage = _VARIES.sub("", what)
        self.show()

    def show(self) -> None:
        """Show the latest report if a line is due."""
        with self.lock:
            now = self.clock()
            if self.report and now >= self._due():
                text = visible(f"[{now - self.began:.0f} s] {self.title}: {self.report}")
                self.last = now, self.stage
                # Nobody may read any more; the work goes on.
                with suppress(OSError):
                    self.stream.write(f"{text}\n")
                    self.stream.flush()

    def _due(self) -> float:
        """Return when the latest report is due."""
        if self.last is None:
            return self.began + FIRST_LINE
        shown, stage = self.last
        return shown + (SAME_STAGE if stage == self.stage else NEXT_STAGE)
