"""A progress bar for work that takes over a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.cli.glyph_note import one_glyph_note

PATIENCE = 1.0
"""Seconds before anything is shown."""


@contextmanager
def reporting(title: str, *, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Give a function to report progress to; it draws on standard error, if that is a terminal."""
    with one_glyph_note(quiet=quiet), _bar(title, quiet=quiet) as tell:
        yield tell


@contextmanager
def _bar(title: str, *, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    if quiet or not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from sim.cli.terminal import unescaped
    from sim.scenario.visible import visible
    from sim.space.budget import spent

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
        part = spent()
        work = "" if part is None else f", {part:.0%} of the work allowed"
        bar.update(task, completed=share, description=visible(f"{title}: {what}{work}"))
        if not shown and time.monotonic() - began > PATIENCE:
            bar.start()
            shown = True

    try:
        yield tell
    finally:
        if shown:
            bar.stop()
