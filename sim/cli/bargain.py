"""``sim bargain``: where talks end up, if these strategies take these inputs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import File, NoFigures, Out, Quiet, Round, Set, Variant, read_scenarios

if TYPE_CHECKING:
    from sim.bargaining import Bargaining

NAME = "bargain"


def command(
    file: File,
    runs: Annotated[int, typer.Option(min=1, help="How many talks.")] = 1_000,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            "--strategy", metavar="PARTY=NAME", help="How a party bargains, e.g. russia=boulware."
        ),
    ] = None,
    protocol: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="alternating_offers, simultaneous_concession or single_text.",
        ),
    ] = None,
    rounds: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Rounds before the deadline.")
    ] = None,
    opener: Annotated[
        str | None, typer.Option(metavar="WHO", help="Who opens: random, first or a party.")
    ] = None,
    hazard: Annotated[
        float | None,
        typer.Option(min=0, max=0.999, help="Chance that talks break off after a round."),
    ] = None,
    through_rounds: Annotated[
        bool | None,
        typer.Option(
            "--through-rounds/--last-round-only",
            help="Run through the states of the scenario's rounds.",
        ),
    ] = None,
    draw: Annotated[
        bool, typer.Option("--draw", help="Draw weights, values and no-agreement values.")
    ] = False,
    spread: Annotated[
        float, typer.Option(min=0, max=3, help="How far --draw spreads bare numbers (0: not).")
    ] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same talks.")] = 0,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that share the work.")] = 1,
    table: Annotated[
        bool, typer.Option("--table/--no-table", help="Play strategies against each other.")
    ] = True,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Let agents bargain, many times over, and see where talks end."""
    from sim.bargaining import bargain
    from sim.cli.output import TALK_FIGURES, folder_names, write_results
    from sim.cli.progress import reporting
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    chosen = _strategies(strategy or [])
    held: dict[str, Any] = {
        "protocol": protocol,
        "rounds": rounds,
        "opener": opener,
        "hazard": hazard,
        "through_rounds": through_rounds,
        "draw": draw,
        "spread": spread,
        "seed": seed,
    }
    folder = out / folder_names([file])[0]
    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell)
        talks = bargain(
            scenario, runs=runs, strategies=chosen, jobs=jobs, zone=zone, progress=tell, **held
        )
        against = None
        if table and not no_figures and not draw:
            from sim.bargaining import contest

            tell("strategies against each other", 0.9)
            against = contest(scenario, **held)
        try:
            written = write_results(
                zone,
                folder,
                owns=TALK_FIGURES,
                figures=not no_figures,
                tell=tell,
                talks=talks,
                contest=against,
            )
        except OSError as error:
            print(
                f"{error.filename or folder}: can't be written: {error.strerror}", file=sys.stderr
            )
            raise typer.Exit(1) from None
    if not quiet:
        _print(talks, written)


def _strategies(given: list[str]) -> dict[str, Any]:
    """Return party → strategy; what follows the first = is read as in a file."""
    from sim.scenario.yaml_reader import read_value

    found = {}
    for text in given:
        party, equals, said = text.partition("=")
        if not equals or not party.strip() or not said.strip():
            raise typer.BadParameter(f"got '{text}'; expected PARTY=NAME", param_hint="--strategy")
        found[party.strip()] = read_value(said, f"--strategy {party.strip()}")
    return found


def _print(talks: Bargaining, written: list[Path]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.bargaining_lines import bargaining_lines, ends_table, moves_lines, moves_table
    from sim.cli.summary import console, heading
    from sim.cli.words import FIXED_LINE, Words
    from sim.zone.rule_notes import rule_notes

    out = console()
    words = Words(talks.scenario, rule_notes(talks.space))

    def lines(texts: Any) -> None:
        for line in texts:
            out.print(Padding(Text(line), (0, 0, 0, 2), expand=False))

    out.print(Text(heading(talks.scenario), "bold"))
    out.print(Text("Under the stated assumptions, this is what came of the talks."))
    out.print(Text("Talks", "bold"))
    lines(bargaining_lines(talks, words))
    if talks.ends:
        out.print(Text("Where they ended most often", "bold"))
    for part in ends_table(talks, words):
        out.print(part)
    moves = moves_table(talks, words)
    if moves is not None:
        out.print(Text("Who moved on what, and when", "bold"))
        out.print(Padding(moves, (0, 0, 0, 2)))
        lines(moves_lines(talks, words))
    out.print(Text(FIXED_LINE, "dim"))
    folder = written[0].parent
    out.print(Text(f"Written to {folder}/: {', '.join(path.name for path in written)}", "dim"))
