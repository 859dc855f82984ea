"""``sim ratify``: which agreements pass the tests at home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import File, NoFigures, Out, Quiet, Round, Set, Variant, read_scenarios

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
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Say which agreements pass ratification, and the support of named ones by group."""
    from sim.cli.output import write_results
    from sim.cli.settlement_lines import ratification_lines
    from sim.cli.settlement_print import print_lines, print_votes
    from sim.settlement.ratify import ASSUMED, ratify
    from sim.zone.explore import explore

    zone = explore(read_scenarios([file], round_, variant, set_)[0])
    found = ratify(zone, agreement)
    written = write_results(
        zone,
        out / file.stem,
        owns=("support",),
        figures=not no_figures,
        tell=lambda what, share: None,
        later=[found],
    )
    if not quiet:
        print_lines(zone, "Ratification", lambda words: ratification_lines(found, words), ASSUMED,
                    written, lambda words: print_votes(found, words))  # fmt: skip
