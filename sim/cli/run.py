"""``sim run``: explore scenario files and write what was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import (
    Engine,
    Files,
    Material,
    Memory,
    Pairs,
    Quiet,
    Round,
    Set,
    Variant,
    issue_pairs,
    read_scenarios,
)

NAME = "run"


def command(
    files: Files,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where results go.")] = Path(
        "results"
    ),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    material: Material = 0.03,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="PACKAGE", help="Measure concessions from this package."),
    ] = None,
    engine: Engine = None,
    memory: Memory = 2.0,
    pairs: Pairs = None,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Write no figures.")] = False,
    quiet: Quiet = False,
) -> None:
    """Explore scenario files: the zone, its concessions, and what closes it."""
    from sim.cli.output import folder_names, write_results
    from sim.cli.progress import reporting
    from sim.cli.summary import print_summary
    from sim.space.limits import Limits
    from sim.zone.explore import explore

    limits = Limits(memory=int(memory * 1e9))
    scenarios = read_scenarios(files, round_, variant, set_)
    for scenario, name in zip(scenarios, folder_names(files), strict=True):
        with reporting(scenario.title, quiet=quiet) as tell:
            chosen = issue_pairs(scenario, pairs)
            zone = explore(
                scenario,
                material=material,
                baseline=baseline,
                engine=engine,
                limits=limits,
                progress=tell,
            )
            try:
                written = write_results(
                    zone, out / name, figures=not no_figures, tell=tell, pairs=chosen
                )
            except OSError as error:
                print(
                    f"{error.filename or out / name}: can't be written: {error.strerror}",
                    file=sys.stderr,
                )
                raise typer.Exit(1) from None
        if not quiet:
            print_summary(zone, written)
