"""The way of every text to the terminal: no control character of a scenario gets there."""

from __future__ import annotations

import shutil
import sys
from typing import Any, TextIO, cast

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sim.cli.grids import FittedTable
from sim.scenario.visible import visible, visible_lines
from sim.text.wrapping import wrapped

WIDTH = 110
"""Columns where there is neither a terminal nor ``COLUMNS`` to ask."""
NARROW = 80
"""Columns of a terminal that doesn't say."""


class EscapingStream:
    """A text stream on which control characters are written out.

    Parameters
    ----------
    stream
        Where the texts go.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write a text; tabs and new lines stay."""
        self.stream.write(visible_lines(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        """Return everything else from the stream itself."""
        return getattr(self.stream, name)


def escape_streams() -> None:
    """Escape from now on what any part writes to standard output and standard error.

    Usage errors, warnings and tracebacks of the libraries are among it.
    """
    if sys.stdout is not None:
        sys.stdout = cast(TextIO, EscapingStream(sys.stdout))
    if sys.stderr is not None:
        sys.stderr = cast(TextIO, EscapingStream(sys.stderr))


def unescaped(stream: TextIO) -> TextIO:
    """Return the stream itself, for texts that are escaped already and styled since."""
    return stream.stream if isinstance(stream, EscapingStream) else stream


class Screen:
    """What commands print on: texts are escaped, and broken between words only."""

    def __init__(self) -> None:
        # COLUMNS comes first, then the terminal.
        fallback = NARROW if sys.stdout.isatty() else WIDTH
        self.width = shutil.get_terminal_size((fallback, 24)).columns
        self.console = Console(
            file=unescaped(sys.stdout), width=self.width, highlight=False, emoji=False, markup=False
        )

    def print(self, part: Text | FittedTable | Padding) -> None:
        """Print a text or a table; padding sets it in and keeps lines free."""
        above = below = left = 0
        shown: Any = part
        if isinstance(shown, Padding):
            above, below, left, shown = shown.top, shown.bottom, shown.left, shown.renderable
        room = max(1, self.width - left)
        if isinstance(shown, FittedTable):
            lines = shown.lines(room)
        else:
            indent = len(shown.plain) - len(shown.plain.lstrip(" "))
            texts = wrapped(visible(shown.plain), room - indent)
            lines = [Text(" " * indent + line, shown.style) for line in texts]
        for line in [Text()] * above + lines + [Text()] * below:
            text = Text((" " * left + line.plain).rstrip(), line.style)
            self.console.print(text, no_wrap=True, overflow="ignore", crop=False)
