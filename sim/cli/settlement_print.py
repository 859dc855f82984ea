"""Printing what comes after signature: lines, tables, and what is taken for granted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.summary import console
from sim.reporting.settlement_lines import KINDS, step_label
from sim.reporting.words import FIXED_LINE, Words, number
from sim.reporting.zone_lines import heading
from sim.settlement.ratify import Ratified
from sim.settlement.roadmap import Roadmap
from sim.zone.rule_notes import rule_notes
from sim.zone.zone import Zone


def print_lines(
    zone: Zone,
    title: str,
    lines: Callable[[Words], Sequence[str]],
    assumed: Sequence[str],
    written: Sequence[Path],
    table: Callable[[Words], Table | None],
) -> None:
    """Print an answer: heading, lines, a table, what it takes for granted, and files."""
    out, words = console(), Words(zone.scenario, rule_notes(zone.space))
    out.print(Text(heading(zone.scenario), "bold"))
    out.print(Text("Under the stated assumptions, at the points of all ranges:"))
    out.print(Text(title, "bold"))
    for line in lines(words):
        indent = 2 + len(line) - len(line.lstrip())
        out.print(Padding(Text(line.lstrip()), (0, 0, 0, indent), expand=False))
    drawn = table(words)
    if drawn is not None:
        out.print(Padding(drawn, (1, 0, 0, 2)))
    out.print(Text("Taken for granted", "bold"))
    for line in assumed:
        out.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
    out.print(Text(FIXED_LINE, "dim"))
    names = ", ".join(path.name for path in written)
    out.print(Text(f"Written to {written[0].parent}/: {names}", "dim"))


def print_votes(found: Ratified, words: Words) -> Table | None:
    """Return the support of named agreements by group."""
    if all(len(vote.groups) < 2 for one in found.judged for vote in one.votes):
        return None
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("Agreement", "Ratification", "Group", "Share of votes", "For it"):
        table.add_column(title, overflow="fold")
    for one in found.judged:
        for vote in one.votes:
            for group, (share, support) in vote.groups.items():
                table.add_row(
                    one.name,
                    f"{words.party(vote.party)}, {KINDS[vote.kind]}",
                    group.replace("_", " "),
                    number(share),
                    number(support),
                )
    return table


def print_moves(found: Roadmap, words: Words) -> Table | None:
    """Return what each step asks of whom, in the order shown."""
    if not found.moves:
        return None
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Step" if found.exists else "Step (without demands)", overflow="fold")
    table.add_column("by")
    for title in ("stop now", "alone", "whole", "belief needed", "there"):
        table.add_column(title, justify="right")
    for one in found.moves:
        needed = "none is enough" if one.needed == float("inf") else number(one.needed)
        table.add_row(
            step_label(words.scenario, one.step),
            words.party(one.party),
            number(one.stop, 3),
            number(one.alone, 3),
            number(one.whole, 3),
            needed,
            number(one.available),
        )
    return table
