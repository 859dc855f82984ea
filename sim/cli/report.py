"""``sim report``: one HTML page to send, with everything in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import File, Out, Quiet, Round, Set, Variant, read_scenarios

if TYPE_CHECKING:
    from sim.cli.output import Answers

NAME = "report"
FILE = "report.html"


def command(
    file: File,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    quiet: Quiet = False,
) -> None:
    """Write a self-contained HTML report with sliders; nothing in it is loaded from elsewhere."""
    import typer

    from sim.cli.output import Answers, write_text
    from sim.cli.progress import reporting
    from sim.cli.report_parts import answer_of, parts_of
    from sim.cli.run import later_answers, short_changes, short_draws, short_run
    from sim.comparison.rounds import rounds
    from sim.reporting.report import report
    from sim.reporting.words import Words
    from sim.zone.explore import explore
    from sim.zone.rule_notes import rule_notes

    scenario = read_scenarios([file], round_, variant, set_)[0]
    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell)
        replayed = rounds(scenario) if scenario.rounds and variant is None and not set_ else None
        answers = Answers(
            zone, None, short_run(zone, tell), None, short_draws(zone, tell), None, replayed,
            short_changes(zone, tell), tuple(later_answers(zone, tell)),
        )  # fmt: skip
        words = Words(scenario, rule_notes(zone.space))
        tell("writing", 1.0)
        page = report(zone, answer_of(answers, words), list(parts_of(answers, words)),
                      _computed(answers, file, round_, variant, set_))  # fmt: skip
    folder = out / file.stem
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / FILE, page)
    except OSError as error:
        typer.echo(f"{error.filename or folder}: can't be written: {error.strerror}", err=True)
        raise typer.Exit(1) from None
    if not quiet:
        typer.echo(f"Written to {folder}/: {FILE}")


def _computed(
    answers: Answers, file: Path, round_: str | None, variant: str | None, set_: list[str] | None
) -> list[tuple[str, str]]:
    """Return version, digest, seed and the command to make it again."""
    from importlib.metadata import version

    zone = answers.zone
    command = f"sim report {file.name}"
    command += f" --round {round_}" if round_ is not None else ""
    command += f" --variant {variant}" if variant is not None else ""
    command += "".join(f" --set '{change}'" for change in set_ or ())
    return [
        ("Version", version("agreement-sim")),
        ("Scenario", zone.scenario.digest),
        ("Engine", f"{zone.engine} ({zone.engine_reason})"),
        ("Seed", "0 for talks and draws"),
        ("Command", command),
    ]
