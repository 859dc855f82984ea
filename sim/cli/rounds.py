"""``sim rounds``: a scenario round by round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import (
    File,
    NoFigures,
    Out,
    Quiet,
    Round,
    Set,
    Variant,
    asked_for,
    read_scenarios,
)

if TYPE_CHECKING:
    from sim.cli.placing import Written
    from sim.comparison import Rounds

NAME = "rounds"


def command(
    file: File,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Replay the rounds: what was open when, and which change opened or closed it."""
    from sim.cli.output import ROUND_FIGURES, write_answers
    from sim.cli.progress import reporting
    from sim.comparison import rounds
    from sim.reporting.answers import Answers
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    asked = asked_for(file, round_, variant, set_)
    with reporting(scenario.title, quiet=quiet) as tell:
        found = rounds(scenario)
        zone = explore(scenario, progress=tell)
        written = write_answers(
            Answers(zone, replayed=found, asked=asked),
            out,
            NAME,
            draws=() if no_figures else ROUND_FIGURES,
            tell=tell,
        )
    if not quiet:
        _print(found, written)


def _print(found: Rounds, written: Written) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.grids import table_of
    from sim.cli.summary import console, print_written
    from sim.text.names import FIXED_LINE, Words
    from sim.text.rounds import credit_grid, credit_lines, round_grid, turn_lines
    from sim.text.zone import heading
    from sim.zone.rule_notes import rule_notes

    out = console()

    def tell(lines: Sequence[str]) -> None:
        for line in lines:
            out.print(Padding(Text(line), (0, 0, 0, 2), expand=False))

    last = found.states[-1]
    words = Words(last.scenario, rule_notes(last.space))
    out.print(Text(heading(found.scenario), "bold"))
    out.print(Text("Under the stated assumptions, exact for this file:"))
    out.print(Text("Round by round", "bold"))
    out.print(Padding(table_of(round_grid(found, words)), (0, 0, 0, 2)))
    credited = credit_grid(found, words)
    if credited is not None:
        out.print(Text("What each round adds to r*", "bold"))
        out.print(Padding(table_of(credited), (0, 0, 0, 2)))
        tell(credit_lines(found))
    lines = turn_lines(found, words)
    if lines:
        out.print(Text("What turned it", "bold"))
        tell(lines)
    out.print(Text(FIXED_LINE, "dim"))
    print_written(out, written)
