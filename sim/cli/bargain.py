"""``sim bargain``: where talks end up, if these strategies take these inputs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

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
from sim.cli.talk_options import (
    Draw,
    Hazard,
    Jobs,
    Opener,
    Protocol,
    Rounds,
    Runs,
    Seed,
    Spread,
    Strategies,
    Table,
    ThroughRounds,
)

if TYPE_CHECKING:
    from sim.bargaining import Bargaining
    from sim.cli.placing import Written
    from sim.reporting.asked import Asked
    from sim.scenario import Scenario

NAME = "bargain"


def command(
    file: File,
    runs: Runs = 1_000,
    strategy: Strategies = None,
    protocol: Protocol = None,
    rounds: Rounds = None,
    opener: Opener = None,
    hazard: Hazard = None,
    through_rounds: ThroughRounds = None,
    draw: Draw = False,
    spread: Spread = 1.0,
    seed: Seed = 0,
    jobs: Jobs = 1,
    table: Table = True,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Let agents bargain, many times over, and see where talks end."""
    scenario = read_scenarios([file], round_, variant, set_)[0]
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
    talks = {"runs": runs, "jobs": jobs, "strategies": _strategies(strategy or [])}
    asked = asked_for(file, round_, variant, set_)
    _hold(scenario, held, talks, out, asked, table=table, figures=not no_figures, quiet=quiet)


def _hold(
    scenario: Scenario,
    held: dict[str, Any],
    talks: dict[str, Any],
    out: Path,
    asked: Asked,
    *,
    table: bool,
    figures: bool,
    quiet: bool,
) -> None:
    """Hold talks, write what came of them and print it."""
    from sim.bargaining import bargain, contest
    from sim.cli.output import TALK_FIGURES, write_answers
    from sim.cli.progress import reporting
    from sim.reporting.answers import Answers
    from sim.space.not_computed import NotComputed
    from sim.zone.explore import explore

    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell)
        found = bargain(scenario, zone=zone, progress=tell, **talks, **held)
        against, left_out = None, {}
        drop = {"--draw": held["draw"], "--no-table": not table, "--no-figures": not figures}
        without = [option for option, given in drop.items() if given]
        if without:
            reason = f"with {without[0]} strategies are not played against each other"
            left_out["bargaining.contest"] = NotComputed(reason, asked.typed(NAME))
        else:
            tell("strategies against each other", 0.9)
            others, jobs = talks["strategies"], talks["jobs"]
            against = contest(scenario, zone=zone, others=others, jobs=jobs, **held)
        written = write_answers(
            Answers(zone, talks=found, contest=against, left_out=left_out, asked=asked),
            out,
            NAME,
            draws=TALK_FIGURES if figures else (),
            tell=tell,
        )
    if not quiet:
        _print(found, written)


def _strategies(given: list[str]) -> dict[str, Any]:
    """Return party → strategy; what follows the first = is read as in a file."""
    from sim.scenario.yaml_reader import read_value

    found: dict[str, Any] = {}
    for text in given:
        party, equals, said = text.partition("=")
        if not equals or not party.strip() or not said.strip():
            raise typer.BadParameter(f"got '{text}'; expected PARTY=NAME", param_hint="--strategy")
        if party.strip() in found:
            message = f"'{party.strip()}' has two strategies; expected one"
            raise typer.BadParameter(message, param_hint="--strategy")
        found[party.strip()] = read_value(said, f"--strategy {party.strip()}")
    return found


def _print(talks: Bargaining, written: Written) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.bargaining_tables import ends_table, moves_table
    from sim.cli.summary import console, print_written
    from sim.text.names import FIXED_LINE, Words
    from sim.text.talks import bargaining_lines, moves_lines
    from sim.text.zone import heading
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
    print_written(out, written)
