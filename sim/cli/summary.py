"""The summary that ``sim run`` prints: what was found, in one screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import isinf
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.cli.output import FRONTIER_FILE
from sim.reporting.answers import Answers
from sim.reporting.bargaining_lines import bargaining_lines
from sim.reporting.package_lines import package_lines
from sim.reporting.pivotal_lines import pivotal_lines
from sim.reporting.price_lines import price_lines
from sim.reporting.robustness_lines import short_lines
from sim.reporting.settlement_lines import later_lines
from sim.reporting.ways_out_lines import ways_out_lines
from sim.reporting.words import FIXED_LINE, Words, number
from sim.reporting.zone_lines import (
    assumption_lines,
    concession_lines,
    heading,
    rule_lines,
    zone_lines,
)
from sim.zone.compromise_map import takes_long
from sim.zone.rule_notes import rule_notes
from sim.zone.solutions import SCALE_FREE
from sim.zone.solve import Solution
from sim.zone.titles import solution_title
from sim.zone.zone import Zone

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
        parts += _solutions(zone, words)
    if zone.exists:
        parts.append(Text("Concessions", "bold"))
        parts += _lines(concession_lines(zone, words))
    else:
        parts.append(Text("What closes it, and the least that would open it", "bold"))
        parts += _lines(ways_out_lines(zone, words))
    if changes is not None and changes.prices is not None:
        title = "How near it is to closing" if zone.exists else "What else would open it"
        parts.append(Text(title, "bold"))
        parts += _lines(price_lines(changes.prices, words))
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


def _solutions(zone: Zone, words: Words) -> list[Text | Table | Padding]:
    """Return the solutions as a table; what all of them say alike stands in a line of its own."""
    assert zone.solutions is not None
    columns: dict[tuple[object, ...], list[str]] = {}
    for name, solution in zone.solutions.items():
        columns.setdefault(tuple(solution.agreement.values()), []).append(name)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", overflow="fold")
    chosen = [zone.solutions[names[0]] for names in columns.values()]
    for names in columns.values():
        table.add_column(", ".join(_title(zone.solutions[n]) for n in names), overflow="fold")
    alike = []
    for issue in zone.scenario.issues:
        options = [words.option(issue, solution.agreement[issue]) for solution in chosen]
        if len(set(options)) > 1:
            table.add_row(words.issue(issue), *options)
        else:
            alike.append(f"{words.issue(issue)}: {options[0]}")
    for k in zone.space.weighing:
        name = zone.space.parties[k].name
        table.add_row(
            f"Utility of {words.party(name)}", *(number(s.utilities[name], 3) for s in chosen)
        )
    lines = []
    if alike:
        where = "In all of them" if len(chosen) > 1 else "It says"
        lines.append(f"{where}: {'; '.join(alike)}.")
    left_out = zone.solutions["nash"].left_out
    if left_out:
        without = ", ".join(words.party(name) for name in left_out)
        lines.append(f"Left out of Nash and Kalai–Smorodinsky, which can't gain: {without}.")
    lines.append("* if a point of one scale counts as much as a point of another.")
    if not zone.frontier.complete:
        gaps = [
            f"{_title(s)} {'no bound found' if isinf(s.gap) else format(s.gap, '.1e')}"
            for s in zone.solutions.values()
        ]
        lines.append(
            "Found by optimisation, each proven to be within this much of the best (of the "
            f"product, relative, for Nash): {'; '.join(gaps)}. Whether others tie is not known."
        )
    return [Padding(table, (0, 0, 0, 2)), *_lines(lines)]


def _title(solution: Solution) -> str:
    tied = f" (one of {solution.tied:,})" if solution.tied and solution.tied > 1 else ""
    return solution_title(solution.name) + tied + ("" if solution.name in SCALE_FREE else "*")
