"""``sim roadmap``: how an agreement could be implemented, and what stands in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.draws_after import Draws, Seed
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

NAME = "roadmap"
FIGURES = ("step_graph", "staircase", "belief")
NOTHING = (
    "There is no zone, so there is no reference point to put in order. Name a text: "
    "--agreement PACKAGE, or issue=option,issue=option"
)


def command(
    file: File,
    agreement: Annotated[
        str | None,
        typer.Option(
            "--agreement",
            "-a",
            help="issue=option,issue=option; a solution's or package's name; by default nash.",
        ),
    ] = None,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    draws: Draws = 200,
    seed: Seed = 0,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Say in which order an agreement could be implemented, and what each step asks of whom."""
    from sim.cli.draws_after import draws_or_why
    from sim.cli.glyph_note import one_glyph_note
    from sim.cli.output import write_answers
    from sim.cli.settlement_print import print_lines
    from sim.reporting.answers import Answers
    from sim.settlement.roadmap import ASSUMED, roadmap
    from sim.text.agreements import agreement_title
    from sim.text.implementation import draws_said, roadmap_lines
    from sim.text.implementation_tables import moves_grid
    from sim.zone.explore import explore

    asked = asked_for(file, round_, variant, set_)
    zone = explore(read_scenarios([file], round_, variant, set_)[0])
    if agreement is None and zone.scenario.steps and zone.solutions is None:
        # An empty zone is a result; only a text that somebody asked for can be missing.
        typer.echo(NOTHING)
        return
    found = roadmap(zone, agreement or "nash")
    drawn, left_out = draws_or_why(zone, draws, seed, also={found.name: found.agreement})
    answers = Answers(zone, later=(found, *drawn), left_out=left_out, asked=asked)
    with one_glyph_note(quiet=quiet):
        written = write_answers(answers, out, NAME, draws=() if no_figures else FIGURES)
    if not quiet:
        print_lines(
            zone,
            f"Implementation of {agreement_title(zone.scenario, found.name)}",
            lambda words: [*roadmap_lines(found, words), *draws_said(drawn, left_out, words)],
            [*ASSUMED, *(line for one in drawn for line in one.assumed)],
            written,
            lambda words: moves_grid(found, words),
        )
