"""``sim brief``: one page to paste into a cable or an e-mail."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import File, Quiet, Round, Set, Variant, asked_for, read_scenarios

NAME = "brief"


def command(
    file: File,
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    html: Annotated[bool, typer.Option("--html", help="As a page of HTML.")] = False,
    quiet: Quiet = False,
) -> None:
    """Print one page: the answer, a table of the issues, and what it rests on."""
    from sim.cli.progress import reporting
    from sim.reporting.brief import brief, brief_html
    from sim.reporting.gather import gather
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    asked = asked_for(file, round_, variant, set_)
    with reporting(scenario.title, quiet=quiet) as tell:
        answers = gather(explore(scenario, progress=tell), tell, quick=True, asked=asked)
    typer.echo((brief_html if html else brief)(answers), nl=False)
