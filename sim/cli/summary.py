"""The summary that ``sim run`` prints: what was found, in one screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.grids import table_of
from sim.cli.output import FRONTIER_FILE
from sim.reporting.answers import Answers
from sim.reporting.bargaining_lines import bargaining_lines
from sim.reporting.option_lines import option_lines
from sim.reporting.package_lines import package_lines
from sim.reporting.pivotal_lines import pivotal_lines
from sim.reporting.price_lines import price_lines
from sim.reporting.robustness_lines import short_lines
from sim.reporting.settlement_lines import later_lines
from sim.reporting.solution_lines import solution_grid, solution_lines
from sim.reporting.ways_out_lines import ways_out_lines
from sim.reporting.words import FIXED_LINE, Words
from sim.reporting.zone_lines import (
    assumption_lines,
    concession_lines,
    heading,
    rule_lines,
    zone_lines,
)
from sim.zone.compromise_map import takes_long
from sim.zone.rule_notes import rule_notes

WIDTH = 110
"""Columns where there is no terminal to ask."""


def console() -> Console:
    """Return where to print: no colour and a fixed width when not a terminal."""
    terminal = sys.stdout.isatty()
    return Console(width=None if terminal else WIDTH, highlight=False, emoji=False)


def print_summary(answers: Answers, written: Sequence[Path] = ()) -> None:
    """Print what was found."""
    out, zone = console(), answers.zone
    for part in summary(answers):
        out.print(part)
    if written:
        folder = written[0].parent
        if zone.space.bargaining and takes_long(zone) and any(p.suffix == ".png" for p in written):
            what = "compromise_map is not drawn unless some --pairs are asked for"
            out.print(Text(f"Every option takes a search of its own here: {what}.", "dim"))
        out.print(Text(f"Written to {folder}/: {', '.join(path.name for path in written)}", "dim"))
        if zone.frontier.total > FRONTIER_FILE:
            rest = f"the first {FRONTIER_FILE:,} of {zone.frontier.total:,} agreements"
            out.print(Text(f"frontier.csv has {rest}.", "dim"))


def summary(answers: Answers) -> list[Text | Table | Padding]:
    """Return the parts of the summary, top to bottom."""
    zone, changes = answers.zone, answers.changes
    words = Words(zone.scenario, rule_notes(zone.space))
    parts: list[Text | Table | Padding] = [Text(heading(zone.scenario), "bold")]
    parts += [Text(line) for line in assumption_lines(zone)]
    parts.append(Text("The rules alone", "bold"))
    parts += _lines(rule_lines(zone, words))
    parts.append(Text("Zone of possible agreement", "bold"))
    parts += _lines(zone_lines(zone, words))
    if zone.solutions is not None:
        parts.append(Text("Reference points", "bold"))
        parts.append(Padding(table_of(solution_grid(zone, words)), (0, 0, 0, 2)))
        parts += _lines(solution_lines(zone, words))
    if zone.exists:
        parts.append(Text("Concessions", "bold"))
        parts += _lines(concession_lines(zone, words))
        options = [] if answers.options is None else option_lines(answers.options, zone, words)
        if options:
            parts.append(Text("Options and the zone", "bold"))
            parts += _lines(options)
    else:
        parts.append(Text("What closes it, and the least that would open it", "bold"))
        parts += _lines(ways_out_lines(zone, words))
    if changes is not None and (changes.prices is not None or changes.left_out is not None):
        title = "How near it is to closing" if zone.exists else "What else would open it"
        parts.append(Text(title, "bold"))
        if changes.prices is not None:
            parts += _lines(price_lines(changes.prices, words))
        if changes.left_out is not None:
            parts += _lines([changes.left_out])
    if changes is not None and changes.pivotal:
        parts.append(Text("Pivotal options", "bold"))
        parts += _lines(pivotal_lines(changes.pivotal, words))
    if zone.packages:
        parts.append(Text("Packages", "bold"))
        parts += _lines(package_lines(zone, words))
    for title, lines in later_lines(answers.later, words):
        parts.append(Text(title, "bold"))
        parts += _lines(lines)
    if answers.robust is not None:
        parts.append(Text("How sure is that ('sim robustness' for more)", "bold"))
        parts += _lines(short_lines(answers.robust, words))
    if answers.talks is not None:
        parts.append(Text("Talks between agents ('sim bargain' for more)", "bold"))
        parts += _lines(bargaining_lines(answers.talks, words))
    parts.append(Text(FIXED_LINE, "dim"))
    return parts


def _lines(lines: Sequence[str]) -> list[Text | Table | Padding]:
    return [
        Padding(Text(line.lstrip()), (0, 0, 0, 2 + len(line) - len(line.lstrip())), expand=False)
        for line in lines
    ]
