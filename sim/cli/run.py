"""``sim run``: explore scenario files and write what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import (
    Engine,
    Files,
    Material,
    Memory,
    NoFigures,
    Out,
    Pairs,
    Quiet,
    Round,
    Set,
    Variant,
    issue_pairs,
    read_scenarios,
    typed,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario

NAME = "run"


def command(
    files: Files,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    material: Material = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="PACKAGE", help="Measure concessions from this package."),
    ] = None,
    engine: Engine = None,
    memory: Memory = 2.0,
    pairs: Pairs = None,
    report: Annotated[
        bool, typer.Option("--report", help="Also write report.html, as 'sim report' does.")
    ] = False,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Explore scenario files: the zone, its concessions, and what closes it."""
    from sim.cli.output import folder_names
    from sim.space.limits import Limits

    scenarios = read_scenarios(files, round_, variant, set_)
    chosen = [issue_pairs(scenario, pairs) for scenario in scenarios]
    asked = {
        "material": material,
        "baseline": baseline,
        "engine": engine,
        "limits": Limits(memory=int(memory * 1e9)),
    }
    given = {
        "--round": round_,
        "--variant": variant,
        "--set": set_,
        "--material": material,
        "--baseline": baseline,
        "--engine": engine,
        "--pairs": pairs,
        "--report": report,
    }
    names = folder_names(files)
    for scenario, name, file, pair in zip(scenarios, names, files, chosen, strict=True):
        again = typed(NAME, file, given) if report else None
        _run(scenario, out / name, asked, pair, again, figures=not no_figures, quiet=quiet)


def _run(
    scenario: Scenario,
    folder: Path,
    asked: dict[str, Any],
    pairs: list[tuple[int, int]] | None,
    again: str | None,
    *,
    figures: bool,
    quiet: bool,
) -> None:
    """Explore one scenario, write what was found and print it.

    Parameters
    ----------
    asked
        How to explore.
    again
        The command that makes a report of it again; None for no report.
    """
    from sim.cli.output import RUN_FIGURES, write_results
    from sim.cli.progress import reporting
    from sim.cli.summary import print_summary
    from sim.reporting.gather import gather
    from sim.reporting.report import FILE, report_of
    from sim.scenario.labels import label_notes
    from sim.zone.explore import explore

    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell, **asked)
        answers = gather(zone, tell, pairs=pairs, replay=again is not None)
        texts = {FILE: report_of(answers, again)} if again is not None else {}
        written = write_results(
            answers, folder, owns=RUN_FIGURES, figures=figures, tell=tell, texts=texts
        )
    for note in answers.notes:
        typer.echo(note, err=True)
    if not quiet:
        for note in label_notes(scenario):
            typer.echo(f"Warning: {note}", err=True)
        print_summary(answers, written)
