"""Tables in the terminal: side by side where the words fit, else one block a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions
from rich.text import Text

from sim.scenario.visible import visible
from sim.text.tables import Grid
from sim.text.wrapping import display_width, longest_word, wrapped

GAP = 2
"""Columns between two columns of a table."""
TALLEST = 12
"""Maximum number of lines of a row; where one takes more, every row is a block of its own."""


class FittedTable:
    """A table that takes the layout which its width allows; no word is cut, no column is lost.

    Parameters
    ----------
    grid
        Its texts.
    narrow
        The same with fewer columns, for where those of the first have no room.
    """

    def __init__(self, grid: Grid, narrow: FittedTable | None = None) -> None:
        self.narrow = narrow
        self.header = tuple(visible(title) for title in grid.header)
        self.rows = [tuple(visible(cell) for cell in row) for row in grid.rows]
        self.right = grid.right

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Yield the lines for a console of some width."""
        for line in self.lines(options.max_width):
            line.no_wrap, line.overflow = True, "ignore"
            yield line

    def lines(self, width: int) -> list[Text]:
        """Return the table in lines of at most so many columns, longer words aside."""
        widths = self._widths(width - GAP * (len(self.header) - 1))
        if widths is not None:
            rows = [self._row(row, widths) for row in self.rows]
            if all(len(row) <= TALLEST for row in rows):
                head = [Text(line, "bold") for line in self._row(self.header, widths, bottom=True)]
                return [*head, *(Text(line) for row in rows for line in row)]
        return self._blocks(width) if self.narrow is None else self.narrow.lines(width)

    def _widths(self, room: int) -> list[int] | None:
        """Return a width for each column; None where the longest words have no room.

        Columns get what they need in full, the narrow ones first, and the others share the rest.
        """
        columns = list(zip(self.header, *self.rows, strict=True))
        least = [max(longest_word(text) for text in column) for column in columns]
        most = [max(display_width(text) for text in column) for column in columns]
        if sum(least) > room:
            return None
        widths, rest = list(least), room - sum(least)
        while rest > 0:
            growing = [k for k in range(len(widths)) if widths[k] < most[k]]
            if not growing:
                break
            widths[min(growing, key=lambda k: widths[k])] += 1
            rest -= 1
        return widths

    def _row(
        self, texts: Sequence[str], widths: Sequence[int], *, bottom: bool = False
    ) -> list[str]:
        """Return one row in lines; ``bottom`` sets short cells down to its last line."""
        cells = [wrapped(text, width) for text, width in zip(texts, widths, strict=True)]
        tall = max(map(len, cells))
        if bottom:
            cells = [[""] * (tall - len(cell)) + cell for cell in cells]
        lines = []
        for number in range(tall):
            parts = []
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
                text = cell[number] if number < len(cell) else ""
                blank = " " * (width - display_width(text))
                parts.append(blank + text if place in self.right else text + blank)
            lines.append((" " * GAP).join(parts).rstrip())
        return lines

    def _blocks(self, width: int) -> list[Text]:
        """Return every row as a block: what it is about, and below it a line for each column."""
        lines: list[Text] = []
        named = max((display_width(title) for title in self.header[1:]), default=0)
        beside = named <= width // 2
        for head, *cells in self.rows:
            lines += [Text(line, "bold") for line in wrapped(head, width) if line]
            for title, cell in zip(self.header[1:], cells, strict=True):
                if beside:
                    start = "  " + title + " " * (named - display_width(title) + GAP)
                    room = width - display_width(start)
                    first, *more = wrapped(cell, room)
                    lines.append(Text((start + first).rstrip()))
                    lines += [Text(" " * display_width(start) + line) for line in more]
                else:
                    texts = wrapped(f"{title}: {cell}", width - 4)
                    lines += [Text("  " * (1 + (k > 0)) + line) for k, line in enumerate(texts)]
        return lines


def table_of(grid: Grid, narrow: Grid | None = None) -> FittedTable:
    """Return a table for the terminal; ``narrow`` has fewer columns and says the same."""
    return FittedTable(grid, None if narrow is None else FittedTable(narrow))
