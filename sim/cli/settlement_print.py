"""Printing what comes after signature: lines, tables, and what is taken for granted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.padding import Padding
from rich.text import Text

from sim.cli.grids import table_of
from sim.cli.placing import Written
from sim.cli.summary import console, print_written
from sim.text.names import FIXED_LINE, Words
from sim.text.tables import Grid
from sim.text.zone import heading
from sim.zone.rule_notes import rule_notes
from sim.zone.zone import Zone


def print_lines(
    zone: Zone,
    title: str,
    lines: Callable[[Words], Sequence[str]],
    assumed: Sequence[str],
    written: Written,
    table: Callable[[Words], Grid | None],
) -> None:
    """Print an answer: heading, lines, a table, what it takes for granted, and files."""
    out, words = console(), Words(zone.scenario, rule_notes(zone.space))
    out.print(Text(heading(zone.scenario), "bold"))
    out.print(Text("Under the stated assumptions, at the midpoints of all ranges:"))
    out.print(Text(title, "bold"))
    for line in lines(words):
        indent = 2 + len(line) - len(line.lstrip())
        out.print(Padding(Text(line.lstrip()), (0, 0, 0, indent), expand=False))
    drawn = table(words)
    if drawn is not None:
        out.print(Padding(table_of(drawn), (1, 0, 0, 2)))
    out.print(Text("Taken for granted", "bold"))
    for line in assumed:
        out.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
    out.print(Text(FIXED_LINE, "dim"))
    print_written(out, written)
