"""The summary that ``sim run`` prints: what was found, in one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.text import Text

from sim.cli.grids import FittedTable, table_of
from sim.cli.output import FRONTIER_FILE
from sim.cli.placing import Written
from sim.cli.terminal import Screen
from sim.reporting.answers import Answers
from sim.text.implementation import later_lines
from sim.text.left_out import NAMES, TITLES, left_out_lines, not_computed_lines
from sim.text.names import FIXED_LINE, Words
from sim.text.options import option_lines
from sim.text.packages import package_lines
from sim.text.pivotal import pivotal_lines
from sim.text.prices import price_lines
from sim.text.robustness import short_lines
from sim.text.rounds import round_lines
from sim.text.solutions import solution_grid, solution_lines
from sim.text.talks import bargaining_lines
from sim.text.ways_out import ways_out_lines
from sim.text.zone import (
    assumption_lines,
    concession_lines,
    heading,
    rule_lines,
    zone_lines,
)
from sim.zone.rule_notes import rule_notes


def console() -> Screen:
    """Return where to print."""
    return Screen()


def print_summary(answers: Answers, written: Written | None = None) -> None:
    """Print what was found."""
    out = console()
    for part in summary(answers):
        out.print(part)
    if written is not None:
        print_written(out, written, answers)


def print_block(answers: Answers, written: Written) -> None:
    """Print the answer in a few lines, what was written, and what was not computed."""
    out = console()
    for part in _opening(answers):
        out.print(part)
    out.print(Text(FIXED_LINE, "dim"))
    for line in not_computed_lines(answers.left_out):
        out.print(Text(line, "dim"))
    print_written(out, written, answers)


def print_written(out: Screen, written: Written, answers: Answers | None = None) -> None:
    """Print which files were written, what became of older ones, and which holds a part only."""
    for line in written.lines():
        out.print(Text(line, "dim"))
    many = 0 if answers is None else answers.zone.frontier.total
    if many > FRONTIER_FILE:
        rest = f"the first {FRONTIER_FILE:,} of {many:,} agreements"
        out.print(Text(f"frontier.csv has {rest}.", "dim"))


def _opening(answers: Answers) -> list[Text]:
    """Return the title with the state, and the block."""
    title = Text(heading(answers.zone.scenario), "bold")
    return [title, *(Text(paragraph) for paragraph in answers.block())]


def summary(answers: Answers) -> list[Text | FittedTable | Padding]:
    """Return the parts of the summary, top to bottom."""
    zone, changes = answers.zone, answers.changes
    words = Words(zone.scenario, rule_notes(zone.space))
    parts: list[Text | FittedTable | Padding] = [*_opening(answers)]
    parts.append(Text("Assumptions", "bold"))
    parts += _lines(assumption_lines(zone))
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
    lines = [] if changes is None or changes.prices is None else price_lines(changes.prices, words)
    lines = [*lines, *left_out_lines(answers.left_out, *NAMES)]
    if lines:
        title = "How near it is to closing" if zone.exists else "What else would open it"
        parts.append(Text(title, "bold"))
        parts += _lines(lines)
    if changes is not None and changes.pivotal:
        parts.append(Text("Pivotal options", "bold"))
        parts += _lines(pivotal_lines(changes.pivotal, words))
    if zone.packages:
        parts.append(Text("Packages", "bold"))
        parts += _lines(package_lines(zone, words))
    for title, own in _beyond(answers, words):
        if own:
            parts.append(Text(title, "bold"))
            parts += _lines(own)
    if answers.map_left_out is not None:
        parts.append(Text(answers.map_left_out.of("the compromise map"), "dim"))
    parts.append(Text(FIXED_LINE, "dim"))
    return parts


def _beyond(answers: Answers, words: Words) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is beyond the zone at the points under headings, or why it was not computed."""
    left_out, robust, talks = answers.left_out, answers.robust, answers.talks
    yield from later_lines(answers.later, words)
    for key, title in TITLES.items():
        yield title, list(left_out_lines(left_out, key))
    lines = [] if robust is None else short_lines(robust, words)
    title = "How sure is that ('sim robustness' for more)"
    yield title, [*lines, *left_out_lines(left_out, "robustness")]
    lines = [] if talks is None else bargaining_lines(talks, words)
    title = "Talks between agents ('sim bargain' for more)"
    yield title, [*lines, *left_out_lines(left_out, "bargaining")]
    lines = [] if answers.replayed is None else round_lines(answers.replayed, words)
    if answers.replayed is not None and not lines:
        lines = ["No round opens or closes the zone."]
    title = "Round by round ('sim rounds' for more)"
    yield title, [*lines, *left_out_lines(left_out, "rounds")]


def _lines(lines: Sequence[str]) -> list[Text | FittedTable | Padding]:
    return [
        Padding(Text(line.lstrip()), (0, 0, 0, 2 + len(line) - len(line.lstrip())), expand=False)
        for line in lines
    ]
