"""``sim ratify``: which agreements pass the tests at home."""

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

NAME = "ratify"


def command(
    file: File,
    agreement: Annotated[
        str | None,
        typer.Option(
            "--agreement",
            "-a",
            help="issue=option,issue=option; a solution's or package's name. By default all.",
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
    """Say which agreements pass ratification, and the support of named ones by group."""
    from sim.cli.draws_after import draws_or_why
    from sim.cli.glyph_note import one_glyph_note
    from sim.cli.output import write_answers
    from sim.cli.settlement_print import print_lines
    from sim.reporting.answers import Answers
    from sim.settlement.ratify import ASSUMED, ratify
    from sim.text.implementation import draws_said, ratification_lines
    from sim.text.implementation_tables import votes_grid
    from sim.zone.explore import explore

    asked = asked_for(file, round_, variant, set_)
    zone = explore(read_scenarios([file], round_, variant, set_)[0])
    found = ratify(zone, agreement)
    modelled = draws if found.failing else 0
    drawn, left_out = draws_or_why(
        zone, modelled, seed, also={one.name: one.agreement for one in found.judged}
    )
    answers = Answers(zone, later=(found, *drawn), left_out=left_out, asked=asked)
    with one_glyph_note(quiet=quiet):
        written = write_answers(answers, out, NAME, draws=() if no_figures else ("support",))
    if not quiet:
        print_lines(
            zone,
            "Ratification",
            lambda words: [*ratification_lines(found, words), *draws_said(drawn, left_out, words)],
            [*ASSUMED, *(line for one in drawn for line in one.assumed)],
            written,
            lambda words: votes_grid(found, words),
        )
