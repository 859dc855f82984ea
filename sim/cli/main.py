"""The ``sim`` command."""

from __future__ import annotations

import gc
import sys

import typer

import sim.cli.bargain as bargain
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
    schema,
    new,
)
for module in MODULES:
    app.command(name=module.NAME)(module.command)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    if version:
        from sim import __version__

        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line.

    Exit codes: 0 done, 1 the scenario is wrong or an output can't be written, 2 usage.
    """
    from sim.scenario.errors import ScenarioError
    from sim.space.limits import TooManyAgreements

    # A run makes a million small objects that live to its end; looking through them for circles
    # after every 700 takes a tenth of its time and finds next to nothing.
    gc.set_threshold(50_000, 20, 20)
    try:
        app(prog_name="sim")
    except ScenarioError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(1)
    except TooManyAgreements as error:
        print(": ".join([*getattr(error, "__notes__", ()), str(error)]), file=sys.stderr)
        sys.exit(1)
