"""``sim run``: explore scenario files and write what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import (
    All,
    Engine,
    ExactCounts,
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
    asked_for,
    issue_pairs,
    read_scenarios,
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
    exact_counts: ExactCounts = False,
    pairs: Pairs = None,
    all_: All = False,
    full: Annotated[
        bool, typer.Option("--full", help="Work out and print all that does not take long.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Also write report.html, as 'sim report' does.")
    ] = False,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Explore scenario files: the zone, its concessions, and what closes it."""
    from sim.cli.folders import folder_names, with_state
    from sim.space.limits import Limits

    scenarios = read_scenarios(files, round_, variant, set_)
    chosen = [issue_pairs(scenario, pairs) for scenario in scenarios]
    explored = {
        "material": material,
        "baseline": baseline,
        "engine": engine,
        "limits": Limits(memory=int(memory * 1e9), exact_counts=exact_counts),
    }
    given = _typed(
        material=material, baseline=baseline, engine=engine, exact_counts=exact_counts,
        pairs=pairs, all=all_, full=full, report=report,
    )  # fmt: skip
    quick = not (full or all_ or report)
    shown = None if quiet else "full" if full or all_ else "block"
    names = folder_names(files)
    for scenario, name, file, pair in zip(scenarios, names, files, chosen, strict=True):
        asked = asked_for(file, round_, variant, set_)
        gathered = {"pairs": pair, "everything": all_, "quick": quick, "asked": asked}
        folder = out / with_state(name, *asked.options)
        again = asked.typed(NAME, given) if report else None
        _run(scenario, folder, explored, gathered, again, figures=not no_figures, shown=shown)


def _typed(**options: object) -> dict[str, object]:
    """Return options by what is typed for them."""
    return {f"--{name.replace('_', '-')}": value for name, value in options.items()}


def _run(
    scenario: Scenario,
    folder: Path,
    explored: dict[str, Any],
    gathered: dict[str, Any],
    again: str | None,
    *,
    figures: bool,
    shown: str | None,
) -> None:
    """Explore one scenario, write what was found and print it.

    Parameters
    ----------
    explored, gathered
        How to explore, and what to gather beside the zone.
    again
        The command that makes a report of it again; None for no report.
    shown
        What is printed: the "block", everything ("full"), or None for nothing.
    """
    from sim.cli.output import QUICK_FIGURES, RUN_FIGURES, write_results
    from sim.cli.progress import reporting
    from sim.cli.summary import print_block, print_summary
    from sim.reporting.brief import FILE as BRIEF
    from sim.reporting.brief import brief
    from sim.reporting.gather import gather
    from sim.reporting.report import FILE, report_of
    from sim.zone.explore import explore
    from sim.zone.label_notes import label_notes

    with reporting(scenario.title, quiet=shown is None) as tell:
        zone = explore(scenario, progress=tell, **explored)
        answers = gather(zone, tell, **gathered)
        texts = {BRIEF: brief(answers)}
        texts |= {FILE: report_of(answers, again)} if again is not None else {}
        names: tuple[str, ...] = QUICK_FIGURES if gathered["quick"] else RUN_FIGURES
        if gathered["pairs"] and "compromise_map" not in names:
            names += ("compromise_map",)
        draws = names if figures else ()
        written = write_results(answers, folder, NAME, draws=draws, tell=tell, texts=texts)
    if shown is not None:
        for note in label_notes(scenario):
            typer.echo(f"Warning: {note}", err=True)
        (print_summary if shown == "full" else print_block)(answers, written)
