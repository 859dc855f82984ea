"""The commands of ``sim``."""

from __future__ import annotations

import typer

import sim.cli.bargain as bargain
import sim.cli.brief as brief
import sim.cli.check as check
import sim.cli.compare as compare
import sim.cli.explain as explain
import sim.cli.new as new
import sim.cli.ratify as ratify
import sim.cli.report as report
import sim.cli.roadmap as roadmap
import sim.cli.robustness as robustness
import sim.cli.rounds as rounds
import sim.cli.run as run
import sim.cli.schema as schema
import sim.cli.sweep as sweep
import sim.cli.weights as weights
from sim.cli.effort import with_effort

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Exact zones of possible agreement, feasible concessions and ways out, from one YAML "
    "file per negotiation.",
)
MODULES = (
    run,
    brief,
    check,
    explain,
    bargain,
    robustness,
    sweep,
    rounds,
    compare,
    ratify,
    roadmap,
    report,
    weights,
    schema,
    new,
)
AT_ONCE = (weights, schema, new)
"""Commands that compute nothing."""
KEPT = (sweep,)
"""Commands whose results are kept to be taken up again, so that they may not depend on time."""
for module in MODULES:
    command = module.command
    if module not in AT_ONCE:
        command = with_effort(command, timed=module not in KEPT)
    app.command(name=module.NAME)(command)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    if version:
        from sim.version import __version__

        typer.echo(__version__)
        raise typer.Exit
